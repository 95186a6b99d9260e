// XML written straight into a reply: only texts and elements, so that a feed of any length costs the memory of one flush.
using System.Buffers;
using System.Text;
using System.Xml;

namespace Cartwright.Catalog.Feeds;

/// <summary>Writes UTF-8.</summary>
public static class XmlText
{
    /// <summary>As it is: markup of our own.</summary>
    public static void Raw(this IBufferWriter<byte> to, string markup) => Encoding.UTF8.GetBytes(markup, to);

    /// <summary>An element with a text; nothing where there is no text.</summary>
    public static void Element(this IBufferWriter<byte> to, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            to.Raw($"<{name}>{Escaped(text)}</{name}>\n");
        }
    }

    /// <summary>
    /// A text as it stands in elements and attributes. What XML has no way to say (control signs, half a pair) is left out: one name would
    /// make the whole file unreadable.
    /// </summary>
    public static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var sign = text[i];
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], sign))
            {
                escaped.Append(sign).Append(text[++i]);
                continue;
            }

            _ = sign switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&apos;"),
                _ => XmlConvert.IsXmlChar(sign) ? escaped.Append(sign) : escaped,
            };
        }

        return escaped.ToString();
    }
}
