// Decisions from memory must be those that the tables would give, within a transaction and after one that was taken back.
using Cartwright.Inventory;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class MemoryTests
{
    [Fact]
    public async Task Two_decisions_of_one_transaction_share_the_last_unit_out_once()
    {
        await using var shop = await Warm();
        List<string?> codes = await shop.Database.Write(async tx => new List<string?>
        {
            (await shop.Writer.Decide(tx, [new ReserveUnits("x", [new("a", 2)], 60_000)]))[0].Refused?.Code,
            (await shop.Writer.Decide(tx, [new ReserveUnits("y", [new("a", 1)], 60_000)]))[0].Refused?.Code,
            (await shop.Writer.Decide(tx, [new SettleUnits("x", [])]))[0].Refused?.Code,
            (await shop.Writer.Decide(tx, [new ReleaseUnits("x")]))[0].Refused?.Code,
            (await shop.Writer.Decide(tx, [new ReserveUnits("y", [new("a", 1)], 60_000)]))[0].Refused?.Code,
        });
        Assert.Equal(new List<string?> { null, "out_of_stock", null, null, null }, codes);
        Assert.Equal((3, 2, 1), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task A_transaction_that_is_taken_back_leaves_nothing_in_memory()
    {
        await using var shop = await Warm();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            shop.Database.Write<bool>(async tx =>
            {
                await shop.Writer.Decide(tx, [new ReserveUnits("x", [new("a", 2)], 60_000), new ReleaseUnits("warm")]);
                throw new InvalidOperationException("The effect fails after its stock has moved.");
            })
        );
        Assert.Equal((3, 1, 2), await shop.Level("a"));
        Assert.Equal("done", await shop.Reserve("y", 60, ("a", 2)));
        Assert.Equal("out_of_stock", await shop.Reserve("x", 60, ("a", 1)));
        Assert.Equal("done", await shop.Settle("warm"));
        Assert.Equal("done", await shop.Settle("y"));
        Assert.Equal((0, 0, 0), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Every_number_of_lines_finds_its_statements()
    {
        await using var shop = await Warehouse.Open([.. Enumerable.Range(1, 67).Select(number => ($"p{number}", 5L))]);
        for (var count = 1; count <= 67; count++)
        {
            var lines = Enumerable.Range(1, count).Select(number => ($"p{number}", 1L)).ToArray();
            Assert.Equal("done", await shop.Reserve($"r{count}", 60, lines));
            Assert.Equal("done", await shop.Release($"r{count}"));
        }

        Assert.Equal((5, 0, 5), await shop.Level("p67"));
        await shop.CheckLedger();
    }

    /// <summary>Three units, one of them held, all of it known to memory.</summary>
    private static async Task<Warehouse> Warm()
    {
        var shop = await Warehouse.Open(("a", 3));
        await shop.Sweep();
        Assert.Equal("done", await shop.Reserve("warm", 60, ("a", 1)));
        Assert.Equal((3, 1, 2), await shop.Level("a"));
        return shop;
    }
}
