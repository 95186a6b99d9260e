// What sells in a whole shop: an order lifts its product in lists and in the search, a cancellation lets it fall back, and neither is a
// change of the product.
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cartwright.Conformance.Products;

public sealed class BestsellersOnSqlite(ShopUnderTest shop) : BestsellersInAShop(shop), IClassFixture<ShopUnderTest>;

public sealed class BestsellersOnPostgres(ShopOnPostgres shop) : BestsellersInAShop(shop), IClassFixture<ShopOnPostgres>;

public abstract class BestsellersInAShop(ShopUnderTest shop)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task An_order_lifts_its_product_and_a_cancellation_lets_it_fall_back()
    {
        using var http = shop.Http();
        var admin = (string)(await Send(http, null, HttpMethod.Post, "/api/auth/login", Account("admin@example.com")))["access_token"]!;
        var older = await Make(http, admin, "Bestseller lantern");
        var newer = await Make(http, admin, "Bestseller candle");
        await Listed(http, "/api/products?category=Fresh&sort=best", newer, older);
        var before = await Send(http, null, HttpMethod.Get, "/api/products/" + older, null);

        var guest = (string)(await Send(http, null, HttpMethod.Post, "/api/auth/guest", null))["access_token"]!;
        await Send(http, guest, HttpMethod.Post, "/api/cart/me/items", new() { ["product_id"] = older, ["quantity"] = 7 });
        var order = (string)(await Send(http, guest, HttpMethod.Post, "/api/orders", Order()))["order_id"]!;
        await Listed(http, "/api/products?category=Fresh&sort=best", older, newer);
        Assert.Equal(Version(before), Version(await Send(http, null, HttpMethod.Get, "/api/products/" + older, null)));

        await Send(http, guest, HttpMethod.Post, $"/api/orders/{order}/cancel", new() { ["reason"] = "changed my mind" });
        await Listed(http, "/api/products?category=Fresh&sort=best", newer, older);
        await Listed(http, "/api/products?category=Fresh&sort=name", newer, older);
    }

    private static async Task<string> Make(HttpClient http, string admin, string name)
    {
        var product = new JsonObject
        {
            ["name"] = name,
            ["description"] = "Sells or does not.",
            ["price"] = 10,
            ["currency"] = "USD",
            ["category"] = "Fresh",
        };
        var id = (string)(await Send(http, admin, HttpMethod.Post, "/api/products", product))["product_id"]!;
        await Send(http, admin, HttpMethod.Post, $"/api/inventory/{id}/adjustments", new() { ["delta"] = 50, ["reason"] = "delivery" });
        return id;
    }

    private static async Task Listed(HttpClient http, string list, params string[] wanted)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            var items = (await Send(http, null, HttpMethod.Get, list, null))["items"]!.AsArray();
            string[] found = [.. items.Select(item => (string)item!["product_id"]!)];
            if (found.SequenceEqual(wanted))
            {
                return;
            }

            Assert.True(watch.Elapsed < Patience, $"{list} has {string.Join(", ", found)} and not {string.Join(", ", wanted)}.");
        }
    }

    // What of a product a sale must not change; its stock does change.
    private static string Version(JsonObject shown) => (string)shown["updated_at"]!;

    private static JsonObject Account(string email) => new() { ["email"] = email, ["password"] = "Passw0rd!demo" };

    private static JsonObject Order() =>
        new()
        {
            ["email"] = "ada@example.com",
            ["shipping_method"] = "standard",
            ["payment_method"] = new JsonObject { ["token"] = "tok_visa" },
            ["shipping_address"] = new JsonObject
            {
                ["name"] = "Ada",
                ["line1"] = "1 Way",
                ["city"] = "Berlin",
                ["postal_code"] = "10115",
                ["country"] = "DE",
            },
        };

    private static async Task<JsonObject> Send(HttpClient http, string? token, HttpMethod method, string path, JsonObject? body)
    {
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            request.Content = body is null ? null : JsonContent.Create(body);
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            using var reply = await http.SendAsync(request);
            var text = await reply.Content.ReadAsStringAsync();

            // An order that is not confirmed yet, or units that were not counted yet.
            if (!reply.IsSuccessStatusCode && (int)reply.StatusCode is 409 or 503 && watch.Elapsed < Patience)
            {
                continue;
            }

            Assert.True(reply.IsSuccessStatusCode, $"{method} {path}: {text}");
            return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
        }
    }
}
