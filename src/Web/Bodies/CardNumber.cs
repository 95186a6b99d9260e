// Tells card numbers from other text, so that one sent by mistake is refused before it reaches a table, a log or a reply.
using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>What looks like a primary account number (ISO/IEC 7812).</summary>
public static class CardNumber
{
    private const int DigitsMin = 13;
    internal const int DigitsMax = 19;

    // The shortest number that a network gives out today; 13 digits are the number of an article (GTIN) far more often than an old card.
    internal const int IssuedDigitsMin = 14;

    // Digits of one run that are looked at together; a longer run is looked at in two parts that overlap.
    private const int RunDigitsMax = 64;

    // What may stand between two groups: " - ", "), ".
    private const int GapCharsMax = 3;

    // Members that machines fill. Digits with gaps are theirs by right, and a card number in one is refused as a whole.
    private static readonly string[] IdNames =
    [
        "id",
        "key",
        "reference",
        "number",
        "token",
        "cursor",
        "sku",
        "barcode",
        "ean",
        "gtin",
        "isbn",
        "url",
        "hash",
    ];

    private readonly record struct Digit(int Value, Gap After);

    private enum Gap : byte
    {
        /// <summary>The digit follows another.</summary>
        None,

        /// <summary>The digit is the first, or stands behind blanks, dashes or points.</summary>
        Plain,

        /// <summary>Behind something else.</summary>
        Odd,
    }

    /// <summary>The refusal of anything that carries one. It names no number: refusals are logged and shown.</summary>
    public static Refusal Refused { get; } =
        Refusal.Invalid(
            "card_number_not_accepted",
            "The request has what looks like a card number. Card numbers are not accepted here, and this one was neither stored nor logged: send the token that the payment provider gave for it."
        );

    /// <summary>
    /// True for a text that is nothing but 13 to 19 digits that pass Luhn's check; spaces and dashes between them do not hide it.
    /// </summary>
    public static bool LooksLikeOne(string text)
    {
        Span<Digit> digits = stackalloc Digit[DigitsMax];
        var count = 0;
        foreach (var c in text)
        {
            if (IsPlain(c))
            {
                continue;
            }

            // Digits of other scripts count too: a form may send full-width ones.
            if (!char.IsDigit(c) || count == DigitsMax)
            {
                return false;
            }

            digits[count++] = new((int)char.GetNumericValue(c), Gap.None);
        }

        return count >= DigitsMin && Luhn(digits[..count]);
    }

    /// <summary>
    /// True when a card number stands anywhere in what people write: digits that begin and are as many as those of a network's cards, and
    /// pass Luhn's check. Groups may be set apart by up to three characters that are neither letters nor digits, where they have the sizes
    /// that cards are written in; characters that are not seen do not hide one, nor does one more digit before or behind. Ids that machines
    /// make are passed over, those of the form of a UUID and hexadecimal ones of the usual lengths: their digits are nobody's card, and of
    /// hexadecimal keys one in four thousand would be refused by chance.
    /// </summary>
    public static bool IsIn(ReadOnlySpan<char> text) => IsIn(text, written: true);

    /// <summary>
    /// The same for what machines make: keys, references, names of paths. Only blanks, dashes and points set groups apart, and a run of
    /// digits is a card number only as a whole: `48213-1795993694123`, a number and a time, would be one in sixty tries else.
    /// </summary>
    public static bool IsInId(ReadOnlySpan<char> text) => IsIn(text, written: false);

    /// <summary>The one or the other, by the name of the member, column or parameter that the text is the value of.</summary>
    public static bool IsIn(string member, ReadOnlySpan<char> text) => IsIn(text, written: !IsNameOfId(member));

