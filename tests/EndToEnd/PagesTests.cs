// The pages as the built program gives them, through the front door too where the shop is split.
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed partial class PagesTests(DemoShop shop)
{
    [Fact]
    public async Task Pages_and_assets_come_compressed_and_what_is_no_page_is_404()
    {
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
        {
            BaseAddress = shop.Host.Address,
        };
        var index = await http.GetStringAsync("/");
        Assert.Equal("br", await Coding("/"));
        var compressed = 0;
        foreach (Match asset in Assets().Matches(index))
        {
            // A font is compressed in itself, and what fits into a packet stays as it is (web/vite/compressed.ts).
            var isLarge =
                (await http.GetByteArrayAsync(asset.Value)).Length >= 512 && !asset.Value.EndsWith(".woff2", StringComparison.Ordinal);
            Assert.Equal((asset.Value, isLarge ? "br" : null), (asset.Value, await Coding(asset.Value)));
            compressed += isLarge ? 1 : 0;
        }

        Assert.True(compressed > 3);

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/no/such/page")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/admin/orders/x")).StatusCode);
        Assert.Equal("User-agent: *\nDisallow: /\n", await http.GetStringAsync("/robots.txt"));
        var icon = await http.GetAsync("/favicon.ico");
        Assert.Equal((HttpStatusCode.OK, "image/x-icon"), (icon.StatusCode, icon.Content.Headers.ContentType!.MediaType));
        Assert.Equal("application/problem+json", (await http.GetAsync("/api/nothing-here")).Content.Headers.ContentType!.MediaType);

        async Task<string?> Coding(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip, br" } } };
            var reply = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            return reply.Content.Headers.ContentEncoding.SingleOrDefault();
        }
    }

    [Fact]
    public async Task The_page_of_a_product_says_it_before_its_script_runs_and_lists_are_not_sent_twice()
    {
        using var http = new HttpClient { BaseAddress = shop.Host.Address };

        // A catalog that is late, as on a busy machine, leaves the plain page; and another test's goods may come first by then.
        await Eventually.Holds(async () =>
        {
            var list = JsonDocument.Parse(await http.GetStringAsync("/api/products?limit=24")).RootElement.GetProperty("items");
            var (name, slug) = (list[0].GetProperty("name").GetString()!, list[0].GetProperty("slug").GetString()!);
            var page = await http.GetStringAsync($"/products/{slug}");
            foreach (
                var text in new[]
                {
                    $"<h1>{WebUtility.HtmlEncode(name)}</h1>",
                    "\"@type\":\"Product\"",
                    $"\"/api/products/by-slug/{slug}\":{{",
                }
            )
            {
                Assert.Contains(text, page, StringComparison.Ordinal);
            }

            var home = await http.GetStringAsync("/");
            foreach (var text in new[] { $"href=\"/products/{slug}\"", "\"/api/products?limit=24\":{", "\"/api/categories\":{" })
            {
                Assert.Contains(text, home, StringComparison.Ordinal);
            }
        });
        Assert.Contains("noindex", await http.GetStringAsync("/cart"), StringComparison.Ordinal);

        foreach (var path in new[] { "/api/products?limit=24", "/api/categories", "/api/shop", "/api/policies", "/api/recommendations" })
        {
            // Stock may move between two questions: then it is told anew, under another tag.
            await Eventually.Holds(async () =>
            {
                var told = await http.GetAsync(path);
                Assert.Contains("stale-while-revalidate", told.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
                using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { told.Headers.ETag! } } };
                Assert.Equal(HttpStatusCode.NotModified, (await http.SendAsync(again)).StatusCode);
            });
            using var known = new HttpRequestMessage(HttpMethod.Get, path);
            known.Headers.Authorization = new("Bearer", (await shop.Api.Guest()).Token);
            Assert.DoesNotContain("stale", (await http.SendAsync(known)).Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("/assets/[^\"]+")]
    private static partial Regex Assets();
}
