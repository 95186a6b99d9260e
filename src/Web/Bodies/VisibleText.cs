// Whether a text can be seen: a name of invisible characters prints as nothing, and two addresses that look alike may be two.
using System.Globalization;
using System.Text;

namespace Cartwright.Web;

/// <summary>Pure functions on texts of people.</summary>
public static class VisibleText
{
    /// <summary>
    /// Whether anything of it would be printed. Characters without width may stand beside visible ones, as in Persian and in emoji.
    /// </summary>
    public static bool Has(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Blanks, controls, and what Unicode calls default-ignorable (DerivedCoreProperties), with the two fillers that are drawn empty.
    /// </summary>
    public static bool IsInvisible(Rune rune) =>
        Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned
        || rune.Value
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or 0x2800
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFFA0
                or (>= 0xFFF0 and <= 0xFFF8)
                or (>= 0xE0000 and <= 0xE0FFF);
}
