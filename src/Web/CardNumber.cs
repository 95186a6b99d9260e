// Tells card numbers from other text, so that one sent by mistake is refused before it reaches a table, a log or a reply.
using System.Buffers;
using System.Text.Json;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>What looks like a primary account number (ISO/IEC 7812).</summary>
public static class CardNumber
{
    private const int DigitsMin = 13;
    private const int DigitsMax = 19;

    // The shortest number that a network gives out today; 13 digits are the number of an article (GTIN) far more often than an old card.
    private const int IssuedDigitsMin = 14;

    // Digits of one run that are looked at together; a longer run is looked at in two parts that overlap.
    private const int RunDigitsMax = 64;
    private const int UuidChars = 36;

    // A SHA-256. The others: 24 (object ids), 32 (UUIDs without dashes), 40 (SHA-1).
    private const int HexIdCharsMax = 64;

    /// <summary>The refusal of anything that carries one. It names no number: refusals are logged and shown.</summary>
    public static Refusal Refused { get; } = Refusal.Invalid(
        "card_number_not_accepted",
        "The request has what looks like a card number. Card numbers are not accepted here, and this one was neither stored nor logged: send the token that the payment provider gave for it.");

    /// <summary>True for a text that is nothing but 13 to 19 digits that pass Luhn's check; spaces and dashes between them do not hide it.</summary>
    public static bool LooksLikeOne(string text)
    {
        Span<int> digits = stackalloc int[DigitsMax];
        var count = 0;
        foreach (var c in text)
        {
            if (IsSeparator(c))
            {
                continue;
            }

            // Digits of other scripts count too: a form may send full-width ones.
            if (!char.IsDigit(c) || count == DigitsMax)
            {
                return false;
            }

            digits[count++] = (int)char.GetNumericValue(c);
        }

        return count >= DigitsMin && Luhn(digits[..count]);
    }

    /// <summary>
    /// True when a card number stands anywhere in the text: digits that begin and are as many as those of a network's cards, and pass Luhn's check. Groups may be
    /// set apart by blanks, dashes and points. Ids that machines make are passed over, those of the form of a UUID and hexadecimal ones of the usual lengths: their
    /// digits are nobody's card, and of hexadecimal keys one in four thousand would be refused by chance.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<char> text)
    {
        if (!HasDigits(text))
        {
            return false;
        }

        Span<int> digits = stackalloc int[RunDigitsMax];
        Span<bool> begins = stackalloc bool[RunDigitsMax];
        var count = 0;
        var gap = true;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && char.IsDigit(text[i]) && !(gap && IdCharsAt(text, i) > 0))
            {
                if (count == RunDigitsMax)
                {
                    if (AnyIn(digits, begins))
                    {
                        return true;
                    }

                    digits[(RunDigitsMax / 2)..].CopyTo(digits);
                    begins[(RunDigitsMax / 2)..].CopyTo(begins);
                    count = RunDigitsMax / 2;
                }

                (digits[count], begins[count]) = ((int)char.GetNumericValue(text[i]), gap);
                count++;
                gap = false;
                continue;
            }

            if (i < text.Length && IsSeparator(text[i]))
            {
                gap = true;
                continue;
            }

            if (AnyIn(digits[..count], begins[..count]))
            {
                return true;
            }

            count = 0;
            gap = true;
            i += i < text.Length ? Math.Max(0, IdCharsAt(text, i) - 1) : 0;
        }

        return false;
    }

    /// <summary>True when one stands in any text or number of a JSON body, names of members included. What is no JSON is read to where it ends being so.</summary>
    public static bool IsInJson(ReadOnlySequence<byte> utf8)
    {
        if (!MayHaveDigits(utf8))
        {
            return false;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 64, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            while (reader.Read())
            {
                var text = reader.TokenType switch
                {
                    JsonTokenType.String or JsonTokenType.PropertyName => reader.GetString(),
                    JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan),
                    _ => null,
                };
                if (text is not null && IsIn(text))
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            // Refused as malformed next, with a line and a position and none of its text.
            return false;
        }
    }

    private static bool HasDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var c in text)
        {
            count += c is >= '0' and <= '9' || (c > '\x7f' && char.IsDigit(c)) ? 1 : 0;
        }

        return count >= IssuedDigitsMin;
    }

    // Digits may be written as escapes (\u0034) or in other scripts: a body with either is looked at.
    private static bool MayHaveDigits(ReadOnlySequence<byte> utf8)
    {
        var count = 0;
        foreach (var part in utf8)
        {
            foreach (var b in part.Span)
            {
                if (b is (byte)'\\' or > 0x7f)
                {
                    return true;
                }

                count += b is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
            }
        }

        return count >= IssuedDigitsMin;
    }

    private static bool IsSeparator(char c) => c is ' ' or '-' or '.' or '\t' or '\u00a0' or '\u202f' or '\u2013' or '\u2011';

    private static bool AnyIn(ReadOnlySpan<int> digits, ReadOnlySpan<bool> begins)
    {
        for (var from = 0; from + IssuedDigitsMin <= digits.Length; from++)
        {
            for (var length = IssuedDigitsMin; begins[from] && length <= DigitsMax && from + length <= digits.Length; length++)
            {
                var ends = from + length == digits.Length || begins[from + length];
                if (ends && IsIssued(digits.Slice(from, length)) && Luhn(digits.Slice(from, length)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // The ranges that card networks give out, with their lengths.
    private static bool IsIssued(ReadOnlySpan<int> digits)
    {
        var four = (digits[0] * 1_000) + (digits[1] * 100) + (digits[2] * 10) + digits[3];
        return (four / 100, digits.Length) switch
        {
            ( >= 40 and <= 49, 16 or 19) => true,
            ( >= 51 and <= 55, 16) => true,
            (34 or 37, 15) => true,
            (36 or 38 or 39, 14 or 16) => true,
            (30, 14 or 16) => four / 10 is >= 300 and <= 305,
            (50 or (>= 56 and <= 58) or (>= 60 and <= 69), >= 16) => true,
            (35, >= 16) => four is >= 3528 and <= 3589,
            ( >= 22 and <= 27, 16) => four is >= 2221 and <= 2720,
            _ => false,
        };
    }

    /// <summary>Characters of the id that begins here, 0 when none does.</summary>
    private static int IdCharsAt(ReadOnlySpan<char> text, int at)
    {
        if ((at > 0 && char.IsAsciiLetterOrDigit(text[at - 1])) || !char.IsAsciiHexDigit(text[at]))
        {
            return 0;
        }

        if (IsUuid(text, at))
        {
            return UuidChars;
        }

        var (chars, letters) = (0, false);
        while (at + chars < text.Length && char.IsAsciiHexDigit(text[at + chars]) && chars <= HexIdCharsMax)
        {
            letters |= !char.IsAsciiDigit(text[at + chars]);
            chars++;
        }

        var ends = at + chars == text.Length || !char.IsLetterOrDigit(text[at + chars]);
        return ends && letters && (chars is 24 or 32 or 40 or HexIdCharsMax) ? chars : 0;
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

        return true;
    }

    private static bool Luhn(ReadOnlySpan<int> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)];
            sum += i % 2 == 0 ? digit : digit * 2 is var twice && twice > 9 ? twice - 9 : twice;
        }

        return sum % 10 == 0;
    }
}
