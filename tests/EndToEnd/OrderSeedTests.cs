// What the order services that this shop stands in for promise on their own pages, call by call, their future rows included.
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Collection(OneShop.Name)]
public sealed class OrderSeedTests(DemoShop shop)
{
    private const string Product = "3";

    [Fact]
    public async Task An_order_is_made_of_a_checked_cart_is_pending_deducts_stock_empties_the_cart_and_can_be_seen_with_its_past()
    {
        var admin = await shop.Api.Admin();
        (await admin.Post($"/api/inventory/{Product}/adjustments", """{"delta":20,"reason":"for the test"}""")).Expect(200);
        var guest = await shop.Api.Guest();
        Assert.Equal("cart_empty", (await guest.Post("/api/orders", Api.OrderBody())).Expect(409).Code);
        await guest.Add(Product, 2);
        var userId = (string)(await guest.Get("/api/cart/me")).Expect(200).Json["user_id"]!;
        Assert.Contains(await admin.All("/api/carts"), cart => (string)cart["user_id"]! == userId);

        // Units that an order of another test still holds would leave meanwhile.
        var before = (OnHand: 0L, Reserved: 0L, Available: 0L);
        await Eventually.Holds(async () => Assert.Equal(0, (before = await shop.Api.Stock(Product)).Reserved));
        var placed = (await guest.Post("/api/orders", Api.OrderBody())).Expect(201).Json;

        // The models' members: the order's, and each item's.
        Assert.Equal("pending", (string)placed["status"]!);
        Assert.All(new[] { "order_id", "user_id", "total_price", "created_at", "items" }, member => Assert.NotNull(placed[member]));
        Assert.All(new[] { "product_id", "product_name", "price", "quantity" }, member => Assert.NotNull(placed["items"]![0]![member]));
        var id = (string)placed["order_id"]!;
        Assert.Equal("confirmed", (string)(await guest.Settled(id))["status"]!);
        await Eventually.Holds(async () => Assert.Equal((before.OnHand - 2, before.Reserved), await Now()));
        Assert.Empty((await guest.Get("/api/cart/me")).Json["items"]!.AsArray());
        await Eventually.Holds(async () =>
            Assert.Contains(
                await admin.All("/api/mail"),
                mail => mail.ToJsonString().Contains(id[^8..], StringComparison.OrdinalIgnoreCase)
            )
        );

        // Past and present orders: pages, filters, sorting.
        await guest.Add(Product);
        var second = (string)(await guest.Post("/api/orders", Api.OrderBody())).Expect(201).Json["order_id"]!;
        await guest.Settled(second);
        (await guest.Post($"/api/orders/{second}/cancel", """{"reason":"ordered twice"}""")).Expect(200);
        Assert.Equal([second, id], (await guest.All("/api/orders")).Select(order => (string)order["order_id"]!));
        Assert.Equal([id, second], (await guest.All("/api/orders?sort=created_at")).Select(order => (string)order["order_id"]!));
        Assert.Equal(second, (string)Assert.Single(await guest.All("/api/orders?status=cancelled"))["order_id"]!);
        var first = (await guest.Get("/api/orders?limit=1")).Expect(200).Json;
        Assert.Equal(
            id,
            (string)
                (await guest.Get($"/api/orders?limit=1&cursor={Uri.EscapeDataString((string)first["next_cursor"]!)}")).Expect(200).Json[
                    "items"
                ]![0]!["order_id"]!
        );

        // Before processing begins it can be cancelled, afterwards it is followed to the door; the vendor and the shop see it as their
        // roles allow.
        var vendor = await shop.Api.SignIn("vendor@example.com");
        Assert.Equal(403, (await guest.Get("/api/vendor/orders")).Status);
        foreach (var status in new[] { "processing", "shipped", "delivered" })
        {
            (await admin.Patch($"/api/orders/{id}", $$"""{"status":"{{status}}"}""")).Expect(200);
            Assert.Equal(status, (string)(await guest.Get($"/api/orders/{id}")).Json["status"]!);
        }

        Assert.Equal("illegal_transition", (await guest.Post($"/api/orders/{id}/cancel", "{}")).Expect(409).Code);
        Assert.Equal(200, (await vendor.Get("/api/vendor/summary")).Status);

        // The audit log: created, each change of status, cancelled, each with who did it.
        string[] all =
        [
            .. (await admin.All($"/api/orders/{id}/events")).Select(entry => $"{entry["type"]} {entry["status"]} {entry["actor"]}"),
        ];
        Assert.Equal(
            [
                "order.placed pending customer",
                "order.confirmed confirmed system",
                "order.processing processing admin",
                "order.shipped shipped admin",
                "order.delivered delivered admin",
            ],
            all
        );
        Assert.Contains(
            await admin.All($"/api/orders/{second}/events"),
            entry => (string)entry["type"]! == "order.cancelled" && (string)entry["actor"]! == "customer"
        );

        async Task<(long, long)> Now()
        {
            var stock = await shop.Api.Stock(Product);
            return (stock.OnHand, stock.Reserved);
        }
    }

    [Fact]
    public async Task The_page_of_the_API_says_for_every_call_of_an_order_who_may_make_it()
    {
        (await shop.Api.Get("/api/doc")).Expect(200);
        var paths = (await shop.Api.Get("/api/openapi.json")).Expect(200).Json["paths"]!.AsObject();
        var calls = paths
            .Where(path =>
                path.Key.StartsWith("/api/orders", StringComparison.Ordinal)
                || path.Key.StartsWith("/api/vendor", StringComparison.Ordinal)
                || path.Key.StartsWith("/api/returns", StringComparison.Ordinal)
            )
            .SelectMany(path =>
                path.Value!.AsObject().Select(verb => (Name: verb.Key + " " + path.Key, Text: (string)verb.Value!["description"]!))
            )
            .ToList();
        Assert.True(calls.Count >= 20, $"{calls.Count} calls");
        Assert.All(calls, call => Assert.Contains("**Who:**", call.Text, StringComparison.Ordinal));
    }

    // Split the same process counts the same calls; that the gateway says whose they are is tested with it.
    [Trait(Shape.Runs, Shape.NotSplit)]
    [Fact]
    public async Task Whoever_places_orders_without_end_is_told_when_to_come_back()
    {
        await using var host = await HostProcess.Start("--demo", "--set", "RateLimits:write=3");
        var guest = await Api.At(host).Guest();
        Reply last;
        var sent = 0;
        do
        {
            last = await guest.Post("/api/orders", Api.OrderBody());
            Assert.True(++sent <= 10, last.Text);
        } while (last.Status != 429);
        Assert.Equal("too_many_requests", last.Code);
        Assert.NotNull(last.Headers.RetryAfter);

        // What is read often is answered without its bytes, as long as it is the same: also without a stock that comes too late.
        await Eventually.Holds(async () =>
        {
            var product = (await guest.Get("/api/products/1")).Expect(200);
            Assert.Equal(304, (await guest.Get("/api/products/1", ("If-None-Match", product.Headers.ETag!.ToString()))).Status);
        });
    }
}
