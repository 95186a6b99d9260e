// The price beside a reduced one, over time: tables of right values, worked out by hand from article 6a of Directive 98/6/EC.
using System.Globalization;
using Cartwright.Catalog;
using Cartwright.Web;

namespace Cartwright.Unit.Catalog;

public sealed class PriceHistoryTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>
    /// What is done, as "day price" or "day price/compared with" from the day of the first price on, and the lowest price that is shown
    /// then. A day is the shop's, at noon unless an hour is given.
    /// </summary>
    public static TheoryData<string, string, long?> Lowest =>
        new()
        {
            { "no reduction is said: nothing is shown", "2026-01-01 100; 2026-02-01 80", null },
            { "one price for months, then a reduction", "2026-01-01 100; 2026-03-01 80/100", 100 },
            { "raised a week before the sale: the price before counts", "2026-01-01 80; 2026-02-22 100; 2026-03-01 80/100", 80 },
            { "raised thirty-one days before: only the higher one counts", "2026-01-01 80; 2026-01-29 100; 2026-03-01 90/100", 100 },
            {
                "raised on the first of the thirty days: it was cheaper on that day",
                "2026-01-01 80; 2026-01-30 100; 2026-03-01 90/100",
                80
            },
            { "raised as that day begins", "2026-01-01 80; 2026-01-30T00:00 100; 2026-03-01 90/100", 100 },
            { "on the market for ten days: the lowest since then", "2026-02-19 70; 2026-02-24 100; 2026-03-01 65/100", 70 },
            { "a sale of a day within the thirty", "2026-01-01 100; 2026-02-10 60/100; 2026-02-11 100; 2026-03-01 80/100", 60 },
            { "a sale that ended before them", "2026-01-01 100; 2026-01-10 60/100; 2026-01-11 100; 2026-03-01 80/100", 100 },
            { "reduced again: the first reduction counts as a price before", "2026-01-01 100; 2026-03-01 90/100; 2026-03-08 80/100", 90 },
            { "reduced again after more than thirty days", "2026-01-01 100; 2026-01-10 90/100; 2026-03-01 80/100", 90 },
            {
                "raised within a sale: what it cost before is told, even if less",
                "2026-01-01 100; 2026-02-20 80/100; 2026-03-01 90/100",
                80
            },
            { "compared with more than it ever cost", "2026-01-01 100; 2026-03-01 90/150", 100 },
            { "only said to be reduced: it cost the same", "2026-01-01 100; 2026-03-01 100/150", 100 },
            { "new with a reduction: there is no price before", "2026-03-01 80/100", 80 },
            { "in force already when the days begin", "2025-03-01 100; 2025-11-01 110; 2026-03-01 90/110", 110 },
            {
                "several on one day, the lowest for an hour",
                "2026-01-01 100; 2026-02-20T09:00 40; 2026-02-20T10:00 100; 2026-03-01 80/100",
                40
            },
            { "over and back in a leap year's February", "2024-01-30T00:00 100; 2024-02-29 90/100", 100 },
            { "the sale ends and begins anew", "2026-01-01 100; 2026-02-01 50/100; 2026-02-05 100; 2026-02-25 70/100", 50 },
            { "in summer time, which began in between", "2026-01-01 80; 2026-03-10T00:00 100; 2026-04-09 90/100", 100 },
        };

    [Theory]
    [MemberData(nameof(Lowest))]
    public void The_lowest_price_of_the_thirty_days_before_stands_beside_a_reduced_one(string what, string done, long? lowest)
    {
        Assert.NotEmpty(what);
        Assert.Equal(lowest, PriceHistory.Lowest(After(done), Berlin));
    }

    [Fact]
    public void A_day_is_one_of_the_shop()
    {
        // 29 January, 23:30 in London is the thirtieth in Berlin, where it was cheaper on the first of the thirty days.
        var product = After("2026-01-01 80; 2026-01-30T00:30 100; 2026-03-01 90/100");
        Assert.Equal(80, PriceHistory.Lowest(product, Berlin));
        Assert.Equal(100, PriceHistory.Lowest(product, TimeZoneInfo.Utc));
    }

    [Fact]
    public void A_product_of_before_histories_has_cost_what_it_did_since_it_was_last_changed()
    {
        var old = Product(100, null) with { UpdatedMs = Ms("2026-01-01") };
        Assert.Null(PriceHistory.Lowest(old, Berlin));
        Assert.Equal(string.Empty, PriceHistory.Next(old, Fields(100, null), Ms("2026-02-01")));
        var reduced = Step(old, 80, 100, Ms("2026-03-01"));
        Assert.Equal(100, PriceHistory.Lowest(reduced, Berlin));
        Assert.Equal(
            [(Ms("2026-01-01"), 100L), (Ms("2026-03-01"), 80L)],
            PriceHistory.Of(reduced).Select(one => (one.AtMs, one.PriceMinor))
        );
    }

    [Fact]
    public void Another_currency_begins_anew_and_a_change_of_other_things_adds_nothing()
    {
        var product = After("2026-01-01 100; 2026-02-01 80");
        Assert.Equal(product.PriceHistory, PriceHistory.Next(product, Fields(80, null), Ms("2026-02-02")));
        var yen = PriceHistory.Next(product, Fields(9000, null) with { Currency = "JPY" }, Ms("2026-02-03"));
        Assert.Equal($"[[{Ms("2026-02-03")},9000,0]]", yen);
    }

    [Fact]
    public void A_price_that_changes_every_minute_for_three_years_is_kept_in_a_bounded_history_with_the_right_lowest_price()
    {
        var product = Product(100, null) with { UpdatedMs = Ms("2023-03-01") };
        var at = DateTimeOffset.FromUnixTimeMilliseconds(product.UpdatedMs);
        var (end, i) = (DateTimeOffset.FromUnixTimeMilliseconds(Ms("2026-03-01")), 0);
        while (at < end)
        {
            // Mostly hours apart, and for three days each minute; one low price of a minute within them.
            var fast = at > end.AddDays(-5) && at < end.AddDays(-2);
            at += fast ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(5);
            i++;
            product = Step(
                product,
                fast && at.Minute == 7 && at.Hour == 3 && at.Day == 25 ? 41 : 100 + (i % 3),
                null,
                at.ToUnixTimeMilliseconds()
            );
        }

        product = Step(product, 90, 120, end.ToUnixTimeMilliseconds());
        Assert.Equal(41, PriceHistory.Lowest(product, Berlin));
        var points = PriceHistory.Of(product);
        Assert.InRange(points.Count, 100, 6_001);
        Assert.True(points[0].AtMs <= end.AddDays(-PriceHistory.KeptDays).ToUnixTimeMilliseconds());
        Assert.True(points[1].AtMs > end.AddDays(-PriceHistory.KeptDays - 1).ToUnixTimeMilliseconds());
    }

    private static CatalogProduct After(string done)
    {
        CatalogProduct? product = null;
        foreach (var step in done.Split(';', StringSplitOptions.TrimEntries))
        {
            var (when, said) = (step.Split(' ')[0], step.Split(' ')[1].Split('/'));
            var price = long.Parse(said[0], CultureInfo.InvariantCulture);
            long? compared = said.Length > 1 ? long.Parse(said[1], CultureInfo.InvariantCulture) : null;
            product = Step(product, price, compared, Ms(when));
        }

        return product!;
    }

    private static CatalogProduct Step(CatalogProduct? before, long price, long? compared, long atMs) =>
        Product(price, compared) with
        {
            PriceHistory = PriceHistory.Next(before, Fields(price, compared), atMs),
            UpdatedMs = atMs,
        };

    private static CatalogProduct Product(long price, long? compared) =>
        new(1, "p", 1, "n", "d", "c", "v", null, price, "EUR", "{}", null, "[]", null, 0, false, false, 0) { CompareAtMinor = compared };

    private static ProductFields Fields(long price, long? compared) =>
        new("n", "d", "c", "v", price, "EUR", "{}", null, "[]", null) { CompareAtMinor = compared };

    private static long Ms(string when)
    {
        var parts = when.Split('T');
        var day = DateOnly.Parse(parts[0], CultureInfo.InvariantCulture);
        var hour = parts.Length > 1 ? TimeSpan.Parse(parts[1], CultureInfo.InvariantCulture) : TimeSpan.FromHours(12);
        return (ShopTime.StartOf(day, Berlin) + hour).ToUnixTimeMilliseconds();
    }
}
