// Days and hours of a time zone in SQL: the instants of a table are moved by the zone's offset, which differs over the year.
using System.Globalization;
using System.Text;

namespace Cartwright.Web;

/// <summary>The offsets of a zone over a range of instants.</summary>
public sealed class ZoneOffsets
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    private readonly List<(long FromMs, long OffsetMs)> parts = [];

    /// <summary>Finds every change of the clocks in the range.</summary>
    /// <param name="zone">Whose clocks.</param>
    /// <param name="fromMs">Unix milliseconds, included.</param>
    /// <param name="toMs">Not included.</param>
    public ZoneOffsets(TimeZoneInfo zone, long fromMs, long toMs)
    {
        parts.Add((fromMs, OffsetMs(zone, fromMs)));
        if (zone.GetAdjustmentRules().Length == 0)
        {
            return;
        }

        for (var at = fromMs; at < toMs; )
        {
            // No zone has ever changed its clocks twice within a day.
            var next = Math.Min(at + DayMs, toMs);
            var same = OffsetMs(zone, next) == parts[^1].OffsetMs;
            at = same ? next : Change(zone, at, next);
            if (!same && at < toMs)
            {
                parts.Add((at, OffsetMs(zone, at)));
            }
        }
    }

    /// <summary>From when on which offset holds, the oldest first.</summary>
    public IReadOnlyList<(long FromMs, long OffsetMs)> Parts => parts;

    /// <summary>
    /// The first instant at which the zone's offset is no longer what it was at the beginning of a range in which it changes.
    /// </summary>
    public static long Change(TimeZoneInfo zone, long fromMs, long toMs)
    {
        var was = OffsetMs(zone, fromMs);
        while (toMs - fromMs > 1)
        {
            var middle = fromMs + ((toMs - fromMs) / 2);
            (fromMs, toMs) = OffsetMs(zone, middle) == was ? (middle, toMs) : (fromMs, middle);
        }

        return toMs;
    }

    /// <summary>How far the zone's clocks are before UTC at an instant.</summary>
    public static long OffsetMs(TimeZoneInfo zone, long atMs) =>
        (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(atMs)).TotalMilliseconds;

    /// <summary>
    /// SQL for what the zone's clocks show at an instant of a column, as milliseconds. Its numbers are added to the arguments, so that the
    /// text differs by the number of changes alone: statements are prepared once a text.
    /// </summary>
    public string Local(string column, List<object?> args) => $"({column} + {Choose(column, args, part => parts[part].OffsetMs)})";

    /// <summary>SQL for which of <see cref="Parts"/> an instant of a column falls in.</summary>
    public string Part(string column, List<object?> args) => Choose(column, args, part => part);

    private string Choose(string column, List<object?> args, Func<int, long> value)
    {
        string Number(long number)
        {
            args.Add(number);
            return string.Create(CultureInfo.InvariantCulture, $"CAST(${args.Count} AS BIGINT)");
        }

        if (parts.Count == 1)
        {
            return Number(value(0));
        }

        var sql = new StringBuilder("CASE");
        for (var part = 0; part + 1 < parts.Count; part++)
        {
            sql.Append(CultureInfo.InvariantCulture, $" WHEN {column} < {Number(parts[part + 1].FromMs)} THEN {Number(value(part))}");
        }

        return sql.Append(CultureInfo.InvariantCulture, $" ELSE {Number(value(parts.Count - 1))} END").ToString();
    }
}
