// The rules of check digits, country by country. Each takes a body that has its country's form.
namespace Cartwright.Ordering;

internal static class VatDigits
{
    private const string Letters23 = "TRWAGMYFPDXBNJZSQVHLCKE";
    private const string IrishLetters = "WABCDEFGHIJKLMNOPQRSTUV";
    private const string FrenchLetters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const string SpanishLetters = "JABCDEFGHI";
    private static readonly int[] CypriotOdd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];

    public static bool Austria(string body) => (Doubled(body[1..8], first: 1) + 4 + At(body, 8)) % 10 == 0;

    public static bool Belgium(string body) => 97 - (Number(body[..8]) % 97) == Number(body[8..]);

    public static bool Bulgaria(string body)
    {
        if (body.Length == 9)
        {
            var sum = Sum(body, 1, 2, 3, 4, 5, 6, 7, 8) % 11;
            return (sum == 10 ? Sum(body, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10 : sum) == At(body, 8);
        }

        // A person's number, a foreigner's, or another that is no person.
        var last = At(body, 9);
        return Sum(body, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == last
            || Sum(body, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10 == last
            || (11 - (Sum(body, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11)) % 11 == last;
    }

    public static bool Cyprus(string body)
    {
        var sum = 0;
        for (var i = 0; i < 8; i++)
        {
            sum += i % 2 == 0 ? CypriotOdd[At(body, i)] : At(body, i);
        }

        return !body.StartsWith("12", StringComparison.Ordinal) && body[8] == (char)('A' + (sum % 26));
    }

    public static bool Czechia(string body)
    {
        if (body.Length == 8)
        {
            var check = 11 - (Sum(body, 8, 7, 6, 5, 4, 3, 2) % 11);
            return body[0] != '9' && check % 10 == At(body, 7);
        }

        if (body.Length == 9 && body[0] == '6')
        {
            var check = (10 - (Sum(body[1..], 8, 7, 6, 5, 4, 3, 2) % 11) + 11) % 11;
            return (8 - check + 10) % 10 == At(body, 8);
        }

        // A person's birth number; those of nine digits are from before 1954 and have no check digit.
        var month = Number(body[2..4]) % 50;
        var dated = month is >= 1 and <= 12 or >= 21 and <= 32 && Number(body[4..6]) is >= 1 and <= 31;
        return dated && (body.Length == 9 ? Number(body[..2]) < 54 : Number(body[..9]) % 11 % 10 == At(body, 9));
    }

    public static bool Denmark(string body) => Sum(body, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;

    public static bool Estonia(string body) => Sum(body, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0;

    public static bool Greece(string body) => Sum(body, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == At(body, 8) && Number(body) > 0;

    public static bool Spain(string body)
    {
        // A person, by the number of the identity card; foreigners have X, Y or Z for its first digit.
        if (char.IsAsciiDigit(body[0]))
        {
            return body[8] == Letters23[(int)(Number(body[..8]) % 23)];
        }

        if (body[0] is 'X' or 'Y' or 'Z')
        {
            return body[8] == Letters23[(int)(Number((char)('0' + body[0] - 'X') + body[1..8]) % 23)];
        }

        if (body[0] is 'K' or 'L' or 'M')
        {
            return body[8] == Letters23[(int)(Number(body[1..8]) % 23)];
        }

        // A company: by its kind the last is a digit, a letter, or either.
        var check = (10 - (Doubled(body[1..8], first: 0) % 10)) % 10;
        var (digit, letter) = (body[8] == (char)('0' + check), body[8] == SpanishLetters[check]);
        return body[0] switch
        {
            'A' or 'B' or 'E' or 'H' => digit,
            'N' or 'P' or 'Q' or 'R' or 'S' or 'W' => letter,
            _ => digit || letter,
        };
    }

    public static bool Finland(string body) => Sum(body, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0;

    public static bool France(string body)
    {
        var siren = body[2..];

        // Monaco's begin with 000 and are outside of the French register.
        if (!siren.StartsWith("000", StringComparison.Ordinal) && !Luhn(siren))
        {
            return false;
        }

        if (char.IsAsciiDigit(body[0]) && char.IsAsciiDigit(body[1]))
        {
            return Number(body[..2]) == (12 + (3 * (Number(siren) % 97))) % 97;
        }

        var (first, second) = (
            FrenchLetters.IndexOf(body[0], StringComparison.Ordinal),
            FrenchLetters.IndexOf(body[1], StringComparison.Ordinal)
        );
        var key = char.IsAsciiDigit(body[0]) ? (first * 24) + second - 10 : (first * 34) + second - 100;
        return (Number(siren) + 1 + (key / 11)) % 11 == key % 11;
    }

    public static bool Hungary(string body) => Sum(body, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0;

    public static bool Ireland(string body)
    {
        // Numbers of before 1991 have a letter or a sign second; their first digit is weighed last.
        var old = !char.IsAsciiDigit(body[1]);
        var digits = old ? "0" + body[2..7] + body[0] : body[..7];
        var more = !old && body.Length == 9 ? 9 * IrishLetters.IndexOf(body[8], StringComparison.Ordinal) : 0;
        return IrishLetters[(Sum(digits, 8, 7, 6, 5, 4, 3, 2) + more) % 23] == body[7];
    }

    public static bool Italy(string body) =>
        Number(body[..7]) > 0 && Number(body[7..10]) is (>= 1 and <= 100) or 120 or 121 or 888 or 999 && Luhn(body);

    public static bool Lithuania(string body)
    {
        var (one, two) = (0, 0);
        for (var i = 0; i < body.Length - 1; i++)
        {
            one += (1 + (i % 9)) * At(body, i);
            two += (1 + ((i + 2) % 9)) * At(body, i);
        }

        return (one % 11 == 10 ? two % 11 % 10 : one % 11) == At(body, body.Length - 1);
    }

    public static bool Luxembourg(string body) => Number(body[..6]) % 89 == Number(body[6..]);

    public static bool Latvia(string body)
    {
        if (body[0] > '3')
        {
            return Sum(body, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1) % 11 == 3;
        }

        // Persons: since 2017 numbers without a date begin with 32 and have no public rule.
        return body.StartsWith("32", StringComparison.Ordinal)
            || (
                Number(body[..2]) is >= 1 and <= 31
                && Number(body[2..4]) is >= 1 and <= 12
                && (1 + Sum(body, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10 == At(body, 10)
            );
    }

    public static bool Malta(string body) => Sum(body, 3, 4, 6, 7, 8, 9, 10, 1) % 37 == 0;

    public static bool Netherlands(string body)
    {
        if (body.EndsWith("00", StringComparison.Ordinal))
        {
            return false;
        }

        // Of companies the first nine are their register's number; of persons, since 2020, the whole is right by ISO 7064, mod 97-10.
        return (Number(body[..9]) > 0 && Sum(body, 9, 8, 7, 6, 5, 4, 3, 2) % 11 == At(body, 8)) || Iban.Mod97("NL" + body) == 1;
    }

    public static bool Poland(string body) => Sum(body, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == At(body, 9) && Number(body) > 0;

    public static bool Portugal(string body) =>
        (11 - (Sum(body, 9, 8, 7, 6, 5, 4, 3, 2) % 11)) is var check && (check > 9 ? 0 : check) == At(body, 8);

    public static bool Romania(string body) =>
        10 * Sum(body.PadLeft(10, '0'), 7, 5, 3, 2, 1, 7, 5, 3, 2) % 11 % 10 == At(body, body.Length - 1);

    public static bool Sweden(string body) => Luhn(body[..10]) && Number(body[10..]) > 0 && Number(body) > 0;

    public static bool Slovenia(string body) =>
        11 - (Sum(body, 8, 7, 6, 5, 4, 3, 2) % 11) is var check && check < 11 && check % 10 == At(body, 7);

    public static bool Slovakia(string body) => Number(body) % 11 == 0;

    public static bool UnitedKingdom(string body)
    {
        if (body[0] is 'G' or 'H')
        {
            return true;
        }

        var sum = (Sum(body, 8, 7, 6, 5, 4, 3, 2) + Number(body[7..9])) % 97;
        return Number(body[..7]) > 0 && sum is 0 or 42;
    }

    public static bool Switzerland(string body) => (11 - (Sum(body[1..], 5, 4, 3, 2, 7, 6, 5, 4) % 11)) % 11 == At(body, 9);

    public static bool Norway(string body) => (11 - (Sum(body, 3, 2, 7, 6, 5, 4, 3, 2) % 11)) % 11 == At(body, 8);

    /// <summary>ISO 7064, mod 11-10, over all digits.</summary>
    public static bool Mod11And10(string body)
    {
        var product = 10;
        for (var i = 0; i < body.Length - 1; i++)
        {
            var sum = (At(body, i) + product) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }

        return (11 - product) % 10 == At(body, body.Length - 1);
    }

    private static bool Luhn(string digits) => (Doubled(digits[..^1], first: digits.Length % 2) + At(digits, digits.Length - 1)) % 10 == 0;

    // The sum of digits, where every second one, beginning with that one, counts the digits of its double.
    private static int Doubled(string digits, int first)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var twice = 2 * At(digits, i);
            sum += i % 2 == first ? (twice / 10) + (twice % 10) : At(digits, i);
        }

        return sum;
    }

    private static int Sum(string digits, params ReadOnlySpan<int> weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * At(digits, i);
        }

        return sum;
    }

    private static int At(string digits, int index) => digits[index] - '0';

    private static long Number(string digits) => long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
}
