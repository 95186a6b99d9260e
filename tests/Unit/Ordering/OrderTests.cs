// The legal moves of an order and of its vendors' parts, without a database.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Web;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

public class OrderTests
{
    private static readonly Actor Admin = new("admin", "root");

    private static readonly string[] All =
        [Status.Pending, Status.Confirmed, Status.Processing, Status.PartiallyShipped, Status.Shipped, Status.Delivered, Status.PaymentFailed, Status.Cancelled, Status.Returned];

    [Theory]
    [InlineData(Status.Pending, "cancelled")]
    [InlineData(Status.Confirmed, "cancelled processing")]
    [InlineData(Status.Processing, "shipped")]
    [InlineData(Status.PartiallyShipped, "shipped")]
    [InlineData(Status.Shipped, "delivered")]
    [InlineData(Status.Delivered, "returned")]
    [InlineData(Status.PaymentFailed, "")]
    [InlineData(Status.Cancelled, "")]
    [InlineData(Status.Returned, "")]
    public void People_make_the_legal_moves_and_no_other(string from, string legal)
    {
        var order = Confirmed() with { Status = from };
        foreach (var to in All)
        {
            var moved = order.MoveTo(to, Admin, null, 5);
            if (legal.Split(' ').Contains(to))
            {
                Assert.Equal(to, moved.Value.Status);
                continue;
            }

            Assert.Equal("illegal_transition", moved.Refused!.Code);
            Assert.Equal(legal, string.Join(' ', moved.Refused.Facts!["legal"]!.AsArray().Select(node => (string)node!)));
        }
    }

    [Fact]
    public void An_order_is_partially_shipped_while_its_vendors_differ()
    {
        var order = Confirmed();
        var seen = new List<string>();
        foreach (var (vendor, to) in new[] { ("v1", "processing"), ("v1", "shipped"), ("v2", "processing"), ("v1", "delivered"), ("v2", "shipped"), ("v2", "delivered") })
        {
            order = order.MovePart(vendor, to, "DHL", "123", new Actor("vendor"), 9).Value;
            seen.Add(order.Status);
        }

        Assert.Equal([Status.Processing, Status.PartiallyShipped, Status.PartiallyShipped, Status.PartiallyShipped, Status.Shipped, Status.Delivered], seen);
        Assert.All(order.Parts, part => Assert.Equal(("DHL", "123"), (part.Carrier, part.TrackingNumber)));
    }

    [Fact]
    public void A_vendor_moves_one_step_at_a_time_and_only_what_is_paid()
    {
        Assert.Equal("illegal_transition", Confirmed().MovePart("v1", "shipped", null, null, Admin, 1).Refused!.Code);
        Assert.Equal("order_not_found", Confirmed().MovePart("v9", "processing", null, null, Admin, 1).Refused!.Code);
        Assert.Equal("illegal_transition", Pending().MovePart("v1", "processing", null, null, Admin, 1).Refused!.Code);
        Assert.Equal("illegal_transition", (Confirmed() with { Status = Status.Cancelled }).MovePart("v1", "processing", null, null, Admin, 1).Refused!.Code);
    }

    [Fact]
    public void The_shop_takes_the_vendors_parts_along()
    {
        var order = Confirmed().MovePart("v1", "processing", null, null, Admin, 1).Value.MovePart("v1", "shipped", null, null, Admin, 2).Value;
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
    }

    [Fact]
    public void A_part_is_what_its_vendor_sells()
    {
        Assert.Equal([new Part("v1", Part.Waiting, 3, 290, null, null), new Part("v2", Part.Waiting, 1, 50, null, null)], Pending().Parts);
    }

    private static Order Confirmed() => Pending().Confirm(2);

    private static Order Pending()
    {
        var terms = new Terms(
            "ada@example.com", new PostalAddress("Ada", "1 Way", "London", "N1", "GB"), "standard", null, "USD",
            [new("a", "A", "v1", "c", 2, 100, 10, 0, 0), new("b", "B", "v2", "c", 1, 50, 0, 0, 0), new("c", "C", "v1", "c", 1, 100, 0, 0, 0)], 350, 10, 0, 0, 0, 340);
        return Order.Place("o", "ada", terms, Checkout.Begin("tok_visa", 0), 1);
    }
}
