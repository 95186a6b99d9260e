// Sales figures: equal to a naive recount of whatever stream of events came, in whatever order and however often.
using Cartwright.Analytics;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class SalesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Random_streams_with_repeats_and_disorder_equal_a_naive_recount(int seed)
    {
        var random = new Random(seed);
        await using var books = await Books.Open();
        var orders = new List<(OrderFacts Confirmed, OrderFacts? Refunded)>();
        var stream = new List<Event>();
        for (var i = 0; i < 200; i++)
        {
            var placed = Books.Day0 + random.NextInt64(90 * Figures.DayMs);
            var lines = Enumerable
                .Range(0, 1 + random.Next(4))
                .Select(_ =>
                    Books.Line($"{random.Next(20)}", $"v{random.Next(3)}", 1 + random.Next(5), random.Next(10_000), random.Next(50))
                )
                .ToArray();
            var order = Books.Order($"o{i}", placed, $"u{random.Next(40)}", "pending", 1, random.Next(3) == 0 ? "JPY" : "USD", lines);
            stream.Add(books.Event(Topics.OrderPlaced, order.OrderId, order));
            var confirmed = order with { Status = "confirmed", Sequence = 2, AtUnixMs = placed + random.NextInt64(Figures.HourMs) };
            var fate = random.Next(5);
            if (fate == 0)
            {
                // Cancelled while pending: no sale, no refund.
                stream.Add(
                    books.Event(
                        Topics.OrderCancelled,
                        order.OrderId,
                        order with
                        {
                            Status = "cancelled",
                            Sequence = 2,
                            AtUnixMs = placed + 5,
                        }
                    )
                );
                continue;
            }

            stream.Add(books.Event(Topics.OrderConfirmed, order.OrderId, confirmed));
            OrderFacts? refunded = fate is 1 or 2
                ? confirmed with
                {
                    Status = fate == 1 ? "cancelled" : "returned",
                    Sequence = 3,
                    AtUnixMs = confirmed.AtUnixMs + random.NextInt64(20 * Figures.DayMs),
                }
                : null;
            if (refunded is not null)
            {
                stream.Add(books.Event(fate == 1 ? Topics.OrderCancelled : Topics.OrderReturned, order.OrderId, refunded));
            }

            orders.Add((confirmed, refunded));
        }

        // Everything once in any order, a third of it again under the same id, and a third under another.
        var repeated = stream
            .Concat(stream.Where(_ => random.Next(3) == 0))
            .Concat(stream.Where(_ => random.Next(3) == 0).Select(e => e with { Id = books.Test.Ids.Next() }))
            .ToArray();
        random.Shuffle(repeated);
        foreach (var batch in repeated.Chunk(50))
        {
            await books.Inbox.Accept(batch, default);
        }

        foreach (var interval in Stretches.Intervals)
        {
            foreach (var vendor in new[] { "", "v0", "v1", "v2", "v9" })
            {
                foreach (
                    var (from, to) in new[]
                    {
                        (0L, Books.All.ToMs),
                        (Books.Day0 + (10 * Figures.DayMs) + 12_345, Books.Day0 + (40 * Figures.DayMs) + 777),
                    }
                )
                {
                    Assert.Equal(Recount(orders, interval, vendor, from, to), await books.Sales(new(from, to, vendor), interval));
                }
            }
        }

        foreach (var vendor in new[] { "", "v1" })
        {
            var (from, to) = (Books.Day0 + (10 * Figures.DayMs), Books.Day0 + (50 * Figures.DayMs));
            var slice = new Slice(from, to, vendor);
            Assert.Equal(RecountCustomers(orders, vendor, from, to), await books.Test.Database.Read(sql => Figures.Customers(sql, slice)));
            foreach (var currency in new[] { "USD", "JPY" })
            {
                Assert.Equal(
                    RecountProducts(orders, vendor, currency, from, to),
                    await books.Test.Database.Read(sql => Figures.Products(sql, slice, currency, 200))
                );
            }
        }
    }

    [Fact]
    public async Task A_vendor_sees_its_own_lines_only_and_the_vendors_add_up_to_the_shop()
    {
        await using var books = await Books.Open();
        await books.Tell(
            Topics.OrderConfirmed,
            "o",
            Books.Order("o", Books.Day0, lines: [Books.Line("1", "v1", 2, 500, 100), Books.Line("2", "v2", 1, 7_000)])
        );
        Assert.Equal((1L, 2L, 900L, 100L), Of(Assert.Single(await books.Sales(Books.All with { Vendor = "v1" }))));
        Assert.Equal((1L, 1L, 7_000L, 0L), Of(Assert.Single(await books.Sales(Books.All with { Vendor = "v2" }))));
        Assert.Equal((1L, 3L, 7_900L, 100L), Of(Assert.Single(await books.Sales(Books.All))));
        Assert.Empty(await books.Sales(Books.All with { Vendor = "v" }));
        Assert.Equal(
            "1",
            Assert
                .Single(await books.Test.Database.Read(sql => Figures.Products(sql, Books.All with { Vendor = "v1" }, "USD", 10)))
                .ProductId
        );
    }

    [Fact]
    public async Task Currencies_are_never_added_together()
    {
        await using var books = await Books.Open();
        await books.Tell(Topics.OrderConfirmed, "a", Books.Order("a", Books.Day0, currency: "USD"));
        await books.Tell(Topics.OrderConfirmed, "b", Books.Order("b", Books.Day0, currency: "JPY"));
        await books.Tell(Topics.OrderConfirmed, "c", Books.Order("c", Books.Day0, currency: "JPY"));
        Assert.Equal([("JPY", 2_000L), ("USD", 1_000L)], (await books.Sales(Books.All)).Select(f => (f.Currency, f.Revenue)));
        Assert.Equal(["JPY", "USD"], await books.Test.Database.Read(sql => Figures.CurrenciesOf(sql, Books.All)));
        Assert.Equal(1_000, Assert.Single(await books.Test.Database.Read(sql => Figures.Products(sql, Books.All, "USD", 10))).Revenue);
        var body = SalesBody.Of(
            "day",
            Books.All,
            "JPY",
            ["JPY", "USD"],
            [.. (await books.Sales(Books.All)).Where(f => f.Currency == "JPY")]
        );
        Assert.Equal(2_000m, body.Totals.Revenue);
    }

    [Fact]
    public async Task The_status_is_that_of_the_highest_sequence()
    {
        await using var books = await Books.Open();
        await books.Tell(Topics.OrderStatusChanged, "o", Books.Order("o", Books.Day0, status: "shipped", sequence: 4));
        await books.Tell(Topics.OrderStatusChanged, "o", Books.Order("o", Books.Day0, status: "processing", sequence: 3));
        await books.Tell(Topics.OrderConfirmed, "o", Books.Order("o", Books.Day0));
        Assert.Equal("shipped", await books.Test.Database.Read(sql => sql.First("SELECT status FROM order_fact", row => row.GetString(0))));
        Assert.Single(await books.Sales(Books.All));
    }

    private static (long, long, long, long) Of(SalesFigures f) => (f.Orders, f.Units, (long)f.Revenue, (long)f.Discount);

    private static IEnumerable<OrderLineFacts> Lines(OrderFacts order, string vendor) =>
        order.Lines.Where(l => vendor.Length == 0 || l.VendorId == vendor);

    private static bool In(OrderFacts order, string vendor, long from, long to) =>
        order.AtUnixMs >= from && order.AtUnixMs < to && Lines(order, vendor).Any();

    private static List<SalesFigures> Recount(
        List<(OrderFacts Confirmed, OrderFacts? Refunded)> orders,
        string interval,
        string vendor,
        long from,
        long to
    )
    {
        var figures = new SortedDictionary<(long, string), SalesFigures>();
        void Add(OrderFacts order, bool sale)
        {
            var key = (Stretches.Start(interval, order.AtUnixMs), order.Currency);
            var f = figures.GetValueOrDefault(key) ?? new(key.Item1, order.Currency, 0, 0, 0, 0, 0, 0);
            var revenue = Lines(order, vendor).Sum(l => (l.UnitPrice * l.Quantity) - l.Discount);
            figures[key] = sale
                ? f with
                {
                    Orders = f.Orders + 1,
                    Units = f.Units + Lines(order, vendor).Sum(l => l.Quantity),
                    Revenue = f.Revenue + revenue,
                    Discount = f.Discount + Lines(order, vendor).Sum(l => l.Discount),
                }
                : f with
                {
                    Refunds = f.Refunds + revenue,
                };
        }

        foreach (var (confirmed, refunded) in orders)
        {
            if (In(confirmed, vendor, from, to))
            {
                Add(confirmed, sale: true);
            }

            if (refunded is not null && In(refunded, vendor, from, to))
            {
                Add(refunded, sale: false);
            }
        }

        return [.. figures.Values];
    }

    private static CustomerFigures RecountCustomers(
        List<(OrderFacts Confirmed, OrderFacts? Refunded)> orders,
        string vendor,
        long from,
        long to
    )
    {
        var users = orders
            .Select(o => o.Confirmed)
            .Where(o => Lines(o, vendor).Any())
            .GroupBy(o => o.UserId)
            .Select(g => (First: g.Min(o => o.AtUnixMs), Count: g.Count(o => In(o, vendor, from, to))))
            .Where(u => u.Count > 0)
            .ToList();
        return new(users.Count, users.Count(u => u.First >= from), users.Count(u => u.Count > 1), users.Sum(u => u.Count), 0);
    }

    private static List<ProductFigures> RecountProducts(
        List<(OrderFacts Confirmed, OrderFacts? Refunded)> orders,
        string vendor,
        string currency,
        long from,
        long to
    )
    {
        var sold = orders
            .Select(o => o.Confirmed)
            .Where(o => o.Currency == currency && In(o, vendor, from, to))
            .SelectMany(o => Lines(o, vendor).Select(l => (o.OrderId, Line: l)))
            .ToList();
        var back = orders
            .Select(o => o.Refunded)
            .OfType<OrderFacts>()
            .Where(o => o.Currency == currency && In(o, vendor, from, to))
            .SelectMany(o => Lines(o, vendor))
            .ToLookup(l => l.ProductId);
        return
        [
            .. sold.GroupBy(s => s.Line.ProductId)
                .Select(g => new ProductFigures(
                    g.Key,
                    $"Product {g.Key}",
                    currency,
                    g.Sum(s => s.Line.Quantity),
                    g.Select(s => s.OrderId).Distinct().Count(),
                    g.Sum(s => (s.Line.UnitPrice * s.Line.Quantity) - s.Line.Discount),
                    back[g.Key].Sum(l => l.Quantity),
                    back[g.Key].Sum(l => (l.UnitPrice * l.Quantity) - l.Discount)
                ))
                .OrderByDescending(p => p.Revenue)
                .ThenByDescending(p => p.Units)
                .ThenBy(p => p.ProductId, StringComparer.Ordinal),
        ];
    }
}
