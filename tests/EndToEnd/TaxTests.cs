// Taxes as an owner sets them and a shopper meets them: classes of goods, rows written over HTTP, numbers of businesses.
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InTwo)]
[Collection(OneOwner.Name)]
public sealed class TaxTests(OwnedShop shop)
{
    [Fact]
    public async Task A_class_is_sold_where_it_has_a_row_with_its_rate_place_and_reason_and_orders_keep_what_they_agreed_on()
    {
        var api = shop.Api;
        var owner = await shop.Owner();
        var lamp = await OwnedShop.Product(owner, """{"name":"Lamp","price":119.00,"currency":"EUR","category":"home"}""");
        var book = await OwnedShop.Product(
            owner,
            """{"name":"Book","price":53.50,"currency":"EUR","category":"books","tax_class":"books"}"""
        );
        Assert.Equal("books", (string?)(await owner.Get("/api/products/" + book)).Json["tax_class"]);
        Assert.Equal("standard", (string?)(await owner.Get("/api/products/" + lamp)).Json["tax_class"]);
        var wrong = (await owner.Patch("/api/products/" + book, """{"tax_class":"Books!"}""")).Expect(400);
        Assert.NotNull(wrong.Json["errors"]!["tax_class"]);

        var guest = await api.Guest();
        await guest.Add(lamp);
        await guest.Add(book);
        var refused = await Quote(guest, "DE", "10115");
        Assert.Equal("tax_unknown", refused.Expect(409).Code);
        Assert.Equal(
            ("DE", "books", "Tax:DE:books:Percent"),
            ((string?)refused.Json["place"], (string?)refused.Json["tax_class"], (string?)refused.Json["key"])
        );

        // Rows that cannot be are refused in words, and nothing of them is kept.
        Assert.Contains(
            "from 0 to 100",
            (string)
                (await owner.Post("/api/tax-rates", """{"country":"DE","percent":190,"included":true}""")).Expect(400).Json["errors"]![
                    "percent"
                ]![0]!,
            StringComparison.Ordinal
        );
        (await owner.Post("/api/tax-rates", """{"country":"DE","percent":7}""")).Expect(400);
        var made = (
            await owner.Post(
                "/api/tax-rates",
                """{"country":"DE","tax_class":"books","percent":7,"included":true,"source":"UStG § 12 (2)"}"""
            )
        ).Expect(201);
        var id = (string)made.Json["tax_rate_id"]!;
        var twice = (
            await owner.Post(
                "/api/tax-rates",
                """{"country":"DE","tax_class":"books","percent":8,"included":true,"valid_from":"2030-01-01"}"""
            )
        ).Expect(409);
        Assert.Equal(("tax_rate_overlaps", id), (twice.Code, (string?)twice.Json["tax_rate_id"]));
        Assert.Equal("DE", (string?)Assert.Single(await owner.All("/api/tax-rates"))!["place"]);
        (await guest.Get("/api/tax-rates")).Expect(403);

        var quote = (await Quote(guest, "DE", "10115")).Expect(200).Json;
        Assert.Equal(["standard DE 19 taxed", "books DE 7 taxed"], Taxes(quote));

        // 119.00 and 53.50 are above what ships for free: 119 × 19/119 and 53.50 × 7/107.
        Assert.Equal((22.50m, 0m), ((decimal)quote["tax_included"]!, (decimal)quote["tax"]!));
        Assert.Equal([19m, 3.50m], quote["taxes"]!.AsArray().Select(tax => (decimal)tax!["amount"]!));
        Assert.Equal("Includes 7 % and 19 % tax", (string?)quote["tax_label"]);

        // Nobody takes payments here, so that all of it has to cost nothing.
        await using var onUs = await OwnedShop.Promotion(owner, """{"type":"percent","value":100,"name":"On us"}""");
        await using var theWay = await OwnedShop.Promotion(owner, """{"type":"free_shipping","name":"The way, too"}""");
        var placed = (await Api.Pressed(() => guest.Post("/api/orders", Order("DE", "10115"), ("Idempotency-Key", "berlin"))))
            .Expect(201)
            .Json;
        var order = await guest.Settled((string)placed["order_id"]!);
        Assert.Equal(Taxes(quote), Taxes(order));
        Assert.Equal(["taxed", "taxed"], order["items"]!.AsArray().Select(line => (string?)line!["tax_reason"]));

        // A change needs the version that was seen; the order keeps what it agreed on.
        (await owner.Patch("/api/tax-rates/" + id, """{"percent":9}""", ("If-Match", "\"7\""))).Expect(412);
        var changed = (await owner.Patch("/api/tax-rates/" + id, """{"percent":9}""", ("If-Match", "\"1\""))).Expect(200);
        Assert.Equal((2, 9m), ((int)changed.Json["version"]!, (decimal)changed.Json["percent"]!));
        Assert.Equal(Taxes(order), Taxes((await guest.Get("/api/orders/" + (string)order["order_id"]!)).Expect(200).Json));
        Assert.True((bool)(await owner.Get($"/api/orders/{(string)order["order_id"]!}/verify")).Expect(200).Json["holds"]!);
        Assert.Equal(2, (await owner.All($"/api/tax-rates/{id}/changes")).Count);

        // A business of another state owes the tax itself; a number mistyped is told.
        await guest.Add(lamp);
        var vienna = (await Quote(guest, "AT", "1010", "ATU13585627")).Expect(200).Json;
        Assert.Equal(["standard AT 0 reverse_charge"], Taxes(vienna));
        Assert.Equal((100m, 0m), ((decimal)vienna["subtotal"]!, (decimal)vienna["tax_included"]!));
        var mistyped = (await Quote(guest, "AT", "1010", "ATU13585626")).Expect(400);
        Assert.Equal("vat_number_invalid", mistyped.Code);
        Assert.NotNull(mistyped.Json["errors"]!["vat_number"]);

        var example = (
            await owner.Post(
                "/api/tax-rates/example",
                """{"country":"FR","price":10,"currency":"EUR","tax_class":"books","row":{"country":"FR","tax_class":"books","percent":5.5,"included":true}}"""
            )
        )
            .Expect(200)
            .Json;
        Assert.Contains("does not sell to FR", (string)example["now"]!["problem"]!, StringComparison.Ordinal);
        Assert.Equal(
            (9.48m, 0.52m, 10m),
            ((decimal)example["then"]!["net"]!, (decimal)example["then"]!["tax"]!, (decimal)example["then"]!["gross"]!)
        );
        Assert.Contains(await owner.All("/api/tax-rates/fixed?country=PT"), row => (string?)row!["place"] == "PT-20");
        (await owner.Delete("/api/tax-rates/" + id)).Expect(204);
        await guest.Add(book);
        Assert.Equal("tax_unknown", (await Quote(guest, "DE", "10115")).Expect(409).Code);
    }

    private static List<string> Taxes(JsonNode of) =>
        [.. of["taxes"]!.AsArray().Select(tax => $"{tax!["class"]} {tax["place"]} {tax["rate"]} {tax["reason"]}")];

    private static Task<Reply> Quote(Api guest, string country, string postal, string? number = null) =>
        guest.Post(
            "/api/checkout/quote",
            $$"""{"shipping_method":"standard","shipping_address":{{Address(country, postal)}}{{(number is null ? string.Empty : $",\"vat_number\":\"{number}\"")}}}"""
        );

    private static string Order(string country, string postal) =>
        $$"""{"shipping_method":"standard","email":"guest@example.com","shipping_address":{{Address(country, postal)}}}""";

    private static string Address(string country, string postal) =>
        $$"""{"name":"Ada","line1":"1 Way","city":"There","postal_code":"{{postal}}","country":"{{country}}"}""";
}
