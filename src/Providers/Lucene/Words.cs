// A text as words: the same rules for what is written into the index and for what a shopper types.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cartwright.Lucene;

/// <summary>One word between blanks.</summary>
/// <param name="Whole">All of it in one: <c>tshirt</c> of T-Shirt, <c>iphone15</c> of iPhone-15.</param>
/// <param name="Parts">
/// What hyphens, apostrophes, changes between letters and digits, or scripts without blanks make of it; only <see cref="Whole"/> where
/// nothing does.
/// </param>
/// <param name="Unspaced">Whether it is of a script without blanks: then the parts are pairs of characters, and none is misspelled.</param>
internal sealed record Word(string Whole, IReadOnlyList<string> Parts, bool Unspaced)
{
    /// <summary>A German spelling without umlauts, <c>tuecher</c> of Tücher; null for most.</summary>
    public string? Spelled { get; init; }
}

internal static class Words
{
    /// <summary>Longer ones are cut: nobody types them, and the index need not hold them.</summary>
    public const int CharsMax = 40;

    // What joins the parts of one word.
    private const string Joiners = "-\u2010\u2011\u2012\u2013_'\u2019\u02BC`.&+/";

    private static readonly SearchValues<char> WithUmlaut = SearchValues.Create("äöüÄÖÜ");

    /// <summary>The words of a text in order, at most <paramref name="most"/>.</summary>
    public static List<Word> Of(string text, int most = int.MaxValue)
    {
        var words = new List<Word>();
        var at = 0;
        while (at < text.Length && words.Count < most)
        {
            if (!IsPart(text[at]))
            {
                at++;
                continue;
            }

            var from = at;
            var spaceless = IsUnspaced(text[at]);
            while (
                at < text.Length
                && (IsPart(text[at]) ? IsUnspaced(text[at]) == spaceless || IsLoose(text[at]) : !spaceless && Joins(text, at))
            )
            {
                at++;
            }

            if ((spaceless ? Pairs(text[from..at]) : Joined(text[from..at])) is { } word)
            {
                words.Add(word);
            }
        }

        return words;
    }

    // A joiner stands between two letters or digits; at an end it is punctuation.
    private static bool Joins(string text, int at) =>
        Joiners.Contains(text[at]) && at + 1 < text.Length && IsPart(text[at + 1]) && !IsUnspaced(text[at + 1]);

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || char.IsSurrogate(c) || IsLoose(c);

    // Belongs to the letter before it.
    private static bool IsLoose(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.Format;

    /// <summary>Han, kana, Thai, Lao, Khmer, Burmese: written without blanks between words.</summary>
    private static bool IsUnspaced(char c) =>
        c
            is (>= '\u3040' and <= '\u30FF')
                or (>= '\u31F0' and <= '\u31FF')
                or (>= '\u3400' and <= '\u9FFF')
                or (>= '\uF900' and <= '\uFAFF')
                or (>= '\uFF66' and <= '\uFF9F')
                or (>= '\u0E00' and <= '\u0EFF')
                or (>= '\u1000' and <= '\u109F')
                or (>= '\u1780' and <= '\u17FF');

    private static Word? Pairs(string text)
    {
        var whole = Cut(Folding.Of(text));
        var pairs = new List<string>(whole.Length);
        for (var i = 0; i + 1 < whole.Length; i++)
        {
            pairs.Add(whole.Substring(i, 2));
        }

        return whole.Length == 0 ? null : new Word(whole, pairs.Count == 0 ? [whole] : pairs, true);
    }

    private static Word? Joined(string text)
    {
        var parts = new List<string>(2);
        var from = 0;
        for (var i = 1; i <= text.Length; i++)
        {
            if (i < text.Length && !Breaks(text, i))
            {
                continue;
            }

            // Possessives: "Levi's" is also "Levi", and nobody looks for an "s".
            var part = Cut(Folding.Of(text[from..i].Trim(Joiners.ToCharArray())));
            if (part.Length > 0)
            {
                parts.Add(part);
            }

            from = i;
        }

        if (parts.Count == 0)
        {
            return null;
        }

        var whole = Cut(string.Concat(parts));
        return new Word(whole, parts.Count == 1 ? [whole] : parts, false) { Spelled = Umlauts(text, whole) };
    }

    // Before a joiner, and where letters and digits meet.
    private static bool Breaks(string text, int at) =>
        Joiners.Contains(text[at])
        || (char.IsAsciiDigit(text[at]) != char.IsAsciiDigit(text[at - 1]) && !Joiners.Contains(text[at - 1]) && !IsLoose(text[at]));

    private static string? Umlauts(string text, string whole)
    {
        if (text.AsSpan().IndexOfAny(WithUmlaut) < 0)
        {
            return null;
        }

        var spelled = new StringBuilder(text.Length + 4);
        foreach (var c in text)
        {
            spelled.Append(
                c switch
                {
                    'ä' or 'Ä' => "ae",
                    'ö' or 'Ö' => "oe",
                    'ü' or 'Ü' => "ue",
                    _ => Joiners.Contains(c) ? string.Empty : c.ToString(),
                }
            );
        }

        var folded = Cut(Folding.Of(spelled.ToString()));
        return folded == whole ? null : folded;
    }

    private static string Cut(string word) => word.Length <= CharsMax ? word : word[..CharsMax];
}
