// What money promises for all amounts: 600,000 seeded cases here, 400,000 of whole bills in PricingPropertyTests.
using Cartwright.Contracts;

namespace Cartwright.Unit.ContractTypes;

public class MoneyPropertyTests
{
    [Fact]
    public void Allocated_parts_add_up_have_one_sign_are_fair_to_a_unit_and_follow_their_weights() =>
        Property.Holds(
            250_000,
            1_000_000,
            random =>
            {
                var weights = Weights(random);
                var amount = Amount(random) * (random.Next(4) == 0 ? -1 : 1);
                var parts = Money.Allocate(amount, weights);
                Int128 total = 0,
                    sum = 0;
                for (var i = 0; i < parts.Length; i++)
                {
                    total += weights[i];
                    sum += parts[i];
                }

                if (sum != amount)
                {
                    return $"{amount} over [{string.Join(", ", weights)}] gave parts that add up to {sum}.";
                }

                for (var i = 0; i < parts.Length; i++)
                {
                    if (parts[i] != 0 && long.Sign(parts[i]) != long.Sign(amount))
                    {
                        return $"Part {i} of {amount} is {parts[i]}.";
                    }

                    if (
                        total > 0
                        && (
                            Int128.Abs(((Int128)parts[i] * total) - ((Int128)amount * weights[i])) >= total
                            || (weights[i] == 0 && parts[i] != 0)
                        )
                    )
                    {
                        return $"Part {i} of {amount} over [{string.Join(", ", weights)}] is {parts[i]}: a whole unit from its share.";
                    }

                    if (i > 0 && total > 0 && weights[i] > weights[i - 1] && long.Abs(parts[i]) < long.Abs(parts[i - 1]))
                    {
                        return $"Part {i} weighs more than the one before it and got less: {parts[i]} after {parts[i - 1]}.";
                    }
                }

                return null;
            }
        );

    [Fact]
    public void The_order_of_the_weights_matters_to_ties_alone() =>
        Property.Holds(
            100_000,
            2_000_000,
            random =>
            {
                var weights = Weights(random);
                var amount = Amount(random);
                Int128 total = weights.Aggregate((Int128)0, (sum, weight) => sum + weight);
                if (
                    total == 0
                    || weights.Distinct().Select(weight => (Int128)amount * weight % total).Distinct().Count() != weights.Distinct().Count()
                )
                {
                    return null;
                }

                var parts = Money.Allocate(amount, weights);
                var order = Enumerable.Range(0, weights.Length).ToArray();
                random.Shuffle(order);
                var shuffled = Money.Allocate(amount, [.. order.Select(i => weights[i])]);
                var before = weights.Zip(parts).Order();
                var after = order.Select((from, to) => (weights[from], shuffled[to])).Order();
                return before.SequenceEqual(after)
                    ? null
                    : $"{amount} over [{string.Join(", ", weights)}] in another order gave other parts.";
            }
        );

    [Fact]
    public void A_share_is_the_nearest_unit_rises_with_the_amount_and_is_the_same_below_zero() =>
        Property.Holds(
            100_000,
            3_000_000,
            random =>
            {
                var (amount, denominator) = (Amount(random), 1 + random.NextInt64(200_000));
                var numerator = random.NextInt64(denominator + 1);
                var share = Money.Share(amount, numerator, denominator);
                return Int128.Abs(((Int128)share * denominator) - ((Int128)amount * numerator)) * 2 > denominator
                        ? $"{numerator}/{denominator} of {amount} is not {share}."
                    : Money.Share(-amount, numerator, denominator) != -share
                        ? $"{numerator}/{denominator} of {-amount} is not the same with the other sign."
                    : Money.Share(amount + 1, numerator, denominator) < share
                        ? $"{numerator}/{denominator} of {amount + 1} is less than of {amount}."
                    : null;
            }
        );

    [Fact]
    public void The_pieces_of_a_line_add_up_to_it_in_any_order_and_none_is_negative() =>
        Property.Holds(
            150_000,
            4_000_000,
            random =>
            {
                var (worth, units) = (Amount(random), 1 + random.Next(40));
                long taken = 0,
                    given = 0;
                while (taken < units)
                {
                    // A return of so many units is worth what all up to then are worth, less what those before them were.
                    var piece = 1 + random.NextInt64(units - taken);
                    var value = Money.Share(worth, taken + piece, units) - Money.Share(worth, taken, units);
                    if (value < 0)
                    {
                        return $"Units {taken} to {taken + piece} of {units} worth {worth} are worth {value}.";
                    }

                    taken += piece;
                    given += value;
                }

                return given == worth ? null : $"{units} units worth {worth} came back for {given}.";
            }
        );

    private static long[] Weights(Random random)
    {
        var weights = new long[random.Next(1, 12)];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = random.Next(5) == 0 ? 0 : Amount(random);
        }

        return weights;
    }

    private static long Amount(Random random) =>
        random.Next(4) switch
        {
            0 => random.Next(10),
            1 => random.Next(100_000),
            2 => random.NextInt64(1_000_000_000),
            _ => random.NextInt64(100_000_000_000_000),
        };
}
