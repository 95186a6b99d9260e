// Codes as customers type them, and codes for one use as the shop makes them.
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Promotions;

/// <summary>Codes.</summary>
public static class CouponCode
{
    public const int CharsMin = 3;
    public const int CharsMax = 40;

    /// <summary>
    /// Random bytes of a code for one use: 80 bits, of which 10^12 guesses at a million codes find one with a chance of 10^-6.
    /// </summary>
    public const int RandomBytes = 10;

    // Without I, L, O and U: nobody takes one letter for another, and no word comes about.
    private const string Letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int CharsAGroup = 4;

    /// <summary>
    /// The code as it is stored, or null when no coupon can have it. Customers type codes from paper: case and outer blanks do not matter.
    /// </summary>
    public static string? Normalize(string text)
    {
        var code = text.Trim();
        if (code.Length is < CharsMin or > CharsMax)
        {
            return null;
        }

        code = code.ToUpperInvariant();
        foreach (var c in code)
        {
            if (!(char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '_' or '-'))
            {
                return null;
            }
        }

        return code;
    }

    /// <summary>A code for one use of <see cref="RandomBytes"/> random bytes: <c>7K3M-0QXA-V9TD-22RN</c>.</summary>
    public static string Of(ReadOnlySpan<byte> random)
    {
        var code = new StringBuilder(20);
        var (bits, held) = (0, 0);
        foreach (var one in random)
        {
            (bits, held) = ((bits << 8) | one, held + 8);
            for (; held >= 5; held -= 5)
            {
                if ((code.Length + 1) % (CharsAGroup + 1) == 0)
                {
                    code.Append('-');
                }

                code.Append(Letters[(bits >> (held - 5)) & 31]);
            }

            bits &= (1 << held) - 1;
        }

        return code.ToString();
    }

    /// <summary>What a code for one use is stored and found by. Its entropy makes a plain hash enough; dashes do not matter.</summary>
    public static string Hash(string normalized) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normalized.Replace("-", string.Empty, StringComparison.Ordinal))));
}
