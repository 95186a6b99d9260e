// The HTTP routes of the feeds. Shops give them at the root of their address (/sitemap.xml, /feed/google.xml); a front door without the
// catalog fetches them here.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Catalog.Feeds;

/// <summary>How many files of addresses there are.</summary>
public sealed record SitemapBody(long Files);

/// <summary>The reply that writes a feed.</summary>
public static class FeedRoutes
{
    /// <summary>As long as a crawler may keep it.</summary>
    public const string ForAnHour = "public, max-age=3600";

    private static readonly Refusal NoAddress = Refusal.NotFound(
        "shop_url_missing",
        "The shop's address is not known. Set it, such as Shop:Url=https://shop.example.com."
    );

    private static readonly Refusal NoFile = Refusal.NotFound("sitemap_not_found", "The sitemap has no such file.");

    internal static void Map(IEndpointRouteBuilder catalog)
    {
        catalog
            .MapGet("/products/sitemap", Count)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc("See how many files the sitemap of the products has", $"Each has up to {ShopFeeds.FileProducts:N0} addresses.")
            .Example(response: new SitemapBody(3));
        catalog
            .MapGet("/products/sitemap/{sitemap_file}", Sitemap)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get a file of the sitemap of the products",
                "Counted from 1; products for sale with the day of their last change, and their other languages. A shop gives it as `/sitemap-products-1.xml`, named by `/sitemap.xml`."
            )
            .Refuses(RefusalKind.NotFound, "sitemap_not_found", "there is no such file")
            .Refuses(RefusalKind.NotFound, "shop_url_missing", "`Shop:Url` is not set")
            .Refuses(RefusalKind.Unavailable, "feeds_busy", "several are being written")
            .Produces<string>(StatusCodes.Status200OK, "application/xml");
        catalog
            .MapGet("/products/feed/google", Google)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get the product feed for Google",
                "RSS 2.0 as the Merchant Center reads it: what can be put into a cart, with price, reduction, availability, brand and GTIN. A shop gives it as `/feed/google.xml`."
            )
            .Refuses(RefusalKind.NotFound, "shop_url_missing", "`Shop:Url` is not set")
            .Refuses(RefusalKind.Unavailable, "feeds_busy", "several are being written")
            .Produces<string>(StatusCodes.Status200OK, "application/rss+xml");
    }

    /// <summary>Writes a file, or says why not. Nothing has been written then.</summary>
    public static async Task<Refusal?> WriteSitemap(
        this ShopFeeds feeds,
        long file,
        string? root,
        HttpResponse to,
        CancellationToken cancel
    )
    {
        if (root is null)
        {
            return NoAddress;
        }

        if (file < 1 || file > await feeds.Files())
        {
            return NoFile;
        }

        to.ContentType = SitemapXml.ContentType;
        to.Headers.CacheControl = ForAnHour;
        return (await feeds.Sitemap(file, root, to.BodyWriter, cancel)).Refused;
    }

    /// <summary>The same of the feed.</summary>
    public static async Task<Refusal?> WriteGoogle(this ShopFeeds feeds, string? root, HttpResponse to, CancellationToken cancel)
    {
        if (root is null)
        {
            return NoAddress;
        }

        to.ContentType = GoogleFeed.ContentType;
        to.Headers.CacheControl = ForAnHour;
        return (await feeds.Google(root, to.BodyWriter, cancel)).Refused;
    }

    private static async Task<IResult> Count(HttpContext context, ShopFeeds feeds) => context.ForAll(new SitemapBody(await feeds.Files()));

    private static async Task<IResult> Sitemap(string sitemap_file, HttpContext context, ShopFeeds feeds, IConfiguration configuration) =>
        !long.TryParse(
            sitemap_file,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? Answer.Problem(NoFile)
            : Answered(context, await feeds.WriteSitemap(number, ShopUrl.Given(configuration), context.Response, context.RequestAborted));

    private static async Task<IResult> Google(HttpContext context, ShopFeeds feeds, IConfiguration configuration) =>
        Answered(context, await feeds.WriteGoogle(ShopUrl.Given(configuration), context.Response, context.RequestAborted));

    private static IResult Answered(HttpContext context, Refusal? refused)
    {
        if (refused is null)
        {
            return Results.Empty;
        }

        context.Response.Headers.CacheControl = "no-store";
        return Answer.Problem(refused);
    }
}
