// The part of an address that says in words what the page is about, made from a name.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Catalog;

/// <summary>
/// Makes slugs. Letters of the Latin script become ASCII as German, which the shop speaks, and the languages of the North write them without
/// their signs (ä ae, ß ss, ø oe, å aa); other signs fall away (é e). Letters of other scripts stay as they are: browsers show them.
/// </summary>
public static class Slugs
{
    /// <summary>Characters of a slug.</summary>
    public const int CharsMax = 80;

    private const int MarkChars = 5;

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
        foreach (var rune in name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().EnumerateRunes())
        {
            if (Silent.Contains(rune.Value))
            {
                continue;
            }

            // Signs that stand above and below the letter before them: of scripts that need them, such as Hindi and Thai.
            var mark =
                slug.Length > 0
                && !parted
                && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (mark && char.IsAscii(slug[^1]))
            {
                continue;
            }

            var text = mark ? rune.ToString() : Letters(rune);
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
    public static bool IsSlug(string text)
    {
        try
        {
            return text.Length > 0 && Of(text) == text;
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair.
            return false;
        }
    }

    /// <summary>What is wrong with a slug that somebody says, as the end of a sentence about it.</summary>
    public static string Fault { get; } =
        $"must be at most {CharsMax} small letters and digits, in words joined by single dashes, such as wireless-mouse";

    /// <summary>Another slug for what has the same name: it ends in a mark that follows from the id.</summary>
    public static string Marked(string slug, string id, string nameless)
    {
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 4))[..MarkChars];
        var start = slug.Length == 0 ? nameless : slug;
        start = start.Length + MarkChars + 1 <= CharsMax ? start : Cut(start, CharsMax - MarkChars - 1);
        return $"{start}-{mark}";
    }

    private static string Letters(Rune rune)
    {
        if (Written.TryGetValue(rune.Value, out var written))
        {
            return written;
        }

        if (!Rune.IsLetterOrDigit(rune))
        {
            return string.Empty;
        }

        var apart = rune.ToString().Normalize(NormalizationForm.FormD);
        return char.IsAsciiLetter(apart[0]) ? char.ToLowerInvariant(apart[0]).ToString() : rune.ToString();
    }

    private static string Cut(string text, int length)
    {
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return text[..end].TrimEnd('-');
    }
}
