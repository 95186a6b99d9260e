// Zones and pickup points as data: written with a version, never two for one place, in force at once, and kept by the orders placed before.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering.Shipping;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class ShippingZoneTests
{
    private static readonly ShippingZoneBody British = new(
        "Britain",
        ["GB"],
        Methods: [new("standard", "Royal Mail", "USD", [new(3.50m)], Carrier: "Royal Mail", DaysMin: 1, DaysMax: 2)]
    );

    private static readonly PickupPointBody Kreuzberg = new("Kreuzberg", "Oranienstr. 25", "Berlin", "DE", "10999", Hours: "10 to 19");

    [Fact]
    public async Task A_zone_is_in_force_at_once_and_an_order_keeps_what_was_promised()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var before = await world.Place(OrderingWorld.Wish());
        Assert.Equal((4_99, null), (before.Terms.Shipping, before.Terms.Delivery!.ZoneId));
        var zone = (await world.EditingShipping.CreateZone(British, "boss", default)).Value;
        world.Shop.Fill("bob", ("p1", 1));
        var order = await world.Place(OrderingWorld.Wish("bob"));

        // The test's clock stands on Thursday, 15 January 2026.
        Assert.Equal(3_50, order.Terms.Shipping);
        Assert.Equal(
            new DeliveryTerm("Royal Mail", zone.Id, "Royal Mail", new DateOnly(2026, 1, 16), new DateOnly(2026, 1, 19)),
            order.Terms.Delivery
        );
        world.Shop.Fill("eve", ("p1", 1));
        var faster = (await world.Placing.Place(OrderingWorld.Wish("eve", method: "express"), default)).Refused!;
        Assert.Equal(("shipping_method_unavailable", RefusalKind.Conflict), (faster.Code, faster.Kind));

        // And after a start, when memory is empty.
        await world.CrashAndRestart();
        world.Shop.Fill("dan", ("p1", 1));
        Assert.Equal(3_50, (await world.Place(OrderingWorld.Wish("dan"))).Terms.Shipping);
        Assert.True((await world.EditingShipping.Delete(ShopRow.Zone, zone.Id, 1, "boss", default)).Value);
        world.Shop.Fill("fay", ("p1", 1));
        Assert.Equal(4_99, (await world.Place(OrderingWorld.Wish("fay"))).Terms.Shipping);
        await world.AssertTimelineHolds(await world.Settled(order.Id));
    }

    [Fact]
    public async Task Where_nothing_is_shipped_neither_quote_nor_order_is_made_and_nothing_is_held()
    {
        await using var world = await OrderingWorld.Open();
        await world.EditingShipping.CreateZone(new("Not there", ["GB"], Ships: false), "boss", default);
        world.Shop.Fill("ada", ("p1", 1));
        var refused = (await world.Placing.Place(OrderingWorld.Wish(), default)).Refused!;
        Assert.Equal(("not_shipped_there", "GB"), (refused.Code, (string?)refused.Facts!["place"]));
        Assert.Equal("not_shipped_there", (await world.Quote.For("ada", OrderingWorld.Home, "standard", null, default)).Refused!.Code);
        Assert.Empty(world.Shop.Holds);
    }

    [Fact]
    public async Task Faults_of_a_zone_are_told_all_at_once_and_in_words()
    {
        await using var world = await OrderingWorld.Open();
        var bare = (await world.EditingShipping.CreateZone(new("Bare", ["DE"]), "boss", default)).Refused!;
        Assert.Contains("a zone without rates cannot be shipped to", Errors(bare)["methods"]!.ToJsonString(), StringComparison.Ordinal);
        var faulty = new ShippingZoneBody(
            "Faulty",
            ["DE", "de", "XX", "US-ZZ", "US-994*"],
            Methods:
            [
                new("Fast!", "", "USD", [new(5m, 10m), new(4m, 10m), new(3m), new(-1m)], DaysMin: 3, DaysMax: 1),
                new("pickup", "Own", "ZZZ", []),
                new("standard", "One", "USD", [new(1m)]),
                new("standard", "Two", "USD", [new(1m, 0.5m)], ZoneMethodBody.Weight),
            ]
        );
        Assert.Equal(
            [
                "methods[0].days_max",
                "methods[0].method",
                "methods[0].name",
                "methods[0].steps[1].up_to",
                "methods[0].steps[2].up_to",
                "methods[0].steps[3].price",
                "methods[1].currency",
                "methods[1].method",
                "methods[1].steps",
                "methods[3].method",
                "methods[3].steps[0].up_to",
                "places[1]",
                "places[2]",
                "places[3]",
            ],
            Errors((await world.EditingShipping.CreateZone(faulty, "boss", default)).Refused!)
                .Select(error => error.Key)
                .Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "methods",
            Errors((await world.EditingShipping.CreateZone(British with { Ships = false }, "boss", default)).Refused!)
        );
    }

    [Fact]
    public async Task Two_zones_for_one_place_are_refused_by_name()
    {
        await using var world = await OrderingWorld.Open();
        var first = (await world.EditingShipping.CreateZone(British with { Places = ["GB", "IE", "*"] }, "boss", default)).Value;
        foreach (var (place, told) in new[] { ("IE", "IE"), ("*", "*") })
        {
            var refused = (
                await world.EditingShipping.CreateZone(British with { Name = "Other", Places = ["FR", place] }, "boss", default)
            ).Refused!;
            Assert.Equal(
                ("shipping_zone_overlaps", first.Id, told),
                (refused.Code, (string?)refused.Facts!["shipping_zone_id"], (string?)refused.Facts["place"])
            );
        }

        var second = (await world.EditingShipping.CreateZone(British with { Name = "Scots", Places = ["GB-SCT"] }, "boss", default)).Value;
        var patch = new JsonObject { ["places"] = new JsonArray("GB") };
        Assert.Equal(
            "shipping_zone_overlaps",
            (await world.EditingShipping.ChangeZone(second.Id, patch, 1, "boss", default)).Refused!.Code
        );

        // A zone may keep its own places.
        Assert.Equal(2, (await world.EditingShipping.ChangeZone(first.Id, patch, 1, "boss", default)).Value.Version);
    }

    [Fact]
    public async Task A_change_names_the_version_it_saw_and_who_did_what_is_kept()
    {
        await using var world = await OrderingWorld.Open();
        var zone = (await world.EditingShipping.CreateZone(British, "boss", default)).Value;
        var changed = (
            await world.EditingShipping.ChangeZone(zone.Id, new JsonObject { ["name"] = "Great Britain" }, 1, "eve", default)
        ).Value;
        Assert.Equal((2, "Great Britain"), (changed.Version, ShippingZoneBody.Read(changed.Content).Name));
        Assert.Equal("Royal Mail", Assert.Single(ShippingZoneBody.Read(changed.Content).Methods!).Name);
        Assert.Equal("version_mismatch", (await world.EditingShipping.ChangeZone(zone.Id, [], 1, "boss", default)).Refused!.Code);
        Assert.Equal("version_mismatch", (await world.EditingShipping.Delete(ShopRow.Zone, zone.Id, 1, "boss", default)).Refused!.Code);
        Assert.Equal(
            "unknown_member",
            (await world.EditingShipping.ChangeZone(zone.Id, new JsonObject { ["price"] = 1 }, 2, "boss", default)).Refused!.Code
        );
        Assert.True((await world.EditingShipping.Delete(ShopRow.Zone, zone.Id, 2, "boss", default)).Value);
        Assert.False((await world.EditingShipping.Delete(ShopRow.Zone, zone.Id, null, "boss", default)).Value);
        Assert.Equal("shipping_zone_not_found", (await world.EditingShipping.ChangeZone(zone.Id, [], null, "boss", default)).Refused!.Code);
        var changes = await world.Database.Read(sql => ShippingSql.Changes(sql, zone.Id, 0, 10));
        Assert.Equal(
            [("created", "boss"), ("changed", "eve"), ("deleted", "boss")],
            changes.Select(change => (change.Action, change.ActorId))
        );
    }

    [Fact]
    public async Task A_pickup_point_needs_no_street_and_taxes_go_by_its_place()
    {
        await using var world = await OrderingWorld.Open();
        await world.EditingShipping.CreateZone(new("Not there", ["*"], Ships: false), "boss", default);
        world.Shop.Fill("ada", ("p1", 1));
        var wish = OrderingWorld.Wish(method: "pickup") with { Address = null };
        Assert.Contains("pickup_point_id", Errors((await world.Placing.Place(wish, default)).Refused!));
        var row = (await world.EditingShipping.CreatePoint(Kreuzberg, "boss", default)).Value;

        // Where nothing is sent, the refusal says that it can be fetched.
        Assert.True((bool)(await world.Placing.Place(OrderingWorld.Wish(), default)).Refused!.Facts!["pickup"]!);
        var rita = OrderingWorld.Home with { Name = "Rita", Line1 = string.Empty, City = string.Empty, PostalCode = null };
        Assert.Empty((await world.Quote.For("ada", rita, "pickup", null, default)).Value.Problems);
        var order = await world.Place(wish with { Address = rita });
        Assert.Equal("Rita", order.Terms.Address.Name);
        Assert.Equal(
            ("pickup", 0L, "DE", "Berlin"),
            (order.Terms.ShippingMethod, order.Terms.Shipping, order.Terms.Address.Country, order.Terms.Address.City)
        );
        Assert.Equal("DE", Assert.Single(order.Terms.Taxes!).Place);
        Assert.Equal(new PickupTerm(row.Id, "Kreuzberg", "10 to 19", null), order.Terms.Delivery!.Pickup);
        Assert.Equal(new DateOnly(2026, 1, 16), order.Terms.Delivery.From);

        // Of several one has to be named, and it stays with the order when it is gone.
        await world.EditingShipping.CreatePoint(Kreuzberg with { Name = "Mitte" }, "boss", default);
        world.Shop.Fill("bob", ("p1", 1));
        Assert.Contains("pickup_point_id", Errors((await world.Placing.Place(wish with { UserId = "bob" }, default)).Refused!));
        var quote = (await world.Quote.For("bob", null, "pickup", null, default, pickupPointId: row.Id)).Value;
        Assert.Equal(("pickup", 0m), (quote.ShippingMethod, quote.Shipping));
        await world.EditingShipping.Delete(ShopRow.PickupPoint, row.Id, null, "boss", default);
        Assert.Equal("Kreuzberg", (await world.Store.Get(order.Id))!.Terms.Delivery!.Pickup!.Name);
    }

    [Fact]
    public async Task What_is_weighed_by_default_ships_by_weight()
    {
        await using var world = await OrderingWorld.Open(defaultWeightG: 700);
        var method = new ZoneMethodBody("standard", "By weight", "USD", [new(3m, 1_000), new(6m, 2_000)], ZoneMethodBody.Weight);
        await world.EditingShipping.CreateZone(British with { Methods = [method] }, "boss", default);
        world.Shop.Products["p1"].WeightG = 1_200;
        world.Shop.Fill("ada", ("p1", 1), ("p2", 1));
        var order = await world.Place(OrderingWorld.Wish());
        Assert.Equal(6_00, order.Terms.Shipping);
        Assert.Equal([1_200L, null], order.Terms.Lines.Select(line => line.WeightG));

        // Three units of the one are too heavy for it.
        world.Shop.Fill("bob", ("p2", 3));
        Assert.Equal("not_shipped_there", (await world.Placing.Place(OrderingWorld.Wish("bob"), default)).Refused!.Code);
    }

    private static JsonObject Errors(Refusal refused) => refused.Facts!["errors"]!.AsObject();
}
