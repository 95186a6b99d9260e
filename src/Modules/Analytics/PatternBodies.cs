// How customers buy, as JSON. Shares are fractions from 0 to 1, to four digits.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>The customers whose first confirmed order fell in one month.</summary>
/// <param name="Month">The beginning of the month, and <paramref name="Day"/> its first day.</param>
/// <param name="Months">The month itself and those after it, up to the end of the range.</param>
public sealed record CohortItem(DateTimeOffset Month, DateOnly Day, long Customers, IReadOnlyList<CohortMonth> Months);

/// <summary>What a cohort did in one month.</summary>
/// <param name="Customers">Those with a confirmed order in it; <paramref name="Share"/> of the cohort.</param>
public sealed record CohortMonth(DateTimeOffset Month, DateOnly Day, long Customers, decimal Share, long Orders);

/// <summary>Cohorts by month, oldest first. Guests count, each under a user id of their own.</summary>
public sealed record CohortsBody(DateTimeOffset From, DateTimeOffset To, string TimeZone, IReadOnlyList<CohortItem> Items)
{
    public static CohortsBody Of(Slice slice, IReadOnlyList<long> starts, IReadOnlyList<CohortFigures> figures)
    {
        var cells = figures.ToDictionary(f => (f.Cohort, f.Month));
        var items = new List<CohortItem>();
        for (var cohort = 0; cohort < starts.Count; cohort++)
        {
            // Everybody in a cohort bought in its first month.
            if (!cells.TryGetValue((cohort, cohort), out var first))
            {
                continue;
            }

            var months = Enumerable
                .Range(cohort, starts.Count - cohort)
                .Select(month => cells.GetValueOrDefault((cohort, month)) ?? new(cohort, month, 0, 0));
            items.Add(
                new(
                    Times.Of(starts[cohort]),
                    Stretches.DayOf(starts[cohort], slice.Clocks),
                    first.Customers,
                    [
                        .. months.Select(m => new CohortMonth(
                            Times.Of(starts[m.Month]),
                            Stretches.DayOf(starts[m.Month], slice.Clocks),
                            m.Customers,
                            Shares.Of(m.Customers, first.Customers),
                            m.Orders
                        )),
                    ]
                )
            );
        }

        return new(Times.Of(slice.FromMs), Times.Of(slice.ToMs), slice.Clocks.Id, items);
    }
}

/// <summary>Orders of one size.</summary>
/// <param name="Units">How many units, or from how many on: <paramref name="UnitsMax"/> is null for the last row.</param>
public sealed record BasketItem(long Units, long? UnitsMax, long Orders, decimal Share, decimal Revenue);

/// <summary>What a basket holds, on average and by size, in one currency; as it was when the order was confirmed.</summary>
public sealed record BasketsBody(
    DateTimeOffset From,
    DateTimeOffset To,
    string Currency,
    IReadOnlyList<string> Currencies,
    long Orders,
    decimal? UnitsPerOrder,
    decimal? LinesPerOrder,
    decimal? RevenuePerOrder,
    IReadOnlyList<BasketItem> Items
)
{
    // Sizes worth a row of their own, then ranges.
    private static readonly (long Min, long? Max)[] Sizes = [(1, 1), (2, 2), (3, 3), (4, 4), (5, 9), (10, 19), (20, null)];

    public static BasketsBody Of(Slice slice, string currency, IReadOnlyList<string> currencies, IReadOnlyList<BasketFigures> figures)
    {
        var orders = figures.Sum(f => f.Orders);
        var revenue = figures.Total(f => f.Revenue);
        var items = Sizes
            .Select(size => (size, Held: figures.Where(f => f.Units >= size.Min && !(f.Units > size.Max)).ToList()))
            .Where(row => row.Held.Count > 0)
            .Select(row => new BasketItem(
                row.size.Min,
                row.size.Max,
                row.Held.Sum(f => f.Orders),
                Shares.Of(row.Held.Sum(f => f.Orders), orders),
                Contracts.Currencies.ToMajor(row.Held.Total(f => f.Revenue), currency)
            ));
        return new(
            Times.Of(slice.FromMs),
            Times.Of(slice.ToMs),
            currency,
            currencies,
            orders,
            orders == 0 ? null : Math.Round(figures.Sum(f => f.Units * f.Orders) / (decimal)orders, 2),
            orders == 0 ? null : Math.Round(figures.Sum(f => f.Lines) / (decimal)orders, 2),
            orders == 0 ? null : Contracts.Currencies.ToMajor(Money.Share(revenue, 1, orders), currency),
            [.. items]
        );
    }
}

/// <summary>Two products that were bought together.</summary>
/// <param name="Orders">Orders with both.</param>
/// <param name="FirstShare">
/// Of the orders with the first product, how many had the second; <paramref name="SecondShare"/> the other way round.
/// </param>
public sealed record PairItem(
    string FirstProductId,
    string FirstProductName,
    string SecondProductId,
    string SecondProductName,
    long Orders,
    decimal FirstShare,
    decimal SecondShare
);

/// <summary>Pairs, the most frequent first, among the newest 50,000 orders of the range.</summary>
public sealed record PairsBody(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<PairItem> Items)
{
    public static PairsBody Of(Slice slice, IEnumerable<PairFigures> figures) =>
        new(
            Times.Of(slice.FromMs),
            Times.Of(slice.ToMs),
            [
                .. figures.Select(f => new PairItem(
                    f.FirstId,
                    f.FirstName,
                    f.SecondId,
                    f.SecondName,
                    f.Together,
                    Shares.Of(f.Together, f.FirstOrders),
                    Shares.Of(f.Together, f.SecondOrders)
                )),
            ]
        );
}

/// <summary>Confirmed orders at one hour of the week, as the clocks of the zone show it.</summary>
/// <param name="Weekday">1 is Monday, 7 is Sunday.</param>
public sealed record HourItem(int Weekday, int Hour, long Orders);

/// <summary>When customers buy; hours without orders are left out.</summary>
public sealed record HoursBody(DateTimeOffset From, DateTimeOffset To, string TimeZone, IReadOnlyList<HourItem> Items);

internal static class Shares
{
    public static decimal Of(long part, long whole) => whole == 0 ? 0 : Math.Round(part / (decimal)whole, 4);
}
