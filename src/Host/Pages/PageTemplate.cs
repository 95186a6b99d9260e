// The built index.html, taken apart once: what the build says stays as it is, and each page fills the places between.
using System.Text;
using System.Text.RegularExpressions;

namespace Cartwright.Host;

/// <summary>A place that pages fill.</summary>
internal enum PagePlace
{
    /// <summary>The language of the page, within the html element.</summary>
    Language,

    /// <summary>Title, descriptions and links: in the place of the build's own.</summary>
    Head,

    /// <summary>What stands in #root until the script takes over.</summary>
    Root,

    /// <summary>What those read who run no scripts.</summary>
    NoScript,

    /// <summary>The end of the body, before its script.</summary>
    Data,
}

/// <summary>Fixed bytes, and what is written after them.</summary>
internal sealed partial class PageTemplate
{
    private readonly (byte[] Before, PagePlace? Place)[] parts;

    private PageTemplate((byte[], PagePlace?)[] parts) => this.parts = parts;

    /// <summary>The description of a shop that nobody has named, as the build has it; empty where it has none.</summary>
    public string Description { get; private init; } = string.Empty;

    /// <summary>Taken apart; null for a page of somebody else that has no head: it is sent as it is.</summary>
    public static PageTemplate? Of(string text)
    {
        if (!text.Contains("</head>", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var description = OldDescription().Match(text) is { Success: true } found
            ? System.Net.WebUtility.HtmlDecode(found.Groups[1].Value)
            : string.Empty;
        text = OldDescription().Replace(text, string.Empty, 1);
        var cuts = new List<(int From, int To, PagePlace Place)>();
        void Cut(Match at, PagePlace place, int group = 0)
        {
            if (at.Success)
            {
                cuts.Add((at.Groups[group].Index, at.Groups[group].Index + at.Groups[group].Length, place));
            }
        }

        Cut(HtmlLanguage().Match(text), PagePlace.Language, 1);
        Cut(OldTitle().Match(text) is { Success: true } title ? title : HeadEnd().Match(text), PagePlace.Head);
        Cut(Root().Match(text), PagePlace.Root, 1);
        Cut(OldNoScript().Match(text), PagePlace.NoScript);
        var end = text.IndexOf("</head>", StringComparison.OrdinalIgnoreCase);
        Cut(BodyScript().Match(text, end), PagePlace.Data);
        if (!cuts.Exists(cut => cut.Place == PagePlace.Data))
        {
            Cut(BodyEnd().Match(text), PagePlace.Data);
        }

        cuts.Sort();
        var parts = new List<(byte[], PagePlace?)>();
        var at = 0;
        foreach (var (from, to, place) in cuts)
        {
            parts.Add((Encoding.UTF8.GetBytes(text[at..from]), place));
            at = to;
        }

        parts.Add((Encoding.UTF8.GetBytes(text[at..]), null));
        return new([.. parts]) { Description = description };
    }

    /// <summary>Writes a page.</summary>
    public void Write(PageBuffer to, Action<PageBuffer, PagePlace> fill)
    {
        foreach (var (before, place) in parts)
        {
            to.Bytes(before);
            if (place is { } one)
            {
                fill(to, one);
            }
        }
    }

    [GeneratedRegex("<html\\b[^>]*?\\blang=\"([^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlLanguage();

    [GeneratedRegex("<meta\\s+name=\"description\"\\s+content=\"([^\"]*)\"\\s*/?>\\s*", RegexOptions.IgnoreCase)]
    private static partial Regex OldDescription();

    [GeneratedRegex("<title>[^<]*</title>", RegexOptions.IgnoreCase)]
    private static partial Regex OldTitle();

    [GeneratedRegex("(?=</head>)", RegexOptions.IgnoreCase)]
    private static partial Regex HeadEnd();

    [GeneratedRegex("<div id=\"root\">()</div>", RegexOptions.IgnoreCase)]
    private static partial Regex Root();

    [GeneratedRegex("<noscript>[^<]*</noscript>", RegexOptions.IgnoreCase)]
    private static partial Regex OldNoScript();

    [GeneratedRegex("(?=<script\\b)", RegexOptions.IgnoreCase)]
    private static partial Regex BodyScript();

    [GeneratedRegex("(?=</body>)", RegexOptions.IgnoreCase)]
    private static partial Regex BodyEnd();
}

/// <summary>A page while it is written. Texts are encoded unless they are said to be markup.</summary>
internal sealed class PageBuffer
{
    private readonly System.Buffers.ArrayBufferWriter<byte> bytes = new(16 * 1024);

    public ReadOnlySpan<byte> Written => bytes.WrittenSpan;

    public void Bytes(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(bytes.GetSpan(utf8.Length));
        bytes.Advance(utf8.Length);
    }

    /// <summary>Markup of our own.</summary>
    public PageBuffer Raw(string markup)
    {
        Encoding.UTF8.GetBytes(markup, bytes);
        return this;
    }

    /// <summary>A text of the shop, for an element or an attribute in double quotes.</summary>
    public PageBuffer Text(string? text) => string.IsNullOrEmpty(text) ? this : Raw(PlainText.Html(text));
}
