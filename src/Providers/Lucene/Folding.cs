// Letters as a search compares them: without case, marks, ligatures and widths. Own data, because the program carries no ICU.
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Cartwright.Lucene;

/// <summary>
/// Folds text for comparing: compatibility forms taken apart (NFKD) and lower case, marks dropped, and letters that have no decomposition
/// spelled as people type them (ø o, ł l, ß ss, æ ae).
/// </summary>
internal static class Folding
{
    // A line: what is compared, a tab, and the characters that are read as it. From the Unicode Character Database.
    private static readonly FrozenDictionary<char, string> Table = Read();

    /// <summary>The text folded; what is neither letter nor digit stays.</summary>
    public static string Of(string text)
    {
        var plain = true;
        foreach (var c in text)
        {
            plain &= c < 0x80 && c is not (>= 'A' and <= 'Z');
        }

        if (plain)
        {
            return text;
        }

        var folded = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c < 0x80)
            {
                folded.Append(c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c);
            }
            else if (Table.TryGetValue(c, out var spelled))
            {
                folded.Append(spelled);
            }
            else if (!IsDropped(c))
            {
                folded.Append(char.ToLowerInvariant(c));
            }
        }

        return folded.ToString();
    }

    // Marks, and what cannot be seen: a soft hyphen or a joiner within a word must not part it.
    private static bool IsDropped(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    private static FrozenDictionary<char, string> Read()
    {
        using var file = typeof(Folding).Assembly.GetManifestResourceStream("Cartwright.Lucene.folding.txt")!;
        using var reader = new StreamReader(file, Encoding.UTF8);
        var table = new Dictionary<char, string>(6_000);
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            foreach (var c in line.AsSpan(tab + 1))
            {
                table[c] = line[..tab];
            }
        }

        return table.ToFrozenDictionary();
    }
}
