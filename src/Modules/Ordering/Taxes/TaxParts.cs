// Parts of countries: what people write for them, and by which postal codes they are known.
using System.Text.RegularExpressions;

namespace Cartwright.Ordering;

/// <summary>The table of <c>Rates/places.csv</c>.</summary>
internal static partial class TaxParts
{
    private static readonly List<(string Country, string Part, string[] Names, string[] Codes)> All =
    [
        .. TaxFile
            .Lines("places.csv")
            .Skip(1)
            .Select(line => line.Text.Split(';'))
            .Select(part => (part[0], part[1], Split(part[2], ','), Split(part[3], ' '))),
    ];

    private static readonly Dictionary<string, string> ByName = All.SelectMany(one =>
            one.Names.Select(name => (Key: $"{one.Country} {name}", one.Part))
        )
        .ToDictionary(one => one.Key, one => one.Part, StringComparer.OrdinalIgnoreCase);

    private static readonly ILookup<string, (string Code, string Part)> ByCode = All.SelectMany(one =>
            one.Codes.Select(code => (one.Country, Of: (code, one.Part)))
        )
        .ToLookup(one => one.Country, one => one.Of, StringComparer.Ordinal);

    // Countries whose taxes are set by their parts, so that all of them are known here.
    private static readonly Dictionary<string, HashSet<string>> Levying = new(StringComparer.Ordinal)
    {
        ["US"] = Known("US"),
        ["CA"] = Known("CA"),
    };

    /// <summary>Countries whose taxes are set by their parts.</summary>
    public static IEnumerable<string> CountriesOfParts => Levying.Keys;

    /// <summary>Whether the country's taxes are set by its parts.</summary>
    public static bool Sets(string country) => Levying.ContainsKey(country);

    /// <summary>The part that stands as region: its code with or without the country, or a name; null for other words.</summary>
    public static string? Named(string country, string? region)
    {
        var text = (region ?? string.Empty).Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (ByName.TryGetValue($"{country} {text}", out var named))
        {
            return named;
        }

        var code = text.ToUpperInvariant();
        code = code.StartsWith(country + "-", StringComparison.Ordinal) ? code[(country.Length + 1)..] : code;
        return Code().IsMatch(code) && (!Levying.TryGetValue(country, out var known) || known.Contains(code)) ? code : null;
    }

    /// <summary>The part with rates of its own that a postal code lies in, or null.</summary>
    public static string? ByPostal(string country, string postal)
    {
        foreach (var (code, part) in ByCode[country])
        {
            if (postal.StartsWith(code, StringComparison.Ordinal))
            {
                return part;
            }
        }

        return null;
    }

    private static HashSet<string> Known(string country) =>
        All.Where(one => one.Country == country).Select(one => one.Part).ToHashSet(StringComparer.Ordinal);

    private static string[] Split(string text, char by) => text.Split(by, StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("^[A-Z0-9]{1,3}$")]
    private static partial Regex Code();
}
