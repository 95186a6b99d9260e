// kill -9 in the middle of a rush: nothing acknowledged is lost, nothing is oversold, no order is stuck, and the money is exact.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Cartwright.Servers;

namespace Cartwright.EndToEnd;

[Trait(HostProcess.Data, HostProcess.OnDisk)]
public sealed class CrashTests
{
    [Fact]
    public async Task Five_hundred_parallel_orders_on_five_skus_survive_kills_exactly()
    {
        await using var host = await HostProcess.Start("--demo", "--set", "RateLimits:Enabled=false");
        await Rush.Run(host, KillHost, KillHost);

        Task KillHost()
        {
            host.Kill();
            return host.Again();
        }
    }
}

/// <summary>
/// In one process and in ten; the other shapes' PostgreSQL would be killed in the same way.
/// </summary>
[Trait(Shape.Runs, Shape.InTwo)]
[Trait(HostProcess.Data, HostProcess.OnDisk)]
public sealed class ServerCrashTests
{
    [Fact]
    public async Task On_PostgreSQL_they_survive_kills_of_the_shop_and_of_the_server_exactly()
    {
        await using var server = await PostgresServer.Start();
        await using var host = await HostProcess.StartOn(await server.CreateDatabase(), "--demo", "--set", "RateLimits:Enabled=false");
        await Rush.Run(host, KillServer, KillHost, KillServer);

        // The shop is not started again: it must find its way back by itself.
        Task KillServer()
        {
            server.Process.Kill();
            return server.Process.Restart();
        }

        Task KillHost()
        {
            host.Kill();
            return host.Again();
        }
    }
}

/// <summary>Five hundred buyers at once, and what befalls the shop meanwhile.</summary>
internal static class Rush
{
    private const int Buyers = 500;
    private const int Stock = 50;

    /// <summary>
    /// A killed process's checkouts go on within a second or two of the next one's start, here with room for a slow machine; that it is
    /// long before their lease of a minute ends is the point.
    /// </summary>
    private const int GoesOnSeconds = 30;

    /// <summary>How much longer than an order that is placed now one may take that waits for its next try, or in line.</summary>
    private const int SlowerMax = 10;

    /// <summary>Between two presses of a buyer: five hundred leave the processor to the shop that is being started.</summary>
    private const int PressAgainMs = 50;

    /// <summary>Kills and starts included, on a slow machine.</summary>
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromMinutes(15);
    private static readonly string[] Skus = ["101", "103", "104", "105", "106"];

