// Every GET of the shop, by its own document: a parameter that it does not take is refused by name, and HEAD is the same without a body.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Host;

namespace Cartwright.Conformance.Edge;

public sealed class QueryAndHeadTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-query-").FullName;
    private BuiltShop shop = null!;
    private HttpClient http = null!;
    private JsonNode document = null!;
    private string vendor = null!;
    private string admin = null!;

    public async ValueTask InitializeAsync()
    {
        shop = await Serve.Build(
            new Dictionary<string, string?>
            {
                ["Data"] = "sqlite:" + folder,
                ["DataFolder"] = folder,
                ["Demo"] = "true",
                ["Port"] = "0",
                ["RateLimits:Enabled"] = "false",
            }
        );
        await shop.App.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(shop.App.Urls.First()) };
        document = (await http.GetFromJsonAsync<JsonNode>("/api/openapi.json"))!;
        admin = await Token("admin@example.com");
        vendor = await Token("vendor@example.com");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await shop.App.StopAsync();
        await shop.DisposeAsync();
        await Servers.Disk.Delete(folder);
    }

    [Fact]
    public async Task A_parameter_that_no_route_takes_is_refused_by_name_and_those_of_the_document_are_taken()
    {
        var looked = 0;
        // As pages, pictures may be asked with anything.
        foreach (var (path, names) in Gets().Where(get => get.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var query = string.Concat(names.Select(name => $"{name}=x&"));
            var (status, body) = await Ask(HttpMethod.Get, $"{path}?{query}utm_source=x&page=2", path);
            Assert.True(
                status == HttpStatusCode.BadRequest && (string?)body?["code"] == "unknown_parameter",
                $"{path}: {(int)status} {body}"
            );
            Assert.Equal(["utm_source", "page"], body!["errors"]!.AsObject().Select(error => error.Key));
            looked++;
        }

        Assert.True(looked > 50, $"Only {looked} routes.");
    }

    [Theory]
    [InlineData("/api/products?page=2", "page")]
    [InlineData("/api/products?catgory=Tea", "catgory")]
    [InlineData("/api/analytics/sales?timezone=Asia/Tokyo", "timezone")]
    public async Task The_reported_cases_are_refused(string path, string name)
    {
        var (status, body) = await Ask(HttpMethod.Get, path, path);
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_parameter"), (status, (string?)body!["code"]));
        Assert.Contains($"'{name}'", (string)body["detail"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_may_be_asked_with_anything() =>
        Assert.NotEqual(HttpStatusCode.BadRequest, (await http.GetAsync("/?utm_source=mail&page=2")).StatusCode);

    [Fact]
    public async Task HEAD_is_GET_without_a_body_on_every_route()
    {
        foreach (var path in Gets().Select(get => get.Path).Concat(["/healthz", "/api/openapi.json"]))
        {
            var (got, _) = await Ask(HttpMethod.Get, path, path);
            using var request = Request(HttpMethod.Head, path, path);
            using var reply = await http.SendAsync(request);
            Assert.True(got == reply.StatusCode, $"HEAD {path}: {(int)reply.StatusCode}, GET: {(int)got}");
            Assert.Empty(await reply.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task HEAD_of_a_stream_has_an_end()
    {
        using var guest = new HttpClient { BaseAddress = http.BaseAddress };
        var token = (string)
            (await (await guest.PostAsJsonAsync("/api/auth/guest", new { })).Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!;
        guest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (await guest.PostAsJsonAsync("/api/cart/me/items", new { product_id = "1", quantity = 1 })).EnsureSuccessStatusCode();
        using var placed = await guest.PostAsync(
            "/api/orders",
            new StringContent(
                """{"shipping_method":"standard","email":"a@example.com","payment_method":{"token":"tok_visa"},"shipping_address":{"name":"A","line1":"1","city":"L","postal_code":"N1 7AA","country":"GB"}}""",
                System.Text.Encoding.UTF8,
                "application/json"
            )
        );
        var id = (string)(await placed.Content.ReadFromJsonAsync<JsonNode>())!["order_id"]!;
        using var head = await guest.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/api/orders/{id}/stream"));
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (head.StatusCode, head.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    private IEnumerable<(string Path, List<string> Names)> Gets() =>
        document["paths"]!
            .AsObject()
            .Where(path => path.Value!["get"] is not null)
            .Select(path =>
                (
                    System.Text.RegularExpressions.Regex.Replace(path.Key, @"\{[^}]+\}", "none"),
                    (path.Value!["get"]!["parameters"]?.AsArray() ?? [])
                        .Where(one => (string?)one!["in"] == "query")
                        .Select(one => (string)one!["name"]!)
                        .ToList()
                )
            );

    private HttpRequestMessage Request(HttpMethod method, string address, string path)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            path.StartsWith("/api/vendor/", StringComparison.Ordinal) ? vendor : admin
        );
        return request;
    }

    private async Task<(HttpStatusCode Status, JsonNode? Body)> Ask(HttpMethod method, string address, string path)
    {
        using var request = Request(method, address, path);
        using var reply = await http.SendAsync(request);
        var text = await reply.Content.ReadAsStringAsync();
        return (reply.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    private async Task<string> Token(string email)
    {
        using var reply = await http.PostAsJsonAsync("/api/auth/login", new { email, password = "Passw0rd!demo" });
        return (string)(await reply.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!;
    }
}