    /// <summary>Whether it has digits enough; most texts have not, and need no look.</summary>
    internal static bool MayBeIn(ReadOnlySpan<char> text)
    {
        if (text.Length < IssuedDigitsMin)
        {
            return false;
        }

        var count = 0;
        foreach (var c in text)
        {
            count += c is >= '0' and <= '9' || (c > '\x7f' && char.IsDigit(c)) ? 1 : 0;
            if (count == IssuedDigitsMin)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsIn(ReadOnlySpan<char> text, bool written)
    {
        if (!MayBeIn(text))
        {
            return false;
        }

        Span<Digit> digits = stackalloc Digit[RunDigitsMax];
        var count = 0;
        var gap = Gap.None;
        var gapChars = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\0';
            if (i < text.Length && char.IsDigit(c) && !((gap != Gap.None || count == 0) && MachineIds.CharsAt(text, i) > 0))
            {
                if (count == RunDigitsMax)
                {
                    if (AnyIn(digits, written))
                    {
                        return true;
                    }

                    digits[(RunDigitsMax / 2)..].CopyTo(digits);
                    count = RunDigitsMax / 2;
                }

                digits[count] = new((int)char.GetNumericValue(c), count == 0 ? Gap.Plain : gap);
                count++;
                (gap, gapChars) = (Gap.None, 0);
                continue;
            }

            if (i < text.Length && written && IsUnseen(c))
            {
                continue;
            }

            if (i < text.Length && (IsPlain(c) || (written && gapChars < GapCharsMax && !char.IsLetterOrDigit(c) && !char.IsSurrogate(c))))
            {
                gap = gap == Gap.Odd || !IsPlain(c) ? Gap.Odd : Gap.Plain;
                gapChars++;
                continue;
            }

            if (AnyIn(digits[..count], written))
            {
                return true;
            }

            (count, gap, gapChars) = (0, Gap.None, 0);
            i += i < text.Length ? Math.Max(0, MachineIds.CharsAt(text, i) - 1) : 0;
        }

        return false;
    }

    /// <summary>
    /// True when one stands in any text or number of a JSON body, names of members included. What is no JSON is read to where it ends being
    /// so.
    /// </summary>
    public static bool IsInJson(ReadOnlySequence<byte> utf8)
    {
        if (!MayHaveDigits(utf8))
        {
            return false;
        }

        var reader = new Utf8JsonReader(
            utf8,
            new JsonReaderOptions
            {
                MaxDepth = 64,
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
            }
        );
        var id = false;
        try
        {
            while (reader.Read())
            {
                var text = reader.TokenType switch
                {
                    JsonTokenType.String or JsonTokenType.PropertyName => reader.GetString(),
                    JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(
                        reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan
                    ),
                    _ => null,
                };
                if (text is not null && IsIn(text, written: reader.TokenType == JsonTokenType.String && !id))
                {
                    return true;
                }

                id =
                    reader.TokenType == JsonTokenType.PropertyName ? IsNameOfId(text!) : id && reader.TokenType == JsonTokenType.StartArray;
            }

            return false;
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            // Refused as malformed next, with a line and a position and none of its text.
            return false;
        }
    }

    private static bool IsNameOfId(string member) => IdNames.Any(name => member.EndsWith(name, StringComparison.OrdinalIgnoreCase));

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

    private static bool IsPlain(char c) => c is ' ' or '-' or '.' or '\t' or '\u00a0' or '\u202f' or '\u2013' or '\u2011';

    // Zero-width blanks, soft hyphens, direction marks and the like.
    private static bool IsUnseen(char c) =>
        c > '\x7f' && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark;

    private static bool AnyIn(ReadOnlySpan<Digit> digits, bool written)
    {
        for (var from = 0; from + IssuedDigitsMin <= digits.Length; from++)
        {
            for (var length = IssuedDigitsMin; length <= DigitsMax && from + length <= digits.Length; length++)
            {
                if (IsIssued(digits, from, length) && IsWritten(digits, from, length, written) && Luhn(digits.Slice(from, length)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Whether the digits are set apart as people set those of a card apart.
    private static bool IsWritten(ReadOnlySpan<Digit> digits, int from, int length, bool written)
    {
        var end = from + length;
        var begins = digits[from].After != Gap.None;
        var ends = end == digits.Length || digits[end].After != Gap.None;
        Span<int> sizes = stackalloc int[DigitsMax];
        var (groups, odd) = (0, false);
        for (var i = from; i < end; i++)
        {
            groups += i == from || digits[i].After != Gap.None ? 1 : 0;
            odd |= i > from && digits[i].After == Gap.Odd;
            sizes[groups - 1]++;
        }

        if (groups == 1 && !(begins && ends))
        {
            // One digit more, before or behind, makes a run that is nobody's number.
            var more = (begins ? 0 : 1) + (ends ? 0 : 1);
            return written
                && more == 1
                && (begins || from == 1 || digits[from - 1].After != Gap.None)
                && (ends || end + 1 == digits.Length || digits[end + 1].After != Gap.None);
        }

        return begins
            && ends
            && (
                groups == 1
                || sizes[..groups] is [4, 4, 4, 4] or [4, 4, 4, 4, 3] or [4, 6, 5] or [4, 6, 4] or [4, 4, 4, 2]
                || (
                    written
                    && (
                        sizes[..groups] is [8, 8] or [8, 4, 4] or [6, 13]
                        || groups == length
                        || (!odd && groups == length / 2 && sizes[..groups].IndexOfAnyExcept(2) < 0)
                    )
                )
            );
    }

    // The ranges that card networks give out, with their lengths.
    private static bool IsIssued(ReadOnlySpan<Digit> digits, int from, int length)
    {
        var four = (digits[from].Value * 1_000) + (digits[from + 1].Value * 100) + (digits[from + 2].Value * 10) + digits[from + 3].Value;
        return (four / 100, length) switch
        {
            (>= 40 and <= 49, 16 or 19) => true,
            (>= 51 and <= 55, 16) => true,
            (34 or 37, 15) => true,
            (36 or 38 or 39, 14 or 16) => true,
            (30, 14 or 16) => four / 10 is >= 300 and <= 305,
            (50 or (>= 56 and <= 58) or (>= 60 and <= 69), >= 16) => true,
            (35, >= 16) => four is >= 3528 and <= 3589,
            (>= 22 and <= 27, 16) => four is >= 2221 and <= 2720,
            _ => false,
        };
    }

    private static bool Luhn(ReadOnlySpan<Digit> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)].Value;
            sum +=
                i % 2 == 0 ? digit
                : digit * 2 is var twice && twice > 9 ? twice - 9
                : twice;
        }

        return sum % 10 == 0;
    }
}
