// When two names are one: composed letters and the letters with marks that they are made of, and narrow and wide ones, are the same. Own
// data, because the program carries no ICU.
using System.Collections.Frozen;
using System.Text;

namespace Cartwright.Catalog.Categories;

internal static class SameName
{
    // ASCII in the width of East Asian letters.
    private const char WideFirst = '\uff01';
    private const char WideLast = '\uff5e';
    private const char Wide = '\ufee0';

    // A line: a mark, a tab, and by turns a letter and what both together are. From the Unicode Character Database.
    private static readonly FrozenDictionary<(char Letter, char Mark), char> Table = Read();

    /// <summary>
    /// The text with letters and marks composed as far as there are composed letters (NFC without Hangul, whose keyboards compose).
    /// </summary>
    public static string Composed(string text)
    {
        if (!text.Any(c => c >= '\u0300'))
        {
            return text;
        }

        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (composed.Length > 0 && Table.TryGetValue((composed[^1], c), out var whole))
            {
                composed[^1] = whole;
            }
            else
            {
                composed.Append(c);
            }
        }

        return composed.ToString();
    }

    /// <summary>What two names have in common that are one.</summary>
    public static string Key(string name) =>
        string.Create(
                name.Length,
                name,
                static (narrow, from) =>
                {
                    for (var i = 0; i < narrow.Length; i++)
                    {
                        narrow[i] = from[i] is >= WideFirst and <= WideLast ? (char)(from[i] - Wide) : from[i];
                    }
                }
            )
            .ToUpperInvariant()
            .ToLowerInvariant();

    private static FrozenDictionary<(char, char), char> Read()
    {
        using var file = typeof(SameName).Assembly.GetManifestResourceStream("Cartwright.Catalog.composed.txt")!;
        using var reader = new StreamReader(file, Encoding.UTF8);
        var table = new Dictionary<(char, char), char>(1_000);
        while (reader.ReadLine() is { } line)
        {
            for (var i = 2; i + 1 < line.Length; i += 2)
            {
                table[(line[i], line[0])] = line[i + 1];
            }
        }

        return table.ToFrozenDictionary();
    }
}
