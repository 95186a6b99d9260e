// Counts of units on hand: levels and not differences, each line by itself, never below what is held.
using Cartwright.Contracts;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CountTests
{
    [Fact]
    public async Task Counts_become_what_is_on_hand_and_one_below_what_is_held_is_refused_alone()
    {
        await using var warehouse = await Warehouse.Open(("p", 10), ("q", 4));
        await warehouse.Reserve("o", 600, ("q", 3));
        var reply = await Count(warehouse, ("p", 7), ("q", 2), ("new", 5), ("same", 0), ("p", 7), ("big", 1_000_000_001));
        Assert.Equal(
            [(true, ""), (false, "below_reserved"), (true, ""), (false, ""), (false, ""), (false, "stock_limit")],
            reply.Lines.Select(line => (line.Changed, line.Code))
        );
        Assert.Equal((7L, 0L, 7L), await warehouse.Level("p"));
        Assert.Equal((4L, 3L, 1L), await warehouse.Level("q"));
        Assert.Equal((5L, 0L, 5L), await warehouse.Level("new"));
        await warehouse.Reopen();
        Assert.Equal((7L, 0L, 7L), await warehouse.Level("p"));
        Assert.All((await Count(warehouse, ("p", 7), ("new", 5))).Lines, line => Assert.False(line.Changed));
        await warehouse.CheckLedger();
    }

    [Fact]
    public async Task A_count_that_is_told_again_does_not_bring_back_what_was_sold_in_between()
    {
        await using var warehouse = await Warehouse.Open(("p", 1), ("q", 4));
        await warehouse.Reserve("held", 600, ("q", 3));
        var request = new CountRequest
        {
            By = "user-1",
            Note = "import",
            Id = "import/job/1",
        };
        request.Lines.Add(new CountLine { ProductId = "p", OnHand = 10 });
        request.Lines.Add(new CountLine { ProductId = "q", OnHand = 2 });
        var first = (await warehouse.Inventory.Count(request, default)).Value;
        await warehouse.Reserve("o", 600, ("p", 3));
        await warehouse.Settle("o");
        await warehouse.Reopen();
        Assert.Equal(first, (await warehouse.Inventory.Count(request, default)).Value);
        Assert.Equal([(true, ""), (false, "below_reserved")], first.Lines.Select(line => (line.Changed, line.Code)));
        Assert.Equal((7L, 0L, 7L), await warehouse.Level("p"));

        // Another id counts anew; the same of other units is refused, and so is an id that is too long.
        request.Id = "import/job/2";
        Assert.Equal([true, false], (await warehouse.Inventory.Count(request, default)).Value.Lines.Select(line => line.Changed));
        Assert.Equal((10L, 0L, 10L), await warehouse.Level("p"));
        request.Lines[0].OnHand = 11;
        Assert.Equal("count_differs", (await warehouse.Inventory.Count(request, default)).Refused?.Code);
        request.Id = new string('x', 1_000);
        Assert.NotNull((await warehouse.Inventory.Count(request, default)).Refused);
        Assert.Equal((10L, 0L, 10L), await warehouse.Level("p"));
        await warehouse.CheckLedger();
    }

    [Fact]
    public async Task A_product_without_an_id_and_too_many_lines_are_refused()
    {
        await using var warehouse = await Warehouse.Open(("p", 1));
        var request = new CountRequest { By = "u", Note = "n" };
        request.Lines.Add(new CountLine { OnHand = 1 });
        Assert.NotNull((await warehouse.Inventory.Count(request, default)).Refused);
        request.Lines.Clear();
        request.Lines.AddRange(Enumerable.Range(0, 513).Select(i => new CountLine { ProductId = "x" + i, OnHand = 1 }));
        Assert.Equal("too_many_ids", (await warehouse.Inventory.Count(request, default)).Refused?.Code);
    }

    private static async Task<CountReply> Count(Warehouse warehouse, params (string Id, long Units)[] counts)
    {
        var request = new CountRequest { By = "user-1", Note = "import" };
        request.Lines.AddRange(counts.Select(count => new CountLine { ProductId = count.Id, OnHand = count.Units }));
        return (await warehouse.Inventory.Count(request, default)).Value;
    }
}
