// A shop as its owner opens it: without demo data, and without a word on who takes money. Nobody gets anything that costs something.
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.InTwo)]
[Collection(OneOwner.Name)]
public sealed class RealShopTests(OwnedShop shop)
{
    private const string Password = OwnedShop.Password;
    private const long Units = 100;

    private static readonly string[] Tokens =
    [
        "tok_visa",
        "tok_declined",
        "tok_insufficient_funds",
        "tok_timeout",
        "tok_flaky",
        "tok_lost_reply",
        "tok_challenge",
        "tok_challenge_declined",
        "tok_late",
        "tok_late_declined",
        "tok_double_webhook",
        "tok_refund_fails_once",
        "tok_capture_fails",
        "bank_transfer",
        "tok_of_nobody",
        "pm_card_visa",
        "unknown",
    ];

    [Fact]
    public async Task Whatever_token_is_tried_nothing_is_ordered_held_or_paid_and_what_costs_nothing_is_ordered_without_one()
    {
        var api = shop.Api;
        await shop.Host.Said("payments  none");
        Assert.Empty((await api.Get("/api/payment-methods")).Expect(200).Json["items"]!.AsArray());
        var owner = await shop.Owner();
        var product = await OwnedShop.Product(owner, """{"name":"Lamp","price":20.00,"currency":"USD","category":"home"}""", Units);
        var before = (Orders: await owner.All("/api/orders"), Payments: await owner.All("/api/payments"));
        (await owner.Post("/api/coupons", """{"code":"GIFT","type":"percent","value":100}""")).Expect(201);
        (await api.Post("/api/auth/register", $$"""{"email":"ada@example.com","password":"{{Password}}","name":"Ada"}""")).Expect(201);
        var (guest, customer) = (await api.Guest(), await api.SignIn("ada@example.com", Password));
        foreach (var (buyer, email) in new[] { (guest, "guest@example.com"), (customer, null) })
        {
            await buyer.Add(product, 2);
            foreach (var token in Tokens)
            {
                Assert.Equal(
                    "no_payment_methods",
                    (await buyer.Post("/api/orders", Api.OrderBody(token, email), ("Idempotency-Key", token))).Expect(409).Code
                );
            }

            // A coupon that leaves the shipping to be paid is not used up either.
            Assert.Equal(
                "no_payment_methods",
                (await buyer.Post("/api/orders", Api.OrderBody("tok_visa", email, "GIFT"))).Expect(409).Code
            );
            var quote = (await buyer.Post("/api/checkout/quote", $$"""{"shipping_method":"standard","shipping_address":{{Api.Address}}}"""))
                .Expect(200)
                .Json;
            Assert.Equal("no_payment_methods", (string)Assert.Single(quote["problems"]!.AsArray())!["code"]!);
            Assert.Empty(await buyer.All("/api/orders"));
        }

        foreach (var token in Tokens)
        {
            var paid = await owner.Post(
                "/api/payments",
                $$$"""{"order_id":"by-hand","amount":1.00,"currency":"USD","payment_method":{"token":"{{{token}}}"}}"""
            );
            Assert.Equal("no_payment_methods", paid.Expect(409).Code);
        }

        Assert.Equal((Units, 0, Units), await owner.Stock(product));
        Assert.Equal(before.Orders.Count, (await owner.All("/api/orders")).Count);
        Assert.Equal(before.Payments.Count, (await owner.All("/api/payments")).Count);
        Assert.Equal(2, (int)(await guest.Get("/api/cart/me")).Json["total_items"]!);

        // With its shipping given away the same cart costs nothing.
        await using var onUs = await OwnedShop.Promotion(owner, """{"type":"free_shipping","name":"On us"}""");
        var body = (JsonObject)JsonNode.Parse(Api.OrderBody("x", coupon: "GIFT"))!;
        body.Remove("payment_method");
        var order = await guest.Settled(
            (string)
                (await Api.Pressed(() => guest.Post("/api/orders", body.ToJsonString(), ("Idempotency-Key", "free")))).Expect(201).Json[
                    "order_id"
                ]!
        );
        var id = (string)order["order_id"]!;
        Assert.Equal(("confirmed", 0m), ((string)order["status"]!, (decimal)order["total_price"]!));
        Assert.True((bool)(await owner.Get($"/api/orders/{id}/verify")).Expect(200).Json["holds"]!);
        Assert.Empty(await owner.All($"/api/payments?order_id={id}"));
        (await guest.Post($"/api/orders/{id}/cancel")).Expect(200);
        Assert.Equal("cancelled", (string)(await guest.Settled(id))["status"]!);
        for (var until = DateTime.UtcNow + Api.Patience; await owner.Stock(product) != (Units, 0, Units); await Api.Pause())
        {
            Assert.True(DateTime.UtcNow < until, "The units did not come back.");
        }

        Assert.Empty(await owner.All("/api/payments/differences"));
    }
}
