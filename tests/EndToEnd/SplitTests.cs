// A process a module: what is down takes nothing with it that does not need it, and a kill of any one process loses nothing.
using System.Collections.Concurrent;

namespace Cartwright.EndToEnd;

[Trait(Shape.Runs, Shape.Once)]
[Trait(HostProcess.Data, HostProcess.OnDisk)]
public sealed class SplitTests
{
    private const int Placements = 2_000;
    private const int Buyers = 48;
    private static readonly string[] Products = ["1", "2", "3", "4", "6", "7", "9", "10"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task A_module_that_is_down_takes_nothing_with_it_that_does_not_need_it()
    {
        // Nobody outside may tell anything, and the shop's own questions and events are heard all the same.
        await using var host = await HostProcess.StartSplit(
            "--demo",
            "--set",
            "RateLimits:Enabled=false",
            "--set",
            "Messages:Unsigned=none"
        );
        var api = Api.At(host);
        var guest = await api.Guest();
        await guest.Patient().Add("1");

        host.Kill("ordering");
        (await api.Get("/api/products?limit=5")).Expect(200);
        (await api.Get("/api/products/1")).Expect(200);
        await guest.Patient().Add("2");
        await api.Admin();
        var refused = (await guest.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "down"))).Expect(503);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("module_unavailable", refused.Code);
        await host.Again("ordering");

        host.Kill("recommendations");
        await guest.Patient().Add("3");
        var order = (await Ordered("down", Api.OrderBody())).Json;
        Assert.Equal("confirmed", (string)(await guest.Settled((string)order["order_id"]!))["status"]!);
        (await api.Get("/api/products/1")).Expect(200);

        // What the others tell it meanwhile waits for it.
        host.Kill("notifications");
        await guest.Patient().Add("4");
        order = (await Ordered("mail", Api.OrderBody(email: "later@example.com"))).Json;
        Assert.Equal("confirmed", (string)(await guest.Settled((string)order["order_id"]!))["status"]!);
        await host.Again("notifications");
        await host.Again("recommendations");
        var admin = await api.Admin();
        await Eventually.Holds(async () =>
            Assert.Contains(await admin.All("/api/mail"), mail => (string)mail["to"]! == "later@example.com")
        );

