// One order and one charge, however often the button is pressed.
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed class PlacementTests(DemoShop shop)
{
    [Fact]
    public async Task A_hundred_identical_placements_at_once_make_one_order_one_charge_and_one_body()
    {
        var guest = await shop.Api.Guest();
        await guest.Add("1", 2);
        await guest.Add("2");
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => guest.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "press")))
        );
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 201, 409 }));
        Assert.All(replies.Where(r => r.Status == 409), reply => Assert.Equal("idempotency_in_progress", reply.Code));
        var again = (await Api.Pressed(() => guest.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "press")))).Expect(201);
        var body = Assert.Single(replies.Where(r => r.Status == 201).Select(r => r.Text).Append(again.Text).Distinct());
        var id = (string)JsonNode.Parse(body)!["order_id"]!;
        Assert.Equal($"/api/orders/{id}", again.Headers.Location?.OriginalString);

        var order = await guest.Settled(id);
        Assert.Equal("confirmed", (string)order["status"]!);
        Assert.Single(await guest.All("/api/orders"));
        var admin = await shop.Api.Admin();
        var charges = (await admin.All("/api/payments/simulator/ledger"))
            .Where(e => (string?)e["payment_id"] == id && (string?)e["kind"] == "captured")
            .ToList();
        Assert.Equal((decimal)order["total_price"]!, (decimal)Assert.Single(charges)["amount"]!);

        var other = await guest.Post("/api/orders", Api.OrderBody(payment: "tok_declined"), ("Idempotency-Key", "press"));
        Assert.Equal("idempotency_key_reused", other.Expect(422).Code);
    }

    [Fact]
    public async Task Without_a_key_one_cart_makes_one_order()
    {
        var guest = await shop.Api.Guest();
        await guest.Add("3");
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => guest.Post("/api/orders", Api.OrderBody())));
        var ids = replies.Where(r => r.Status == 201).Select(r => (string)r.Json["order_id"]!).Distinct();
        var id = Assert.Single(ids);
        Assert.Single(await guest.All("/api/orders"));

        // Other tests count units of this product.
        await guest.Settled(id);
    }

    [Theory]
    [InlineData("tok_visa", "confirmed", "21")]
    [InlineData("tok_flaky", "confirmed", "22")]
    [InlineData("tok_lost_reply", "confirmed", "23")]
    [InlineData("tok_timeout", "confirmed", "24")]
    [InlineData("tok_declined", "payment_failed", "26")]
    [InlineData("tok_insufficient_funds", "payment_failed", "27")]
    public async Task Each_card_ends_as_it_should_with_money_and_stock_exact(string token, string status, string product)
    {
        var before = await shop.Api.Stock(product);
        var guest = await shop.Api.Guest();
        await guest.Add(product, 2);
        var id = (string)(await guest.Post("/api/orders", Api.OrderBody(token), ("Idempotency-Key", "k"))).Expect(201).Json["order_id"]!;
        var order = await guest.Settled(id);
        Assert.Equal(status, (string)order["status"]!);
        var sold = status == "confirmed" ? 2 : 0;
        await Eventually.Holds(async () => Assert.Equal((before.OnHand - sold, 0, before.Available - sold), await shop.Api.Stock(product)));
        var admin = await shop.Api.Admin();
        var charged = (await admin.All("/api/payments/simulator/ledger"))
            .Where(e => (string?)e["payment_id"] == id && (string?)e["kind"] == "captured")
            .Sum(e => (decimal)e["amount"]!);
        Assert.Equal(sold > 0 ? (decimal)order["total_price"]! : 0, charged);
        await Eventually.Holds(async () =>
            Assert.Equal(sold > 0 ? 0 : 2, (int)(await guest.Get("/api/cart/me")).Expect(200).Json["total_items"]!)
        );
    }

    [Fact]
    public async Task Only_the_total_that_the_shopper_saw_is_charged()
    {
        var guest = await shop.Api.Guest();
        await guest.Add("4");
        var body = Api.OrderBody();
        var refused = (await guest.Post("/api/orders", body[..^1] + ",\"expected_total\":0.01}")).Expect(409);
        Assert.Equal("price_changed", refused.Code);
        var total = (decimal)refused.Json["total_price"]!;
        (
            await guest.Post(
                "/api/orders",
                body[..^1] + $",\"expected_total\":{total.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}"
            )
        ).Expect(201);
    }

    [Fact]
    public async Task A_limited_coupon_holds_under_two_hundred_parallel_orders()
    {
        var admin = await shop.Api.Admin();
        (await admin.Post("/api/coupons", """{"code":"RUSH5","type":"percent","value":10,"total_limit":5}""")).Expect(201);
        var buyers = new List<Api>();
        foreach (var some in Enumerable.Range(0, 200).Chunk(20))
        {
            // The rush is for the orders: carts come in as an emulator on a busy machine can take them.
            buyers.AddRange(
                await Task.WhenAll(
                    some.Select(async _ =>
                    {
                        var guest = await shop.Api.Guest();
                        await guest.Add("6");
                        return guest;
                    })
                )
            );
        }

        var replies = await Task.WhenAll(buyers.Select(buyer => Decided(buyer, Api.OrderBody(coupon: "RUSH5"))));
        Assert.Equal(5, replies.Count(r => r.Status == 201));
        Assert.All(replies.Where(r => r.Status != 201), r => Assert.Equal("coupon_exhausted", r.Expect(409).Code));
    }

    [Fact]
    public async Task No_one_sees_or_cancels_anothers_cart_or_order()
    {
        var owner = await shop.Api.Guest();
        await owner.Add("9");
        var id = (string)(await owner.Post("/api/orders", Api.OrderBody())).Expect(201).Json["order_id"]!;
        var userId = (string)(await owner.Get("/api/cart/me")).Json["user_id"]!;
        var other = await shop.Api.Guest();
        foreach (
            var path in new[]
            {
                $"/api/orders/{id}",
                $"/api/orders/{id}/events",
                $"/api/orders/{id}/stream",
                $"/api/cart/{userId}",
                $"/api/cart/{userId}/history",
            }
        )
        {
            (await other.Get(path)).Expect(404);
            (await shop.Api.Get(path)).Expect(401);
        }

        (await other.Post($"/api/orders/{id}/cancel", "{}")).Expect(404);
        (await other.Delete($"/api/cart/{userId}")).Expect(404);
        (await other.Patch($"/api/orders/{id}", """{"status":"cancelled"}""")).Expect(403);
    }

    /// <summary>
    /// Orders as shops' clients do: a module that a crowd keeps longer than its call may take is asked again, under the same key.
    /// </summary>
    private static Task<Reply> Decided(Api buyer, string body)
    {
        var key = Guid.NewGuid().ToString("N");
        return Api.Pressed(() => buyer.Post("/api/orders", body, ("Idempotency-Key", key)));
    }
}
