// The pages as the built program gives them, through the front door too where the shop is split.
using System.Net;
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
        foreach (Match asset in Assets().Matches(index))
        {
            Assert.Equal("br", await Coding(asset.Value));
        }

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

    [GeneratedRegex("/assets/[^\"]+")]
    private static partial Regex Assets();
}
