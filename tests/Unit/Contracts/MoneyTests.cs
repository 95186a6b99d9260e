// Money is exact: parts add up, shares are rounded one way, and the decimal form loses nothing.
using Cartwright.Contracts;

// Not Cartwright.Unit.Contracts: that name would hide Cartwright.Contracts from all other tests.
namespace Cartwright.Unit.ContractTypes;

public class MoneyTests
{
    private const int Cases = 100_000;

    [Fact]
    public void Parts_add_up_are_fair_to_one_unit_and_follow_their_weights()
    {
        var random = new Random(7);
        for (var i = 0; i < Cases; i++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Amount(random)).ToArray();
            var amount = Amount(random) * (random.Next(2) == 0 ? 1 : -1);
            var parts = Money.Allocate(amount, weights);
            Int128 total = weights.Aggregate((Int128)0, (sum, weight) => sum + weight);
            Assert.Equal((Int128)amount, parts.Aggregate((Int128)0, (sum, part) => sum + part));
            for (var p = 0; p < parts.Length; p++)
            {
                Assert.True(parts[p] == 0 || long.Sign(parts[p]) == long.Sign(amount), "A part has the wrong sign.");
                if (total > 0)
                {
                    // |part − amount · weight / total| < 1, in whole numbers.
                    var error = Int128.Abs(((Int128)parts[p] * total) - ((Int128)amount * weights[p]));
                    Assert.True(error < total, $"Case {i}: part {p} is a whole unit off.");
                    Assert.True(weights[p] != 0 || parts[p] == 0, "A weight of zero got something.");
                }

                for (var q = 0; q < p; q++)
                {
                    Assert.True(weights[p] <= weights[q] || long.Abs(parts[p]) >= long.Abs(parts[q]), "A larger weight got less.");
                }
            }
        }
    }

    [Fact]
    public void A_discount_allocated_over_lines_never_exceeds_a_line()
    {
        var random = new Random(8);
        for (var i = 0; i < Cases; i++)
        {
            var lines = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.NextInt64(0, 1_000)).ToArray();
            var parts = Money.Allocate(random.NextInt64(0, lines.Sum() + 1), lines);
            Assert.All(parts.Zip(lines), p => Assert.InRange(p.First, 0, p.Second));
        }
    }

    [Fact]
    public void Ties_go_to_the_earlier_part_and_nothing_to_weigh_by_gives_all_to_the_first()
    {
        Assert.Equal([34L, 33, 33], Money.Allocate(100, [1, 1, 1]));
        Assert.Equal([-34L, -33, -33], Money.Allocate(-100, [1, 1, 1]));
        Assert.Equal([5L, 0], Money.Allocate(5, [0, 0]));
        Assert.Empty(Money.Allocate(5, []));
        Assert.Equal([long.MaxValue], Money.Allocate(long.MaxValue, [long.MaxValue]));
        Assert.Equal([long.MinValue + 1, 0], Money.Allocate(long.MinValue + 1, [long.MaxValue, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Money.Allocate(1, [2, -1]));
    }

    [Fact]
    public void A_share_is_rounded_half_away_from_zero()
    {
        var random = new Random(9);
        for (var i = 0; i < Cases; i++)
        {
            var minor = random.NextInt64(-10_000_000_000, 10_000_000_000);
            var numerator = random.NextInt64(0, 10_001);
            var denominator = random.NextInt64(1, 10_001);
            Assert.Equal(
                (long)Math.Round((decimal)minor * numerator / denominator, MidpointRounding.AwayFromZero),
                Money.Share(minor, numerator, denominator)
            );
        }

        Assert.Equal((1L, -1L, 0L), (Money.Share(1, 1, 2), Money.Share(-1, 1, 2), Money.Share(1, 1, 3)));
        Assert.Equal(long.MaxValue, Money.Share(long.MaxValue, 7, 7));
        Assert.Throws<OverflowException>(() => Money.Share(long.MaxValue, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Money.Share(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Money.Share((Int128)1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Money.Share((Int128)1, 1, -1));
    }

    [Theory]
    [InlineData("USD", 2999, "29.99")]
    [InlineData("USD", 3000, "30.00")]
    [InlineData("JPY", 500, "500")]
    [InlineData("KWD", 1, "0.001")]
    [InlineData("USD", -5, "-0.05")]
    [InlineData("USD", long.MaxValue, "92233720368547758.07")]
    [InlineData("USD", long.MinValue, "-92233720368547758.08")]
    public void Major_units_have_exactly_the_currencys_digits(string currency, long minor, string major)
    {
        Assert.Equal(major, Currencies.ToMajor(minor, currency).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal($"{major} {currency}", new Money(minor, currency).ToString());
    }

    [Fact]
    public void A_sum_beyond_64_bits_has_its_major_units_up_to_96_bits_and_is_refused_beyond()
    {
        var most = ((Int128)1 << 96) - 1;
        Assert.Equal(decimal.MaxValue, Currencies.ToMajor(most, "JPY"));
        Assert.Equal(decimal.MinValue, Currencies.ToMajor(-most, "JPY"));
        Assert.Equal(184_467_440_737_095_516.16m, Currencies.ToMajor((Int128)1 << 64, "USD"));
        Assert.Equal(-184_467_440_737_095_516.17m, Currencies.ToMajor(-((Int128)1 << 64) - 1, "USD"));
        Assert.Equal("0.00", Currencies.ToMajor((Int128)0, "USD").ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(0.029m, Currencies.ToMajor((Int128)29, "KWD"));
        Assert.Throws<OverflowException>(() => Currencies.ToMajor(most + 1, "JPY"));
        Assert.Throws<OverflowException>(() => Currencies.ToMajor(Int128.MaxValue, "JPY"));
    }

    [Fact]
    public void What_goes_out_as_a_decimal_comes_back_as_the_same_units()
    {
        var random = new Random(10);
        string[] currencies = ["USD", "JPY", "KWD"];
        for (var i = 0; i < Cases; i++)
        {
            var currency = currencies[i % 3];
            var minor = random.NextInt64(-1_000_000_000_000, 1_000_000_000_000);
            Assert.Equal(minor, Currencies.ToMinor(Currencies.ToMajor(minor, currency), currency).Value);
        }
    }

    [Fact]
    public void Amounts_that_no_coin_can_pay_are_refused()
    {
        Assert.Equal("amount_too_precise", Currencies.ToMinor(1.005m, "USD").Refused?.Code);
        Assert.Equal("amount_too_precise", Currencies.ToMinor(0.5m, "JPY").Refused?.Code);
        Assert.Equal("amount_out_of_range", Currencies.ToMinor(decimal.MaxValue, "USD").Refused?.Code);
        Assert.Equal("amount_out_of_range", Currencies.ToMinor(decimal.MinValue, "USD").Refused?.Code);
        Assert.Equal("unknown_currency", Currencies.ToMinor(1m, "usd").Refused?.Code);
        Assert.Equal(150, Currencies.ToMinor(1.500m, "USD").Value);
        Assert.Equal(1_000_000_000_000, Currencies.ToMinor(1_000_000_000_000m, "JPY").Value);
        Assert.Equal("amount_out_of_range", Currencies.ToMinor(1_000_000_000_001m, "JPY").Refused?.Code);
        Assert.False(Currencies.IsKnown(null));
        Assert.Contains("'XXX'", Assert.Throws<ArgumentException>(() => Currencies.MinorDigits("XXX")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_amount_is_told_what_is_wrong_with_it()
    {
        Assert.Equal(
            "'usd' is not a currency the shop knows. Use an ISO 4217 code such as USD.",
            Currencies.ToMinor(1m, "usd").Refused?.Detail
        );
        Assert.Equal("1000000000001 is more than the shop can handle.", Currencies.ToMinor(1_000_000_000_001m, "USD").Refused?.Detail);
        Assert.Equal("0.5 has more digits than JPY has: at most 0 after the point.", Currencies.ToMinor(0.5m, "JPY").Refused?.Detail);
    }

    [Fact]
    public void Adding_is_of_one_currency_and_never_wraps()
    {
        Assert.Equal(new Money(5, "USD"), new Money(2, "USD") + new Money(3, "USD"));
        Assert.Equal(new Money(-1, "USD"), new Money(2, "USD") - new Money(3, "USD"));
        Assert.Equal(
            "USD and EUR cannot be added.",
            Assert.Throws<InvalidOperationException>(() => new Money(1, "USD") + new Money(1, "EUR")).Message
        );
        Assert.Throws<InvalidOperationException>(() => new Money(1, "USD") - new Money(1, "EUR"));
        Assert.Throws<OverflowException>(() => new Money(long.MinValue, "USD") - new Money(1, "USD"));
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue, "USD") + new Money(1, "USD"));
    }

    // Small numbers, round ones, primes and the largest that fit.
    private static long Amount(Random random) =>
        random.Next(5) switch
        {
            0 => random.Next(0, 4),
            1 => random.Next(0, 1_000),
            2 => 1_000_000L * random.Next(0, 1_000),
            3 => 1_000_003L * random.Next(0, 1_000),
            _ => random.NextInt64(0, long.MaxValue),
        };
}
