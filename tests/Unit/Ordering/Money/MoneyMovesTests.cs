// When money was taken and went back, as the timeline tells it to whoever writes papers about it.
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

public class MoneyMovesTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Fact]
    public void Of_an_order_that_is_paid_at_once_all_is_taken_with_the_confirmation_and_a_refund_goes_back_when_it_is_done()
    {
        var order = OrderTests.Confirmed();
        Assert.Equal([(MoneyMove.Taken, order.Terms.Total, 0)], Told(order));
        order = order.Ask(new(100, [], null, null, null), Admin, 5).Value;
        Assert.Single(MoneyMoves.Of(order));
        order = order.PaidBack(order.AfterSaleSoFar.Refunds[0].Pieces[0].RefundId, 6);
        Assert.Equal((MoneyMove.Returned, 100L, 1), Told(order)[^1]);
    }

    [Fact]
    public void Of_held_money_each_capture_is_taken_when_the_bank_has_said_so()
    {
        var placed = OrderTests.Confirmed();
        var order = Order
            .Place("o", "ada", placed.Terms, Checkout.Begin("tok", 0), 1)
            .Confirm(2, new("o", Holding.Held, placed.Terms.Total, 2, 1_000_000, InParts: true, Renewable: false));
        Assert.Empty(MoneyMoves.Of(order));
        order = order.StartCapture(200, null, Admin, 3).Value;
        Assert.Empty(MoneyMoves.Of(order));
        order = order.PieceTaken("o", 4);
        Assert.Equal([(MoneyMove.Taken, 200L, 1)], Told(order));
        order = order.MoveTo(Status.Cancelled, Admin, null, 5).Value.Undone(6);
        Assert.Equal((MoneyMove.Returned, 200L, 0), Told(order)[^1]);
    }

    private static List<(string Kind, long Amount, int Number)> Told(Order order) =>
        [.. MoneyMoves.Of(order).Select(move => (move.Kind, move.Amount, move.Number))];
}
