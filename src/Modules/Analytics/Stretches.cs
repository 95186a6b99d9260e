// Hours, days, weeks and months of the UTC calendar. Weeks begin on Monday (ISO 8601).
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>Pure functions on time ranges.</summary>
public static class Stretches
{
    /// <summary>Stretches in one answer: 83 days of hours, or five years of days.</summary>
    public const int AnswerStretchesMax = 2_000;

    /// <summary>Days that one question may reach over: each is read.</summary>
    public const int RangeDaysMax = 3_660;

    // Nothing looser: 01/02/2026 is another day on the other side of an ocean.
    private static readonly string[] Moments = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    public static readonly string[] Intervals = ["hour", "day", "week", "month"];

    /// <summary>The beginning of the stretch that holds a moment.</summary>
    public static long Start(string interval, long unixMs)
    {
        var day = unixMs - (((unixMs % Figures.DayMs) + Figures.DayMs) % Figures.DayMs);
        switch (interval)
        {
            case "hour":
                return unixMs - (((unixMs % Figures.HourMs) + Figures.HourMs) % Figures.HourMs);
            case "day":
                return day;
            case "week":
                // DayOfWeek begins on Sunday.
                var date = DateTimeOffset.FromUnixTimeMilliseconds(day);
                return day - (((int)date.DayOfWeek + 6) % 7 * Figures.DayMs);
            case "month":
                var moment = DateTimeOffset.FromUnixTimeMilliseconds(day);
                return day - ((moment.Day - 1) * Figures.DayMs);
            default:
                throw new ArgumentOutOfRangeException(nameof(interval), interval, "not an interval");
        }
    }

    /// <summary>The beginnings of the months that a range touches, oldest first.</summary>
    public static List<long> Months(long fromMs, long toMs)
    {
        var months = new List<long>();
        for (
            var month = DateTimeOffset.FromUnixTimeMilliseconds(Start("month", fromMs));
            month.ToUnixTimeMilliseconds() < toMs;
            month = month.AddMonths(1)
        )
        {
            months.Add(month.ToUnixTimeMilliseconds());
        }

        return months;
    }

    /// <summary>
    /// Days or hours summed up to longer stretches. An order is confirmed at one moment, so its count may be added as well.
    /// </summary>
    public static List<SalesFigures> Sum(string interval, IEnumerable<SalesFigures> figures) =>
        [
            .. figures
                .GroupBy(f => (Start: Start(interval, f.StartMs), f.Currency))
                .Select(g => new SalesFigures(
                    g.Key.Start,
                    g.Key.Currency,
                    g.Sum(f => f.Orders),
                    g.Sum(f => f.Units),
                    g.Total(f => f.Revenue),
                    g.Total(f => f.Discount),
                    g.Total(f => f.Refunds),
                    g.Total(f => f.Goodwill)
                ))
                .OrderBy(f => f.StartMs)
                .ThenBy(f => f.Currency, StringComparer.Ordinal),
        ];

    /// <summary>
    /// The asked range. Without <paramref name="to"/> it ends now (this moment included), without <paramref name="from"/> it is as long as
    /// the interval makes readable. Refused with <c>invalid_range</c>.
    /// </summary>
    public static Outcome<(long FromMs, long ToMs)> Range(string? from, string? to, string interval, DateTimeOffset now)
    {
        if (!Moment(to, now.AddMilliseconds(1), out var end) || !Moment(from, Ago(end, interval), out var start))
        {
            return Refusal.Invalid("invalid_range", "from and to must be times as in 2026-01-15T10:30:00Z, or dates as in 2026-01-15.");
        }

        var stretch = interval == "hour" ? Figures.HourMs : Figures.DayMs;
        var length = (end - start).TotalMilliseconds;
        return length <= 0 ? Refusal.Invalid("invalid_range", "from must be before to.")
            : length > (double)RangeDaysMax * Figures.DayMs || (interval is "hour" or "day" && length / stretch > AnswerStretchesMax)
                ? Refusal.Invalid(
                    "invalid_range",
                    $"The range is too long for this interval: at most {AnswerStretchesMax} hours or days, and {RangeDaysMax} days in all. Ask for a longer interval or a shorter range."
                )
            : (start.ToUnixTimeMilliseconds(), end.ToUnixTimeMilliseconds());
    }

    private static DateTimeOffset Ago(DateTimeOffset end, string interval)
    {
        var days = interval switch
        {
            "hour" => 2,
            "week" => 12 * 7,
            "month" => 365,
            _ => 30,
        };
        return end.UtcDateTime.Year < 1971 ? DateTimeOffset.UnixEpoch : end.AddDays(-days);
    }

    private static bool Moment(string? text, DateTimeOffset otherwise, out DateTimeOffset moment)
    {
        moment = otherwise;
        return string.IsNullOrEmpty(text)
            || (
                DateTimeOffset.TryParseExact(
                    text,
                    Moments,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                    out moment
                ) && moment.Year is >= 1970 and < 3000
            );
    }
}
