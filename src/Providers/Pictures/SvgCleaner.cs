// Takes out of a drawing everything that could do more than draw: what is not on the list is not drawn.
using System.Collections.Frozen;
using System.Text;
using System.Xml;
using Cartwright.Contracts;

namespace Cartwright.Pictures;

/// <summary>
/// A list of what may stay. Scripts, handlers, styles, pictures in pictures, references, animation, filters and foreign elements are none
/// of it: filters and references can cost any time, the others run or fetch something.
/// </summary>
internal static class SvgCleaner
{
    /// <summary>Bytes of a drawing.</summary>
    public const int BytesMax = 2 * 1024 * 1024;

    // A drawing of a few thousand elements is drawn in milliseconds.
    private const int ElementsMax = 20_000;

    private const int DepthMax = 64;

    private const string Namespace = "http://www.w3.org/2000/svg";

    private static readonly FrozenSet<string> Elements = FrozenSet.ToFrozenSet(
        [
            "svg",
            "g",
            "path",
            "rect",
            "circle",
            "ellipse",
            "line",
            "polyline",
            "polygon",
            "text",
            "tspan",
            "defs",
            "linearGradient",
            "radialGradient",
            "stop",
        ],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> Attributes = FrozenSet.ToFrozenSet(
        [
            "id",
            "viewBox",
            "preserveAspectRatio",
            "width",
            "height",
            "x",
            "y",
            "x1",
            "y1",
            "x2",
            "y2",
            "cx",
            "cy",
            "r",
            "rx",
            "ry",
            "fx",
            "fy",
            "dx",
            "dy",
            "d",
            "points",
            "transform",
            "gradientTransform",
            "gradientUnits",
            "spreadMethod",
            "offset",
            "stop-color",
            "stop-opacity",
            "fill",
            "fill-opacity",
            "fill-rule",
            "stroke",
            "stroke-width",
            "stroke-opacity",
            "stroke-linecap",
            "stroke-linejoin",
            "stroke-miterlimit",
            "stroke-dasharray",
            "stroke-dashoffset",
            "opacity",
            "color",
            "font-family",
            "font-size",
            "font-weight",
            "font-style",
            "text-anchor",
            "letter-spacing",
            "display",
            "visibility",
        ],
        StringComparer.Ordinal
    );

    private static readonly XmlReaderSettings Reading = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = BytesMax,
        MaxCharactersFromEntities = 1,
    };

    /// <summary>
    /// The drawing with nothing but shapes, text and gradients. Refused with <c>picture_broken</c> or <c>picture_too_large</c>.
    /// </summary>
    public static Outcome<byte[]> Clean(ReadOnlyMemory<byte> file)
    {
        if (file.Length > BytesMax)
        {
            return Refusals.TooLarge($"a drawing has at most {BytesMax / 1024 / 1024} MB");
        }

        try
        {
            using var from = XmlReader.Create(new MemoryStream(file.ToArray()), Reading);
            var into = new MemoryStream();
            using (var writer = XmlWriter.Create(into, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
            {
                if (!Copy(from, writer))
                {
                    return Refusals.TooLarge($"a drawing has at most {ElementsMax:N0} elements, {DepthMax} deep");
                }
            }

            return into.ToArray();
        }
        catch (Exception broken) when (broken is XmlException or ArgumentException or InvalidOperationException)
        {
            return Refusals.Broken("The drawing is no well-formed SVG, or declares a document type.");
        }
    }

    private static bool Copy(XmlReader from, XmlWriter into)
    {
        var count = 0;
        from.MoveToContent();
        if (from.NamespaceURI != Namespace || from.LocalName != "svg")
        {
            throw new XmlException("The root is no svg.");
        }

        while (!from.EOF)
        {
            if (from.NodeType == XmlNodeType.Element)
            {
                if (++count > ElementsMax || from.Depth > DepthMax)
                {
                    return false;
                }

                if (from.NamespaceURI != Namespace || !Elements.Contains(from.LocalName))
                {
                    from.Skip();
                    continue;
                }

                Begin(from, into);
            }
            else if (from.NodeType == XmlNodeType.EndElement)
            {
                into.WriteEndElement();
            }
            else if (from.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
            {
                into.WriteString(from.Value);
            }

            from.Read();
        }

        return true;
    }

    private static void Begin(XmlReader from, XmlWriter into)
    {
        var isEmpty = from.IsEmptyElement;
        into.WriteStartElement(from.LocalName, Namespace);
        while (from.MoveToNextAttribute())
        {
            if (from.NamespaceURI.Length == 0 && Attributes.Contains(from.LocalName) && IsHarmless(from.Value))
            {
                into.WriteAttributeString(from.LocalName, from.Value);
            }
        }

        from.MoveToElement();
        if (isEmpty)
        {
            into.WriteEndElement();
        }
    }

    // A gradient of the same drawing may be named; nothing else may be, by no spelling.
    private static bool IsHarmless(string value)
    {
        var at = value.IndexOf("url", StringComparison.OrdinalIgnoreCase);
        return !value.Contains('\\', StringComparison.Ordinal)
            && !value.Contains(':', StringComparison.Ordinal)
            && (
                at < 0
                || (
                    at == 0
                    && value.StartsWith("url(#", StringComparison.Ordinal)
                    && value.IndexOf("url", 3, StringComparison.OrdinalIgnoreCase) < 0
                )
            );
    }
}
