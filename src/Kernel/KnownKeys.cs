// Which configuration keys there are. A key that nobody reads is named with the nearest one that somebody does, so that it is never
// silently ignored.
namespace Cartwright.Kernel;

/// <summary>A set of keys.</summary>
/// <param name="keys">
/// As documented: <c>Carts:TtlDays</c>. <c>{vendor}</c> stands for any one name (<c>Marketplace:Commission:{vendor}</c>), <c>*</c> at the
/// end for all that may follow (<c>Kestrel:*</c>). Case counts not, as in the configuration.
/// </param>
public sealed class KnownKeys(IEnumerable<string> keys)
{
    // Two letters wrong, or one in a short name: further away it is another word.
    private const int FarMax = 2;

    private readonly List<string[]> known = [.. keys.Distinct(StringComparer.OrdinalIgnoreCase).Select(key => key.Split(':'))];

    /// <summary>Every key, as documented.</summary>
    public IEnumerable<string> All => known.Select(names => string.Join(':', names));

    /// <summary>Whether somebody reads the key, or all keys below the place.</summary>
    public bool Has(string key)
    {
        var names = key.Split(':');
        return known.Exists(pattern => Fits(pattern, names));
    }

    /// <summary>Whether some key begins with the name.</summary>
    public bool HasRoot(string root) => known.Exists(pattern => Same(pattern[0], root));

    /// <summary>The key that was probably meant, with the names given where any name may stand; null when none is near.</summary>
    public string? Nearest(string key)
    {
        var names = key.Split(':');
        var best = known
            .Select(pattern => (Pattern: pattern, Far: Far(pattern, names)))
            .Where(one => one.Far <= Math.Min(FarMax, key.Length / 3))
            .OrderBy(one => one.Far)
            .ThenBy(one => one.Pattern.Count(IsAny))
            .FirstOrDefault();
        return best.Pattern is null ? null : string.Join(':', best.Pattern.Select((name, i) => IsAny(name) ? names[i] : name));
    }

    /// <summary>What may stand in the key's place: all keys that share its beginning, as far as it is known.</summary>
    public IReadOnlyList<string> Beside(string key)
    {
        var names = key.Split(':');
        for (var depth = names.Length; depth > 0; depth--)
        {
            var beside = known
                .Where(pattern => pattern.Length > depth && Enumerable.Range(0, depth).All(i => FitsName(pattern[i], names[i])))
                .Select(pattern => string.Join(':', pattern.Select((name, i) => i < depth && IsAny(name) ? names[i] : name)))
                .ToList();
            if (beside.Count > 0)
            {
                return beside;
            }
        }

        return [];
    }

    private static bool Fits(string[] pattern, string[] names) =>
        pattern[^1] == "*"
            ? names.Length >= pattern.Length && Enumerable.Range(0, pattern.Length - 1).All(i => FitsName(pattern[i], names[i]))
            : names.Length == pattern.Length && Enumerable.Range(0, pattern.Length).All(i => FitsName(pattern[i], names[i]));

    private static bool FitsName(string pattern, string name) => IsAny(pattern) ? name.Length > 0 : Same(pattern, name);

    private static bool IsAny(string pattern) => pattern[0] == '{';

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>How many letters differ, name by name; beyond reach where one has more names than the other.</summary>
    private static int Far(string[] pattern, string[] names) =>
        pattern.Length != names.Length || pattern[^1] == "*"
            ? int.MaxValue
            : pattern.Select((name, i) => IsAny(name) ? 0 : Far(name.ToUpperInvariant(), names[i].ToUpperInvariant())).Sum();

    /// <summary>Letters to add, drop, replace or swap with their neighbour (Damerau and Levenshtein, optimal string alignment).</summary>
    private static int Far(string one, string other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                rows[i, j] =
                    i == 0 ? j
                    : j == 0 ? i
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[one.Length, other.Length];
    }
}
