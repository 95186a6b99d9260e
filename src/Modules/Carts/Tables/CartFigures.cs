// Cart analytics: how many carts began, were left behind, came back and were bought, by day.
using System.Globalization;
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Carts;

/// <summary>Figures of a range of days.</summary>
/// <param name="From">The first day of the shop, and <paramref name="To"/> the last.</param>
/// <param name="TimeZone">Whose days they are, by its IANA name.</param>
/// <param name="Totals">All days together.</param>
/// <param name="Days">Every day of the range, also those without anything.</param>
/// <param name="OpenCarts">Carts with something to buy now.</param>
/// <param name="AbandonedNow">Those of them that are flagged as abandoned.</param>
internal sealed record CartFiguresBody(
    DateOnly From,
    DateOnly To,
    string TimeZone,
    CartCounts Totals,
    IReadOnlyList<CartFiguresDay> Days,
    long OpenCarts,
    long AbandonedNow
);

/// <summary>What happened to carts. A cart counts as abandoned once in its life, and as recovered on the day it last came back.</summary>
/// <param name="Value">What was bought from carts, a sum a currency; shipping, tax and discounts are not in it.</param>
internal record CartCounts(long Created, long Abandoned, long Recovered, long Converted, IReadOnlyList<CartValue> Value);

/// <summary>One day.</summary>
/// <param name="Day">A day of the time zone.</param>
internal sealed record CartFiguresDay(
    [property: JsonPropertyOrder(-1)] DateOnly Day,
    long Created,
    long Abandoned,
    long Recovered,
    long Converted,
    IReadOnlyList<CartValue> Value
) : CartCounts(Created, Abandoned, Recovered, Converted, Value);

/// <summary>An amount in major units.</summary>
internal sealed record CartValue(string Currency, decimal Amount);

internal static class CartFigures
{
    private const int DaysDefault = 30;
    private const int DaysMax = 366;

    /// <summary>The asked range, or what is wrong with it.</summary>
    public static Outcome<(DateOnly From, DateOnly To)> Range(string? from, string? to, DateTimeOffset now, TimeZoneInfo? zone = null)
    {
        var check = new Check();
        var last = Day("to", to, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone ?? TimeZoneInfo.Utc).DateTime), check);
        var first = Day("from", from, last.AddDays(1 - DaysDefault), check);
        check
            .That(first <= last, "from", "must not be after `to`")
            .That(last.DayNumber - first.DayNumber < DaysMax, "from", $"must be less than {DaysMax} days before `to`");
        return check.Refused is { } wrong ? wrong : (first, last);
    }

    public static CartFiguresBody Body(
        DateOnly from,
        DateOnly to,
        TimeZoneInfo zone,
        IReadOnlyList<DayCount> counts,
        long open,
        long abandoned
    )
    {
        var byDay = counts.ToLookup(count => count.Day);
        var days = new List<CartFiguresDay>();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var sum = Sum(byDay[DaysSinceEpoch(day)]);
            days.Add(new(day, sum.Created, sum.Abandoned, sum.Recovered, sum.Converted, sum.Value));
        }

        return new(from, to, zone.Id, Sum(counts), days, open, abandoned);
    }

    /// <summary>The first millisecond of a day.</summary>
    public static long StartMs(DateOnly day, TimeZoneInfo zone) => ShopTime.StartOf(day, zone).ToUnixTimeMilliseconds();

    private static CartCounts Sum(IEnumerable<DayCount> counts)
    {
        var all = counts.ToList();
        long Of(CartEvent what) => all.Sum(count => count.What == what ? count.Count : 0);
        return new(
            Of(CartEvent.Created),
            Of(CartEvent.Abandoned),
            Of(CartEvent.Recovered),
            Of(CartEvent.Converted),
            [
                .. all.Where(count => count.What == CartEvent.Converted && count.Currency.Length > 0)
                    .GroupBy(count => count.Currency, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new CartValue(group.Key, Currencies.ToMajor(group.Total(count => count.ValueMinor), group.Key))),
            ]
        );
    }

    private static int DaysSinceEpoch(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static DateOnly Day(string field, string? text, DateOnly otherwise, Check check)
    {
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        var good =
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && day.Year is >= 1970 and < 9999;
        check.That(good, field, "must be a day such as 2026-01-31");
        return good ? day : otherwise;
    }
}
