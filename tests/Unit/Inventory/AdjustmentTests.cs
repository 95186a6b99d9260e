// Receipts and write-offs by people, the events that follow, and orders that were paid for while their units were gone.
using Cartwright.Contracts;
using Cartwright.Inventory;
using Cartwright.Web;

namespace Cartwright.Unit.Inventory;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class AdjustmentTests
{
    private static readonly Caller Admin = new("admin", "s", [Role.Admin]);
    private static readonly Caller Owner = new("u1", "s", [Role.Vendor], "vendor-1");
    private static readonly Caller Stranger = new("u2", "s", [Role.Vendor], "vendor-2");

    [Fact]
    public async Task A_vendor_adjusts_its_own_products_and_anothers_are_not_there()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        Assert.Equal(new Stock("a", 8, 0, 8), (await shop.Adjusting.Run(Owner, "a", new(3, "delivery"), null, default)).Value);
        Assert.Equal(new Stock("a", 7, 0, 7), (await shop.Adjusting.Run(Admin, "a", new(-1, "broken"), null, default)).Value);
        Assert.Equal("product_not_found", (await shop.Adjusting.Run(Stranger, "a", new(3, "delivery"), null, default)).Refused?.Code);
        Assert.Equal("product_not_found", (await shop.Adjusting.Run(Admin, "unknown", new(3, "delivery"), null, default)).Refused?.Code);
        Assert.Equal((7, 0, 7), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task What_is_reserved_cannot_be_written_off_until_it_expires()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        await shop.Reserve("r", 60, ("a", 3));
        var refused = (await shop.Adjusting.Run(Admin, "a", new(-3, "broken"), null, default)).Refused;
        Assert.Equal((RefusalKind.Conflict, "below_reserved", 2), (refused!.Kind, refused.Code, (long)refused.Facts!["available"]!));
        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new Stock("a", 2, 0, 2), (await shop.Adjusting.Run(Admin, "a", new(-3, "broken"), null, default)).Value);
        await shop.CheckLedger();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Absurd_deltas_are_refused(long delta)
    {
        await using var shop = await Warehouse.Open(("a", 5));
        Assert.Equal("validation_failed", (await shop.Adjusting.Run(Admin, "a", new(delta, "x"), null, default)).Refused?.Code);
        Assert.Equal("validation_failed", (await shop.Adjusting.Run(Admin, "a", new(1, " "), null, default)).Refused?.Code);
    }

    [Fact]
    public async Task An_idempotency_key_counts_once_a_user()
    {
        await using var shop = await Warehouse.Open(("a", 5));
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => shop.Adjusting.Run(Admin, "a", new(3, "delivery"), "key", default).AsTask())
        );
        Assert.All(replies, reply => Assert.Equal(new Stock("a", 8, 0, 8), reply.Value));
        Assert.Equal("idempotency_key_reused", (await shop.Adjusting.Run(Admin, "a", new(4, "delivery"), "key", default)).Refused?.Code);
        Assert.Equal(11, (await shop.Adjusting.Run(Owner, "a", new(3, "delivery"), "key", default)).Value.OnHand);
    }

    [Fact]
    public async Task A_batch_tells_each_product_once_and_low_stock_only_when_the_mark_is_crossed()
    {
        await using var shop = await Warehouse.Open(("a", 20));
        await shop.Database.Write(async tx =>
            await shop.Writer.Decide(tx, [.. Enumerable.Range(0, 16).Select(i => new ReserveUnits($"r{i}", [new("a", 1)], 60_000))])
        );
        await shop.Settle("r1");
        await shop.Reserve("again", 60, ("a", 1));
        var told = await shop.Told();
        Assert.Equal(
            [(Topics.StockChanged, 4), (Topics.StockLow, 4), (Topics.StockChanged, 3)],
            told.Select(t => (t.Topic, t.Facts.Available))
        );
        Assert.Equal([20, 20, 4], told.Select(t => t.Facts.AvailableBefore ?? -1));
    }

    [Fact]
    public async Task A_paid_order_without_units_waits_as_a_shortage_and_the_next_delivery_is_its_own()
    {
        await using var shop = await Warehouse.Open(("a", 2), ("b", 5));
        await shop.Settle("quick", ("a", 1));
        var paid = new InventoryDeduction("paid", [new("a", 2), new("b", 1)]);
        await Deduct(shop, paid);
        await Deduct(shop, paid);
        var open = await shop.Database.Read(InventorySql.Shortages);
        Assert.Equal(["a 2 1", "b 1 1"], open.Select(s => $"{s.ProductId} {s.Wanted} {s.Available}"));
        Assert.Equal((1, 0, 1), await shop.Level("a"));
        var reply = await shop.Adjusting.Run(Admin, "a", new(4, "delivery"), null, default);
        Assert.Equal(new Stock("a", 3, 0, 3), reply.Value);
        Assert.Equal((4, 0, 4), await shop.Level("b"));
        Assert.False(await shop.Database.Read(InventorySql.AnyShortage));
        Assert.Equal("done", await shop.Settle("paid", ("a", 2), ("b", 1)));
        Assert.Equal((3, 0, 3), await shop.Level("a"));
        await shop.CheckLedger();
    }

    [Fact]
    public async Task Cancelling_an_order_closes_its_shortage()
    {
        await using var shop = await Warehouse.Open(("a", 1));
        await Deduct(shop, new("paid", [new("a", 2)]));
        Assert.True(await shop.Database.Read(InventorySql.AnyShortage));
        await shop.Release("paid");
        Assert.False(await shop.Database.Read(InventorySql.AnyShortage));
        await Deduct(shop, new("paid", [new("a", 2)]));
        Assert.False(await shop.Database.Read(InventorySql.AnyShortage));
    }

    private static Task<bool> Deduct(Warehouse shop, InventoryDeduction deduction) =>
        shop.Database.Write(async tx =>
        {
            await shop.Shortages.Deduct(
                tx,
                deduction,
                new Cartwright.Kernel.Event(
                    "e-1",
                    "inventory_deduction",
                    deduction.OrderId,
                    "ordering",
                    DateTimeOffset.UnixEpoch,
                    null,
                    "{}"
                )
            );
            return true;
        });
}
