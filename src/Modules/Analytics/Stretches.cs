// Hours, days, weeks and months of a time zone. Weeks begin on Monday (ISO 8601); a day on which clocks change has 23 or 25 hours.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Analytics;

/// <summary>Pure functions on time ranges.</summary>
public static class Stretches
{
    /// <summary>Stretches in one answer: 83 days of hours, or five years of days.</summary>
    public const int AnswerStretchesMax = 2_000;

    /// <summary>Days that one question may reach over: each is read.</summary>
    public const int RangeDaysMax = 3_660;

    public static readonly string[] Intervals = ["hour", "day", "week", "month"];

    /// <summary>The beginning of the stretch that holds a moment, by the clocks of a zone; of UTC when none is said.</summary>
    public static long Start(string interval, long unixMs, TimeZoneInfo? zone = null)
    {
        var clocks = zone ?? TimeZoneInfo.Utc;
        var day = DayOf(unixMs, clocks);
        return interval switch
        {
            "hour" => HourOf(unixMs, clocks),
            "day" => StartMs(day, clocks),
            // DayOfWeek begins on Sunday.
            "week" => StartMs(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), clocks),
            "month" => StartMs(new DateOnly(day.Year, day.Month, 1), clocks),
            _ => throw new ArgumentOutOfRangeException(nameof(interval), interval, "not an interval"),
        };
    }

    /// <summary>The beginnings of the stretches that a range touches, oldest first.</summary>
    public static List<long> Starts(string interval, long fromMs, long toMs, TimeZoneInfo? zone = null)
    {
        var clocks = zone ?? TimeZoneInfo.Utc;
        var starts = new List<long>();
        if (interval == "hour")
        {
            // Each change of the clocks begins a stretch, which is shorter where they change within an hour.
            var first = HourOf(fromMs, clocks);
            var parts = new ZoneOffsets(clocks, first, toMs).Parts;
            for (var i = 0; i < parts.Count; i++)
            {
                var end = i + 1 < parts.Count ? parts[i + 1].FromMs : toMs;
                for (
                    var at = parts[i].FromMs;
                    at < end;
                    at = Floor(at + parts[i].OffsetMs, Figures.HourMs) + Figures.HourMs - parts[i].OffsetMs
                )
                {
                    starts.Add(at);
                }
            }

            return starts;
        }

        var day = DayOf(Start(interval, fromMs, clocks), clocks);
        for (var start = StartMs(day, clocks); start < toMs; start = StartMs(day, clocks))
        {
            // A day that a zone left out, when it moved over the date line, begins with another.
            if (starts.Count == 0 || starts[^1] < start)
            {
                starts.Add(start);
            }

            day =
                interval == "month" ? day.AddMonths(1)
                : interval == "week" ? day.AddDays(7)
                : day.AddDays(1);
        }

        return starts;
    }

    /// <summary>The beginnings of the months that a range touches, oldest first.</summary>
    public static List<long> Months(long fromMs, long toMs, TimeZoneInfo? zone = null) => Starts("month", fromMs, toMs, zone);

    /// <summary>The day that the clocks of a zone show.</summary>
    public static DateOnly DayOf(long unixMs, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs + ZoneOffsets.OffsetMs(zone, unixMs)).UtcDateTime);

    /// <summary>
    /// Days summed up to longer stretches. An order is confirmed at one moment, so its count may be added as well.
    /// </summary>
    public static List<SalesFigures> Sum(string interval, IEnumerable<SalesFigures> figures, TimeZoneInfo? zone = null) =>
        [
            .. figures
                .GroupBy(f => (Start: Start(interval, f.StartMs, zone), f.Currency))
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
    /// The asked range. A day or a time without an offset is one of the zone. Without <paramref name="to"/> it ends now (this moment
    /// included), without <paramref name="from"/> it is as long as the interval makes readable. Refused with <c>invalid_range</c>.
    /// </summary>
    public static Outcome<(long FromMs, long ToMs)> Range(
        string? from,
        string? to,
        string interval,
        DateTimeOffset now,
        TimeZoneInfo? zone = null
    )
    {
        var clocks = zone ?? TimeZoneInfo.Utc;
        if (
            !Moment("to", to, now.AddMilliseconds(1), clocks).Is(out var end, out var refused)
            || !Moment("from", from, Ago(end, interval), clocks).Is(out var start, out refused)
        )
        {
            return refused;
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

    private static Outcome<DateTimeOffset> Moment(string field, string? text, DateTimeOffset otherwise, TimeZoneInfo zone)
    {
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        var moment = new ShopMoment(text).In(zone);
        return moment.Refused is { } refused ? Refusal.Invalid("invalid_range", $"{field} {refused.Detail}.") : moment;
    }

    private static long HourOf(long unixMs, TimeZoneInfo zone)
    {
        var offset = ZoneOffsets.OffsetMs(zone, unixMs);
        var start = Floor(unixMs + offset, Figures.HourMs) - offset;
        return ZoneOffsets.OffsetMs(zone, start) == offset ? start : ZoneOffsets.Change(zone, start, unixMs);
    }

    private static long StartMs(DateOnly day, TimeZoneInfo zone) => ShopTime.StartOf(day, zone).ToUnixTimeMilliseconds();

    private static long Floor(long ms, long stretch) => ms - (((ms % stretch) + stretch) % stretch);
}
