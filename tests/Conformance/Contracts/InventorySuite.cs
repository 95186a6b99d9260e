// The numbered cases of IInventory, local, serialised and over the wire.
using Cartwright.Contracts;

namespace Cartwright.Conformance.Contracts;

public abstract class InventorySuite(ShopUnderTest shop, Shape shape)
{
    private readonly IInventory inventory = shop.InventoryOver(shape);
    private readonly string product = shop.FreshProduct();
    private readonly string id = Guid.NewGuid().ToString();

    [Fact]
    public async Task Case_1_what_is_reserved_is_not_available()
    {
        var before = await Stock();
        await Reserve(id, 5);
        var after = await Stock();
        Assert.Equal((before.OnHand, before.Reserved + 5, before.Available - 5), (after.OnHand, after.Reserved, after.Available));
    }

    [Fact]
    public async Task Case_3_availability_comes_in_the_order_asked_and_an_unknown_product_has_none()
    {
        var reply = (await inventory.CheckAvailability(new() { ProductIds = { "no-such", product, "1" } }, default)).Value;
        Assert.Equal(["no-such", product, "1"], reply.Products.Select(p => p.ProductId));
        Assert.Equal(0, reply.Products[0].Available);
    }

    [Fact]
    public async Task Case_4_all_lines_or_none()
    {
        var other = shop.FreshProduct();
        var free = await Stock();
        var refused = (
            await inventory.Reserve(
                new()
                {
                    RequestId = id,
                    ReservationId = id,
                    HoldSeconds = 60,
                    Lines =
                    {
                        new StockLine { ProductId = other, Quantity = 1 },
                        new StockLine { ProductId = product, Quantity = free.Available + 1 },
                    },
                },
                default
            )
        ).Refused;
        Assert.Equal("out_of_stock", refused?.Code);
        Assert.Equal(free.Available, (long)refused!.Facts!["lines"]![0]!["available"]!);
        Assert.Equal(free, await Stock());
    }

    [Fact]
    public async Task Case_5_repeating_holds_once()
    {
        await Reserve(id, 3);
        await Reserve(id, 3);
        Assert.Equal(3, (await Stock()).Reserved);
    }

    [Fact]
    public async Task Case_6_other_lines_under_the_same_id_are_refused()
    {
        await Reserve(id, 3);
        Assert.Equal("reservation_differs", (await Try(id, 4)).Refused?.Code);
    }

    [Fact]
    public async Task Case_10_units_that_wait_for_a_payment_are_bounded_and_those_paid_at_once_are_not()
    {
        var free = await Stock();
        ReserveRequest Wish(string name, long units, bool unpaid, string? holder = null) =>
            new()
            {
                RequestId = name,
                ReservationId = name,
                HoldSeconds = 60,
                Holder = holder ?? "user/" + id,
                Unpaid = unpaid,
                Lines =
                {
                    new StockLine { ProductId = product, Quantity = units },
                },
            };
        var refused = (await inventory.Reserve(Wish(id, free.Available, unpaid: true, holder: string.Empty), default)).Refused!;
        Assert.Equal((RefusalKind.Conflict, "unpaid_share"), (refused.Kind, refused.Code));
        Assert.InRange((long)refused.Facts!["lines"]![0]!["available"]!, 1, Math.Max(1, free.OnHand / 10));
        Assert.Null((await inventory.Reserve(Wish(id, 1, unpaid: true), default)).Refused);
        Assert.Null((await inventory.Reserve(Wish(id, 1, unpaid: true), default)).Refused);
        Assert.Null((await inventory.Reserve(Wish(id + "-paid", free.Available - 1, unpaid: false), default)).Refused);
        Assert.Equal(0, (await Stock()).Available);
    }

    [Fact]
    public async Task Case_7_settling_sells_once()
    {
        var before = await Stock();
        await Reserve(id, 2);
        Assert.Null((await Settle(2)).Refused);
        Assert.Null((await Settle(2)).Refused);
        var after = await Stock();
        Assert.Equal((before.OnHand - 2, 0L, before.Available - 2), (after.OnHand, after.Reserved, after.Available));
    }

