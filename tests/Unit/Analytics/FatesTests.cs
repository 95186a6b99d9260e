// Figures of orders that are edited, partly returned and given goodwill: equal to a naive recount, at any cut, in whatever order the events
// came.
using Cartwright.Analytics;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class FatesTests
{
    private static readonly (long From, long To)[] Cuts =
    [
        (0, Books.All.ToMs),
        (Books.Day0, Books.Day0 + (33 * Figures.DayMs) + 12_345_678),
        (Books.Day0 + (31 * Figures.DayMs), Books.Day0 + (59 * Figures.DayMs)),
        (Books.Day0 + 777_777, Books.Day0 + (91 * Figures.DayMs)),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sales_products_and_baskets_equal_a_naive_recount_at_any_cut(int seed)
    {
        await using var books = await Books.Open();
        var fates = await Told(books, seed, 150);
        foreach (var vendor in new[] { "", "v0", "v9" })
        {
            foreach (var (from, to) in Cuts)
            {
                var slice = new Slice(from, to, vendor);
                foreach (var interval in Stretches.Intervals)
                {
                    Assert.Equal(RecountSales(fates.Moves, slice, interval), await books.Sales(slice, interval));
                }

                Assert.Equal(
                    RecountCurrencies(fates.Moves, slice),
                    await books.Test.Database.Read(sql => Figures.CurrenciesOf(sql, slice))
                );
                foreach (var currency in new[] { "USD", "JPY" })
                {
                    Assert.Equal(
                        RecountProducts(fates.Moves, slice, currency),
                        await books.Test.Database.Read(sql => Figures.Products(sql, slice, currency, 200))
                    );
                    Assert.Equal(
                        RecountBaskets(fates.Moves, slice, currency),
                        await books.Test.Database.Read(sql => PatternFigures.Baskets(sql, slice, currency))
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Cohorts_pairs_and_hours_equal_a_naive_recount_at_any_cut(int seed)
    {
        await using var books = await Books.Open();
        var fates = await Told(books, seed, 200);
        foreach (var vendor in new[] { "", "v1" })
        {
            var bought = fates.Moves.Where(m => m.Kind == "confirmed" && (vendor.Length == 0 || m.VendorId == vendor)).ToList();
            var orders = bought.DistinctBy(m => m.OrderId).ToList();
            foreach (var (from, to) in Cuts.Skip(1))
            {
                var slice = new Slice(from, to, vendor);
                var inside = orders.Where(m => m.AtMs >= from && m.AtMs < to).ToList();
                Assert.Equal(
                    inside
                        .GroupBy(m => (Day: ((m.AtMs / Figures.DayMs) + 3) % 7, Hour: m.AtMs / Figures.HourMs % 24))
                        .OrderBy(g => g.Key)
                        .Select(g => new HourFigures((int)g.Key.Day + 1, (int)g.Key.Hour, g.Count())),
                    (await books.Test.Database.Read(sql => PatternFigures.Hours(sql, slice))).OrderBy(h => h.Weekday).ThenBy(h => h.Hour)
                );

                var starts = Stretches.Months(from, to);
                int MonthOf(long at) => starts.FindLastIndex(start => start <= at);
                var firsts = orders.Where(m => m.AtMs < to).GroupBy(m => m.UserId).ToDictionary(g => g.Key, g => g.Min(m => m.AtMs));
                Assert.Equal(
                    orders
                        .Where(m => m.AtMs < to && firsts[m.UserId] >= starts[0])
                        .GroupBy(m => (Cohort: MonthOf(firsts[m.UserId]), Month: MonthOf(m.AtMs)))
                        .OrderBy(g => g.Key)
                        .Select(g => new CohortFigures(g.Key.Cohort, g.Key.Month, g.Select(m => m.UserId).Distinct().Count(), g.Count())),
                    await books.Test.Database.Read(sql => PatternFigures.Cohorts(sql, slice with { FromMs = starts[0] }, starts))
                );

                var baskets = bought
                    .Where(m => m.AtMs >= from && m.AtMs < to)
                    .GroupBy(m => m.OrderId)
                    .Select(g => g.Select(m => m.ProductId).Order(StringComparer.Ordinal).ToList())
                    .ToList();
                var pairs = baskets
                    .SelectMany(b => b.SelectMany((a, i) => b.Skip(i + 1).Select(c => (First: a, Second: c))))
                    .GroupBy(p => p)
                    .Select(g => new PairFigures(
                        g.Key.First,
                        $"Product {g.Key.First}",
                        g.Key.Second,
                        $"Product {g.Key.Second}",
                        g.Count(),
                        baskets.Count(b => b.Contains(g.Key.First)),
                        baskets.Count(b => b.Contains(g.Key.Second))
                    ))
                    .OrderByDescending(p => p.Together)
                    .ThenBy(p => p.FirstId, StringComparer.Ordinal)
                    .ThenBy(p => p.SecondId, StringComparer.Ordinal)
                    .ToList();
                Assert.NotEmpty(pairs);
                Assert.Equal(pairs, await books.Test.Database.Read(sql => PatternFigures.Pairs(sql, slice, 200)));
            }
        }
    }

    [Fact]
    public async Task A_months_cohort_is_shown_with_every_month_after_it_and_averages_are_of_all_orders()
    {
        await using var books = await Books.Open();
        await books.Tell(
            Cartwright.Contracts.Topics.OrderConfirmed,
            "a",
            Books.Order("a", Books.Day0, "u1", lines: Books.Line("1", quantity: 3, price: 100))
        );
        await books.Tell(
            Cartwright.Contracts.Topics.OrderConfirmed,
            "b",
            Books.Order("b", Books.Day0, "u2", lines: Books.Line("1", quantity: 1, price: 100))
        );
        await books.Tell(
            Cartwright.Contracts.Topics.OrderConfirmed,
            "c",
            Books.Order("c", Books.Day0 + (62 * Figures.DayMs), "u1", lines: Books.Line("1", quantity: 7, price: 100))
        );
        var slice = new Slice(Books.Day0, Books.Day0 + (80 * Figures.DayMs));
        var starts = Stretches.Months(slice.FromMs, slice.ToMs);
        var cohort = Assert.Single(
            CohortsBody.Of(slice, starts, await books.Test.Database.Read(sql => PatternFigures.Cohorts(sql, slice, starts))).Items
        );
        Assert.Equal([(2L, 1m), (0L, 0m), (1L, 0.5m)], cohort.Months.Select(m => (m.Customers, m.Share)));
        var baskets = BasketsBody.Of(
            slice,
            "USD",
            ["USD"],
            await books.Test.Database.Read(sql => PatternFigures.Baskets(sql, slice, "USD"))
        );
        Assert.Equal((3L, 3.67m, 1m, 3.67m), (baskets.Orders, baskets.UnitsPerOrder, baskets.LinesPerOrder, baskets.RevenuePerOrder));
        Assert.Equal([(1L, 1L, 1L), (3L, 3L, 1L), (5L, 9L, 1L)], baskets.Items.Select(i => (i.Units, i.UnitsMax!.Value, i.Orders)));
    }

    private static async Task<Fates> Told(Books books, int seed, int orders)
    {
        var fates = new Fates(seed, books.Test.Ids);
        for (var i = 0; i < orders; i++)
        {
            fates.Live($"o{i:D3}");
        }

        foreach (var batch in fates.Shuffled().Chunk(40))
        {
            await books.Inbox.Accept(batch, default);
        }

        return fates;
    }

    private static IEnumerable<Moved> In(IEnumerable<Moved> moves, Slice slice) =>
        moves.Where(m => m.AtMs >= slice.FromMs && m.AtMs < slice.ToMs && (slice.Vendor.Length == 0 || m.VendorId == slice.Vendor));

    private static List<SalesFigures> RecountSales(List<Moved> moves, Slice slice, string interval) =>
        [
            .. In(moves, slice)
                .GroupBy(m => (Start: Stretches.Start(interval, m.AtMs), m.Currency))
                .OrderBy(g => g.Key.Start)
                .ThenBy(g => g.Key.Currency, StringComparer.Ordinal)
                .Select(g => new SalesFigures(
                    g.Key.Start,
                    g.Key.Currency,
                    g.Where(m => m.Kind == "confirmed").Select(m => m.OrderId).Distinct().Count(),
                    Sold(g).Sum(m => m.Units),
                    Sold(g).Sum(m => m.Net),
                    Sold(g).Sum(m => m.Discount),
                    g.Where(m => m.Kind == "back").Sum(m => m.Net),
                    g.Where(m => m.Kind == "goodwill").Sum(m => m.Net)
                )),
        ];

    private static List<string> RecountCurrencies(List<Moved> moves, Slice slice) =>
        [
            .. In(moves, slice)
                .GroupBy(m => m.Currency)
                .OrderByDescending(g => g.Select(m => m.OrderId).Distinct().Count())
                .ThenBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => g.Key),
        ];

    private static List<ProductFigures> RecountProducts(List<Moved> moves, Slice slice, string currency) =>
        [
            .. In(moves, slice)
                .Where(m => m.Currency == currency && m.ProductId.Length > 0)
                .GroupBy(m => m.ProductId)
                .Where(g => Sold(g).Any())
                .Select(g => new ProductFigures(
                    g.Key,
                    $"Product {g.Key}",
                    currency,
                    Sold(g).Sum(m => m.Units),
                    Sold(g).Select(m => m.OrderId).Distinct().Count(),
                    Sold(g).Sum(m => m.Net),
                    g.Where(m => m.Kind == "back").Sum(m => m.Units),
                    g.Where(m => m.Kind == "back").Sum(m => m.Net)
                ))
                .OrderByDescending(p => p.Revenue)
                .ThenByDescending(p => p.Units)
                .ThenBy(p => p.ProductId, StringComparer.Ordinal),
        ];

    private static List<BasketFigures> RecountBaskets(List<Moved> moves, Slice slice, string currency) =>
        [
            .. In(moves, slice)
                .Where(m => m.Kind == "confirmed" && m.Currency == currency)
                .GroupBy(m => m.OrderId)
                .Select(g => (Units: g.Sum(m => m.Units), Lines: g.Count(), Net: g.Sum(m => m.Net)))
                .GroupBy(o => o.Units)
                .OrderBy(g => g.Key)
                .Select(g => new BasketFigures(g.Key, g.Count(), g.Sum(o => o.Lines), g.Sum(o => o.Net))),
        ];

    private static IEnumerable<Moved> Sold(IEnumerable<Moved> moves) => moves.Where(m => m.Kind is "confirmed" or "more");
}
