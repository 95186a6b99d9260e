// Descriptions of other shops are HTML; the catalog keeps plain text.
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Cartwright.Catalog.Imports;

internal static partial class HtmlText
{
    private const int DepthMax = 200;

    private static readonly HashSet<string> Unseen = new(StringComparer.OrdinalIgnoreCase)
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "svg",
        "head",
        "title",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "figure",
        "hr",
    };

    /// <summary>Whether it is HTML at all: text with a tag or a character reference in it.</summary>
    public static bool IsHtml(string text) => Markup().IsMatch(text);

    /// <summary>The text that a reader sees: a paragraph a line, items of lists behind a dash.</summary>
    public static string Of(string html)
    {
        if (!IsHtml(html))
        {
            return html;
        }

        var text = new StringBuilder(html.Length);
        Write(new HtmlParser().ParseDocument(html).Body!, text, 0);
        var lines = text.ToString().Split('\n').Select(line => line.Trim());
        var kept = new StringBuilder();
        var blank = true;
        foreach (var line in lines)
        {
            if (line.Length > 0)
            {
                kept.Append(line).Append('\n');
            }
            else if (!blank)
            {
                kept.Append('\n');
            }

            blank = line.Length == 0;
        }

        return kept.ToString().TrimEnd();
    }

    private static void Write(INode node, StringBuilder text, int depth)
    {
        foreach (var child in node.ChildNodes)
        {
            switch (child)
            {
                case IText words:
                    Words(words.Data, text);
                    break;
                case IElement element when depth < DepthMax && !Unseen.Contains(element.LocalName):
                    var isBlock = Blocks.Contains(element.LocalName);
                    if (isBlock)
                    {
                        Break(text);
                    }

                    text.Append(
                        element.LocalName switch
                        {
                            "br" => "\n",
                            "li" => "- ",
                            "td" or "th" when element.PreviousElementSibling is not null => " ",
                            _ => string.Empty,
                        }
                    );
                    Write(element, text, depth + 1);
                    if (isBlock)
                    {
                        Break(text);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    // Blanks and line breaks between words are one blank; control characters are nothing that a reader sees.
    private static void Words(string data, StringBuilder text)
    {
        foreach (var c in data)
        {
            if (char.IsWhiteSpace(c))
            {
                if (text.Length > 0 && text[^1] is not (' ' or '\n'))
                {
                    text.Append(' ');
                }
            }
            else if (!char.IsControl(c))
            {
                text.Append(c);
            }
        }
    }

    [GeneratedRegex("<[A-Za-z/!]|&#?[A-Za-z0-9]{2,10};", RegexOptions.CultureInvariant)]
    private static partial Regex Markup();

    private static void Break(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] != '\n')
        {
            text.Append('\n');
        }
    }
}