        // Nobody can say what is left: pages are shown and carts filled, and the order waits for who can.
        host.Kill("inventory");
        var page = (await api.Get("/api/products?limit=5&q=mouse")).Expect(200).Json;
        Assert.All(page["items"]!.AsArray(), item => Assert.Null(item!["stock"]));
        var product = (await api.Get("/api/products/1")).Expect(200).Json.AsObject();
        Assert.True(product.ContainsKey("stock"));
        Assert.Null(product["stock"]);
        await guest.Patient().Add("7");
        Assert.Null((await guest.Get("/api/cart/me")).Expect(200).Json["items"]![0]!["available"]);
        (await guest.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "stock"))).Expect(503);
        await host.Again("inventory");
        order = (await Ordered("stock", Api.OrderBody())).Json;
        Assert.Equal("confirmed", (string)(await guest.Settled((string)order["order_id"]!))["status"]!);

        // A code waits for who knows it; what has none is ordered.
        host.Kill("promotions");
        await guest.Patient().Add("9");
        (await guest.Post("/api/orders", Api.OrderBody(coupon: "SAVE5"), ("Idempotency-Key", "coded"))).Expect(503);
        order = (await Ordered("plain", Api.OrderBody())).Json;
        Assert.Equal("confirmed", (string)(await guest.Settled((string)order["order_id"]!))["status"]!);
        await host.Again("promotions");

        // A cart cannot be changed without the catalog's word, and is not lost by its silence.
        host.Kill("catalog");
        Assert.NotNull((await guest.Post("/api/cart/me/items", """{"product_id":"6","quantity":1}""")).Expect(503).Headers.RetryAfter);
        await host.Again("catalog");
        await guest.Patient().Add("6");
        Assert.Equal(1, (int)(await guest.Patient().Get("/api/cart/me")).Expect(200).Json["total_items"]!);

        // Whoever has only just come back, or is slow, is asked again.
        async Task<Reply> Ordered(string key, string body) =>
            (await Api.Pressed(() => guest.Post("/api/orders", body, ("Idempotency-Key", key)))).Expect(201);
    }

    [Fact]
    public async Task Killing_any_one_process_during_two_thousand_placements_loses_nothing()
    {
        await using var host = await HostProcess.StartSplit("--demo", "--set", "RateLimits:Enabled=false");
        var api = Api.At(host);
        var admin = await api.Patient().Admin();
        foreach (var product in Products)
        {
            (await admin.Post($"/api/inventory/{product}/adjustments", """{"delta":2000,"reason":"receipt"}""")).Expect(200);
        }

        var before = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var product in Products)
        {
            before[product] = (await admin.Stock(product)).OnHand;
        }

        var acknowledged = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var kills = host.Modules.Select((module, i) => (Module: module, After: (i + 1) * Placements / (host.Modules.Count + 2))).ToList();
        var reached = kills.ToDictionary(
            kill => kill.After,
            _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        using var patience = new CancellationTokenSource(Patience);
        var (next, count) = (0, 0);
        var rush = Task.WhenAll(Enumerable.Range(0, Buyers).Select(_ => Buy()));
        foreach (var (module, after) in kills)
        {
            await Task.WhenAny(reached[after].Task, rush);
            host.Kill(module);
            await host.Again(module);
        }

        await rush;
        Assert.Equal(Placements, acknowledged.Count);
        admin = await api.Patient().Admin();
        var orders = await admin.All("/api/orders");
        Assert.Equal(
            acknowledged.Keys.Order(StringComparer.Ordinal),
            orders.Select(order => (string)order["order_id"]!).Order(StringComparer.Ordinal)
        );
        foreach (var id in acknowledged.Keys)
        {
            Assert.Equal("confirmed", (string)(await admin.Settled(id))["status"]!);
        }

        orders = await admin.All("/api/orders");
        foreach (var product in Products)
        {
            var sold = orders
                .SelectMany(order => order["items"]!.AsArray())
                .Where(item => (string)item!["product_id"]! == product)
                .Sum(item => (long)item!["quantity"]!);
            await Eventually.Holds(async () =>
                Assert.Equal((before[product] - sold, 0, before[product] - sold), await admin.Stock(product))
            );
        }

        var total = orders.Sum(order => (decimal)order["total_price"]!);
        Assert.Equal(total, await Captured(admin, "/api/payments/simulator/ledger"));
        Assert.Equal(total, await Captured(admin, "/api/payments/ledger"));

        async Task Buy()
        {
            while (Interlocked.Increment(ref next) is var number && number <= Placements)
            {
                var token = await Pressed(() => api.Post("/api/auth/guest"), 200);
                var buyer = api.With((string)token.Json["access_token"]!);

                // Pressed twice it may be two: what was sold is counted from the orders.
                await Pressed(
                    () => buyer.Post("/api/cart/me/items", $$"""{"product_id":"{{Products[number % Products.Length]}}","quantity":1}"""),
                    201
                );
                var reply = await Pressed(
                    () => buyer.Post("/api/orders", Api.OrderBody(email: $"b{number}@example.com"), ("Idempotency-Key", $"place-{number}")),
                    201
                );
                acknowledged[(string)reply.Json["order_id"]!] = reply.Text;

                // Counted one by one, so that no number is passed over.
                if (reached.TryGetValue(Interlocked.Increment(ref count), out var strike))
                {
                    strike.TrySetResult();
                }
            }
        }

        // A shopper presses again until there is an answer.
        async Task<Reply> Pressed(Func<Task<Reply>> press, int done)
        {
            while (true)
            {
                patience.Token.ThrowIfCancellationRequested();
                try
                {
                    var reply = await press();
                    if (reply.Status == done)
                    {
                        return reply;
                    }

                    Assert.True(reply.ComesAgain, $"{reply.Status}: {reply.Text}");
                }
                catch (HttpRequestException)
                {
                    // The connection went with the process behind it.
                }

                await Task.Delay(20, patience.Token);
            }
        }
    }

    private static async Task<decimal> Captured(Api admin, string ledger) =>
        (await admin.All(ledger)).Where(e => (string?)e["kind"] == "captured").Sum(e => (decimal)e["amount"]!);
}