    /// <param name="strikes">What befalls the shop after 20, 60, 80 acknowledged orders.</param>
    internal static async Task Run(HostProcess host, params Func<Task>[] strikes)
    {
        var shop = Api.At(host).Patient();
        var admin = await shop.Admin();
        foreach (var sku in Skus)
        {
            var (onHand, _, _) = await admin.Stock(sku);
            var counted = $$"""{"delta":{{Stock - onHand}},"reason":"count"}""";
            (await admin.Post($"/api/inventory/{sku}/adjustments", counted, ("Idempotency-Key", sku))).Expect(200);
        }

        // Buyers differ from run to run only in who comes first: the seed is fixed.
        var random = new Random(7);
        var carts = Enumerable.Range(0, Buyers).Select(_ => Skus.OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToArray()).ToArray();
        var buyers = new Api[Buyers];
        await Parallel.ForAsync(
            0,
            Buyers,
            async (i, _) =>
            {
                var buyer = Api.At(host);
                var guest = await buyer.Patient().Guest();
                foreach (var sku in carts[i])
                {
                    await guest.Add(sku);
                }

                buyers[i] = buyer.With(guest.Token);
            }
        );

        // Each strike comes after so many orders were acknowledged, with others in the middle of theirs.
        var acknowledged = new ConcurrentDictionary<string, (Api Buyer, string Body)>();
        var count = 0;
        var kills = new[] { 20, 60, 80 }
            .Take(strikes.Length)
            .ToDictionary(after => after, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var rush = Task.WhenAll(buyers.Select((buyer, i) => Buy(buyer, i)));
        foreach (var ((_, reached), strike) in kills.OrderBy(kill => kill.Key).Zip(strikes))
        {
            await Task.WhenAny(reached.Task, rush);
            await strike();
        }

        await rush;

        // What an order takes here and now says how slow the machine is.
        shop = Api.At(host).Patient();
        var watch = Stopwatch.StartNew();
        var last = await shop.Guest();
        await last.Add("1");
        var placed = (await last.Post("/api/orders", Api.OrderBody(), ("Idempotency-Key", "last"))).Expect(201).Json;
        await last.Settled((string)placed["order_id"]!);
        var within = GoesOnSeconds + (SlowerMax * (int)watch.Elapsed.TotalSeconds);
        admin = await shop.Admin();
        var orders = await admin.All("/api/orders");
        foreach (var order in orders)
        {
            await admin.Settled((string)order["order_id"]!, within);
        }

        orders = await admin.All("/api/orders");
        Assert.All(orders, order => Assert.Equal("confirmed", (string)order["status"]!));
        foreach (var (id, (buyer, body)) in acknowledged)
        {
            (await buyer.Patient().Get($"/api/orders/{id}")).Expect(200);
        }

        foreach (var sku in Skus)
        {
            var sold = orders
                .SelectMany(order => order["items"]!.AsArray())
                .Where(item => (string)item!["product_id"]! == sku)
                .Sum(item => (long)item!["quantity"]!);
            var (onHand, reserved, available) = await Quiet(admin, sku, Stock - sold);
            Assert.True(sold <= Stock, $"{sold} of {Stock} sold of {sku}");
            Assert.Equal(Stock, sold + reserved + available);
            Assert.Equal(onHand, reserved + available);
        }

        var total = orders.Sum(order => (decimal)order["total_price"]!);
        Assert.Equal(total, await Captured(admin, "/api/payments/simulator/ledger"));
        Assert.Equal(total, await Captured(admin, "/api/payments/ledger"));
        Assert.NotEmpty(orders);

        // Whatever was killed, each paid order has one invoice, and the numbers have neither gap nor repetition.
        var invoices = await admin.All("/api/papers?kind=invoice");
        Assert.Equal(
            orders.Select(order => (string)order["order_id"]!).Order(StringComparer.Ordinal),
            invoices.Select(paper => (string)paper["order_id"]!).Order(StringComparer.Ordinal)
        );

        // A series a year: a rush may be under way at its turn.
        foreach (var year in invoices.Select(paper => (string)paper["number"]!).GroupBy(number => number[..^6]))
        {
            Assert.Equal(
                Enumerable.Range(1, year.Count()),
                year.Select(number => int.Parse(number[^6..], System.Globalization.CultureInfo.InvariantCulture)).Order()
            );
        }

        async Task Buy(Api buyer, int i)
        {
            var reply = await Answered(buyer, i);
            if (reply.Status != 201)
            {
                Assert.Equal("out_of_stock", reply.Expect(409).Code);
                return;
            }

            acknowledged[(string)reply.Json["order_id"]!] = (buyer, reply.Text);

            // Counted one by one, so that no number is passed over.
            if (kills.TryGetValue(Interlocked.Increment(ref count), out var reached))
            {
                reached.TrySetResult();
            }

            Assert.Equal(reply.Text, (await Answered(buyer, i)).Expect(201).Text);
        }

        // A shopper presses again until there is an answer; the key makes it one order.
        static async Task<Reply> Answered(Api buyer, int i)
        {
            for (var until = DateTime.UtcNow + AnsweredWithin; DateTime.UtcNow < until; await Task.Delay(PressAgainMs))
            {
                try
                {
                    var reply = await buyer.Post(
                        "/api/orders",
                        Api.OrderBody(email: $"b{i}@example.com"),
                        ("Idempotency-Key", $"rush-{i}")
                    );
                    if (!reply.ComesAgain)
                    {
                        return reply;
                    }
                }
                catch (HttpRequestException)
                {
                    // The host is being killed or started: press again soon.
                }
            }

            throw new Xunit.Sdk.XunitException($"Buyer {i} got no answer.");
        }
    }

    /// <summary>Stock once the events of the last confirmations have settled their holds.</summary>
    private static async Task<(long OnHand, long Reserved, long Available)> Quiet(Api admin, string sku, long expectedOnHand)
    {
        // A killed member of a Kafka group is missed after ten seconds, and its partitions are given anew in rounds of seconds.
        var deadline = DateTime.UtcNow + Api.Patience;
        while (true)
        {
            var stock = await admin.Stock(sku);
            if ((stock.OnHand == expectedOnHand && stock.Reserved == 0) || DateTime.UtcNow > deadline)
            {
                return stock;
            }

            await Api.Pause();
        }
    }

    private static async Task<decimal> Captured(Api admin, string ledger) =>
        (await admin.All(ledger)).Where(e => (string?)e["kind"] == "captured").Sum(e => (decimal)e["amount"]!);
}
