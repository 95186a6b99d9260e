// The pages as the host gives them: compressed forms that were made by the build, tags, ranges, addresses that do not exist, and what
// crawlers are told.
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Unit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Edge;

public sealed class PagesTests : IAsyncLifetime, IPages
{
    private const string Root = "https://shop.example.com";

    // Long enough to be compressed.
    private static readonly string Index =
        $"<!doctype html><html lang=\"en\"><head><title>Cartwright</title><!--{new string('-', 1_024)}--></head>"
        + "<body><div id=\"root\"></div><noscript>no</noscript><script src=\"/x.js\"></script></body></html>";

    private const string Script = "/assets/index-abc.js";
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("cartwright-pages-");
    private readonly List<WebApplication> apps = [];
    private HttpClient http = null!;
    private Func<string, string?> catalog = _ => null;
    private bool hangs;
    private bool away;

    public async ValueTask InitializeAsync()
    {
        Write("index.html", Index);
        Write("index.html.br", "index by brotli");
        Write("index.html.gz", "index by gzip");
        Write("favicon.ico", "icon");
        Write(".built", string.Empty);
        Write("addresses.json", """["/","/cart","/orders/:orderId","/products","/products/:productId","/c/*"]""");
        Write(Script[1..], "script as it is");
        Write(Script[1..] + ".br", "script by brotli");
        Write(Script[1..] + ".gz", "script by gzip");
        http = await Open(this);
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
    [InlineData("/sitemap-products-1.xml", HttpStatusCode.NotFound)]
    [InlineData("/feed/google.xml", HttpStatusCode.NotFound)]
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
            var text = await reply.Content.ReadAsStringAsync();
            Assert.Contains("<meta name=\"robots\" content=\"noindex\" />", text, StringComparison.Ordinal);
            Assert.Contains("<div id=\"root\"></div>", text, StringComparison.Ordinal);
            Assert.Equal(
                ("text/html", "no-cache", null, "noindex"),
                (
                    reply.Content.Headers.ContentType!.MediaType,
                    Header(reply, "Cache-Control"),
                    reply.Headers.ETag,
                    Header(reply, "X-Robots-Tag")
                )
            );

            // No part of it can be asked for: it is no representation of the address.
            var whole = await Ask(path, ("Accept-Encoding", "br"), ("Range", "bytes=0-1"));
            await using var opened = new BrotliStream(await whole.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
            using var read = new StreamReader(opened);
            Assert.Equal((HttpStatusCode.NotFound, text), (whole.StatusCode, await read.ReadToEndAsync()));
        }
    }

