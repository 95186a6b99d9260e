// Pages of a front door: what they are about is asked of the catalog's public port.
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Cartwright.Host;
using Cartwright.Unit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Edge;

public sealed class PagesElsewhereTests : IAsyncLifetime
{
    private const string Mug = """{"product_id":"1","slug":"mug","name":"Mug"}""";

    private readonly ConcurrentQueue<string> asked = new();
    private readonly TestClock clock = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private WebApplication module = null!;
    private PagesElsewhere pages = null!;
    private string tree = """{"items":[]}""";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        module = builder.Build();
        module.Run(Answer);
        await module.StartAsync();
        Uri[] at = [new(module.Urls.First())];
        pages = new(http, at, at, clock);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await module.DisposeAsync();
    }

    [Fact]
    public async Task Products_and_lists_are_what_the_public_api_answers_and_404_is_none()
    {
        Assert.Equal(Mug, Text(await pages.Product("mug & co", default)));
        Assert.Null(await pages.Product("nothing", default));
        Assert.Null(await pages.Category("no/where", default));
        Assert.Equal("""{"items":[1]}""", Text(await pages.Products(new("Küche/Tee & mehr", null, 24), default)));
        Assert.Equal(
            ["/api/products/by-slug/mug%20%26%20co", "/api/products/by-slug/nothing", "/api/categories/by-slug/no/where"],
            asked.Take(3)
        );
        Assert.Equal("/api/products?category=K%C3%BCche%2FTee+%26+mehr&limit=24", asked.Last());
        await Assert.ThrowsAsync<HttpRequestException>(async () => await pages.Product("broken", default));
    }

    [Fact]
    public async Task The_tree_is_asked_for_once_in_ten_seconds_and_the_same_words_stay_the_same_array()
    {
        var first = await pages.Categories(default);
        tree = """{"items":[1]}""";
        Assert.Same(first, await pages.Categories(default));
        Assert.Single(asked);
        clock.Advance(TimeSpan.FromSeconds(11));
        var second = await pages.Categories(default);
        Assert.Equal(tree, Text(second));
        clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Same(second, await pages.Categories(default));
        Assert.Equal(3, asked.Count);
    }

    [Fact]
    public async Task Feeds_are_passed_on_as_they_come()
    {
        Assert.Equal(3, await pages.SitemapFiles(default));
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        Assert.True(await pages.Sitemap(2, context.Response, default));
        Assert.Equal(
            ("<urlset>2</urlset>", "application/xml; charset=utf-8", "public, max-age=3600"),
            (
                Text(((MemoryStream)context.Response.Body).ToArray()),
                context.Response.ContentType,
                context.Response.Headers.CacheControl.ToString()
            )
        );
        Assert.False(await pages.Sitemap(9, new DefaultHttpContext().Response, default));
        var busy = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        Assert.True(await pages.GoogleFeed(busy.Response, default));
        Assert.Equal((503, "30"), (busy.Response.StatusCode, busy.Response.Headers.RetryAfter.ToString()));
    }

    private async Task Answer(HttpContext context)
    {
        asked.Enqueue(context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget);
        var (status, body) = context.Request.Path.Value switch
        {
            "/api/products/by-slug/mug & co" => (200, Mug),
            "/api/products/by-slug/broken" => (500, "{}"),
            "/api/products" => (200, """{"items":[1]}"""),
            "/api/categories" => (200, tree),
            "/api/products/sitemap" => (200, """{"files":3}"""),
            "/api/products/sitemap/2" => (200, "<urlset>2</urlset>"),
            "/api/products/feed/google" => (503, "{}"),
            _ => (404, "{}"),
        };
        context.Response.StatusCode = status;
        if (body.StartsWith('<'))
        {
            context.Response.ContentType = "application/xml; charset=utf-8";
            context.Response.Headers.CacheControl = "public, max-age=3600";
        }

        if (status == 503)
        {
            context.Response.Headers.RetryAfter = "30";
        }

        await context.Response.WriteAsync(body);
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
