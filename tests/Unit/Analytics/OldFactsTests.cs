// Facts of before the sums of orders stood beside their lines: after the migration the figures are as they were.
using Cartwright.Analytics;
using Cartwright.Kernel;

namespace Cartwright.Unit.Analytics;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class OldFactsTests
{
    [Fact]
    public async Task Facts_of_an_older_version_get_the_sums_of_their_lines()
    {
        var all = Migration.From(typeof(AnalyticsModule).Assembly);
        await using var test = await TestDatabase.Open("analytics", [.. all.Take(2)], new TestClock());
        await test.Database.Write(async tx =>
        {
            await tx.Execute(
                "INSERT INTO order_fact(order_id, user_id, status, sequence, currency, lines, placed_ms, confirmed_ms, refunded_ms) VALUES "
                    + "('a', 'u', 'returned', 9, 'USD', '[[\"v1\",\"1\",\"One\",2,1000,100],[\"v1\",\"2\",\"Two\",3,600,0]]', 5, 5, 90000000),"
                    + "('b', 'u', 'confirmed', 2, 'USD', '[[\"v1\",\"1\",\"One\",1,500,0]]', 5, 5, NULL)"
            );
            await tx.Execute(
                "INSERT INTO order_movement(order_id, movement, kind, at_ms, lines) VALUES ('a', 'refund:1', 'refund', 7, '[[\"v1\",\"2\",\"Two\",1,200,0]]'), "
                    + "('b', 'edit:3:more', 'sale', 8, '[[\"v1\",\"3\",\"Three\",1,70,7]]'), ('b', 'goodwill:1', 'goodwill', 9, '[[\"v1\",\"\",\"\",0,30,0]]')"
            );
            return true;
        });
        await test.Reopen(all);
        SalesFigures[] expected = [new(0, "USD", 2, 7, 2_063, 107, 200, 30), new(Figures.DayMs, "USD", 0, 0, 0, 0, 1_300, 0)];
        Assert.Equal(expected, await test.Database.Read(sql => Figures.Sales(sql, Books.All, "day")));
        Assert.Equal(expected, await test.Database.Read(sql => Figures.Sales(sql, Books.All with { Vendor = "v1" }, "day")));
        Assert.Equal(["USD"], await test.Database.Read(sql => Figures.CurrenciesOf(sql, Books.All)));
    }
}
