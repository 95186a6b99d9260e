// Over HTTP: the link in a guest's mail opens that order to a device that has no token, and no other order and nothing else.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Host;

namespace Cartwright.Conformance.Edge;

public sealed class OrderKeyTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-order-key-").FullName;
    private readonly HttpClient client = new();
    private BuiltShop shop = null!;

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
                ["Shop:Url"] = "https://shop.example",
            }
        );
        await shop.App.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await shop.App.StopAsync();
        await shop.DisposeAsync();
        await Servers.Disk.Delete(folder);
    }

    [Fact]
    public async Task The_link_in_a_mail_opens_that_order_without_a_token_and_nothing_else()
    {
        var guest = await Token("/api/auth/guest", null);
        var other = await Token("/api/auth/guest", null);
        var admin = await Token("/api/auth/login", """{"email":"admin@example.com","password":"Passw0rd!demo"}""");
        var mine = await Order(guest);
        var theirs = await Order(other);
        var key = await KeyInTheMailOf(mine, admin);

        // Any device: without a token, with a stranger's, with one that holds no longer.
        foreach (var token in new[] { null, other, "not.a.token" })
        {
            var opened = await Get($"/api/orders/{mine}", token, key);
            Assert.Equal((HttpStatusCode.OK, mine), (opened.Status, (string?)opened.Body["order_id"]));
            Assert.Contains("private", opened.CacheControl, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await Get($"/api/orders/{mine}/events", token, key)).Status);
        }

        // That order alone; the answer is the same as for an order that is none.
        var wrong = await Get($"/api/orders/{theirs}", null, key);
        Assert.Equal((HttpStatusCode.NotFound, "order_not_found"), (wrong.Status, (string?)wrong.Body["code"]));
        Assert.Equal(HttpStatusCode.NotFound, (await Get("/api/orders/01987a4e-0000-7000-8000-000000000001", null, key)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/api/orders/{mine}", null, key[..^2] + "xx")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/api/orders/{mine}", other, "x")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get($"/api/orders/{mine}", null, null)).Status);

        // And nothing but looking.
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get("/api/orders", null, key)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get($"/api/orders/{mine}/stream", null, key)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Send(HttpMethod.Post, $"/api/orders/{mine}/cancel", null, key, "{}")).Status);
        Assert.Equal("confirmed", (string?)(await Get($"/api/orders/{mine}", guest, null)).Body["status"]);
    }

    private async Task<string> KeyInTheMailOf(string orderId, string admin)
    {
        while (true)
        {
            if ((await Get($"/api/mail?order_id={orderId}", admin, null)).Body["items"]!.AsArray() is [{ } mail, ..])
            {
                var text = (string)(await Get($"/api/mail/{(string)mail["mail_id"]!}", admin, null)).Body["text"]!;
                var link = text.Split('\n', ' ')
                    .Single(word => word.StartsWith($"https://shop.example/orders/{orderId}?key=", StringComparison.Ordinal));
                return link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..];
            }

            await Task.Yield();
        }
    }

    private async Task<string> Order(string token)
    {
        Assert.Equal(
            HttpStatusCode.Created,
            (await Send(HttpMethod.Post, "/api/cart/me/items", token, null, """{"product_id":"1","quantity":1}""")).Status
        );
        var placed = await Send(
            HttpMethod.Post,
            "/api/orders",
            token,
            null,
            """
            {"shipping_address":{"name":"A","line1":"L 1","city":"Paris","postal_code":"75001","country":"FR"},"shipping_method":"standard",
             "payment_method":{"token":"tok_visa"},"email":"ada@example.com"}
            """
        );
        Assert.Equal(HttpStatusCode.Created, placed.Status);
        return (string)placed.Body["order_id"]!;
    }

    private async Task<string> Token(string path, string? body) =>
        (string)(await Send(HttpMethod.Post, path, null, null, body)).Body["access_token"]!;

    private Task<Reply> Get(string path, string? token, string? key) => Send(HttpMethod.Get, path, token, key, null);

    private async Task<Reply> Send(HttpMethod method, string path, string? token, string? key, string? body)
    {
        using var request = new HttpRequestMessage(method, shop.App.Urls.First() + path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Order-Key", key);
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var reply = await client.SendAsync(request);
        return new(reply.StatusCode, (await reply.Content.ReadFromJsonAsync<JsonNode>())!, reply.Headers.CacheControl?.ToString());
    }

    private sealed record Reply(HttpStatusCode Status, JsonNode Body, string? CacheControl);
}
