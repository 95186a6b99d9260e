// Tells card numbers from tokens, so that one sent by mistake is refused before it reaches a table or a log.
namespace Cartwright.Payments;

/// <summary>What looks like a primary account number (ISO/IEC 7812).</summary>
public static class CardNumber
{
    private const int DigitsMin = 13;
    private const int DigitsMax = 19;

    /// <summary>True for 13 to 19 digits that pass Luhn's check; spaces and dashes between them do not hide it.</summary>
    public static bool LooksLikeOne(string text)
    {
        Span<int> digits = stackalloc int[DigitsMax];
        var count = 0;
        foreach (var c in text)
        {
            if (c is ' ' or '-' or '.' or '\t')
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
