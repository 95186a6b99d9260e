// The order of names by the Unicode Collation Algorithm, with our own table, because the program carries no ICU. One key, the same in
// every store, engine and process.
using System.Text;

namespace Cartwright.Kernel;

/// <summary>
/// Keys that sort as CLDR's root does with strength three and nothing ignored: blanks, punctuation, symbols, digits, and letters by
/// script; first without regard to accents and case, then by accents, then by case and width, small before capital. UTS 10, without
/// normalisation: composed letters and letters with marks are one, marks in another order than the canonical one are not.
/// </summary>
public static class Collation
{
    /// <summary>
    /// With what every key begins. Another table or another way to write keys needs another: then the keys of products are written anew
    /// (they are stored), and until they are the order is stable, old ones apart from new ones. Below the first character of what keys
    /// were before: names in lower case.
    /// </summary>
    public const char Version = '\u0002';

    /// <summary>Above every key of this version.</summary>
    public const char Next = (char)(Version + 1);

    /// <summary>Weights of each level that a key has at most. What differs only behind them is one in the order, and follows from what
    /// breaks ties.</summary>
    public const int WeightsMax = 64;

    /// <summary>A key has no more characters, and three times as many bytes.</summary>
    public const int KeyCharsMax = 3 + (3 * WeightsMax);

    // Below every weight, so that the shorter name comes first.
    private const char Between = '\u0001';

    // From where the weights of each level begin as characters: none is a control character beside those of the key's own, and the usual
    // ones are written as they are in JSON, so that cursors stay short.
    private const int Primaries = 0x20;
    private const int Secondaries = 0x2F;
    private const int Tertiaries = 0x40;

    private const int CommonTertiary = 2;

    private const int SurrogateFirst = 0xD800;
    private const int SurrogateCount = 0x800;

    /// <summary>The key of a name: as text, for stores that compare text by the bytes of UTF-8 or by its code units.</summary>
    public static string Key(string name)
    {
        var table = CollationTable.Root;
        Span<char> first = stackalloc char[WeightsMax];
        Span<char> second = stackalloc char[WeightsMax];
        Span<char> third = stackalloc char[WeightsMax];
        var (firsts, seconds, thirds, usedSeconds, usedThirds) = (0, 0, 0, 0, 0);
        var elements = new List<CollationElement>(4);
        for (var at = 0; at < name.Length && firsts < WeightsMax; )
        {
            elements.Clear();
            at += table.Next(name, at, elements);
            foreach (var (primary, secondary, tertiary) in elements)
            {
                if (primary > 0 && firsts < WeightsMax)
                {
                    var shown = primary + Primaries;
                    first[firsts++] = (char)(shown >= SurrogateFirst ? shown + SurrogateCount : shown);
                }

                if (secondary > 0 && seconds < WeightsMax)
                {
                    second[seconds++] = (char)(secondary + Secondaries);
                    usedSeconds = secondary == table.CommonSecondary ? usedSeconds : seconds;
                }

                if (tertiary > 0 && thirds < WeightsMax)
                {
                    third[thirds++] = (char)(tertiary + Tertiaries);
                    usedThirds = tertiary == CommonTertiary ? usedThirds : thirds;
                }
            }
        }

        // What is common is left out at the end of a level: it is the lowest there.
        var key = new StringBuilder(3 + firsts + usedSeconds + usedThirds).Append(Version).Append(first[..firsts]);
        if (usedSeconds > 0 || usedThirds > 0)
        {
            key.Append(Between).Append(second[..usedSeconds]);
        }

        if (usedThirds > 0)
        {
            key.Append(Between).Append(third[..usedThirds]);
        }

        return key.ToString();
    }
}