    [Fact]
    public async Task Case_7_settling_without_a_reservation_deducts()
    {
        var before = await Stock();
        Assert.Null((await Settle(2)).Refused);
        Assert.Equal(before.OnHand - 2, (await Stock()).OnHand);
    }

    [Fact]
    public async Task Case_8_releasing_gives_back_what_was_held_or_sold_once()
    {
        var before = await Stock();
        await Reserve(id, 2);
        await Release();
        await Release();
        Assert.Equal(before, await Stock());
        Assert.Equal("reservation_released", (await Try(id, 2)).Refused?.Code);
    }

    [Fact]
    public async Task Case_8_a_release_before_its_reserve_closes_the_door()
    {
        await Release();
        Assert.Equal("reservation_released", (await Try(id, 1)).Refused?.Code);
    }

    [Fact]
    public async Task Case_9_sold_units_come_back_once_a_request_and_never_more_than_were_sold()
    {
        var before = await Stock();
        await Reserve(id, 3);
        Assert.Equal("reservation_not_settled", (await Restock("a", 1)).Refused?.Code);
        Assert.Null((await Settle(3)).Refused);
        Assert.Null((await Restock("a", 1)).Refused);
        Assert.Null((await Restock("a", 1)).Refused);
        Assert.Equal("restock_differs", (await Restock("a", 2)).Refused?.Code);
        Assert.Equal("restock_exceeds_reservation", (await Restock("b", 3)).Refused?.Code);
        Assert.Equal(before.OnHand - 2, (await Stock()).OnHand);
        await Release();
        Assert.Equal(before, await Stock());
        Assert.Equal("reservation_released", (await Restock("c", 1)).Refused?.Code);
    }

    [Fact]
    public async Task Case_9_nothing_comes_back_of_what_was_never_reserved() =>
        Assert.Equal("reservation_not_found", (await Restock("a", 1)).Refused?.Code);

    [Fact]
    public async Task Two_hundred_parallel_reservations_never_hold_more_than_there_is()
    {
        var free = (await Stock()).Available;
        var replies = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Try($"{id}-{i}", 1).AsTask()));
        Assert.Equal(free, replies.Count(r => r.Refused is null));
        Assert.Equal(0, (await Stock()).Available);
    }

    private async Task Reserve(string reservation, long quantity) => Assert.Null((await Try(reservation, quantity)).Refused);

    private ValueTask<Outcome<ReserveReply>> Try(string reservation, long quantity) =>
        inventory.Reserve(
            new()
            {
                RequestId = reservation,
                ReservationId = reservation,
                HoldSeconds = 600,
                Lines =
                {
                    new StockLine { ProductId = product, Quantity = quantity },
                },
            },
            default
        );

    private ValueTask<Outcome<SettleReply>> Settle(long quantity) =>
        inventory.Settle(
            new()
            {
                RequestId = id,
                ReservationId = id,
                Lines =
                {
                    new StockLine { ProductId = product, Quantity = quantity },
                },
            },
            default
        );

    private ValueTask<Outcome<RestockReply>> Restock(string request, long quantity) =>
        inventory.Restock(
            new()
            {
                RequestId = id + request,
                ReservationId = id,
                Lines =
                {
                    new StockLine { ProductId = product, Quantity = quantity },
                },
            },
            default
        );

    private async Task Release() => Assert.Null((await inventory.Release(new() { RequestId = id, ReservationId = id }, default)).Refused);

    private async Task<Availability> Stock() =>
        (await inventory.CheckAvailability(new() { ProductIds = { product } }, default)).Value.Products[0];
}

public sealed class InventoryOnLocal(ShopUnderTest shop) : InventorySuite(shop, Shape.Local), IClassFixture<ShopUnderTest>;

public sealed class InventorySerialised(ShopUnderTest shop) : InventorySuite(shop, Shape.Serialised), IClassFixture<ShopUnderTest>;

public sealed class InventoryOnWire(ShopUnderTest shop) : InventorySuite(shop, Shape.Wire), IClassFixture<ShopUnderTest>;

public sealed class InventoryOnPostgres(ShopOnPostgres shop) : InventorySuite(shop, Shape.Local), IClassFixture<ShopOnPostgres>;
