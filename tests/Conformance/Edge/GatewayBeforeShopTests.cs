// The front door before the real shop: whoever asks through it hears what the shop itself would say, in the same headers, and is counted
// by its own address.
using System.Net;
using Cartwright.Host;
using Cartwright.Unit.Deploy;

namespace Cartwright.Conformance.Edge;

public sealed class GatewayBeforeShopTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-gateway-").FullName;
    private BuiltShop shop = null!;
    private GatewayUnderTest gateway = null!;
    private HttpClient direct = null!;

    public async ValueTask InitializeAsync()
    {
        shop = await Serve.Build(
            new Dictionary<string, string?>
            {
                ["Data"] = "sqlite:" + folder,
                ["DataFolder"] = folder,
                ["Demo"] = "true",
                ["Port"] = "0",
                ["RateLimits:login"] = "1",

                // An index is filled while the first is answered and the second is not: they would differ by its facets.
                ["Catalog:Search"] = "sql",
                ["Proxies:Trusted:0"] = "127.0.0.1",
                ["WebRoot"] = Path.Combine(GatewayUnderTest.Root(), "web", "dist"),
            }
        );
        await shop.App.StartAsync();
        direct = new HttpClient { BaseAddress = new Uri(shop.App.Urls.First()) };
        gateway = await GatewayUnderTest.Start(Addresses());
    }

    public async ValueTask DisposeAsync()
    {
        direct.Dispose();
        await gateway.DisposeAsync();
        await shop.App.StopAsync();
        await shop.DisposeAsync();
        await Servers.Disk.Delete(folder);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("HEAD", "/")]
    [InlineData("GET", "/cart")]
    [InlineData("POST", "/cart")]
    [InlineData("GET", "/favicon.svg")]
    [InlineData("GET", "/assets/none.js")]
    [InlineData("GET", "/api/nothing")]
    [InlineData("HEAD", "/api/nothing")]
    [InlineData("POST", "/api/nothing")]
    [InlineData("GET", "/api/doc/index.html")]
    [InlineData("GET", "/api/openapi.json")]
    [InlineData("GET", "/healthz")]
    [InlineData("HEAD", "/healthz")]
    [InlineData("HEAD", "/api/openapi.json")]
    [InlineData("HEAD", "/api/products?limit=2")]
    [InlineData("HEAD", "/api/orders")]
    [InlineData("GET", "/api/products?page=2")]
    [InlineData("GET", "/api/products?limit=2")]
    [InlineData("HEAD", "/api/products/1")]
    [InlineData("GET", "/api/products/1/image.svg")]
    [InlineData("GET", "/api/products/none")]
    [InlineData("GET", "/api/products?q=%00")]
    [InlineData("DELETE", "/api/products")]
    [InlineData("GET", "/api/orders")]
    [InlineData("POST", "/api/cart/me/items")]
    [InlineData("OPTIONS", "/api/cart/me")]
    public async Task The_gateway_and_the_shop_say_the_same_in_the_same_headers(string method, string path)
    {
        var (expected, heard) = (await Said(direct, method, path), await Said(gateway.Http, method, path));
        Assert.Contains(expected, line => line.StartsWith("Content-Security-Policy: ", StringComparison.Ordinal));
        Assert.Equal(expected, heard);
    }

    [Fact]
    public async Task An_address_that_a_client_claims_is_not_counted_for_it()
    {
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await Renew(gateway, "198.51.100.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Renew(gateway, "198.51.100.2"));
    }

    [Fact]
    public async Task What_a_trusted_proxy_says_is_believed_and_nothing_that_stands_before_it()
    {
        await using var behind = await GatewayUnderTest.Start(Addresses(), ("Proxies:Trusted:0", "127.0.0.1"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await Renew(behind, "203.0.113.1, 198.51.100.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Renew(behind, "203.0.113.2, 198.51.100.1"));

        // Two, because addresses may share a count by chance.
        HttpStatusCode[] others = [await Renew(behind, "198.51.100.2"), await Renew(behind, "198.51.100.3")];
        Assert.Contains(others, status => status != HttpStatusCode.TooManyRequests);
    }

    /// <summary>Counted like a sign-in, and hashes nothing: on a slow machine the minute would pass meanwhile.</summary>
    private static async Task<HttpStatusCode> Renew(GatewayUnderTest through, string claims)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/refresh")
        {
            Content = new StringContent("""{"refresh_token":"none"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Forwarded-For", claims);
        using var reply = await through.Http.SendAsync(request);
        return reply.StatusCode;
    }

    /// <summary>Status, headers in order of their names, and body; without what differs from one request to the next.</summary>
    private static async Task<List<string>> Said(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var reply = await client.SendAsync(request);
        var headers = reply
            .Headers.NonValidated.Concat(reply.Content.Headers.NonValidated)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "RateLimit-Remaining" or "RateLimit-Reset"))
            .Select(header => $"{header.Key}: {header.Value}")
            .Order(StringComparer.Ordinal);
        List<string> said =
        [
            ((int)reply.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture),
            .. headers,
            await reply.Content.ReadAsStringAsync(),
        ];

        // One id a request, the same in the header and in what the body says.
        var id = reply.Headers.GetValues("X-Request-Id").Single();
        return [.. said.Select(line => line.Replace(id, "(id)", StringComparison.Ordinal))];
    }

    private Dictionary<string, string> Addresses() =>
        ShopRoutes.Modules.ToDictionary(
            module => module.Name,
            _ => "http://127.0.0.1:" + new Uri(shop.App.Urls.First()).Port,
            StringComparer.Ordinal
        );
}
