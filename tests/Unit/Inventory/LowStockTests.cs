// The list of what runs out.
using Cartwright.Contracts;
using Cartwright.Inventory;
using Cartwright.Web;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class LowStockTests
{
    private static readonly Caller Admin = new("admin", "s", [Role.Admin]);
    private static readonly Cursors Cursors = new(new byte[32]);

    [Fact]
    public async Task It_has_what_can_hardly_be_bought_page_by_page_and_to_a_vendor_its_own()
    {
        await using var shop = await Warehouse.Open(("a", 2), ("b", 50), ("c", 6), ("d", 5), ("unknown", 1));
        Assert.Equal("done", await shop.Reserve("order", 60, ("b", 48)));
        var low = new LowStock(shop.Database, shop.Catalog, shop.Clock);

        var first = (await low.Run(Admin, 5, PageRequest.Of(Cursors, 2), default)).Value;
        Assert.Equal([("a", 2L, 0L), ("b", 2L, 48L)], first.Items.Select(line => (line.ProductId, line.Available, line.Reserved)));
        var next = (await low.Run(Admin, 5, PageRequest.Of(Cursors, 2, first.NextCursor), default)).Value;
        Assert.Equal(["d"], next.Items.Select(line => line.ProductId));
        Assert.Null(next.NextCursor);

        // Of somebody else's goods there is nothing.
        var stranger = new Caller("user-2", "s", [Role.Vendor], "vendor-2");
        var others = (await low.Run(stranger, 5, PageRequest.Of(Cursors, 2), default)).Value;
        Assert.Equal((0, false), (others.Items.Count, others.NextCursor is not null));
        Assert.Equal(
            4,
            (await low.Run(new("user-1", "s", [Role.Vendor], "vendor-1"), 6, PageRequest.Of(Cursors), default)).Value.Items.Count
        );

        Assert.Equal("validation_failed", (await low.Run(Admin, -1, PageRequest.Of(Cursors), default)).Refused!.Code);
        Assert.Equal("invalid_cursor", (await low.Run(Admin, 4, PageRequest.Of(Cursors, 2, first.NextCursor), default)).Refused!.Code);
    }

    [Fact]
    public async Task It_is_told_at_the_mark_of_the_product_once_a_crossing_and_not_once_a_sale()
    {
        await using var shop = await Warehouse.Open(("own", 30), ("usual", 30));
        await shop.Database.Write(async tx =>
        {
            await DeskSql.SetLowAt(tx, "own", 20);
            return true;
        });
        shop.Writer.Marked();
        foreach (var order in Enumerable.Range(0, 13))
        {
            Assert.Equal("done", await shop.Settle($"o{order}", ("own", 2), ("usual", 1)));
        }

        // Brought back above it, and below it again: another crossing.
        Assert.Equal("done", await shop.Adjust("own", 20));
        Assert.Equal("done", await shop.Settle("last", ("own", 10), ("usual", 13)));
        Assert.Equal(
            [("own", 20L), ("own", 14L), ("usual", 4L)],
            (await shop.Told()).Where(told => told.Topic == Topics.StockLow).Select(told => (told.Facts.ProductId, told.Facts.Available))
        );
    }

    [Fact]
    public async Task A_mark_that_another_process_was_told_counts_a_moment_later()
    {
        await using var shop = await Warehouse.Open(("a", 30));
        Assert.Equal("done", await shop.Settle("before", ("a", 1)));
        await shop.Database.Write(async tx =>
        {
            await DeskSql.SetLowAt(tx, "a", 25);
            return true;
        });
        shop.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("done", await shop.Settle("after", ("a", 5)));
        Assert.Equal([24L], (await shop.Told()).Where(told => told.Topic == Topics.StockLow).Select(told => told.Facts.Available));
    }
}
