// Sums of many amounts on both engines, against whole numbers of any size.
using System.Numerics;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ExactSumTests
{
    private static readonly Migration[] Amounts =
    [
        new("001-amounts.sql", "CREATE TABLE amounts (bag BIGINT NOT NULL, amount BIGINT NOT NULL, small INTEGER NOT NULL DEFAULT 1)"),
    ];

    [Fact]
    public async Task Random_bags_of_any_amounts_add_up_as_whole_numbers_do_and_are_ordered_by_their_sums()
    {
        await using var test = await TestDatabase.Open("sums", Amounts);
        var random = new Random(35);
        var sums = new Dictionary<long, BigInteger>();
        await test.Database.Write(async tx =>
        {
            for (var bag = 0; bag < 60; bag++)
            {
                sums[bag] = 0;
                for (var i = random.Next(1, 40); i > 0; i--)
                {
                    // From single units to all 64 bits, the ends included, of one sign or of both.
                    var amount = random.Next(12) switch
                    {
                        0 => long.MaxValue,
                        1 when bag % 2 == 0 => long.MinValue,
                        2 => 0,
                        var size => random.NextInt64(long.MinValue, long.MaxValue) >> (5 * size),
                    };
                    amount = bag % 3 == 0 && amount != long.MinValue ? Math.Abs(amount) : amount;
                    sums[bag] += amount;
                    await tx.Execute("INSERT INTO amounts(bag, amount) VALUES ($1, $2)", bag, amount);
                }
            }

            return true;
        });
        var read = await test.Database.Read(sql =>
            sql.Query(
                $"SELECT * FROM (SELECT bag, {ExactSum.Of("amount", "amounts")} FROM amounts GROUP BY bag) bags ORDER BY {ExactSum.Descending("amounts")}, bag",
                row => (Bag: row.GetInt64(0), Sum: (BigInteger)ExactSum.At(row, 1))
            )
        );
        Assert.Equal(sums.OrderByDescending(bag => bag.Value).ThenBy(bag => bag.Key).Select(bag => (bag.Key, bag.Value)), read);
        Assert.Contains(read, bag => bag.Sum > long.MaxValue);
        Assert.Contains(read, bag => bag.Sum < long.MinValue);
    }

    [Fact]
    public async Task Narrow_columns_are_added_up_too_and_nothing_is_nothing()
    {
        await using var test = await TestDatabase.Open("sums", Amounts);
        Assert.Equal(0, await Sum("amount"));
        await test.Database.Write(async tx =>
            await tx.Execute("INSERT INTO amounts(bag, amount, small) VALUES (1, 1, 2147483647), (1, 1, -5)")
        );
        Assert.Equal(2_147_483_642, await Sum("small"));
        Assert.Equal(2, await Sum("1"));
        ValueTask<Int128> Sum(string amount) =>
            test.Database.Read(sql => sql.First($"SELECT {ExactSum.Of(amount)} FROM amounts", row => ExactSum.At(row, 0)));
    }
}
