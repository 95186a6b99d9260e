// Counting and adjusting many products at once, the list of stock with what it finds, and the books of one product.
using Cartwright.Contracts;
using Cartwright.Inventory;
using Cartwright.Web;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class DeskTests
{
    private static readonly Caller Admin = new("admin", "s", [Role.Admin]);
    private static readonly Caller Owner = new("u1", "s", [Role.Vendor], "vendor-1");
    private static readonly Caller Stranger = new("u2", "s", [Role.Vendor], "vendor-2");
    private static readonly Cursors Cursors = new(new byte[32]);

    [Fact]
    public async Task A_count_moves_the_difference_and_says_so_in_the_books()
    {
        await using var shop = await Warehouse.Open(("a", 10), ("b", 4), ("c", 7));
        var reply = (
            await Many(shop).Run(Owner, Lines(new("a", Counted: 7), new("b", Counted: 4), new("c", 3, Reason: "delivery")), "k", default)
        ).Value;
        Assert.Equal((3, 0), (reply.Adjusted, reply.Refused));
        Assert.Equal([-3L, 0, 3], reply.Results.Select(line => line.Delta));
        Assert.Equal([7L, 4, 10], reply.Results.Select(line => line.Stock!.OnHand));
        var a = await shop.Database.Read(sql => DeskSql.Ledger(sql, "a", long.MaxValue, 10));
        Assert.Equal(
            [("write_off", -3L, "u1", "counted"), ("receipt", 10, "demo", "test")],
            a.Select(m => (m.Reason, m.DeltaOnHand, m.Reference, m.Note))
        );
        Assert.Single(await shop.Database.Read(sql => DeskSql.Ledger(sql, "b", long.MaxValue, 10)));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task What_is_reserved_stands_against_a_count_below_it_until_it_expires()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        Assert.Equal("done", await shop.Reserve("r", 60, ("a", 3)));
        var refused = (await Many(shop).Run(Admin, Lines(new AdjustmentLine("a", Counted: 2)), "k1", default)).Value.Results[0];
        Assert.Equal(("below_reserved", (Stock?)null), (refused.Code, refused.Stock));
        Assert.Equal(
            3,
            (await Many(shop).Run(Admin, Lines(new AdjustmentLine("a", Counted: 3)), "k2", default)).Value.Results[0].Stock!.OnHand
        );
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(
            new Stock("a", 0, 0, 0),
            (await Many(shop).Run(Admin, Lines(new AdjustmentLine("a", Counted: 0)), "k3", default)).Value.Results[0].Stock
        );
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Good_lines_are_carried_out_or_all_or_none_as_the_mode_says()
    {
        await using var shop = await Warehouse.Open(("a", 5), ("b", 5));
        AdjustmentLine[] lines = [new("a", 2, Reason: "delivery"), new("b", -9, Reason: "broken"), new("unknown", 1, Reason: "delivery")];
        var none = (await Many(shop).Run(Admin, Lines(lines) with { Mode = AdjustMany.All }, "k", default)).Refused!;
        Assert.Equal(("bulk_refused", 2), (none.Code, none.Facts!["results"]!.AsArray().Count));
        Assert.Equal(((5, 0, 5), (5, 0, 5)), (await shop.Level("a"), await shop.Level("b")));

        // Nothing came of the key: it may be used again.
        var good = (await Many(shop).Run(Admin, Lines(lines), "k", default)).Value;
        Assert.Equal([null, "below_reserved", "product_not_found"], good.Results.Select(line => line.Code));
        Assert.Equal(((7, 0, 7), (5, 0, 5)), (await shop.Level("a"), await shop.Level("b")));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task A_key_counts_once_also_at_the_same_moment()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Many(shop).Run(Admin, Lines(new AdjustmentLine("a", 3, Reason: "delivery")), "key", default).AsTask())
        );
        Assert.All(replies, reply => Assert.Equal(8, reply.Value.Results[0].Stock!.OnHand));
        Assert.Equal((8, 0, 8), await shop.Level("a"));
        Assert.Equal(
            "idempotency_key_reused",
            (await Many(shop).Run(Admin, Lines(new AdjustmentLine("a", 4, Reason: "delivery")), "key", default)).Refused!.Code
        );
    }

    [Fact]
    public async Task A_vendor_counts_its_own_products_and_anothers_are_not_there()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        var other = (await Many(shop).Run(Stranger, Lines(new AdjustmentLine("a", Counted: 0)), "k", default)).Value.Results[0];
        Assert.Equal("product_not_found", other.Code);
        Assert.Equal("product_not_found", (await AdjustStock.Of(shop.Catalog, Stranger, "a", default)).Refused!.Code);
        Assert.Equal((5, 0, 5), await shop.Level("a"));
    }

    [Fact]
    public async Task Staff_who_see_stock_see_the_books_of_any_product_and_change_nothing()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        var viewer = new Caller("u3", "s", [Role.Staff], permissions: [Permission.StockView]);
        Assert.Null((await AdjustStock.Of(shop.Catalog, viewer, "a", default, Permission.StockView)).Refused);
        Assert.Equal("product_not_found", (await AdjustStock.Of(shop.Catalog, viewer, "a", default)).Refused!.Code);
    }

    [Fact]
    public async Task What_is_wrong_with_a_line_is_named_and_nothing_is_adjusted()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        AdjustmentLine[] lines =
        [
            new("a"),
            new("a", 1, 2),
            new("a", 0, Reason: "x"),
            new("a", 1),
            new("a", Counted: -1),
            new("a", Counted: 9),
        ];
        var refused = (await Many(shop).Run(Admin, Lines(lines), null, default)).Refused!;
        Assert.Equal(
            ["Idempotency-Key", "lines[0]", "lines[1]", "lines[1].reason", "lines[2].delta", "lines[3].reason", "lines[4].counted"],
            refused.Facts!["errors"]!.AsObject().Select(error => error.Key)
        );
        Assert.Equal((5, 0, 5), await shop.Level("a"));
    }

    [Fact]
    public async Task A_product_runs_low_when_it_says_so_itself()
    {
        await using var shop = await Warehouse.Open(("a", 5), ("b", 6), ("c", 40), ("d", 0));
        await shop.Database.Write(async tx =>
        {
            await DeskSql.SetLowAt(tx, "a", 2);
            await DeskSql.SetLowAt(tx, "c", 7);
            await DeskSql.SetLowAt(tx, "c", 50);
            return true;
        });
        Assert.Equal([("c", 50L), ("d", 5L)], (await List(shop, DeskSql.Own)).Select(line => (line.ProductId, line.LowAt)));
        Assert.Equal(["a", "b", "d"], (await List(shop, 6)).Select(line => line.ProductId));
        Assert.Equal(["a", "b", "c", "d"], (await List(shop, DeskSql.Any)).Select(line => line.ProductId));
        Assert.Equal(2, await shop.Database.Read(sql => DeskSql.LowAt(sql, "a")));
    }

    [Fact]
    public async Task Pages_of_what_is_found_visit_each_once()
    {
        await using var shop = await Warehouse.Open([.. Enumerable.Range(0, 1_200).Select(i => ($"p{i:0000}", 1L))]);
        var list = new LowStock(shop.Database, shop.Catalog, shop.Clock);
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await list.Run(Admin, DeskSql.Any, PageRequest.Of(Cursors, 7, cursor), default, "P11")).Value;
            found.AddRange(page.Items.Select(line => line.ProductId));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal(Enumerable.Range(1_100, 100).Select(i => $"p{i:0000}"), found);
    }

    private static AdjustMany Many(Warehouse shop) => new(shop.Database, shop.Writer, shop.Shortages, shop.Catalog, shop.Clock);

    private static AdjustManyBody Lines(params AdjustmentLine[] lines) => new(lines);

    private static async Task<IReadOnlyList<LowStockLine>> List(Warehouse shop, long low) =>
        (await new LowStock(shop.Database, shop.Catalog, shop.Clock).Run(Admin, low, PageRequest.Of(Cursors), default)).Value.Items;
}
