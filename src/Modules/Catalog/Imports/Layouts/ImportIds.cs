// Ids and words of other shops as this one can keep them.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Catalog.Imports;

internal static class ImportIds
{
    /// <summary>Where goods without a category come.</summary>
    public const string NoCategory = "Other";

    private const int HashChars = 10;

    /// <summary>
    /// The id of a product that another shop calls so: the same name gives the same id, so that an import may be repeated. What has
    /// characters that no id has, or is too long, ends in a hash of the whole.
    /// </summary>
    /// <param name="prefix">Before it, unless it has it or is an id of this shop.</param>
    public static string Of(string name, string prefix)
    {
        var whole =
            prefix.Length == 0 || name.StartsWith(prefix, StringComparison.Ordinal) || Guid.TryParse(name, out _) ? name : prefix + name;
        return Fit(whole, whole);
    }

    /// <summary>The id of a variant by what it is.</summary>
    public static string OfVariant(string parentId, IReadOnlyList<string> values) =>
        Fit($"{parentId}-{string.Join('-', values)}".ToLowerInvariant(), $"{parentId}\n{string.Join('\n', values)}");

    /// <summary>A path of categories between '&gt;' as one between '/', of which a name has none.</summary>
    public static string CategoryPath(string path) =>
        string.Join(
            '/',
            path.Split('>', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(name => name.Replace('/', '-'))
        );

    private static string Fit(string text, string whole)
    {
        if (ProductRules.IsId(text))
        {
            return text;
        }

        var plain = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '_' or '.' && plain.Length > 0)
            {
                plain.Append(c);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && plain.Length > 0 && plain[^1] != '-')
            {
                plain.Append('-');
            }
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whole)))[..HashChars];
        var room = ProductRules.ProductIdCharsMax - HashChars - 1;
        var start = plain.ToString().TrimEnd('-');
        return start.Length == 0 ? "p-" + hash : $"{start[..Math.Min(start.Length, room)].TrimEnd('-')}-{hash}";
    }
}
