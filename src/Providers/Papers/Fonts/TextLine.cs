// A line of text as it is drawn: cut into runs of one font and one direction, each with its glyphs, from left to right.
using System.Globalization;
using System.Text;

namespace Cartwright.Papers.Fonts;

/// <summary>Text of one font and direction.</summary>
/// <param name="Thick">Drawn thicker, because its font has no bold sister.</param>
internal sealed record TextRun(FontFace Face, string Text, Glyph[] Glyphs, bool Thick)
{
    /// <summary>Thousandths of the size.</summary>
    public float Width => Glyphs.Sum(glyph => glyph.Advance);
}

/// <summary>The runs of a line in the order of the page.</summary>
/// <param name="Missing">Characters that no font has; a mark stands in their place.</param>
internal sealed record TextLine(IReadOnlyList<TextRun> Runs, IReadOnlyList<string> Missing, bool RightToLeft)
{
    private const string NotShown = "\uFFFD";

    public float Width { get; } = Runs.Sum(run => run.Width);

    /// <summary>
    /// Lays a text out. Directions follow the bidirectional algorithm (UAX 9) for one line without explicit marks: what is strong keeps its
    /// direction, digits stay as they are, and what is neutral goes with its neighbours or the line.
    /// </summary>
    public static TextLine Of(string text, FontShelf fonts, bool bold)
    {
        var runes = Clean(text);
        var (levels, rightToLeft) = Levels(runes);
        var (cut, missing) = (new List<(TextRun Run, int Level)>(), new List<string>());
        FontFace? face = null;
        var (piece, pieceLevel, pieceThick) = (new StringBuilder(), 0, false);
        for (var i = 0; i < runes.Count; i++)
        {
            var rune = runes[i];
            var (own, thick) = FaceFor(rune, face, fonts, bold);
            if (own is null)
            {
                missing.Add(string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}"));
                rune = Rune.GetRuneAt(NotShown, 0);
                (own, thick) = (fonts.First, false);
            }

            if (piece.Length > 0 && (own != face || levels[i] != pieceLevel || thick != pieceThick))
            {
                End();
            }

            (face, pieceLevel, pieceThick) = (own, levels[i], thick);
            piece.Append(rune.ToString());
        }

        End();
        return new(InOrder(cut), missing, rightToLeft);

        void End()
        {
            if (piece.Length > 0)
            {
                var words = piece.ToString();
                cut.Add((new(face!, words, face!.Shape(words, pieceLevel % 2 == 1), pieceThick), pieceLevel));
                piece.Clear();
            }
        }
    }

    // A character stays in the font of the one before it where that has it: words are not torn apart by a space or a point.
    private static (FontFace? Face, bool Thick) FaceFor(Rune rune, FontFace? before, FontShelf fonts, bool bold)
    {
        var joins =
            Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark
                or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.Format;
        var face = joins && before is not null && before.Has(rune.Value) ? before : fonts.For(rune);
        return !bold || face is null ? (face, false)
            : face == fonts.Bold ? (face, false)
            : face == fonts.First && fonts.Bold is { } sister && sister.Has(rune.Value) ? (sister, false)
            : (face, true);
    }

    // Control characters say nothing on paper, and marks of direction could make a name read otherwise than it is.
    private static List<Rune> Clean(string text) =>
        [
            .. text.EnumerateRunes()
                .Select(rune => Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 ? new Rune(' ') : rune)
                .Where(rune =>
                    rune.Value is not (0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF)
                ),
        ];

    private static (int[] Levels, bool RightToLeft) Levels(List<Rune> runes)
    {
        var kinds = new Kind[runes.Count];
        for (var i = 0; i < kinds.Length; i++)
        {
            // Marks go with what they stand on.
            kinds[i] = Rune.GetUnicodeCategory(runes[i]) is UnicodeCategory.NonSpacingMark && i > 0 ? kinds[i - 1] : KindOf(runes[i]);
        }

        var rightToLeft = kinds.FirstOrDefault(kind => kind is Kind.Left or Kind.Right) == Kind.Right;
        var strong = rightToLeft ? Kind.Right : Kind.Left;
        var levels = new int[kinds.Length];
        var before = strong;
        for (var i = 0; i < kinds.Length; i++)
        {
            switch (kinds[i])
            {
                case Kind.Left or Kind.Right:
                    before = kinds[i];
                    levels[i] = before == Kind.Right ? 1 : (rightToLeft ? 2 : 0);
                    break;
                case Kind.Digit:
                    levels[i] = before == Kind.Right || rightToLeft ? 2 : 0;
                    break;
                default:
                    var next = Array.FindIndex(kinds, i, kind => kind != Kind.Neutral);
                    var isDigits = next >= 0 && kinds[next] == Kind.Digit;
                    var after =
                        next < 0 ? strong
                        : isDigits ? Kind.Right
                        : kinds[next];
                    var right =
                        i > 0 && next >= 0 && before == Kind.Right && after == Kind.Right
                        || rightToLeft && before != after
                        || rightToLeft && next < 0;
                    var inNumber =
                        isDigits
                        && i > 0
                        && kinds[i - 1] == Kind.Digit
                        && next == i + 1
                        && runes[i].Value is '.' or ',' or ':' or '/' or '-';
                    levels[i] =
                        inNumber ? levels[i - 1]
                        : right ? 1
                        : rightToLeft && before == Kind.Left ? 2
                        : 0;
                    break;
            }
        }

        return (levels, rightToLeft);
    }

    // From the highest level to the lowest odd one, whatever lies at it or above is turned around (UAX 9, L2).
    private static List<TextRun> InOrder(List<(TextRun Run, int Level)> cut)
    {
        for (var level = 2; level > 0; level--)
        {
            for (var i = 0; i < cut.Count; i++)
            {
                var end = i;
                while (end < cut.Count && cut[end].Level >= level)
                {
                    end++;
                }

                if (end > i + 1)
                {
                    cut.Reverse(i, end - i);
                }

                i = Math.Max(i, end);
            }
        }

        return cut.ConvertAll(one => one.Run);
    }

    private static Kind KindOf(Rune rune) =>
        rune.Value
            is (>= 0x0590 and <= 0x08FF and not ((>= 0x0660 and <= 0x0669) or (>= 0x06F0 and <= 0x06F9) or 0x060C))
                or (>= 0xFB1D and <= 0xFDFF)
                or (>= 0xFE70 and <= 0xFEFC)
                or (>= 0x10800 and <= 0x10FFF)
            ? Kind.Right
        : Rune.IsDigit(rune) ? Kind.Digit
        : Rune.IsLetter(rune) ? Kind.Left
        : Kind.Neutral;

    private enum Kind
    {
        None,
        Left,
        Right,
        Digit,
        Neutral,
    }
}
