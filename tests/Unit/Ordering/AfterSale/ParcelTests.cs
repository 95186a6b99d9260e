// The shop sends parcels itself: any lines, on the version seen, and the customer hears of each.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ParcelTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Fact]
    public void The_shop_sends_lines_of_several_vendors_a_parcel_each_and_the_order_is_partly_then_wholly_shipped()
    {
        Assert.Equal("illegal_transition", OrderTests.Confirmed().Send([new("a", 1)], null, null, Admin, 3).Refused!.Code);
        var order = OrderTests.Confirmed().MoveTo(Status.Processing, Admin, null, 3).Value;
        Assert.Equal("unknown_line", order.Send([new("x", 1)], null, null, Admin, 4).Refused!.Code);
        Assert.Equal("invalid_quantity", order.Send([], null, null, Admin, 4).Refused!.Code);
        Assert.Equal("quantity_exceeds_unshipped", order.Send([new("a", 1), new("b", 99)], null, null, Admin, 4).Refused!.Code);

        order = order.Send([new("b", 1), new("a", 1)], "DHL", "77", Admin, 5).Value;
        Assert.Equal(["1 v1 a:1 DHL 77", "2 v2 b:1 DHL 77"], order.AfterSaleSoFar.Shipments.Select(Told));
        Assert.Equal(Status.PartiallyShipped, order.Status);
        Assert.Equal(
            ["processing", "shipped"],
            order.Parts.OrderBy(part => part.VendorId, StringComparer.Ordinal).Select(part => part.Status)
        );
        order = order
            .Send(
                [
                    .. order
                        .Terms.Lines.Select(line => new UnitsOf(line.ProductId, line.Quantity - order.Shipped(line.ProductId)))
                        .Where(units => units.Quantity > 0),
                ],
                null,
                null,
                Admin,
                6
            )
            .Value;
        Assert.Equal((Status.Shipped, 3), (order.Status, order.AfterSaleSoFar.Shipments.Count));
        Assert.Equal("illegal_transition", order.Send([new("a", 1)], null, null, Admin, 7).Refused!.Code);
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
    }

    [Fact]
    public void A_part_that_nobody_has_begun_with_is_sent_too_once_the_order_is_under_way()
    {
        var order = OrderTests.Confirmed().MovePart("v1", Status.Processing, null, null, Admin, 3).Value;
        order = order.Send([new("b", 1)], "DPD", "1", Admin, 4).Value;
        Assert.Equal(Status.PartiallyShipped, order.Status);
        Assert.True(order.Parts.Single(part => part.VendorId == "v2").HasLeft);
    }

    [Fact]
    public async Task Of_two_presses_on_one_version_the_second_is_refused_and_each_parcel_is_one_mail_that_names_it()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 3));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        order = (await world.Moving.Move(order.Id, Status.Processing, null, null, Admin, default)).Value;
        var moving = world.Parts;
        var presses = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => moving.Send(order.Id, [new("p1", 1)], "DHL", "1", order.Version, Admin).AsTask())
        );
        Assert.Equal(["done", "version_mismatch"], presses.Select(press => press.Refused?.Code ?? "done").Order());
        Assert.Null((await moving.Send(order.Id, [new("p1", 1)], "DHL", "2", null, Admin)).Refused);
        order = (await moving.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        Assert.Equal((Status.Shipped, 3), (order.Status, order.AfterSaleSoFar.Shipments.Count));
        Assert.Equal("shipment_not_found", (await moving.Arrive(order.Id, 9, null, Admin)).Refused!.Code);
        for (var number = 1; number <= 3; number++)
        {
            order = (await moving.Arrive(order.Id, number, order.Version, Admin)).Value;
        }

        Assert.Equal(Status.Delivered, order.Status);
        await world.AssertTimelineHolds(order);
        var mails = (await world.Outbox())
            .Where(e => e.Topic == Topics.OrderNotification)
            .Select(e => JsonNode.Parse(e.Data)!)
            .Select(mail =>
                $"{mail["template"]}:{string.Join(',', mail["parcels"]?.AsArray().Select(parcel => (string?)parcel!["tracking_number"] ?? "-") ?? [])}"
            );
        Assert.Equal(["confirmed:", "processing:", "partially_shipped:1", "partially_shipped:2", "shipped:1,2,-", "delivered:"], mails);
    }

    private static string Told(Shipment parcel) =>
        $"{parcel.Number} {parcel.VendorId} {string.Join(' ', parcel.Lines.Select(line => $"{line.ProductId}:{line.Quantity}"))} {parcel.Carrier} {parcel.TrackingNumber}";
}
