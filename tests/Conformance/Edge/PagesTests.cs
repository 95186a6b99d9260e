// The pages as the host gives them: compressed forms that were made by the build, tags, ranges, addresses that do not exist, and what
// crawlers are told.
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Unit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Edge;

public sealed class PagesTests : IAsyncLifetime, IPages
{
    private const string Index = "<!doctype html><title>Shop</title>";
    private const string Script = "/assets/index-abc.js";
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("cartwright-pages-");
    private readonly List<WebApplication> apps = [];
    private HttpClient http = null!;
    private Func<string, string?> catalog = _ => null;

    public async ValueTask InitializeAsync()
    {
        Write("index.html", Index);
        Write("index.html.br", "index by brotli");
        Write("index.html.gz", "index by gzip");
        Write("favicon.ico", "icon");
        Write(".built", string.Empty);
        Write("addresses.json", """["/","/cart","/orders/:orderId","/products/:productId","/c/*"]""");
        Write(Script[1..], "script as it is");
        Write(Script[1..] + ".br", "script by brotli");
        Write(Script[1..] + ".gz", "script by gzip");
        http = await Open();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }

        root.Delete(recursive: true);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("GZIP;q=0.5", "gzip")]
    [InlineData("br;q=0.5, gzip;q=0.8", "gzip")]
    [InlineData("br;q=0, *;q=0.1", "gzip")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, gzip;q=0", null)]
    [InlineData("identity, br;q=0.5", null)]
    [InlineData("zstd", null)]
    [InlineData("br;q=x", null)]
    public async Task The_form_that_a_client_likes_best_is_sent_with_its_own_tag_and_length(string? accepts, string? coding)
    {
        var reply = await Ask(Script, ("Accept-Encoding", accepts));
        Assert.Equal(
            (HttpStatusCode.OK, "text/javascript", "public, max-age=31536000, immutable"),
            (reply.StatusCode, reply.Content.Headers.ContentType!.MediaType, Header(reply, "Cache-Control"))
        );
        Assert.Equal(coding, reply.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("Accept-Encoding", Header(reply, "Vary"));
        var text = await reply.Content.ReadAsStringAsync();
        Assert.Equal(
            coding switch
            {
                "br" => "script by brotli",
                "gzip" => "script by gzip",
                _ => "script as it is",
            },
            text
        );
        Assert.Equal(text.Length, reply.Content.Headers.ContentLength);

        var again = await Ask(Script, ("Accept-Encoding", accepts), ("If-None-Match", Header(reply, "ETag")));
        Assert.Equal((HttpStatusCode.NotModified, "Accept-Encoding"), (again.StatusCode, Header(again, "Vary")));
        var other = await Ask(Script, ("Accept-Encoding", coding == "gzip" ? "br" : "gzip"), ("If-None-Match", Header(reply, "ETag")));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_part_is_a_part_of_the_form_that_was_sent_and_HEAD_tells_the_same_without_it()
    {
        var part = await Ask(Script, ("Accept-Encoding", "br"), ("Range", "bytes=7-8"));
        Assert.Equal(
            (HttpStatusCode.PartialContent, "by", "bytes 7-8/16"),
            (part.StatusCode, await part.Content.ReadAsStringAsync(), part.Content.Headers.ContentRange!.ToString())
        );
        var stale = await Ask(Script, ("Accept-Encoding", "br"), ("Range", "bytes=7-8"), ("If-Range", Header(await Ask(Script), "ETag")));
        Assert.Equal(HttpStatusCode.OK, stale.StatusCode);
        using var head = new HttpRequestMessage(HttpMethod.Head, Script) { Headers = { { "Accept-Encoding", "gzip" } } };
        var told = await http.SendAsync(head);
        Assert.Equal(
            (HttpStatusCode.OK, 14L, "gzip"),
            (told.StatusCode, told.Content.Headers.ContentLength!.Value, told.Content.Headers.ContentEncoding.Single())
        );
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/cart", HttpStatusCode.OK)]
    [InlineData("/Cart/", HttpStatusCode.OK)]
    [InlineData("/orders/x-1", HttpStatusCode.OK)]
    [InlineData("/favicon.ico", HttpStatusCode.OK)]
    [InlineData("/orders/x-1/y", HttpStatusCode.NotFound)]
    [InlineData("/no/such/page", HttpStatusCode.NotFound)]
    [InlineData("/sitemap.xml", HttpStatusCode.NotFound)]
    [InlineData("/addresses.json", HttpStatusCode.NotFound)]
    [InlineData("/.built", HttpStatusCode.NotFound)]
    [InlineData("/index.html.br", HttpStatusCode.NotFound)]
    [InlineData("/../index.html.gz", HttpStatusCode.NotFound)]
    [InlineData("/assets/nothing.js", HttpStatusCode.NotFound)]
    public async Task An_address_that_the_app_has_no_page_for_is_404_with_the_page_that_says_so(string path, HttpStatusCode status)
    {
        var reply = await Ask(path, ("If-None-Match", "*"));
        Assert.Equal(status == HttpStatusCode.OK ? HttpStatusCode.NotModified : status, reply.StatusCode);
        reply = await Ask(path);
        Assert.Equal(status, reply.StatusCode);
        if (status == HttpStatusCode.NotFound && !path.StartsWith("/assets", StringComparison.Ordinal))
        {
            Assert.Equal(
                (Index, "text/html", "no-cache", null),
                (
                    await reply.Content.ReadAsStringAsync(),
                    reply.Content.Headers.ContentType!.MediaType,
                    Header(reply, "Cache-Control"),
                    reply.Headers.ETag
                )
            );

            // No part of it can be asked for: it is no representation of the address.
            var whole = await Ask(path, ("Accept-Encoding", "br"), ("Range", "bytes=0-1"));
            await using var opened = new BrotliStream(await whole.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            using var read = new StreamReader(opened);
            Assert.Equal((HttpStatusCode.NotFound, Index), (whole.StatusCode, await read.ReadToEndAsync()));
        }
    }

    [Fact]
    public async Task The_page_of_a_product_that_is_none_is_404_and_one_that_nobody_can_look_up_is_left_to_the_page()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Ask("/products/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Ask("/c/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Ask("/c")).StatusCode);
        catalog = asked => asked;
        Assert.Equal(HttpStatusCode.OK, (await Ask("/products/mug")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Ask("/c/kitchen/mugs")).StatusCode);
        catalog = _ => throw new InvalidOperationException("Broken.");
        Assert.Equal(HttpStatusCode.OK, (await Ask("/products/nothing")).StatusCode);
        using var elsewhere = await Open(pages: null);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/products/nothing")).StatusCode);
    }

    [Theory]
    [InlineData("/products/1?from=mail", "mug", "/products/mug?from=mail")]
    [InlineData("/products/Mug", "mug", "/products/mug")]
    [InlineData("/Products/mug/", "mug", "/products/mug")]
    [InlineData("/c/old/cups", "kitchen/cups", "/c/kitchen/cups")]
    [InlineData("/products/1", "杯", "/products/%E6%9D%AF")]
    public async Task An_address_that_is_not_the_present_one_leads_to_it_for_good(string asked, string now, string location)
    {
        catalog = _ => now;
        var reply = await Ask(asked);
        Assert.Equal((HttpStatusCode.MovedPermanently, location), (reply.StatusCode, Header(reply, "Location")));
        Assert.Equal(HttpStatusCode.OK, (await Ask(location.Split('?')[0])).StatusCode);
    }

    [Fact]
    public async Task Crawlers_are_told_in_plain_text_what_is_a_persons_own_and_a_demo_is_closed_to_them()
    {
        var reply = await Ask("/robots.txt");
        Assert.Equal((HttpStatusCode.OK, "text/plain"), (reply.StatusCode, reply.Content.Headers.ContentType!.MediaType));
        var rules = (await reply.Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal("User-agent: *", rules[0]);
        foreach (var room in new[] { "/api/", "/cart", "/checkout", "/account", "/admin", "/orders" })
        {
            Assert.Contains("Disallow: " + room, rules);
        }

        // What pages are drawn from stays open; the longer rule counts.
        Assert.Contains("Allow: /api/products", rules);
        using var demo = await Open(this, ("Demo", "true"));
        Assert.Equal("User-agent: *\nDisallow: /\n", await demo.GetStringAsync("/robots.txt"));
    }

    [Fact]
    public async Task Pages_are_only_read()
    {
        using var post = new HttpRequestMessage(HttpMethod.Post, "/cart");
        var reply = await http.SendAsync(post);
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, HEAD"), (reply.StatusCode, string.Join(", ", reply.Content.Headers.Allow)));
    }

    ValueTask<string?> IPages.Product(string slug, CancellationToken cancel) => ValueTask.FromResult(catalog(slug));

    ValueTask<string?> IPages.Category(string slugPath, CancellationToken cancel) => ValueTask.FromResult(catalog(slugPath));

    private Task<HttpClient> Open() => Open(this);

    private async Task<HttpClient> Open(IPages? pages, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["WebRoot"] = root.FullName;
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<IShopSettings>(new ToldShop());
        var app = builder.Build();
        apps.Add(app);
        Shop.Use(app, pages);
        await app.StartAsync();
        return new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
    }

    private async Task<HttpResponseMessage> Ask(string path, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        }

        return await http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage reply, string name) =>
        reply.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    private void Write(string name, string text)
    {
        var path = Path.Combine(root.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
