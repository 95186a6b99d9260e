// Texts of the shop on their way into a page: cut to what search engines show, and encoded for where they stand.
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Cartwright.Host;

internal static partial class PlainText
{
    /// <summary>Characters of a description: what is longer is cut by whoever shows it.</summary>
    public const int DescriptionChars = 160;

    /// <summary>Characters of a title; a name may have more.</summary>
    public const int TitleChars = 150;

    // A cut in the middle of a word is better than one that leaves out half of the text.
    private const int WordChars = 40;

    /// <summary>Writes &lt;, &gt;, &amp; and quotes as \u…: no text ends the block that the JSON stands in.</summary>
    public static JavaScriptEncoder JsonEncoder { get; } = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>For elements and for attributes in double quotes.</summary>
    public static string Html(string? text) => WebUtility.HtmlEncode(text) ?? string.Empty;

    /// <summary>One line of words, of at most so many characters, and no sign of a script cut in two.</summary>
    /// <param name="markup">Whether tags are left out: descriptions may come with them from elsewhere. A name is a name.</param>
    public static string Line(string? text, int charsMax, bool markup = false)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return string.Empty;
        }

        // What is far behind the cut need not be looked at.
        var near = text.Length > charsMax * 8 ? text[..(charsMax * 8)] : text;
        var line = Spaces().Replace(markup ? Tags().Replace(near, " ") : near, " ").Trim();
        if (line.Length <= charsMax)
        {
            return line;
        }

        var cut = charsMax - 1;
        var space = line.LastIndexOf(' ', cut);
        if (space > cut - WordChars)
        {
            cut = space;
        }
        else
        {
            while (cut > 0 && !StartsElement(line, cut))
            {
                cut--;
            }
        }

        return line[..cut].TrimEnd(' ', ',', ';', ':', '–', '-') + "…";
    }

    /// <summary>A part of an address as the pages' encodeURIComponent writes it.</summary>
    public static string UriComponent(string text) =>
        Uri.EscapeDataString(text)
            .Replace("%21", "!", StringComparison.Ordinal)
            .Replace("%27", "'", StringComparison.Ordinal)
            .Replace("%28", "(", StringComparison.Ordinal)
            .Replace("%29", ")", StringComparison.Ordinal)
            .Replace("%2A", "*", StringComparison.Ordinal);

    /// <summary>A value behind the question mark as the pages' URLSearchParams writes it.</summary>
    public static string FormValue(string text) =>
        Uri.EscapeDataString(text)
            .Replace("%20", "+", StringComparison.Ordinal)
            .Replace("%2A", "*", StringComparison.Ordinal)
            .Replace("~", "%7E", StringComparison.Ordinal);

    /// <summary>A path of slugs or names, each escaped.</summary>
    public static string UriPath(string path) => string.Join('/', path.Split('/').Select(UriComponent));

    /// <summary>JSON of others as it may stand in a page: a &lt; is within a text and means the same as \u003c.</summary>
    public static byte[] JsonInHtml(byte[] json)
    {
        if (!json.AsSpan().Contains((byte)'<'))
        {
            return json;
        }

        return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json).Replace("<", "\\u003c", StringComparison.Ordinal));
    }

    private static bool StartsElement(string line, int at) =>
        !char.IsLowSurrogate(line[at])
        && CharUnicodeInfo.GetUnicodeCategory(line, at)
            is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
        && line[at] != '\u200d'
        && line[at - 1] != '\u200d';

    [GeneratedRegex(@"<(?:[a-zA-Z/!][^<>]*)>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
