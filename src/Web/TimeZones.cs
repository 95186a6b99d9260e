// The names of time zones as people write them: which there are, and which one was probably meant.
using System.Text.RegularExpressions;

namespace Cartwright.Web;

/// <summary>IANA's names, as this machine knows them.</summary>
public static partial class TimeZones
{
    private const int CharsMax = 64;

    private static readonly Lazy<IReadOnlyList<string>> Known = new(() =>
        [
            .. TimeZoneInfo
                .GetSystemTimeZones()
                .Select(zone => zone.Id)
                .Where(id => Name().IsMatch(id))
                .Append("UTC")
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ]
    );

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<string> All => Known.Value;

    /// <summary>Whether there is such a time zone. Names of Windows, files outside and numbers of hours are none.</summary>
    public static bool IsKnown(string name) =>
        name.Length <= CharsMax && Name().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);

    /// <summary>The name that is nearest to one that is none; null where none is near.</summary>
    public static string? Nearest(string name)
    {
        if (name.Length is 0 or > CharsMax)
        {
            return null;
        }

        var wanted = name.Trim().Replace(' ', '_').ToUpperInvariant();

        // Most write the town alone, or a country before it.
        var town = wanted[(wanted.LastIndexOf('/') + 1)..];
        if (All.FirstOrDefault(id => id.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } capitals)
        {
            return capitals;
        }

        if (All.FirstOrDefault(id => id[(id.LastIndexOf('/') + 1)..].Equals(town, StringComparison.OrdinalIgnoreCase)) is { } same)
        {
            return same;
        }

        var (nearest, far) = All.Select(id =>
                (
                    Id: id,
                    Far: Math.Min(Far(id.ToUpperInvariant(), wanted), Far(id[(id.LastIndexOf('/') + 1)..].ToUpperInvariant(), town) + 1)
                )
            )
            .MinBy(one => one.Far);
        return far <= Math.Max(2, town.Length / 3) ? nearest : null;
    }

    // Letters to add, drop or replace (Levenshtein).
    private static int Far(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }

    [GeneratedRegex("^(?!posix/|right/)[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$")]
    private static partial Regex Name();
}
