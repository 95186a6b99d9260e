// What a transfer must name so that its payment is found: a creditor reference (ISO 11649), whose check digits catch a slip of the pen.
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Payments;

/// <summary>References of the form <c>RF</c>, two check digits, sixteen letters and digits.</summary>
public static class CreditorReference
{
    // No 0, 1, I, L, O and U: what is copied by hand from a screen must not be misread.
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int BodyChars = 16;
    private const int TextCharsMax = 40;

    /// <summary>A reference that follows from a secret: 78 bits of it, so that nobody finds another's by trying.</summary>
    public static string Of(string secret)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        var body = string.Create(
            BodyChars,
            hash,
            (chars, bytes) =>
            {
                // Two bytes a character keep the remainder's bias below one in two thousand.
                for (var i = 0; i < chars.Length; i++)
                {
                    chars[i] = Alphabet[((bytes[i * 2] << 8) | bytes[(i * 2) + 1]) % Alphabet.Length];
                }
            }
        );
        return $"RF{98 - Mod97(body + "RF00"):00}{body}";
    }

    /// <summary>The reference without blanks and in capitals, or null when its check digits or its form are wrong.</summary>
    public static string? Read(string text)
    {
        if (text.Length > TextCharsMax)
        {
            return null;
        }

        var plain = string.Concat(text.Where(c => c is not ' ' and not '-')).ToUpperInvariant();
        return
            plain.Length == BodyChars + 4
            && plain.StartsWith("RF", StringComparison.Ordinal)
            && plain.All(char.IsAsciiLetterOrDigit)
            && Holds(plain)
            ? plain
            : null;
    }

    /// <summary>Whether an account number (IBAN, ISO 13616) has the right check digits.</summary>
    public static bool IsAccount(string iban)
    {
        var plain = string.Concat(iban.Where(c => c != ' ')).ToUpperInvariant();
        return plain.Length is >= 15 and <= 34
            && plain.All(char.IsAsciiLetterOrDigit)
            && plain[..2].All(char.IsAsciiLetter)
            && Holds(plain);
    }

    // Check digits are 98 less a remainder, so from 02 to 98: 00, 01 and 99 would pass for 97, 98 and 02.
    private static bool Holds(string plain) =>
        int.TryParse(
            plain.AsSpan(2, 2),
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out var digits
        )
        && digits is >= 2 and <= 98
        && Mod97(plain[4..] + plain[..4]) == 1;

    // Letters count as 10 to 35.
    private static int Mod97(string text)
    {
        var rest = 0;
        foreach (var c in text)
        {
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + (c - '0')) % 97 : ((rest * 100) + (c - 'A' + 10)) % 97;
        }

        return rest;
    }
}
