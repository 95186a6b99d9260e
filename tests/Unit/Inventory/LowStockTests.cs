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
}
