// One font file: which characters it has, how a run of text looks in it, and its glyphs for a PDF.
using System.Globalization;
using HarfBuzzSharp;
using Buffer = HarfBuzzSharp.Buffer;

namespace Cartwright.Papers.Fonts;

/// <summary>A glyph of a run, in thousandths of the font's size.</summary>
/// <param name="Cluster">Where in the run's text it begins.</param>
internal readonly record struct Glyph(uint Id, int Cluster, float Advance, float X, float Y);

/// <summary>Opened once; its file is mapped into memory, not read. Safe for several threads.</summary>
internal sealed class FontFace
{
    private readonly Face face;
    private readonly Font font;
    private readonly float unit;

    /// <exception cref="InvalidDataException">The file has no outlines that a PDF can hold.</exception>
    public FontFace(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path).Replace("_", string.Empty, StringComparison.Ordinal);
        var blob = Blob.FromFile(path);
        blob.MakeImmutable();
        face = new Face(blob, 0);
        face.MakeImmutable();
        if (face.UnitsPerEm == 0 || face.ReferenceTable(Tag.Parse("glyf")).Length == 0)
        {
            throw new InvalidDataException($"{path} is no font with TrueType outlines.");
        }

        font = new Font(face);
        font.SetScale(face.UnitsPerEm, face.UnitsPerEm);
        font.SetFunctionsOpenType();
        unit = 1000f / face.UnitsPerEm;
        font.TryGetHorizontalFontExtents(out var extents);
        (Ascent, Descent) = (extents.Ascender * unit, extents.Descender * unit);
    }

    public string Name { get; }

    /// <summary>Thousandths of the size, above the line.</summary>
    public float Ascent { get; }

    /// <summary>Below zero.</summary>
    public float Descent { get; }

    public bool Has(int rune) => font.TryGetNominalGlyph(rune, out var glyph) && glyph != 0;

    /// <summary>How wide a glyph is by itself.</summary>
    public float WidthOf(uint glyph) => font.GetHorizontalGlyphAdvance(glyph) * unit;

    /// <summary>The glyphs of a text of one direction, from left to right as they stand on the page.</summary>
    public Glyph[] Shape(string text, bool rightToLeft)
    {
        using var buffer = new Buffer();
        buffer.AddUtf16(text);
        buffer.Direction = rightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        buffer.GuessSegmentProperties();
        font.Shape(buffer);
        var infos = buffer.GetGlyphInfoSpan();
        var positions = buffer.GetGlyphPositionSpan();
        var glyphs = new Glyph[infos.Length];
        for (var i = 0; i < glyphs.Length; i++)
        {
            var at = positions[i];
            glyphs[i] = new(infos[i].Codepoint, (int)infos[i].Cluster, at.XAdvance * unit, at.XOffset * unit, at.YOffset * unit);
        }

        return glyphs;
    }

    /// <summary>The font with these glyphs alone, as a PDF embeds it.</summary>
    public byte[] With(IEnumerable<uint> glyphs) => Subset.Of(face.Handle, glyphs);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}, {face.GlyphCount} glyphs");
}
