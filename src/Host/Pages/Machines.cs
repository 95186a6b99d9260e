// What machines ask a shop for at the root of its address: what they may read, where its pages are, what it sells.
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Cartwright.Catalog.Feeds;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Host;

/// <summary>Answers /robots.txt, /sitemap.xml with its files, and /feed/google.xml.</summary>
/// <param name="pages">Null where nobody can be asked.</param>
/// <param name="root">The shop's address without a slash at the end; null where nobody has said it: then there are no addresses to
/// publish.</param>
internal sealed class Machines(IPages? pages, IShopSettings settings, string? root, bool demo)
{
    private const string ProductFiles = "/sitemap-products-";
    private const string Xml = ".xml";

    /// <summary>Pages whose address is no product's and no category's.</summary>
    private static readonly string[] Open = ["/"];

    private readonly string robots = Robots(demo, root);

    private static readonly TimeSpan Within = TimeSpan.FromMinutes(10);

    /// <summary>Whether the path is one of these.</summary>
    public static bool Has(string path) =>
        path is "/robots.txt" or "/sitemap.xml" or "/sitemap-pages.xml" or "/feed/google.xml"
        || (path.StartsWith(ProductFiles, StringComparison.Ordinal) && path.EndsWith(Xml, StringComparison.Ordinal));

    /// <summary>Answers; false where there is none, with nothing written.</summary>
    public async Task<bool> Answer(HttpContext context, string path)
    {
        if (path == "/robots.txt")
        {
            context.Response.Headers.CacheControl = FeedRoutes.ForAnHour;
            await TypedResults.Text(robots, "text/plain; charset=utf-8").ExecuteAsync(context);
            return true;
        }

        if (root is null || pages is null)
        {
            return false;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            // What it would be is not written for somebody who does not read it.
            context.Response.ContentType = SitemapXml.ContentType;
            context.Response.Headers.CacheControl = FeedRoutes.ForAnHour;
            return true;
        }

        // Few are written at once: whoever reads as slowly as possible must not keep the others' places.
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        soon.CancelAfter(Within);
        try
        {
            var cancel = soon.Token;
            return path switch
            {
                "/sitemap.xml" => await Index(context.Response, await pages.SitemapFiles(cancel), root, cancel),
                "/sitemap-pages.xml" => await Pages(context.Response, root, cancel),
                "/feed/google.xml" => await pages.GoogleFeed(context.Response, cancel),
                _ => long.TryParse(
                    path.AsSpan()[ProductFiles.Length..^Xml.Length],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var file
                ) && await pages.Sitemap(file, context.Response, cancel),
            };
        }
        catch (Exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            // Crawlers come again; an empty file would tell them that the goods are gone.
            context.Response.Headers.CacheControl = "no-store";
            await Web
                .Answer.Problem(Refusal.Unavailable("module_unavailable", "The catalog does not answer at the moment. Try again.", 30))
                .ExecuteAsync(context);
            return true;
        }
    }

    private static async Task<bool> Index(HttpResponse to, long files, string root, CancellationToken cancel)
    {
        var xml = Begin(to, SitemapXml.BeginIndex);
        SitemapXml.File(xml, root + "/sitemap-pages.xml");
        for (var file = 1L; file <= files; file++)
        {
            SitemapXml.File(xml, string.Create(CultureInfo.InvariantCulture, $"{root}{ProductFiles}{file}{Xml}"));
        }

        return await End(xml, SitemapXml.EndIndex, cancel);
    }

    // All that is no product: the categories that have any, the policies, the first page.
    private async Task<bool> Pages(HttpResponse to, string root, CancellationToken cancel)
    {
        var tree = JsonElement.Parse(await pages!.Categories(cancel));
        var policies = await pages.Policies(cancel);
        var shop = settings.Current;
        var xml = Begin(to, SitemapXml.Begin);
        foreach (var path in Open)
        {
            SitemapXml.Page(xml, root + path, null, shop);
        }

        foreach (var category in Flat(tree))
        {
            SitemapXml.Page(xml, root + PageMatter.CategoryPath(category), Moment(category, "updated_at"), shop);
            if (xml.UnflushedBytes > 64 * 1024)
            {
                await xml.FlushAsync(cancel);
            }
        }

        // A sample of the demo is nobody's policy.
        foreach (var policy in policies is null ? [] : JsonElement.Parse(policies).Items("items").Where(one => !one.Is("sample")))
        {
            SitemapXml.Page(
                xml,
                root + "/policies/" + Uri.EscapeDataString(policy.Text("name") ?? string.Empty),
                Moment(policy, "since"),
                shop
            );
        }

        return await End(xml, SitemapXml.End, cancel);
    }

    private static IEnumerable<JsonElement> Flat(JsonElement level, string member = "items") =>
        level
            .Items(member)
            .Where(category => category.Amount("products") is > 0)
            .SelectMany(category => Flat(category, "children").Prepend(category));

    private static long? Moment(JsonElement of, string name) =>
        DateTimeOffset.TryParse(of.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUnixTimeMilliseconds()
            : null;

    private static PipeWriter Begin(HttpResponse to, string markup)
    {
        to.ContentType = SitemapXml.ContentType;
        to.Headers.CacheControl = FeedRoutes.ForAnHour;
        to.BodyWriter.Raw(markup);
        return to.BodyWriter;
    }

    private static async Task<bool> End(PipeWriter xml, string markup, CancellationToken cancel)
    {
        xml.Raw(markup);
        await xml.FlushAsync(cancel);
        return true;
    }

    /// <summary>
    /// What crawlers may read (RFC 9309). A demo is nobody's shop and in no index. Of a shop, what is a person's own is left out, and lists
    /// that differ only in order or price; product data stays open, since pages are drawn from it.
    /// </summary>
    private static string Robots(bool demo, string? root) =>
        demo
            ? "User-agent: *\nDisallow: /\n"
            : """
                User-agent: *
                Allow: /api/products
                Allow: /api/categories
                Disallow: /api/
                Disallow: /account
                Disallow: /admin
                Disallow: /cart
                Disallow: /checkout
                Disallow: /first-administrator
                Disallow: /forgot-password
                Disallow: /orders
                Disallow: /register
                Disallow: /reset-password
                Disallow: /shared/
                Disallow: /sign-in
                Disallow: /stop-email-change
                Disallow: /unsubscribe
                Disallow: /verify-email
                Disallow: /*sort=
                Disallow: /*_price=

                """.ReplaceLineEndings("\n") + (root is null ? string.Empty : $"\nSitemap: {root}/sitemap.xml\n");
}
