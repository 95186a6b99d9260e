// A font as a PDF embeds it: the glyphs that were used, how wide they are, and which text each stands for, so that it can be copied out.
using System.Globalization;
using System.Text;
using Cartwright.Papers.Fonts;

namespace Cartwright.Papers.Pdf;

/// <summary>Gathers what pages use of a font, and writes it once they are done.</summary>
/// <param name="number">Its object's.</param>
internal sealed class PdfFont(FontFace face, int number, string name)
{
    // A hundred mappings a block are the most that the format allows.
    private const int BlockMax = 100;

    private readonly SortedDictionary<uint, string> used = [];

    public int Number => number;

    /// <summary>Its name on pages.</summary>
    public string Name => name;

    public FontFace Face => face;

    /// <summary>A glyph is used for a text; the first text of a glyph counts.</summary>
    public void Use(uint glyph, string text)
    {
        if (!used.TryGetValue(glyph, out var known) || known.Length == 0)
        {
            used[glyph] = text;
        }
    }

    public void Write(PdfFile file)
    {
        var (descendant, descriptor, program, texts) = (file.Take(), file.Take(), file.Take(), file.Take());
        var baseName = "/" + Prefix() + "+" + face.Name;
        file.Write(
            number,
            $"<< /Type /Font /Subtype /Type0 /BaseFont {baseName} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] /ToUnicode {texts} 0 R >>"
        );
        file.Write(
            descendant,
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {baseName} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /DW 1000 /W [{Widths()}] >>"
        );
        file.Write(
            descriptor,
            $"<< /Type /FontDescriptor /FontName {baseName} /Flags 4 /FontBBox [-1000 {PdfFile.Number(face.Descent)} 3000 {PdfFile.Number(face.Ascent)}] /ItalicAngle 0 /Ascent {PdfFile.Number(face.Ascent)} /Descent {PdfFile.Number(face.Descent)} /CapHeight 714 /StemV 80 /FontFile2 {program} 0 R >>"
        );
        var cut = face.With(used.Keys);
        file.Write(program, string.Create(CultureInfo.InvariantCulture, $"/Length1 {cut.Length}"), cut);
        file.Write(texts, string.Empty, Encoding.ASCII.GetBytes(Texts()));
    }

    // Six letters that differ with the glyphs, as readers that join files ask for.
    private string Prefix()
    {
        var hash = 17u;
        foreach (var glyph in used.Keys)
        {
            hash = unchecked((hash * 31) + glyph);
        }

        return string.Create(
            6,
            hash,
            (letters, left) =>
            {
                for (var i = 0; i < letters.Length; i++, left /= 26)
                {
                    letters[i] = (char)('A' + (left % 26));
                }
            }
        );
    }

    private string Widths() =>
        string.Join(
            ' ',
            used.Keys.Select(glyph => string.Create(CultureInfo.InvariantCulture, $"{glyph} [{PdfFile.Number(face.WidthOf(glyph))}]"))
        );

    private string Texts()
    {
        var text = new StringBuilder(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        );
        foreach (var block in used.Where(one => one.Value.Length > 0).Chunk(BlockMax))
        {
            text.Append(CultureInfo.InvariantCulture, $"{block.Length} beginbfchar\n");
            foreach (var (glyph, of) in block)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"<{glyph:X4}> <{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(of))}>\n"
                );
            }

            text.Append("endbfchar\n");
        }

        return text.Append("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n").ToString();
    }
}
