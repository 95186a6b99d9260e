// The part of an address that says in words what the page is about, made from a name.
using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Catalog;

/// <summary>
/// Makes slugs. Letters of the Latin script become ASCII as German, which the shop speaks, and the languages of the North write them
/// without
/// their signs (ä ae, ß ss, ø oe, å aa); other signs fall away (é e). Letters of other scripts stay as they are: browsers show them.
/// </summary>
public static class Slugs
{
    /// <summary>Characters of a slug.</summary>
    public const int CharsMax = 80;

    private const int MarkChars = 5;

    /// <summary>How many marks there are of one id, each longer than the one before.</summary>
    internal const int Marks = 9;

    private const int MarkCharsMore = 7;

    private const int Diaeresis = 0x308;
    private const int Ring = 0x30a;

    private static readonly FrozenDictionary<char, string> Latin = Read();

    private static readonly Dictionary<int, string> Written = new()
    {
        ['ä'] = "ae",
        ['ö'] = "oe",
        ['ü'] = "ue",
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "oe",
        ['å'] = "aa",
        ['ð'] = "d",
        ['đ'] = "d",
        ['þ'] = "th",
        ['ł'] = "l",
        ['ħ'] = "h",
        ['ı'] = "i",
        ['ŋ'] = "ng",
        ['ə'] = "e",
    };

    // Within a word they part nothing: men's is mens.
    private static readonly HashSet<int> Silent = ['\'', '’', 'ʼ', '`', '´', '\u200d', '\u200c', '\u00ad'];

    /// <summary>The slug of a name; empty when the name has neither letters nor digits.</summary>
    public static string Of(string name)
    {
        var slug = new StringBuilder();
        var parted = false;
        foreach (var rune in name.EnumerateRunes())
        {
            if (Silent.Contains(rune.Value))
            {
                continue;
            }

            var text = slug.Length > 0 && !parted && IsMark(rune) ? Marked(slug[^1], rune) : Letters(rune);
            if (text is null)
            {
                continue;
            }

            if (text.Length == 0)
            {
                parted = true;
                continue;
            }

            var dash = parted && slug.Length > 0;
            if (slug.Length + text.Length + (dash ? 1 : 0) > CharsMax)
            {
                break;
            }

            slug.Append(dash ? "-" : string.Empty).Append(text);
            parted = false;
        }

        return slug.ToString();
    }

    /// <summary>Whether a text can be a slug as it is.</summary>
    public static bool IsSlug(string text) => text.Length > 0 && Of(text) == text;

    /// <summary>What is wrong with a slug that somebody says, as the end of a sentence about it.</summary>
    public static string Fault { get; } =
        $"must be at most {CharsMax} small letters and digits, in words joined by single dashes, such as wireless-mouse";

    /// <summary>Another slug for what has the same name: it ends in a mark that follows from the id.</summary>
    /// <param name="taken">How many of its marks others have already: the next is longer. Below <see cref="Marks"/>.</param>
    public static string Marked(string slug, string id, string nameless, int taken = 0)
    {
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..(MarkChars + (taken * MarkCharsMore))];
        var start = slug.Length == 0 ? nameless : slug;
        start = start.Length + mark.Length + 1 <= CharsMax ? start : Cut(start, CharsMax - mark.Length - 1);
        return $"{start}-{mark}";
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // A letter and its mark apart are written as they are together. Of scripts that need their marks, such as Hindi and Thai, they stay.
    private static string? Marked(char before, Rune mark) =>
        !char.IsAscii(before) ? mark.ToString()
        : mark.Value == Diaeresis && before is 'a' or 'o' or 'u' ? "e"
        : mark.Value == Ring && before == 'a' ? "a"
        : null;

    // Empty for what is neither letter nor digit.
    private static string Letters(Rune rune)
    {
        var small = Rune.ToLowerInvariant(rune);
        return Written.TryGetValue(small.Value, out var written) ? written
            : small.IsBmp && Latin.TryGetValue((char)small.Value, out var plain) ? plain
            : Rune.IsLetterOrDigit(small) ? small.ToString()
            : string.Empty;
    }

    // Of the table that searches fold by: what is written in ASCII, wide letters and ligatures too.
    private static FrozenDictionary<char, string> Read()
    {
        using var file = typeof(Slugs).Assembly.GetManifestResourceStream("Cartwright.Catalog.folding.txt")!;
        using var reader = new StreamReader(file, Encoding.UTF8);
        var table = new Dictionary<char, string>(3_000);
        while (reader.ReadLine() is { } line)
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            if (tab > 0 && line[..tab].All(char.IsAsciiLetterOrDigit))
            {
                foreach (var c in line.AsSpan(tab + 1))
                {
                    table[c] = line[..tab];
                }
            }
        }

        return table.ToFrozenDictionary();
    }

    private static string Cut(string text, int length)
    {
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return text[..end].TrimEnd('-');
    }
}
