// Goods that are not sent: no method, no shipping, no street, and delivered with the confirmation; beside others, the others are sent.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering.Shipping;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class UnsentGoodsTests
{
    private static readonly PostalAddress Germany = new(string.Empty, string.Empty, string.Empty, "DE");

    [Fact]
    public async Task An_order_of_an_e_book_asks_for_no_method_and_no_street_and_is_delivered_when_it_is_paid()
    {
        await using var world = await Open();
        world.Shop.Fill("ada", ("p1", 1));
        var quote = (await world.Quote.For("ada", Germany, null, null, default)).Value;
        Assert.Equal((false, "none", 0m, 0), (quote.RequiresShipping, quote.ShippingMethod, quote.Shipping, quote.ShippingMethods.Count));
        Assert.Empty(quote.Problems);
        var order = await world.Place(Wish("ada") with { Address = Germany, ShippingMethod = null });
        order = await world.Settled(order.Id);
        Assert.Equal(
            ("delivered", "none", 0L, null),
            (order.Status, order.Terms.ShippingMethod, order.Terms.Shipping, order.Terms.Delivery)
        );
        Assert.Equal("DE", Assert.Single(order.Terms.Taxes!).Place);
        Assert.Equal(Status.Delivered, Assert.Single(order.Parts).Status);
        Assert.Equal(1, order.Delivered("p1"));
        Assert.Empty(order.AfterSaleSoFar.Shipments);
        Assert.Equal(
            ["order.placed", "order.confirmed", "order.delivered"],
            (await world.Store.Timeline(order.Id, 0, 9)).Select(one => one.Type)
        );
        await world.AssertTimelineHolds(order);
        world.AssertBooksAgree([order]);

        // What the shop pays back later does not begin the period of withdrawal anew.
        var period = new WithdrawalPeriod(14, [], TimeZoneInfo.Utc);
        var ends = period.EndsMs(order);
        world.Clock.Advance(TimeSpan.FromDays(100));
        await world.Returning.Refund(order.Id, new(100, [], null, "sorry", null), new("admin", "boss"), default);
        Assert.Equal(ends, period.EndsMs(await world.Settled(order.Id)));

        // A method that is named all the same changes nothing.
        world.Shop.Fill("bob", ("p1", 1));
        Assert.Equal("none", (await world.Place(Wish("bob"))).Terms.ShippingMethod);
    }

    [Fact]
    public async Task What_is_sent_beside_it_needs_all_of_that_and_alone_makes_the_order_shipped()
    {
        await using var world = await Open();
        world.Shop.Fill("ada", ("p1", 1), ("p2", 2), ("p3", 1));
        Assert.Equal(
            ["shipping_method"],
            (await world.Placing.Place(Wish("ada") with { ShippingMethod = null }, default)).Refused!.Facts!["errors"]!
                .AsObject()
                .Select(e => e.Key)
        );
        Assert.Equal(
            ["shipping_address.city", "shipping_address.line1", "shipping_address.name", "shipping_address.postal_code"],
            (await world.Placing.Place(Wish("ada") with { Address = Germany }, default)).Refused!.Facts!["errors"]!
                .AsObject()
                .Select(e => e.Key)
                .Order(StringComparer.Ordinal)
        );

        // A quote needs no more than the place, and says what is missing.
        var quote = (await world.Quote.For("ada", Germany, null, null, default)).Value;
        Assert.Equal(("standard", "address_incomplete"), (quote.ShippingMethod, Assert.Single(quote.Problems).Code));

        // p1 (29.99) and p2 are v1's, p3 v2's; p1 and p3 are not sent.
        world.Shop.Products["p3"].NoShipping = true;
        var order = await world.Settled((await world.Place(Wish("ada"))).Id);
        Assert.Equal((Status.Confirmed, 4_99L), (order.Status, order.Terms.Shipping));
        Assert.Equal(
            [("v1", Part.Waiting), ("v2", Status.Delivered)],
            order.Parts.OrderBy(part => part.VendorId, StringComparer.Ordinal).Select(part => (part.VendorId, part.Status))
        );
        Assert.Equal([0L, 1, 1], new[] { "p2", "p1", "p3" }.Select(order.Shipped));
        Assert.Empty(order.LegalFor(order.Parts.First(part => part.VendorId == "v2")));
        order = (await world.Parts.Move(order.Id, "v1", Status.Processing, null, null, null, Vendor)).Value;
        Assert.Equal("quantity_exceeds_unshipped", order.Ship("v1", [new("p1", 1)], null, null, Vendor, order.UpdatedMs).Refused!.Code);
        order = (await world.Parts.Move(order.Id, "v1", Status.Shipped, "DHL", "1", null, Vendor)).Value;
        Assert.Equal(new UnitsOf("p2", 2), Assert.Single(Assert.Single(order.AfterSaleSoFar.Shipments).Lines));
        Assert.Equal(Status.Shipped, order.Status);
        order = (await world.Parts.Move(order.Id, "v1", Status.Delivered, null, null, null, Vendor)).Value;
        Assert.Equal(Status.Delivered, order.Status);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task Units_in_parcels_of_their_own_make_the_part_partially_shipped_until_the_last_has_left()
    {
        await using var world = await Open();
        world.Shop.Fill("ada", ("p1", 3), ("p2", 3));
        var order = await world.Settled((await world.Place(Wish("ada"))).Id);
        order = (await world.Parts.Move(order.Id, "v1", Status.Processing, null, null, null, Vendor)).Value;
        order = (await world.Parts.Send(order.Id, [new("p2", 1)], "DHL", "1", null, new Actor("admin", "boss"))).Value;
        Assert.Equal((Status.PartiallyShipped, 1L), (order.Status, order.Shipped("p2")));
        order = (await world.Parts.Send(order.Id, [new("p2", 2)], "DHL", "2", null, new Actor("admin", "boss"))).Value;
        Assert.Equal((Status.Shipped, 3L, 2), (order.Status, order.Shipped("p2"), order.AfterSaleSoFar.Shipments.Count));
    }

    [Fact]
    public async Task Who_names_no_place_is_asked_for_one_and_what_was_delivered_takes_no_parcel_more()
    {
        await using var world = await Open();
        world.Shop.Fill("guest1", ("p1", 1));
        var nowhere = Wish("guest1") with { Address = null, IsGuest = true };
        Assert.Equal(
            ["shipping_address"],
            (await world.Placing.Place(nowhere, default)).Refused!.Facts!["errors"]!.AsObject().Select(e => e.Key)
        );
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(Wish("ada") with { Address = Germany })).Id);
        Assert.Equal(
            "illegal_transition",
            (await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 1)]), new("admin", "boss"), default)).Refused!.Code
        );
    }

    private static readonly Actor Vendor = new("vendor", "someone");

    private static Placement Wish(string user) => OrderingWorld.Wish(user);

    // p1 is an e-book; without a place of record whoever buys says one.
    private static async Task<OrderingWorld> Open()
    {
        var world = await OrderingWorld.Open();
        world.Shop.Products["p1"].NoShipping = true;
        return world;
    }
}
