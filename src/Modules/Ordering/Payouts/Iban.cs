// Account numbers: their form, their check digits, and how little of one a list shows.
using System.Globalization;

namespace Cartwright.Ordering;

/// <summary>An IBAN (ISO 13616) as it is stored: capitals and digits, without spaces.</summary>
public static class Iban
{
    private const int CharsMin = 15;
    private const int CharsMax = 34;

    /// <summary>The number without spaces and in capitals; null when its form or its check digits do not hold.</summary>
    public static string? Read(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        var isOne =
            plain.Length is >= CharsMin and <= CharsMax
            && plain.All(char.IsAsciiLetterOrDigit)
            && plain[..2].All(char.IsAsciiLetter)
            && int.TryParse(plain.AsSpan(2, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var digits)
            && digits is >= 2 and <= 98
            && Mod97(plain[4..] + plain[..4]) == 1;
        return isOne ? plain : null;
    }

    /// <summary>Enough to know it again: the country and the last four digits.</summary>
    public static string Shown(string iban) => $"{iban[..2]}** **** {iban[^4..]}";

    // Letters count as 10 to 35.
    internal static int Mod97(string text)
    {
        var rest = 0;
        foreach (var c in text)
        {
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        }

        return rest;
    }
}
