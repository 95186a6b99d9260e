// Exact money: whole minor units of one currency. The decimal form exists only at the edge, in JSON.
// One rounding rule for every currency: half away from zero, to the smallest unit in which it is charged electronically (ISO 4217: 0, 2 or
// 3 digits).
using System.Collections.Frozen;

namespace Cartwright.Contracts;

/// <summary>An amount in minor units (cents, yen, fils) of one ISO 4217 currency.</summary>
/// <remarks>
/// Rounding, by digits of the currency: 0 (JPY, KRW, ISK, CLP, VND and others) to 1; 2 (USD, EUR and most) to 0.01; 3 (KWD, BHD, OMR, JOD,
/// TND, IQD, LYD) to 0.001. A rate (a tax, a percentage off) is taken of a sum and rounded once by <see cref="Share(long, long, long)"/>;
/// what it is the sum of gets its part by <see cref="Allocate"/>, so that nothing is lost or gained by rounding parts. Pieces of a part
/// (units that come back) are worth the share up to and with them less the share before them, so that in any order they end at exactly the
/// whole.
/// Where smaller coins are gone, a till rounds what is paid in cash (CHF to 0.05; CAD, AUD to 0.05; NZD to 0.10; SEK, NOK, CZK to 1; DKK to
/// 0.50; HUF to 5). Cards and transfers are charged to the minor unit there too, and the shop takes no cash: nothing here rounds so.
/// </remarks>
/// <param name="Minor">Whole minor units.</param>
/// <param name="Currency">Three capital letters.</param>
public readonly record struct Money(long Minor, string Currency)
{
    /// <summary>The amount in major units with exactly the currency's digits: 2999 USD is 29.99, 500 JPY is 500.</summary>
    public decimal Major => Currencies.ToMajor(Minor, Currency);

    public static Money operator +(Money left, Money right) => new(checked(left.Minor + right.Minor), Same(left, right));

    public static Money operator -(Money left, Money right) => new(checked(left.Minor - right.Minor), Same(left, right));

    /// <summary>Major units for people: <c>29.99 USD</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Major} {Currency}");

    /// <summary>
    /// Splits an amount over weights so that the parts add up to it exactly, by largest remainder; ties go to the earlier part.
    /// </summary>
    /// <param name="amount">Minor units; may be negative.</param>
    /// <param name="weights">Not negative. When all are zero the first part takes everything.</param>
    /// <returns>One part a weight, in the same order.</returns>
    public static long[] Allocate(long amount, IReadOnlyList<long> weights)
    {
        var given = weights as long[] ?? [.. weights];
        var parts = new long[given.Length];
        if (parts.Length == 0)
        {
            return parts;
        }

        Int128 total = 0;
        long largest = 0;
        foreach (var weight in given)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(weight);
            total += weight;
            largest = Math.Max(largest, weight);
        }

        if (total == 0)
        {
            parts[0] = amount;
            return parts;
        }

        var sign = amount < 0 ? -1 : 1;
        var magnitude = (Int128)amount * sign;
        var remainders =
            total <= long.MaxValue && magnitude * largest <= long.MaxValue
                ? Floors((long)magnitude, given, (long)total, parts)
                : FloorsOfLarge(magnitude, given, total, parts);
        Spread(magnitude, parts, remainders);
        if (sign < 0)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = -parts[i];
            }
        }

        return parts;
    }

    /// <summary>A share of an amount, rounded half away from zero to the minor unit: the one rounding rule of the shop.</summary>
    /// <param name="minor">Minor units.</param>
    /// <param name="numerator">Numerator of the share.</param>
    /// <param name="denominator">Denominator of the share, above zero.</param>
    public static long Share(long minor, long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        if (minor is >= 0 and <= uint.MaxValue && numerator is >= 0 and <= int.MaxValue && denominator <= uint.MaxValue)
        {
            // Nearly every amount of a shop: the same in 64 bits, many times as fast.
            return ((minor * numerator) + (denominator / 2)) / denominator;
        }

        return Share((Int128)minor, numerator, denominator);
    }

    /// <summary>The same of a sum of many amounts, which may be beyond 64 bits; the share is not.</summary>
    public static long Share(Int128 minor, long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        var product = checked(minor * numerator);
        var half = (Int128)denominator / 2;
        var rounded = product >= 0 ? (product + half) / denominator : -((-product + half) / denominator);
        return checked((long)rounded);
    }

    /// <summary>Every part rounded down, and what is left of it, in 64 bits: nearly every amount of a shop fits.</summary>
    private static long[] Floors(long magnitude, long[] weights, long total, long[] parts)
    {
        var remainders = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (weights[i] != 0)
            {
                (parts[i], remainders[i]) = Math.DivRem(magnitude * weights[i], total);
            }
        }

        return remainders;
    }

    /// <summary>The same for any amount. Remainders are only compared, so each is given as its rank above nothing.</summary>
    private static long[] FloorsOfLarge(Int128 magnitude, long[] weights, Int128 total, long[] parts)
    {
        var exact = new Int128[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = (long)(magnitude * weights[i] / total);
            exact[i] = magnitude * weights[i] % total;
        }

        Int128[] sorted = [0, .. exact.Where(one => one > 0).Distinct().Order()];
        return Array.ConvertAll(exact, one => (long)Array.BinarySearch(sorted, one));
    }

    /// <summary>One unit more for the largest remainders until nothing is left over; among equals the earlier part comes first.</summary>
    private static void Spread(Int128 magnitude, long[] parts, long[] remainders)
    {
        Int128 given = 0;
        var some = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            given += parts[i];
            some += remainders[i] > 0 ? 1 : 0;
        }

        var over = (int)(magnitude - given);
        if (over == 0)
        {
            return;
        }

        // What is left over is less than one unit for each part that has a remainder, so only those are sorted.
        var sorted = new long[some];
        for (int i = 0, to = 0; i < remainders.Length; i++)
        {
            if (remainders[i] > 0)
            {
                sorted[to++] = remainders[i];
            }
        }

        Array.Sort(sorted);
        var least = sorted[^over];
        var equals = over;
        foreach (var remainder in remainders)
        {
            equals -= remainder > least ? 1 : 0;
        }

        for (var i = 0; i < parts.Length; i++)
        {
            if (remainders[i] > least || (remainders[i] == least && equals-- > 0))
            {
                parts[i]++;
            }
        }
    }

    private static string Same(Money left, Money right) =>
        left.Currency == right.Currency
            ? left.Currency
            : throw new InvalidOperationException($"{left.Currency} and {right.Currency} cannot be added.");
}

