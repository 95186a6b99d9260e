// Tells ids that machines make from numbers that people write.
using System.Buffers;

namespace Cartwright.Web;

/// <summary>Finds ids in a text by their form: UUIDs (RFC 9562), and hexadecimal ones of the usual lengths.</summary>
internal static class MachineIds
{
    private const int UuidChars = 36;
    private static readonly SearchValues<char> DigitsAndDashes = SearchValues.Create("0123456789-");

    // A SHA-256. The others: 24 (object ids), 32 (UUIDs without dashes), 40 (SHA-1).
    private const int HexIdCharsMax = 64;

    /// <summary>Characters of the id that begins here, 0 when none does.</summary>
    public static int CharsAt(ReadOnlySpan<char> text, int at)
    {
        if ((at > 0 && char.IsAsciiLetterOrDigit(text[at - 1])) || !char.IsAsciiHexDigit(text[at]))
        {
            return 0;
        }

        if (IsUuid(text, at))
        {
            return IsPadded(text.Slice(at, UuidChars)) ? 0 : UuidChars;
        }

        var (chars, letters) = (0, false);
        while (at + chars < text.Length && char.IsAsciiHexDigit(text[at + chars]) && chars <= HexIdCharsMax)
        {
            letters |= !char.IsAsciiDigit(text[at + chars]);
            chars++;
        }

        var ends = at + chars == text.Length || !char.IsLetterOrDigit(text[at + chars]);
        return ends && letters && (chars is 24 or 32 or 40 or HexIdCharsMax) && !IsPadded(text.Slice(at, chars)) ? chars : 0;
    }

    // A number made to look like an id by letters behind or before it. Of ids that machines draw, one in ten million is all digits here and
    // all letters there.
    private static bool IsPadded(ReadOnlySpan<char> id)
    {
        var digits = 0;
        var changes = 0;
        var last = false;
        foreach (var c in id)
        {
            if (c == '-')
            {
                continue;
            }

            changes += digits > 0 && char.IsAsciiDigit(c) != last ? 1 : 0;
            last = char.IsAsciiDigit(c);
            digits += last ? 1 : 0;
        }

        return digits is >= CardNumber.IssuedDigitsMin and <= CardNumber.DigitsMax && changes <= 1;
    }

    private static bool IsUuid(ReadOnlySpan<char> text, int at)
    {
        if (at + UuidChars > text.Length || (at + UuidChars < text.Length && char.IsAsciiLetterOrDigit(text[at + UuidChars])))
        {
            return false;
        }

        for (var i = 0; i < UuidChars; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[at + i] != '-' : !char.IsAsciiHexDigit(text[at + i]))
            {
                return false;
            }
        }

        // Digits alone are an id only with a version and a variant of RFC 9562 in their places.
        return text.Slice(at, UuidChars).IndexOfAnyExcept(DigitsAndDashes) >= 0
            || (text[at + 14] is >= '1' and <= '8' && text[at + 19] is '8' or '9');
    }
}
