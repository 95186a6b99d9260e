// The legal moves of an order and of its vendors' parts, without a database.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Web;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

public class OrderTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Fact]
    public void An_order_is_partially_shipped_while_its_vendors_differ()
    {
        var order = Confirmed();
        var seen = new List<string>();
        foreach (
            var (vendor, to) in new[]
            {
                ("v1", "processing"),
                ("v1", "shipped"),
                ("v2", "processing"),
                ("v1", "delivered"),
                ("v2", "shipped"),
                ("v2", "delivered"),
            }
        )
        {
            order = order.MovePart(vendor, to, "DHL", "123", new Actor("vendor"), 9).Value;
            seen.Add(order.Status);
        }

        Assert.Equal(
            [
                Status.Processing,
                Status.PartiallyShipped,
                Status.PartiallyShipped,
                Status.PartiallyShipped,
                Status.Shipped,
                Status.Delivered,
            ],
            seen
        );
        Assert.All(order.Parts, part => Assert.Equal(("DHL", "123"), (part.Carrier, part.TrackingNumber)));
    }

    [Fact]
    public void A_vendor_moves_one_step_at_a_time_and_only_what_is_paid()
    {
        Assert.Equal("illegal_transition", Confirmed().MovePart("v1", "shipped", null, null, Admin, 1).Refused!.Code);
        Assert.Equal("order_not_found", Confirmed().MovePart("v9", "processing", null, null, Admin, 1).Refused!.Code);
        Assert.Equal("illegal_transition", Pending().MovePart("v1", "processing", null, null, Admin, 1).Refused!.Code);
        Assert.Equal(
            "illegal_transition",
            Confirmed().MoveTo(Status.Cancelled, Admin, null, 3).Value.MovePart("v1", "processing", null, null, Admin, 4).Refused!.Code
        );
    }

    [Fact]
    public void The_shop_takes_the_vendors_parts_along()
    {
        var order = Confirmed()
            .MovePart("v1", "processing", null, null, Admin, 1)
            .Value.MovePart("v1", "shipped", null, null, Admin, 2)
            .Value;
        var shipped = order.MoveTo(Status.Shipped, Admin, null, 3).Value;
        Assert.All(shipped.Parts, part => Assert.Equal(Status.Shipped, part.Status));
    }

    [Fact]
    public void An_edited_entry_breaks_the_chain()
    {
        var order = Confirmed();
        var (first, second) = (order.Added[0], order.Added[1]);
        Assert.Equal(second.Hash, second.HashAfter(first.Hash));
        Assert.NotEqual(second.Hash, (second with { Detail = "edited" }).HashAfter(first.Hash));
        Assert.NotEqual(first.Hash, first.HashAfter(Entry.Origin(order.Terms with { Total = 1 })));
        Assert.Equal(first.Hash, (first with { Data = null }).HashAfter(Entry.Origin(order.Terms)));
        Assert.NotEqual(first.Hash, (first with { Data = "{}" }).HashAfter(Entry.Origin(order.Terms)));
    }

    [Fact]
    public void A_part_is_what_its_vendor_sells()
    {
        Assert.Equal([new Part("v1", Part.Waiting, 3, 290, null, null), new Part("v2", Part.Waiting, 1, 50, null, null)], Pending().Parts);
    }

    internal static Order Confirmed() => Pending().Confirm(2);

    internal static Order Pending()
    {
        var terms = new Terms(
            "ada@example.com",
            new PostalAddress("Ada", "1 Way", "London", "GB", "N1"),
            "standard",
            null,
            "USD",
            [
                new("a", "A", "v1", "c", 2, 100, 10, 0, 0),
                new("b", "B", "v2", "c", 1, 50, 0, 0, 0),
                new("c", "C", "v1", "c", 1, 100, 0, 0, 0),
            ],
            350,
            10,
            0,
            0,
            0,
            340
        );
        return Order.Place("o", "ada", terms, Checkout.Begin("tok_visa", 0), 1);
    }
}