/// <summary>The currencies the shop knows, with the number of minor digits of each: all of ISO 4217 that somebody can pay in.</summary>
/// <remarks>
/// Not its units of account (CLF, UYW, USN, XDR, gold): nobody is charged in them. A currency that leaves the standard stays here, so that
/// the orders made in it can be read; the tests of the pages hold the lists against the standard's.
/// </remarks>
public static class Currencies
{
    private const string WithTwoDigits =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
        + "CNY COP CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG "
        + "HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR "
        + "MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
        + "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD "
        + "XCG YER ZAR ZMW ZWG";

    private const string WithoutDigits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    private const string WithThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly FrozenDictionary<string, int> Digits = new[] { (WithTwoDigits, 2), (WithoutDigits, 0), (WithThreeDigits, 3) }
        .SelectMany(group => group.Item1.Split(' ').Select(code => KeyValuePair.Create(code, group.Item2)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly long[] Scale = [1, 10, 100, 1000];

    public static bool IsKnown(string? currency) => currency is not null && Digits.ContainsKey(currency);

    /// <summary>How many decimal digits the currency has: 0, 2 or 3.</summary>
    public static int MinorDigits(string currency) =>
        Digits.TryGetValue(currency, out var digits)
            ? digits
            : throw new ArgumentException($"'{currency}' is not a currency the shop knows.", nameof(currency));

    /// <summary>Minor units in major units, with exactly the currency's digits.</summary>
    public static decimal ToMajor(long minor, string currency)
    {
        var digits = MinorDigits(currency);
        var magnitude = (ulong)(minor < 0 ? -(Int128)minor : minor);
        return new decimal(unchecked((int)magnitude), unchecked((int)(magnitude >> 32)), 0, minor < 0, (byte)digits);
    }

    /// <summary>The same of a sum of many amounts, which may be beyond 64 bits.</summary>
    /// <exception cref="OverflowException">More than 96 bits, which no sum of a shop is.</exception>
    public static decimal ToMajor(Int128 minor, string currency)
    {
        var digits = MinorDigits(currency);
        var magnitude = (UInt128)Int128.Abs(minor);
        var (high, low) = (checked((uint)(magnitude >> 64)), (ulong)(magnitude & ulong.MaxValue));
        return new decimal(unchecked((int)low), unchecked((int)(low >> 32)), unchecked((int)high), minor < 0, (byte)digits);
    }

    /// <summary>Minor units of a decimal amount, or a refusal when it has more digits than the currency or is too large.</summary>
    public static Outcome<long> ToMinor(decimal major, string currency)
    {
        if (!IsKnown(currency))
        {
            return Refusal.Invalid("unknown_currency", $"'{currency}' is not a currency the shop knows. Use an ISO 4217 code such as USD.");
        }

        if (Math.Abs(major) > 1_000_000_000_000m)
        {
            return Refusal.Invalid("amount_out_of_range", $"{major} is more than the shop can handle.");
        }

        var scaled = major * Scale[MinorDigits(currency)];
        return decimal.Truncate(scaled) == scaled
            ? (long)scaled
            : Refusal.Invalid(
                "amount_too_precise",
                $"{major} has more digits than {currency} has: at most {MinorDigits(currency)} after the point."
            );
    }
}