    [Fact]
    public async Task A_page_is_about_what_is_at_its_address_and_its_tag_changes_with_any_byte_of_it()
    {
        catalog = asked => asked;
        var reply = await Ask("/products/mug", ("Accept-Encoding", "br"));
        Assert.Equal(
            (HttpStatusCode.OK, "br", "Accept-Encoding, Accept-Language, Cookie", "no-cache", "en"),
            (
                reply.StatusCode,
                reply.Content.Headers.ContentEncoding.Single(),
                Header(reply, "Vary"),
                Header(reply, "Cache-Control"),
                reply.Content.Headers.ContentLanguage.Single()
            )
        );
        await using var opened = new BrotliStream(await reply.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var read = new StreamReader(opened);
        var page = await read.ReadToEndAsync();
        foreach (
            var said in new[] { "<title>Thing mug &#183; Cartwright</title>", "<h1>Thing mug</h1>", "\"/api/products/by-slug/mug\":{" }
        )
        {
            Assert.Contains(said, page, StringComparison.Ordinal);
        }

        var tag = Header(reply, "ETag");
        Assert.Equal(
            HttpStatusCode.NotModified,
            (await Ask("/products/mug", ("Accept-Encoding", "br"), ("If-None-Match", tag))).StatusCode
        );
        var german = await Ask("/products/mug", ("Accept-Encoding", "br"), ("If-None-Match", tag), ("Cookie", "cartwright_language=de"));
        Assert.Equal((HttpStatusCode.OK, "de"), (german.StatusCode, german.Content.Headers.ContentLanguage.Single()));
        Assert.Equal(HttpStatusCode.OK, (await Ask("/products/pot", ("Accept-Encoding", "br"), ("If-None-Match", tag))).StatusCode);
        // Whatever a client says of the host: no address of it stands in a page.
        var forged = await Ask("/products/mug", ("Host", "evil.example"));
        Assert.DoesNotContain("evil.example", await forged.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shop_that_says_its_address_publishes_sitemaps_and_a_feed_there()
    {
        using var shop = await Open(this, ("Shop:Url", Root + "/"));
        Assert.EndsWith($"\nSitemap: {Root}/sitemap.xml\n", await shop.GetStringAsync("/robots.txt"), StringComparison.Ordinal);
        XNamespace map = "http://www.sitemaps.org/schemas/sitemap/0.9";
        var index = XDocument.Parse(await shop.GetStringAsync("/sitemap.xml"));
        Assert.Equal(
            [$"{Root}/sitemap-pages.xml", $"{Root}/sitemap-products-1.xml", $"{Root}/sitemap-products-2.xml"],
            index.Root!.Elements(map + "sitemap").Select(file => file.Element(map + "loc")!.Value)
        );
        var pages = XDocument.Parse(await shop.GetStringAsync("/sitemap-pages.xml"));
        Assert.Equal(
            [$"{Root}/", $"{Root}/c/kitchen", $"{Root}/policies/terms"],
            pages.Root!.Elements(map + "url").Select(page => page.Element(map + "loc")!.Value)
        );
        Assert.Equal("file 2", await shop.GetStringAsync("/sitemap-products-2.xml"));
        Assert.Equal("feed", await shop.GetStringAsync("/feed/google.xml"));
        foreach (
            var none in new[] { "/sitemap-products-3.xml", "/sitemap-products-x.xml", "/sitemap-products-.xml", "/sitemap-products--1.xml" }
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, (await shop.GetAsync(none)).StatusCode);
        }

        Assert.Contains($"<link rel=\"canonical\" href=\"{Root}/\" />", await shop.GetStringAsync("/"), StringComparison.Ordinal);
        away = true;
        foreach (var path in new[] { "/sitemap.xml", "/sitemap-pages.xml", "/feed/google.xml" })
        {
            var reply = await shop.GetAsync(path);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "no-store"), (reply.StatusCode, Header(reply, "Cache-Control")));
        }

        Assert.Equal(HttpStatusCode.OK, (await shop.GetAsync("/")).StatusCode);
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

        // Nobody waits for a catalog that does not answer: the plain page is sent.
        catalog = asked => asked;
        hangs = true;
        var plain = await Ask("/products/mug");
        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.DoesNotContain("Thing mug", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/products/1?from=mail", "mug", "/products/mug?from=mail")]
    [InlineData("/products/Mug", "mug", "/products/mug")]
    [InlineData("/Products/mug/", "mug", "/products/mug")]
    [InlineData("/c/old/cups", "kitchen/cups", "/c/kitchen/cups")]
    [InlineData("/products/1", "杯", "/products/%E6%9D%AF")]
    [InlineData("/products?from=mail", "", "/?from=mail")]
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

    async ValueTask<byte[]?> IPages.Product(string slug, CancellationToken cancel)
    {
        if (hangs)
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }

        return catalog(slug) is { } now
            ? Encoding.UTF8.GetBytes(
                $$$"""{"product_id":"1","name":"Thing {{{now}}}","slug":"{{{now}}}","description":"","price":5.00,"currency":"USD","stock":{"available":1}}"""
            )
            : null;
    }

    ValueTask<byte[]?> IPages.Category(string slugPath, CancellationToken cancel) =>
        ValueTask.FromResult(
            catalog(slugPath) is { } now
                ? Encoding.UTF8.GetBytes($$$"""{"category":{"name":"C","path":"C","slug_path":"{{{now}}}","children":[]},"line":[]}""")
                : null
        );

    ValueTask<byte[]> IPages.Products(PageList list, CancellationToken cancel) => ValueTask.FromResult("""{"items":[]}"""u8.ToArray());

    ValueTask<byte[]> IPages.Categories(CancellationToken cancel) =>
        away
            ? throw new HttpRequestException("Away.")
            : ValueTask.FromResult(
                """{"items":[{"name":"Kitchen","path":"Kitchen","slug_path":"kitchen","products":1,"children":[]},{"name":"None","path":"None","slug_path":"none","products":0,"children":[]}]}"""u8.ToArray()
            );

    ValueTask<byte[]?> IPages.Policies(CancellationToken cancel) =>
        ValueTask.FromResult<byte[]?>(
            """{"items":[{"name":"terms","title":"Terms","sample":false},{"name":"privacy","title":"P","sample":true}]}"""u8.ToArray()
        );

    ValueTask<long> IPages.SitemapFiles(CancellationToken cancel) =>
        away ? throw new HttpRequestException("Away.") : ValueTask.FromResult(2L);

    async ValueTask<bool> IPages.Sitemap(long file, HttpResponse to, CancellationToken cancel)
    {
        await (file is 1 or 2 ? to.WriteAsync($"file {file}", cancel) : Task.CompletedTask);
        return file is 1 or 2;
    }

    async ValueTask<bool> IPages.GoogleFeed(HttpResponse to, CancellationToken cancel)
    {
        if (away)
        {
            throw new HttpRequestException("Away.");
        }

        await to.WriteAsync("feed", cancel);
        return true;
    }

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
