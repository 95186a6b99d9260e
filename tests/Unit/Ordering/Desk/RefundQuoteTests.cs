// What a refund is said to pay back before anybody presses is what it then pays back, to the smallest unit, whatever went back before.
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

public sealed class RefundQuoteTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Fact]
    public void Unit_by_unit_each_quote_is_the_refund_and_together_they_are_the_whole()
    {
        var order = OrderTests.Confirmed();
        var (whole, quoted) = (order.Captured(), 0L);
        foreach (var (product, units) in new[] { ("a", 1), ("c", 1), ("a", 1), ("b", 1) })
        {
            var ask = new RefundAsk(null, [new(product, units)], null, null, null);
            var before = order.Version;
            var would = RefundQuoteRoutes.Would(order, ask, null, Admin, 20).Value;
            Assert.Equal(before, order.Version);
            var body = RefundQuoteBody.Of(order, would);
            order = order.Ask(ask with { Reason = "broken", Key = product + before }, Admin, 21).Value;
            var done = order.AfterSaleSoFar.Refunds[^1];
            Assert.Equal(done.Amount / 100m, body.Amount);
            Assert.Equal(done.Lines.Select(line => line.Amount / 100m), body.Items.Select(item => item.Amount));
            Assert.Equal(body.Amount, body.Items.Sum(item => item.Net + item.Tax) + body.Shipping + body.Goodwill);
            quoted += would.Amount;
        }

        Assert.Equal(whole, quoted);
    }

    [Fact]
    public void A_goodwill_is_an_amount_of_no_line_and_never_more_than_is_left()
    {
        var order = OrderTests.Confirmed();
        var body = RefundQuoteBody.Of(order, Would(order, new(150, [], null, null, null)).Value);
        Assert.Equal((1.50m, 1.50m, 0, 3.40m), (body.Amount, body.Goodwill, body.Items.Count, body.Refundable));
        Assert.Equal("refund_exceeds_captured", Would(order, new(341, [], null, null, null)).Refused!.Code);
        Assert.Equal("invalid_amount", Would(order, new(0, [], null, null, null)).Refused!.Code);
        Assert.Equal("unknown_line", Would(order, new(null, [new("x", 1)], null, null, null)).Refused!.Code);
        Assert.Equal("refund_exceeds_captured", Would(order, new(null, [new("a", 3)], null, null, null)).Refused!.Code);
        Assert.Equal("unknown_vendor", Would(order, new(10, [], null, null, "v9")).Refused!.Code);
    }

    [Fact]
    public void Of_a_return_it_is_what_arrived_and_nothing_before_it_arrived_or_after_it_was_paid()
    {
        var order = OrderTests.Confirmed();
        foreach (var to in new[] { Status.Processing, Status.Shipped, Status.Delivered })
        {
            order = order.MoveTo(to, Admin, null, 10).Value;
        }

        order = order.RequestReturn("r1", new([new("a", 2)], null), Admin, 20).Value;
        Assert.Equal("illegal_transition", RefundQuoteRoutes.Would(order, null, "r1", Admin, 21).Refused!.Code);
        Assert.Equal("return_not_found", RefundQuoteRoutes.Would(order, null, "r2", Admin, 21).Refused!.Code);
        order = order
            .AnswerReturn("r1", approved: true, null, Admin, 22)
            .Value.ReceiveReturn("r1", [new("a", 1, true)], null, Admin, 23)
            .Value;
        var would = RefundQuoteRoutes.Would(order, null, "r1", Admin, 24).Value;
        order = order.RefundReturn("r1", Admin, 24).Value;
        Assert.Equal(order.AfterSaleSoFar.Refunds.Single().Amount, would.Amount);
        Assert.Equal(1, would.Lines.Single().Quantity);
        Assert.NotNull(RefundQuoteRoutes.Would(order, null, "r1", Admin, 25).Refused);
    }

    private static Cartwright.Contracts.Outcome<Refund> Would(Order order, RefundAsk ask) =>
        RefundQuoteRoutes.Would(order, ask, null, Admin, 20);
}
