// Withdrawals: binding at once, of a part or of all, in every state of an order; money and stock exactly once, whatever happens beside it.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class WithdrawalTests
{
    private static readonly Actor Admin = new("admin", "root");
    private static readonly Actor Ada = new("customer", "ada");
    private static readonly WithdrawalGround Open = new(14, null, 0, "w1");
    private static readonly WithdrawalAsk All = new(null, "Ada Lovelace", "ada@example.com");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Before_anything_has_left_a_withdrawal_from_all_cancels_the_order_even_while_it_is_packed(bool packing)
    {
        var order = OrderTests.Confirmed();
        order = packing ? order.MoveTo(Status.Processing, Admin, null, 3).Value : order;
        order = order.Withdraw(All, Open, Ada, 4).Value;
        Assert.Equal((Status.Cancelled, 340L, 340L), (order.Status, order.Refunded(), order.Withdrawals()[0].BackNow));
        Assert.Equal([Withdrawal.Declared, "order.cancelled"], order.Added.TakeLast(2).Select(entry => entry.Type));
        Assert.Equal("nothing_to_withdraw", order.Withdraw(All with { Key = "again" }, Open, Ada, 5).Refused!.Code);
        Assert.Same(order, order.Withdraw(All, Open, Ada, 5).Value);
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));

        // Nobody of the shop gets this way by name.
        Assert.DoesNotContain(Status.Cancelled, OrderTests.Confirmed().MoveTo(Status.Processing, Admin, null, 3).Value.Legal);
    }

    [Fact]
    public void A_part_that_has_not_left_goes_out_at_its_share_and_nothing_that_stays_gets_dearer()
    {
        var order = OrderTests.Confirmed().Withdraw(All with { Lines = [new("a", 1), new("c", 1)] }, Open, Ada, 4).Value;

        // Of 2 x a (200 less 10) one goes for 95, and c for 100.
        Assert.Equal((Status.Confirmed, 195L, 145L), (order.Status, order.Refunded(), order.Terms.Total));
        Assert.Equal([("a", 1L, 5L), ("b", 1L, 0L)], order.Terms.Lines.Select(line => (line.ProductId, line.Quantity, line.Discount)));
        Assert.Equal(order.Terms.Subtotal - order.Terms.Discount + order.Terms.Shipping + order.Terms.Tax, order.Terms.Total);
        Assert.Equal([new UnitsOf("a", 1), new UnitsOf("c", 1)], order.AfterSaleSoFar.Restocks.SelectMany(one => one.Lines));
        Assert.Null(order.AfterSaleSoFar.Edit);
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
        var left = order.Withdraw(All with { Lines = [new("a", 2)] }, Open, Ada, 5).Refused!;
        Assert.Equal(("withdrawal_exceeds_order", 1L), (left.Code, (long)left.Facts!["available"]!));
        Assert.Equal("unknown_line", order.Withdraw(All with { Lines = [new("x", 1)] }, Open, Ada, 5).Refused!.Code);
        Assert.Equal("invalid_quantity", order.Withdraw(All with { Lines = [] }, Open, Ada, 5).Refused!.Code);
    }

    [Fact]
    public void What_has_left_comes_back_approved_and_the_rest_goes_out()
    {
        var order = Shipped("v1").Withdraw(All, Open, Ada, 6).Value;
        var back = Assert.Single(order.AfterSaleSoFar.Returns);
        Assert.Equal((Return.Approved, 1, "w1"), (back.Status, back.Withdrawal, back.Id));
        Assert.Equal([("a", 2L), ("c", 1L)], back.Lines.Select(line => (line.ProductId, line.Quantity)));
        Assert.Equal((50L, 50L, 290L), (order.Refunded(), order.Withdrawals()[0].BackNow, order.Withdrawals()[0].BackLater));
        Assert.Equal(["a", "c"], order.Terms.Lines.Select(line => line.ProductId));
        Assert.Equal("illegal_transition", order.AnswerReturn("w1", approved: false, "no", Admin, 7).Refused!.Code);
        Assert.Equal("illegal_transition", order.RefundReturn("w1", Admin, 7).Refused!.Code);

        // The law pays back with the goods, without anybody being asked.
        order = order.ReceiveReturn("w1", [new("a", 2, true), new("c", 1, true)], null, Admin, 8).Value;
        Assert.Equal((340L, 0L), (order.Refunded(), order.Refundable()));
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
    }

    [Fact]
    public void Proof_of_sending_makes_the_money_due_before_the_goods_are_here()
    {
        var order = Delivered().Withdraw(All, Open, Ada, 20).Value;
        Assert.Equal("return_not_found", order.ProveSending("r9", "DHL", "1", Ada, 21).Refused!.Code);
        order = order.ProveSending("w1", "DHL", "1", Ada, 21).Value;
        Assert.Same(order, order.ProveSending("w1", "DHL", "1", Ada, 22).Value);
        Assert.Equal([Return.Received, Return.Refunded], order.AfterSaleSoFar.Returns[0].Legal);
        order = order.RefundReturn("w1", Admin, 23).Value;
        Assert.Equal(340L, order.Refunded());
        Assert.Empty(order.AfterSaleSoFar.Restocks);
        Assert.Equal("illegal_transition", order.ProveSending("w1", "UPS", "2", Ada, 24).Refused!.Code);
    }

    [Theory]
    [InlineData(0, 0)] // free standard shipping: nothing of the express is owed
    [InlineData(500, 600)] // 500 of 1500, with its fifth of tax
    [InlineData(1_500, 1_800)]
    [InlineData(9_999, 1_800)] // dearer today than what was paid
    public void With_everything_the_shipping_goes_back_as_far_as_standard_would_have_cost(long standard, long owed)
    {
        var order = Delivered(shipping: 1_500, shippingTax: 300);
        order = order.Withdraw(All with { Lines = [new("a", 2)] }, Open with { StandardShipping = standard }, Ada, 20).Value;
        Assert.Null(order.AfterSaleSoFar.Returns[0].Shipping);
        order = order.Withdraw(All, Open with { StandardShipping = standard, ReturnId = "w2" }, Ada, 21).Value;
        Assert.Equal(owed == 0 ? null : owed, order.AfterSaleSoFar.Returns[1].Shipping);
        order = order.ReceiveReturn("w1", [new("a", 2, false)], null, Admin, 22).Value;
        order = order.ReceiveReturn("w2", [new("b", 1, false), new("c", 1, false)], null, Admin, 23).Value;
        Assert.Equal(340 + owed, order.Refunded());
        Assert.Equal(owed, order.AfterSaleSoFar.Refunds.Sum(refund => refund.Shipping));
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
    }

    [Fact]
    public void The_shipping_goes_back_by_itself_where_the_goods_are_back_already()
    {
        var order = Shipped("v1", shipping: 500);
        order = order.Withdraw(All with { Lines = [new("a", 2), new("c", 1)] }, Open with { StandardShipping = 500 }, Ada, 6).Value;
        order = order.ReceiveReturn("w1", [new("a", 2, true), new("c", 1, true)], null, Admin, 7).Value;
        order = order.PaidBack(order.AfterSaleSoFar.Refunds[0].Pieces[0].RefundId, 8);
        order = order.Withdraw(All, Open with { StandardShipping = 500, ReturnId = "w2" }, Ada, 9).Value;
        Assert.Equal((840L, 500L), (order.Refunded(), order.AfterSaleSoFar.Refunds.Sum(refund => refund.Shipping)));
        Assert.Equal(Status.Returned, order.Status);
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
    }

    [Fact]
    public void A_return_that_waits_for_the_shops_answer_is_taken_along_by_a_withdrawal_from_all()
    {
        var order = Delivered().RequestReturn("r1", new([new("a", 1)], "too small"), Ada, 19).Value;
        order = order.Withdraw(All, Open, Ada, 20).Value;
        Assert.Equal([("r1", 1L), ("w1", 3L)], order.AfterSaleSoFar.Returns.Select(one => (one.Id, one.Lines.Sum(line => line.Quantity))));
        Assert.All(order.AfterSaleSoFar.Returns, one => Assert.Equal((Return.Approved, 1), (one.Status, one.Withdrawal)));
        Assert.Equal(340L, order.Withdrawals()[0].BackLater);
        Assert.Equal("nothing_to_withdraw", order.Withdraw(All with { Key = "k" }, Open, Ada, 21).Refused!.Code);
    }

    [Fact]
    public void Goodwill_of_before_is_not_paid_a_second_time()
    {
        var order = OrderTests.Confirmed().Ask(new(null, [new("a", 1)], null, "late", null), Admin, 3).Value;
        var twice = order.Withdraw(All with { Lines = [new("a", 2), new("b", 1)] }, Open, Ada, 4).Refused!;
        Assert.Equal(("withdrawal_exceeds_order", 1L), (twice.Code, (long)twice.Facts!["available"]!));
        order = order.Withdraw(All with { Lines = [new("a", 1), new("b", 1)] }, Open, Ada, 4).Value;
        Assert.Equal(95 + 145, order.Refunded());
        var whole = OrderTests.Confirmed().Ask(new(100, [], null, "late", null), Admin, 3).Value.Withdraw(All, Open, Ada, 4).Value;
        Assert.Equal((340L, 240L), (whole.Refunded(), whole.Withdrawals()[0].BackNow));
    }

    [Fact]
    public void It_is_late_when_the_period_is_over_and_nowhere_where_none_is_given()
    {
        var order = Delivered();
        Assert.Equal("withdrawal_expired", order.Withdraw(All, Open with { EndsMs = 20 }, Ada, 20).Refused!.Code);
        Assert.Null(order.Withdraw(All, Open with { EndsMs = 20 }, Ada, 19).Refused);
        Assert.Equal("withdrawal_not_offered", order.Withdraw(All, Open with { Days = 0 }, Ada, 19).Refused!.Code);
        Assert.Equal("withdraw_from_all", OrderTests.Pending().Withdraw(All with { Lines = [new("a", 1)] }, Open, Ada, 2).Refused!.Code);
        var unpaid = OrderTests.Pending().Withdraw(All, Open, Ada, 2).Value;
        Assert.Equal((Status.Cancelled, 0L, 0L), (unpaid.Status, unpaid.Refunded(), unpaid.Withdrawals()[0].BackNow));
        var failing = OrderTests.Pending().TurnBack(Checkout.Steps[0], Refusal.Conflict("card_declined", "No."), 2);
        failing = failing.Withdraw(All, Open, Ada, 3).Value;
        Assert.True(failing.Withdrawals()[0].Done);
        Assert.Equal((Status.Pending, CheckoutState.Compensating), (failing.Status, failing.Checkout.State));
    }

    [Fact]
    public void Marked_lines_stay_and_the_others_go()
    {
        var terms = OrderTests.Pending().Terms;
        terms = terms with { Lines = [terms.Lines[0] with { NoWithdrawal = NoWithdrawal.MadeToOrder }, .. terms.Lines.Skip(1)] };
        var pending = Order.Place("o", "ada", terms, Checkout.Begin("tok_visa", 0), 1);
        Assert.Equal("withdraw_from_all", pending.Withdraw(All, Open, Ada, 2).Refused!.Code);
        var order = pending.Confirm(2);
        var named = order.Withdraw(All with { Lines = [new("a", 1), new("b", 1)] }, Open, Ada, 3).Refused!;
        Assert.Equal(("withdrawal_excluded", "made_to_order"), (named.Code, (string)named.Facts!["reason"]!));
        order = order.Withdraw(All, Open with { StandardShipping = 500 }, Ada, 3).Value;
        Assert.Equal((Status.Confirmed, 150L), (order.Status, order.Refunded()));
        Assert.Equal("a", Assert.Single(order.Terms.Lines).ProductId);
        Assert.Equal("withdrawal_excluded", order.Withdraw(All with { Key = "k" }, Open, Ada, 4).Refused!.Code);
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
        Assert.DoesNotContain("no_withdrawal", OrderTests.Pending().Terms.Stored(), StringComparison.Ordinal);
    }

    [Fact]
    public void Declared_while_staff_edit_the_order_it_binds_at_once_and_is_carried_out_after_them()
    {
        var terms = OrderTests.Confirmed().Terms;
        var fewer = terms with { Lines = [terms.Lines[0], terms.Lines[1]], Subtotal = 250, Total = 240 };
        var order = OrderTests.Confirmed().StartEdit(fewer, new([new("a", 2), new("b", 1)]), Admin, 3).Value;
        order = order.Withdraw(All, Open, Ada, 4).Value;
        Assert.Equal((false, true, Status.Confirmed), (order.Withdrawals()[0].Done, order.HasWork, order.Status));
        order = order.Edited(5);
        Assert.True(order.HasWork);
        order = order.CarryOut(1, 6);
        Assert.Equal((Status.Cancelled, 340L, true), (order.Status, order.Refunded(), order.Withdrawals()[0].Done));
        Assert.Equal((4L, 240L), (order.Withdrawals()[0].AtMs, order.Withdrawals()[0].BackNow));
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
    }

    [Fact]
    public void The_person_is_erased_and_the_proof_stays()
    {
        var order = OrderTests.Confirmed().Withdraw(All, Open, Ada, 4).Value;
        var bare = order.Added.First(entry => entry.Type == Withdrawal.Declared).Bare();
        Assert.DoesNotContain("Ada", bare.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", bare.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("body_hash", bare.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pressed_twenty_times_beside_a_cancel_and_an_edit_the_money_goes_back_once()
    {
        for (var round = 0; round < 6; round++)
        {
            await using var world = await OrderingWorld.Open();
            world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
            var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
            var presses = Enumerable
                .Range(0, 20)
                .Select(i => world.Withdrawing.Confirm(order.Id, All with { Key = i % 2 == 0 ? "one" : "two" }, Ada, default).AsTask())
                .ToList();
            var others = new List<Task>
            {
                world.Moving.Cancel(order.Id, "twice", Ada, default).AsTask(),
                world.Editing.Edit(order.Id, new([new("p1", 1), new("p3", 1)]), Admin, default).AsTask(),
            };
            await Task.WhenAll(presses);
            await Task.WhenAll(others);
            order = await world.Settled(order.Id);
            Assert.Equal(Status.Cancelled, order.Status);
            Assert.Equal(
                (order.PlacedTerms.Total, order.PlacedTerms.Total),
                (world.Shop.Ledger[order.Id].Captured, world.Shop.Ledger[order.Id].Refunded)
            );
            Assert.Equal((1_000L, 1_000L), (world.Shop.Available("p1"), world.Shop.Available("p3")));
            Assert.All(
                presses.Select(press => press.Result.Refused?.Code),
                code => Assert.Contains(code, new[] { null, "nothing_to_withdraw" })
            );
            await world.AssertTimelineHolds(order);
        }
    }

    [Fact]
    public async Task A_part_is_paid_back_once_whatever_befalls_the_calls()
    {
        foreach (var fault in new[] { Fault.LostRequest, Fault.LostReply, Fault.Throws, Fault.CrashBefore, Fault.CrashAfter })
        {
            await using var world = await OrderingWorld.Open();
            world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
            var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
            world.Shop.Plant("refund", fault);
            var ask = All with { Lines = [new("p1", 1)], Key = "k" };
            _ = world.Withdrawing.Confirm(order.Id, ask, Ada, default).AsTask();
            if (fault is Fault.CrashBefore or Fault.CrashAfter)
            {
                await world.Shop.Crashed.Task;
                await world.CrashAndRestart();
            }

            await world.Until(order.Id, now => now.Withdrawals().Count > 0);
            order = await world.Settled(order.Id);
            var back = Assert.Single(order.AfterSaleSoFar.Refunds).Amount;
            Assert.Equal(order.PlacedTerms.Total - order.Terms.Total, back);
            Assert.Equal((back, 1_000L - 1), (world.Shop.Ledger[order.Id].Refunded, world.Shop.Available("p1")));
            order = (await world.Withdrawing.Confirm(order.Id, ask, Ada, default)).Value;
            Assert.Single(order.Withdrawals());
            await world.AssertTimelineHolds(order);
            Assert.Single(
                await world.Outbox(),
                e => e.Topic == Topics.OrderNotification && e.Data.Contains("\"withdrawal\"", StringComparison.Ordinal)
            );
            Assert.Equal(order.Id, Assert.Single(await world.WithdrawalLists.Find(null, null, 10)).Order.Id);
            Assert.Single(await world.WithdrawalLists.Find("v1", null, 10));
            Assert.Empty(await world.WithdrawalLists.Find("v9", null, 10));
        }
    }

    private static Order Shipped(string vendor, long shipping = 0)
    {
        var order = Paid(shipping, 0);
        order = order.MovePart(vendor, Status.Processing, null, null, Admin, 3).Value;
        return order.MovePart(vendor, Status.Shipped, "DHL", "1", Admin, 4).Value;
    }

    private static Order Delivered(long shipping = 0, long shippingTax = 0)
    {
        var order = Paid(shipping, shippingTax);
        foreach (var to in new[] { Status.Processing, Status.Shipped, Status.Delivered })
        {
            order = order.MoveTo(to, Admin, null, 5).Value;
        }

        return order;
    }

    private static Order Paid(long shipping, long shippingTax)
    {
        var terms = OrderTests.Pending().Terms;
        terms = terms with { Shipping = shipping, Tax = shippingTax, Total = terms.Total + shipping + shippingTax };
        return Order.Place("o", "ada", terms, Checkout.Begin("tok_visa", 0), 1).Confirm(2);
    }
}
