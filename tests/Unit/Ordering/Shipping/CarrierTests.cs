// The shop's half of carriers: rates that hold while they answer, labels bought before a parcel leaves and given back when it does not.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering.Shipping;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class CarrierTests
{
    private static readonly Actor Admin = new("admin", "boss");

    private static readonly ShippingZoneBody Rated = new(
        "Britain",
        ["GB"],
        Methods: [new("standard", "Fast", "USD", [new(9.99m)], Provider: CarrierByHand.Known, Service: "fast")]
    );

    [Fact]
    public async Task A_carriers_price_holds_while_it_answers_then_what_it_said_last_and_else_the_steps()
    {
        await using var world = await Open();
        await world.EditingShipping.CreateZone(Rated, "boss", default);
        world.Carrier.Asked = null;
        Assert.Equal(9.99m, await Quoted(world));
        Assert.Equal((9.99m, 1), (await Quoted(world), world.Carrier.RatesAsked));
        world.Clock.Advance(CarrierDesk.AwayFor);
        world.Carrier.Asked = [new("fast", 7_77, 1, 2)];
        Assert.Equal(7.77m, await Quoted(world));

        // An order costs what its quote said, without asking again.
        world.Carrier.Asked = [new("fast", 8_88, 1, 2)];
        var asked = world.Carrier.RatesAsked;
        var order = await world.Place(OrderingWorld.Wish());
        Assert.Equal((7_77L, asked), (order.Terms.Shipping, world.Carrier.RatesAsked));
        Assert.Equal(new DateOnly(2026, 1, 16), order.Terms.Delivery!.From);

        // The order takes its lines out of the cart when it is confirmed: before that they would go from the next cart, too.
        await world.Settled(order.Id);
        world.Shop.Fill("ada", ("p1", 1));
        world.Clock.Advance(CarrierDesk.RatesKeptFor);
        world.Carrier.Asked = null;
        Assert.Equal(7.77m, await Quoted(world));
        world.Clock.Advance(CarrierDesk.AwayFor);
        world.Carrier.Asked = [new("fast", 8_88, 1, 2)];
        Assert.Equal(8.88m, await Quoted(world));

        // A service that it does not name does not take the parcel.
        world.Clock.Advance(CarrierDesk.RatesKeptFor);
        world.Carrier.Asked = [new("slow", 1_00, 8, 9)];
        Assert.Equal("not_shipped_there", (await world.Quote.For("ada", OrderingWorld.Home, null, null, default)).Refused!.Code);
    }

    [Fact]
    public async Task What_cannot_be_a_price_or_a_label_is_not_taken_from_a_carrier()
    {
        await using var world = await Open();
        await world.EditingShipping.CreateZone(Rated, "boss", default);
        world.Carrier.Asked = [new("fast", -5_00, 1, 2)];
        Assert.Equal("not_shipped_there", (await world.Quote.For("ada", OrderingWorld.Home, null, null, default)).Refused!.Code);
        world.Clock.Advance(CarrierDesk.RatesKeptFor);
        world.Carrier.Asked = [new("fast", 5_00, 1, int.MaxValue)];
        Assert.Equal("not_shipped_there", (await world.Quote.For("ada", OrderingWorld.Home, null, null, default)).Refused!.Code);
        world.Clock.Advance(CarrierDesk.RatesKeptFor);
        world.Carrier.Asked = [new("fast", 5_00, 1, 2)];
        var order = await Begun(world);
        world.Carrier.Sells = new("one\ntwo", "text/plain", "label"u8.ToArray());
        Assert.Equal("carrier_away", (await Send(world, order, [new("p1", 1)])).Refused!.Code);
        Assert.Single(world.Carrier.GivenBack);
    }

    [Fact]
    public async Task Two_presses_for_one_parcel_buy_one_label_and_nobody_gives_it_back()
    {
        await using var world = await Open();
        var order = await Begun(world);
        world.Carrier.Holds = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Send(world, order, [new("p1", 1)]).AsTask();
        await world.Carrier.Buying.Task;
        Assert.Equal("order_busy", (await Send(world, order, [new("p1", 1)])).Refused!.Code);
        world.Carrier.Holds.SetResult();
        Assert.Null((await first).Refused);
        Assert.Single(world.Carrier.Bought);
        Assert.Empty(world.Carrier.GivenBack);
    }

    [Fact]
    public async Task A_carrier_that_the_shop_does_not_have_is_refused_with_the_zone()
    {
        await using var world = await Open();
        var method = Rated.Methods![0] with { Provider = "nobody" };
        var refused = (await world.EditingShipping.CreateZone(Rated with { Methods = [method] }, "boss", default)).Refused!;
        Assert.Equal(["methods[0].provider"], refused.Facts!["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task A_label_is_bought_with_the_parcel_kept_to_be_printed_and_followed()
    {
        await using var world = await Open();
        var order = await Begun(world);
        var sent = (await Send(world, order, [new("p1", 1)])).Value;
        var parcel = Assert.Single(sent.AfterSaleSoFar.Shipments);
        var requestId = Assert.Single(world.Carrier.Bought).Key;
        Assert.StartsWith($"{order.Id}:{order.Version}:", requestId, StringComparison.Ordinal);
        Assert.Equal((CarrierByHand.Known, "H-" + requestId, requestId), (parcel.Carrier, parcel.TrackingNumber, parcel.Label));
        var told = world.Carrier.Bought[requestId];
        Assert.Equal((400L, 29_99L, "USD", "London"), (told.WeightG, told.ValueMinor, told.Currency, told.To.City));
        Assert.Equal("label"u8.ToArray(), (await world.Labels.Print(sent, 1, null)).Value.Content);
        Assert.Equal("H-" + requestId, Assert.Single((await world.Labels.Track(sent, 1, null, default)).Value).Place);
        Assert.Equal("label_not_found", (await world.Labels.Print(sent, 1, "another")).Refused!.Code);
        Assert.Empty(world.Carrier.GivenBack);
        await world.AssertTimelineHolds(sent);

        // The second press, on the version that it saw, buys nothing.
        Assert.Equal("version_mismatch", (await Send(world, order, [new("p1", 1)])).Refused!.Code);
        Assert.Single(world.Carrier.Bought);
    }

    [Fact]
    public async Task A_parcel_that_cannot_leave_buys_no_label_or_gives_it_back()
    {
        await using var world = await Open();
        var order = await Begun(world);
        Assert.Equal("quantity_exceeds_unshipped", (await Send(world, order, [new("p1", 9)])).Refused!.Code);
        Assert.Contains("label_of", (await Send(world, order, [new("p1", 1)], "nobody")).Refused!.Facts!["errors"]!.AsObject());
        Assert.Empty(world.Carrier.Bought);
        world.Carrier.Refuses = Refusal.Conflict("parcel_refused", "Too long.");
        Assert.Equal("parcel_refused", (await Send(world, order, [new("p1", 1)])).Refused!.Code);
        world.Carrier.Refuses = null;

        // Somebody else was faster between the purchase and the parcel.
        var late = await world.Labels.Send(
            order.Id,
            null,
            [new("p1", 1)],
            CarrierByHand.Known,
            null,
            null,
            (_, _) => ValueTask.FromResult<Outcome<Order>>(OrderStore.Busy),
            default
        );
        Assert.Equal("order_busy", late.Refused!.Code);
        Assert.Equal(world.Carrier.Bought.Keys, world.Carrier.GivenBack);
        Assert.Empty((await world.Store.Get(order.Id))!.AfterSaleSoFar.Shipments);
    }

    private static ValueTask<Outcome<Order>> Send(
        OrderingWorld world,
        Order order,
        UnitsOf[] lines,
        string carrier = CarrierByHand.Known
    ) =>
        world.Labels.Send(
            order.Id,
            null,
            lines,
            carrier,
            null,
            order.Version,
            (parcel, at) => world.Parts.Send(order.Id, lines, parcel.Carrier, parcel.TrackingNumber, at, Admin, parcel.LabelId),
            default
        );

    private static async Task<Order> Begun(OrderingWorld world)
    {
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        return (await world.Parts.Move(order.Id, "v1", Status.Processing, null, null, null, Admin)).Value;
    }

    private static async Task<decimal> Quoted(OrderingWorld world) =>
        (await world.Quote.For("ada", OrderingWorld.Home, null, null, default)).Value.Shipping;

    private static async Task<OrderingWorld> Open()
    {
        var world = await OrderingWorld.Open();
        world.Shop.Products["p1"].WeightG = 400;
        world.Shop.Fill("ada", ("p1", 1));
        return world;
    }
}
