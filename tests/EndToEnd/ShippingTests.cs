// Shipping as an owner sets it and a shopper meets it: zones, places that nothing is shipped to, pickup points, and goods that are not
// sent.
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InTwo)]
[Collection(OneOwner.Name)]
public sealed class ShippingTests(OwnedShop shop)
{
    private const string Berlin = """{"name":"Ada","line1":"Marktstr. 1","city":"Berlin","postal_code":"10115","country":"DE"}""";

    [Fact]
    public async Task Zones_say_what_a_parcel_costs_and_where_none_goes_and_an_e_book_needs_no_street()
    {
        var api = shop.Api;
        var owner = await shop.Owner();
        var lamp = await OwnedShop.Product(owner, """{"name":"Lamp","price":20.00,"currency":"EUR","category":"home","weight_g":2500}""");
        var book = await OwnedShop.Product(
            owner,
            """{"name":"E-book","price":9.00,"currency":"EUR","category":"books","requires_shipping":false}"""
        );
        var free = await OwnedShop.Product(
            owner,
            """{"name":"Sample","price":0,"currency":"EUR","category":"books","requires_shipping":false}"""
        );
        Assert.Equal((false, 0), ((bool)(await owner.Get("/api/products/" + book)).Json["requires_shipping"]!, 0));
        Assert.Equal(2500, (int)(await owner.Get("/api/products/" + lamp)).Json["weight_g"]!);

        var guest = await api.Guest();
        await guest.Add(lamp);
        await guest.Add(book);
        Assert.Equal(4.99m, (decimal)(await Quote(guest, Berlin)).Expect(200).Json["shipping"]!);

        // A zone without rates is refused in words; one with steps by weight holds at once.
        var bare = (await owner.Post("/api/shipping-zones", """{"name":"Germany","places":["DE"]}""")).Expect(400);
        Assert.Contains("a zone without rates", bare.Json["errors"]!["methods"]!.ToJsonString(), StringComparison.Ordinal);
        const string Germany =
            """{"name":"Germany","places":["DE"],"methods":[{"method":"standard","name":"DHL","currency":"EUR","by":"weight","days_min":2,"days_max":3,"carrier":"DHL","steps":[{"up_to":2000,"price":4.00},{"up_to":10000,"price":7.00}]}]}""";
        var zone = (await owner.Post("/api/shipping-zones", Germany)).Expect(201).Json;
        var twice = (await owner.Post("/api/shipping-zones", Germany.Replace("\"Germany\"", "\"Again\""))).Expect(409);
        Assert.Equal(("shipping_zone_overlaps", (string?)zone["shipping_zone_id"]), (twice.Code, (string?)twice.Json["shipping_zone_id"]));
        (await guest.Get("/api/shipping-zones")).Expect(403);
        var quote = (await Quote(guest, Berlin)).Expect(200).Json;
        Assert.Equal((7m, "DHL"), ((decimal)quote["shipping"]!, (string?)Assert.Single(quote["shipping_methods"]!.AsArray())!["label"]));
        Assert.NotNull(quote["delivery"]!["from"]);

        // Not there, in the quote as at the placement.
        await using var notThere = await OwnedShop.Zone(owner, """{"name":"Not there","places":["*"],"ships":false}""");
        var paris = """{"name":"Ada","line1":"1 Rue","city":"Paris","postal_code":"75001","country":"FR"}""";
        Assert.Equal("not_shipped_there", (await Quote(guest, paris)).Expect(409).Code);
        Assert.Equal("not_shipped_there", (await guest.Post("/api/orders", Order(paris))).Expect(409).Code);

        // Nobody takes payments here, so that all of it has to cost nothing.
        await using var onUs = await OwnedShop.Promotion(owner, """{"type":"percent","value":100,"name":"On us"}""");
        await using var theWay = await OwnedShop.Promotion(owner, """{"type":"free_shipping","name":"The way, too"}""");
        var order = await guest.Settled(
            (string)
                (await Api.Pressed(() => guest.Post("/api/orders", Order(Berlin), ("Idempotency-Key", "berlin")))).Expect(201).Json[
                    "order_id"
                ]!
        );
        Assert.Equal(("standard", "DHL"), ((string?)order["shipping_method"], (string?)order["delivery"]!["carrier"]));
        Assert.True((bool)(await owner.Get($"/api/orders/{order["order_id"]}/verify")).Expect(200).Json["holds"]!);

        // The e-book and what costs nothing: no method, no street, no payment; delivered when it is confirmed.
        await guest.Add(book);
        await guest.Add(free);
        var digital = (await guest.Post("/api/checkout/quote", """{"shipping_address":{"country":"FR"}}""")).Expect(200).Json;
        Assert.Equal(
            (false, 0m, 0),
            ((bool)digital["requires_shipping"]!, (decimal)digital["shipping"]!, digital["shipping_methods"]!.AsArray().Count)
        );
        var placed = (await guest.Post("/api/orders", """{"email":"guest@example.com","shipping_address":{"country":"FR"}}"""))
            .Expect(201)
            .Json;
        order = await guest.Settled((string)placed["order_id"]!);
        Assert.Equal(("delivered", "none"), ((string?)order["status"], (string?)order["shipping_method"]));
        Assert.True((bool)(await owner.Get($"/api/orders/{order["order_id"]}/verify")).Expect(200).Json["holds"]!);

        // Fetched: no street, and the tax of the point's place.
        var point = (
            await owner.Post(
                "/api/pickup-points",
                """{"name":"Kreuzberg","line1":"Oranienstr. 25","city":"Berlin","postal_code":"10999","country":"DE","hours":"10 to 19"}"""
            )
        )
            .Expect(201)
            .Json;
        Assert.Equal("Kreuzberg", (string?)Assert.Single(await guest.All("/api/pickup-points"))!["name"]);
        await guest.Add(lamp);
        Assert.True((bool)(await Quote(guest, paris)).Expect(409).Json["pickup"]!);
        placed = (
            await guest.Post(
                "/api/orders",
                $$"""{"email":"guest@example.com","shipping_method":"pickup","pickup_point_id":"{{point["pickup_point_id"]}}"}"""
            )
        )
            .Expect(201)
            .Json;
        Assert.Equal(
            ("Kreuzberg", "Berlin"),
            ((string?)placed["delivery"]!["pickup"]!["name"], (string?)placed["shipping_address"]!["city"])
        );

        // A change needs the version that was seen; what it would do is worked out before.
        var address = "/api/shipping-zones/" + (string)zone["shipping_zone_id"]!;
        (await owner.Patch(address, """{"ships":false,"methods":null}""", ("If-Match", "\"7\""))).Expect(412);
        var example = (
            await owner.Post(
                "/api/shipping-zones/example",
                $$"""{"country":"FR","value":10,"currency":"EUR","weight_g":900,"zone":{{Germany.Replace("DE", "FR")}}}"""
            )
        )
            .Expect(200)
            .Json;
        Assert.Contains("does not ship to FR", (string)example["now"]!["problem"]!, StringComparison.Ordinal);
        Assert.Equal(4m, (decimal)example["then"]!["methods"]![0]!["price"]!);
        (await owner.Patch(address, """{"ships":false,"methods":null}""", ("If-Match", "\"1\""))).Expect(200);
        await guest.Add(lamp);
        Assert.Equal("not_shipped_there", (await Quote(guest, Berlin)).Expect(409).Code);
        Assert.Equal(2, (await owner.All(address + "/changes")).Count);
        (await owner.Delete(address)).Expect(204);
        (await owner.Get(address)).Expect(404);
        var there = "/api/pickup-points/" + (string)point["pickup_point_id"]!;
        Assert.Equal(
            3,
            (int)(await owner.Patch(there, """{"ready_in_days":3}""", ("If-Match", "\"1\""))).Expect(200).Json["ready_in_days"]!
        );
        (await owner.Delete(there)).Expect(204);
        Assert.Empty(await guest.All("/api/pickup-points"));
    }

    private static Task<Reply> Quote(Api guest, string address) =>
        guest.Post("/api/checkout/quote", $$"""{"shipping_method":"standard","shipping_address":{{address}}}""");

    private static string Order(string address) =>
        $$"""{"shipping_method":"standard","email":"guest@example.com","shipping_address":{{address}}}""";
}
