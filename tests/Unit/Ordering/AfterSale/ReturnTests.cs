// Parcels, returns by line, refunds: what may come back and what it is worth, and that money and stock follow exactly once.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class ReturnTests
{
    private static readonly Actor Admin = new("admin", "root");
    private static readonly Actor Ada = new("customer", "ada");

    [Fact]
    public void A_vendor_sends_its_part_in_several_parcels_and_each_arrives_by_itself()
    {
        var order = OrderTests
            .Confirmed()
            .MovePart("v1", Status.Processing, null, null, Admin, 3)
            .Value.MovePart("v2", Status.Processing, null, null, Admin, 4)
            .Value;
        order = order.Ship("v1", [new("a", 1)], "DHL", "1", Admin, 5).Value;
        Assert.Equal((Status.PartiallyShipped, "partially_shipped"), (order.Status, OrderStatus.Of(order).Fulfilment));
        Assert.Equal("quantity_exceeds_unshipped", order.Ship("v1", [new("a", 2)], null, null, Admin, 6).Refused!.Code);
        Assert.Equal("unknown_line", order.Ship("v1", [new("b", 1)], null, null, Admin, 6).Refused!.Code);
        Assert.Equal("invalid_quantity", order.Ship("v1", [new("a", 0)], null, null, Admin, 6).Refused!.Code);
        Assert.Equal("invalid_quantity", order.Ship("v1", [], null, null, Admin, 6).Refused!.Code);
        Assert.Equal("order_not_found", order.Ship("v3", [new("a", 1)], null, null, Admin, 6).Refused!.Code);
        order = order.Deliver("v1", 1, Admin, 7).Value;
        Assert.Equal("illegal_transition", order.Deliver("v1", 1, Admin, 8).Refused!.Code);
        Assert.Equal("shipment_not_found", order.Deliver("v2", 1, Admin, 8).Refused!.Code);
        order = order.MovePart("v1", Status.Shipped, "UPS", "2", Admin, 9).Value;
        Assert.Equal([new UnitsOf("a", 1), new UnitsOf("c", 1)], order.AfterSaleSoFar.Shipments[1].Lines);
        order = order.Ship("v2", [new("b", 1)], "DPD", "3", Admin, 10).Value;
        Assert.Equal(Status.Shipped, order.Status);
        order = order.Deliver("v1", 2, Admin, 11).Value.Deliver("v2", 3, Admin, 12).Value;
        Assert.Equal((Status.Delivered, 2L, 1L), (order.Status, order.Delivered("a"), order.Delivered("b")));
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
        Assert.Equal("illegal_transition", order.Ship("v2", [new("b", 1)], null, null, Admin, 13).Refused!.Code);
    }

    [Theory]
    [InlineData("a", 0, "invalid_quantity")]
    [InlineData("a", -1, "invalid_quantity")]
    [InlineData("a", 3, "return_exceeds_delivered")]
    [InlineData("x", 1, "unknown_line")]
    public void Only_delivered_units_can_be_returned(string productId, long quantity, string code)
    {
        Assert.Equal(code, Delivered().RequestReturn("r1", new([new(productId, quantity)], null), Ada, 20).Refused!.Code);
    }

    [Fact]
    public void No_unit_is_returned_twice_but_a_rejected_one_may_be_asked_for_again()
    {
        var order = Delivered().RequestReturn("r1", new([new("a", 2)], "too small"), Ada, 20).Value;
        var refused = order.RequestReturn("r2", new([new("a", 1)], null), Ada, 21).Refused!;
        Assert.Equal(("return_exceeds_delivered", 0L), (refused.Code, (long)refused.Facts!["available"]!));
        Assert.Equal("invalid_quantity", order.RequestReturn("r2", new([new("b", 1), new("b", 1)], null), Ada, 21).Refused!.Code);
        order = order.AnswerReturn("r1", approved: false, "worn", Admin, 22).Value;
        order = order
            .RequestReturn("r2", new([new("a", 2)], null), Ada, 23)
            .Value.AnswerReturn("r2", approved: true, null, Admin, 24)
            .Value;

        // One of two arrives: the other can be returned another time.
        order = order.ReceiveReturn("r2", [new("a", 1, true)], null, Admin, 25).Value;
        Assert.Null(order.RequestReturn("r3", new([new("a", 1)], null), Ada, 26).Refused);
        Assert.Equal(new Verdict(true, order.Version, null, null), Verify.Of(order, order.Added));
    }

    [Fact]
    public void A_return_goes_its_way_and_no_other()
    {
        var order = Delivered().RequestReturn("r1", new([new("a", 1)], null), Ada, 20).Value;
        Assert.Equal("return_not_found", order.AnswerReturn("r9", true, null, Admin, 21).Refused!.Code);
        var early = order.RefundReturn("r1", Admin, 21).Refused!;
        Assert.Equal("illegal_transition", early.Code);
        Assert.Equal([Return.Approved, Return.Rejected], early.Facts!["legal"]!.AsArray().Select(node => (string)node!));
        Assert.Equal("illegal_transition", order.ReceiveReturn("r1", [new("a", 1, true)], null, Admin, 21).Refused!.Code);
        order = order.AnswerReturn("r1", true, null, Admin, 22).Value;
        Assert.Equal("illegal_transition", order.AnswerReturn("r1", true, null, Admin, 22).Refused!.Code);
        Assert.Equal("received_exceeds_return", order.ReceiveReturn("r1", [new("a", 2, true)], null, Admin, 23).Refused!.Code);
        Assert.Equal("unknown_line", order.ReceiveReturn("r1", [new("b", 1, true)], null, Admin, 23).Refused!.Code);
        order = order.ReceiveReturn("r1", [new("a", 1, true)], null, Admin, 23).Value.RefundReturn("r1", Admin, 24).Value;
        Assert.Equal("illegal_transition", order.RefundReturn("r1", Admin, 25).Refused!.Code);
        Assert.Equal("returned_by_line", order.MoveTo(Status.Returned, Admin, null, 25).Refused!.Code);
        order = order.PaidBack(order.AfterSaleSoFar.Refunds[0].Pieces[0].RefundId, 26);
        Assert.Equal(
            (Return.Refunded, "partially_refunded", "partially_returned"),
            (order.AfterSaleSoFar.Returns[0].Status, OrderStatus.Of(order).Payment, OrderStatus.Of(order).Fulfilment)
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Pieces_in_any_order_end_at_exactly_nothing(int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < 200; run++)
        {
            var order = Odd(random);
            var paid = order.Terms.Total;
            var units = order.Terms.Lines.SelectMany(line => Enumerable.Repeat(line.ProductId, (int)line.Quantity)).ToArray();
            random.Shuffle(units);
            foreach (var unit in units)
            {
                var before = order.AfterSaleSoFar.Refunds.Count;
                var asked = order.Ask(new(null, [new(unit, 1)], null, "back", null, null), Admin, 30);
                if (asked.Is(out var next, out var refused))
                {
                    order = next;
                    Assert.Equal(before + 1, order.AfterSaleSoFar.Refunds.Count);
                    continue;
                }

                // A unit whose rounded share is nothing cannot be paid back alone; the next one brings it along.
                Assert.Equal("invalid_amount", refused.Code);
                return;
            }

            Assert.Equal(order.ShippingLeft(), order.Refundable());
            if (order.ShippingLeft() > 0)
            {
                order = order.Ask(new(null, [], order.ShippingLeft(), "back", null, null), Admin, 31).Value;
            }

            Assert.Equal((0L, paid), (order.Refundable(), order.AfterSaleSoFar.Refunds.Sum(refund => refund.Amount)));
            Assert.Equal("refund_exceeds_captured", order.Ask(new(1, [], null, "more", null, null), Admin, 32).Refused!.Code);
        }
    }

    [Fact]
    public async Task A_return_brings_its_units_and_its_money_back_exactly_once_whatever_befalls_the_calls()
    {
        foreach (var fault in new[] { Fault.LostRequest, Fault.LostReply, Fault.Throws, Fault.CrashBefore, Fault.CrashAfter })
        {
            await using var world = await OrderingWorld.Open();
            var order = await DeliveredIn(world);
            var (asked, returnId) = (await world.Returning.Request(order.Id, new([new("p1", 1)], "too small"), Ada)).Value;
            Assert.Equal(returnId, Assert.Single(await world.ReturnLists.Find(null, null, null, 10)).Return.Id);
            Assert.Equal(returnId, Assert.Single(await world.ReturnLists.Find("v1", Return.Requested, null, 10)).Return.Id);
            Assert.Empty(await world.ReturnLists.Find("v2", null, null, 10));
            Assert.Empty(await world.ReturnLists.Find(null, Return.Approved, null, 10));
            await world.Returning.Move(returnId, new(Return.Approved, null, null, asked.Version), Admin, default);
            Assert.Equal(
                "version_mismatch",
                (await world.Returning.Move(returnId, new(Return.Received, null, null, asked.Version), Admin, default)).Refused!.Code
            );
            world.Shop.Plant("restock", fault);
            world.Shop.Plant("refund", fault is Fault.CrashBefore or Fault.CrashAfter ? Fault.LostReply : fault);
            _ = world.Returning.Move(returnId, new(Return.Received, null, null, null), Admin, default).AsTask();
            if (fault is Fault.CrashBefore or Fault.CrashAfter)
            {
                await world.Shop.Crashed.Task;
                await world.CrashAndRestart();
            }

            await world.Until(order.Id, now => now.AfterSaleSoFar.Returns[0].Status == Return.Received);
            order = await world.Settled(order.Id);
            _ = world.Returning.Move(returnId, new(Return.Refunded, null, null, null), Admin, default).AsTask();
            await world.Until(order.Id, now => now.AfterSaleSoFar.Refunds.Count > 0);
            order = await world.Settled(order.Id);
            var refund = Assert.Single(order.AfterSaleSoFar.Refunds);
            Assert.Equal(Return.Refunded, order.AfterSaleSoFar.Returns[0].Status);
            Assert.Equal((refund.Amount, 1_000L - 1), (world.Shop.Ledger[order.Id].Refunded, world.Shop.Available("p1")));
            Assert.Single(await world.ReturnLists.Find("v1", Return.Refunded, null, 10));
            await world.AssertTimelineHolds(order);
            Assert.Single(await world.Outbox(), e => e.Topic == Topics.OrderRefunded);
        }
    }

    [Fact]
    public async Task A_refund_is_made_once_a_key_and_never_above_what_was_paid()
    {
        await using var world = await OrderingWorld.Open();
        var order = await DeliveredIn(world);
        var ask = new RefundAsk(500, [], null, "late", null, "key-1");
        var twice = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Returning.Refund(order.Id, ask, Admin, default).AsTask()));
        Assert.All(twice, outcome => Assert.Null(outcome.Refused));
        order = await world.Settled(order.Id);
        Assert.Equal((500L, 1), (world.Shop.Ledger[order.Id].Refunded, order.AfterSaleSoFar.Refunds.Count));
        Assert.Equal(
            "idempotency_key_reused",
            (await world.Returning.Refund(order.Id, ask with { Amount = 1 }, Admin, default)).Refused!.Code
        );
        Assert.Equal(
            "refund_exceeds_captured",
            (await world.Returning.Refund(order.Id, ask with { Amount = order.Terms.Total, Key = null }, Admin, default)).Refused!.Code
        );
        Assert.Equal(
            "invalid_amount",
            (await world.Returning.Refund(order.Id, ask with { Amount = 0, Key = null }, Admin, default)).Refused!.Code
        );
        Assert.Equal(
            "invalid_amount",
            (await world.Returning.Refund(order.Id, ask with { Amount = -5, Key = null }, Admin, default)).Refused!.Code
        );
        Assert.Equal(
            "unknown_vendor",
            (await world.Returning.Refund(order.Id, ask with { VendorId = "v9", Key = null }, Admin, default)).Refused!.Code
        );
        Assert.Equal(
            "unknown_line",
            (await world.Returning.Refund(order.Id, new(null, [new("p9", 1)], null, "x", null, null), Admin, default)).Refused!.Code
        );

        // What goodwill paid back before, a return does not pay again.
        order = (
            await world.Returning.Refund(order.Id, new(order.Refundable() - 100, [], null, "sorry", "v1", null), Admin, default)
        ).Value;
        var (_, returnId) = (await world.Returning.Request(order.Id, new([new("p1", 2), new("p3", 1)], null), Ada)).Value;
        await world.Returning.Move(returnId, new(Return.Approved, null, null, null), Admin, default);
        await world.Returning.Move(returnId, new(Return.Received, null, null, null), Admin, default);
        await world.Returning.Move(returnId, new(Return.Refunded, null, null, null), Admin, default);
        order = await world.Settled(order.Id);
        Assert.Equal((Status.Returned, 0L, order.Terms.Total), (order.Status, order.Refundable(), world.Shop.Ledger[order.Id].Refunded));
        Assert.Equal(1_000, world.Shop.Available("p1"));
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task A_return_is_asked_for_once_a_key()
    {
        await using var world = await OrderingWorld.Open();
        var order = await DeliveredIn(world);
        var ask = new ReturnAsk([new("p1", 1)], "too small", "key-1");
        var pressed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.Returning.Request(order.Id, ask, Ada).AsTask()));
        var returnId = Assert.Single(pressed.Select(answer => answer.Value.ReturnId).Distinct());
        Assert.Equal(
            "idempotency_key_reused",
            (await world.Returning.Request(order.Id, ask with { Reason = "too large" }, Ada)).Refused!.Code
        );
        Assert.Equal(
            "idempotency_key_reused",
            (await world.Returning.Request(order.Id, ask with { Lines = [new("p1", 2)] }, Ada)).Refused!.Code
        );

        // The answer stays that return, whatever has become of it.
        await world.Returning.Move(returnId, new(Return.Rejected, "worn", null, null), Admin, default);
        await world.CrashAndRestart();
        Assert.Equal(returnId, (await world.Returning.Request(order.Id, ask, Ada)).Value.ReturnId);
        Assert.NotEqual(returnId, (await world.Returning.Request(order.Id, ask with { Key = "key-2" }, Ada)).Value.ReturnId);
        order = (await world.Store.Get(order.Id))!;
        Assert.Equal(2, order.AfterSaleSoFar.Returns.Count);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task With_its_last_unit_back_the_order_is_returned_and_everybody_hears_it_once()
    {
        await using var world = await OrderingWorld.Open();
        var order = await DeliveredIn(world, "express");
        foreach (var (lines, returned) in new (UnitsOf[], bool)[] { ([new("p1", 1)], false), ([new("p3", 1), new("p1", 1)], true) })
        {
            var (_, returnId) = (await world.Returning.Request(order.Id, new(lines, null), Ada)).Value;
            foreach (var to in new[] { Return.Approved, Return.Received, Return.Refunded })
            {
                Assert.Equal(Status.Delivered, (await world.Store.Get(order.Id))!.Status);
                await world.Returning.Move(returnId, new(to, null, null, null), Admin, default);
            }

            order = await world.Settled(order.Id);
            Assert.Equal(returned ? Status.Returned : Status.Delivered, order.Status);
        }

        var entries = await world.Store.Timeline(order.Id, 0, 100);
        Assert.Equal(["refund.done", "order.returned"], entries.TakeLast(2).Select(entry => entry.Type));
        Assert.Single(entries, entry => entry.Type == "order.returned");
        var told = Assert.Single(await world.Outbox(), e => e.Topic == Topics.OrderReturned);
        Assert.Contains("\"by_line\":true", told.Data, StringComparison.Ordinal);
        Assert.Single(
            await world.Outbox(),
            e => e.Topic == Topics.OrderNotification && e.Data.Contains("\"returned\"", StringComparison.Ordinal)
        );

        // Nothing is given back a second time: the shipping stays paid.
        Assert.Equal(
            (CheckoutState.Done, order.Terms.Shipping),
            (order.Checkout.State, world.Shop.Ledger[order.Id].Captured - world.Shop.Ledger[order.Id].Refunded)
        );
        Assert.Equal(("partially_refunded", "returned"), (OrderStatus.Of(order).Payment, OrderStatus.Of(order).Fulfilment));
        Assert.Equal((1_000L, 1_000L), (world.Shop.Available("p1"), world.Shop.Available("p3")));
        await world.AssertTimelineHolds(order);

        // The shipping can still go back, and that makes it no second return.
        await world.Returning.Refund(order.Id, new(null, [], order.ShippingLeft(), "sorry", null), Admin, default);
        order = await world.Settled(order.Id);
        Assert.Equal((Status.Returned, 0L), (order.Status, order.Refundable()));
        Assert.Single(await world.Outbox(), e => e.Topic == Topics.OrderReturned);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task An_edit_that_leaves_only_what_has_come_back_makes_the_order_returned_and_says_so()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        var (first, other) = (order.Terms.Lines[0], order.Terms.Lines[1]);
        Assert.NotEqual(first.VendorId, other.VendorId);
        foreach (var to in new[] { Status.Processing, Status.Shipped, Status.Delivered })
        {
            await world.Moving.MovePart(order.Id, first.VendorId, to, "DHL", "T", Admin);
        }

        var (_, returnId) = (await world.Returning.Request(order.Id, new([new(first.ProductId, first.Quantity)], null), Ada)).Value;
        foreach (var to in new[] { Return.Approved, Return.Received, Return.Refunded })
        {
            await world.Returning.Move(returnId, new(to, null, null, null), Admin, default);
        }

        order = await world.Settled(order.Id);
        Assert.NotEqual(Status.Returned, order.Status);
        Assert.Null((await world.Editing.Edit(order.Id, new([new(first.ProductId, first.Quantity)]), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal(Status.Returned, order.Status);
        Assert.Single(await world.Store.Timeline(order.Id, 0, 100), entry => entry.Type == "order.returned");
        Assert.Single(await world.Outbox(), e => e.Topic == Topics.OrderReturned);
        Assert.Single(await world.Outbox(), e => e.Topic == Topics.OrderEdited);
        Assert.Equal((1_000L, 1_000L), (world.Shop.Available("p1"), world.Shop.Available("p3")));
        await world.AssertTimelineHolds(order);
    }

    private static async Task<Order> DeliveredIn(OrderingWorld world, string method = "standard")
    {
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish(method: method))).Id);
        foreach (var to in new[] { Status.Processing, Status.Shipped, Status.Delivered })
        {
            order = (await world.Moving.Move(order.Id, to, null, null, Admin, default)).Value;
        }

        return order;
    }

    private static Order Delivered()
    {
        var order = OrderTests.Confirmed();
        foreach (var to in new[] { Status.Processing, Status.Shipped, Status.Delivered })
        {
            order = order.MoveTo(to, Admin, null, 10).Value;
        }

        return order;
    }

    // Quantities and taxes that do not divide.
    private static Order Odd(Random random)
    {
        var lines = Enumerable
            .Range(0, 3)
            .Select(i =>
            {
                var (quantity, price) = (random.NextInt64(1, 8), random.NextInt64(50, 2_000));
                return new Line(
                    "p" + i,
                    "P" + i,
                    "v" + (i % 2),
                    "c",
                    quantity,
                    price,
                    random.NextInt64(0, quantity * price / 3),
                    random.NextInt64(0, quantity * price / 4),
                    0
                );
            })
            .ToList();
        var (subtotal, discount, shipping) = (lines.Sum(line => line.Amount), lines.Sum(line => line.Discount), random.NextInt64(0, 700));
        var tax = lines.Sum(line => line.Tax) + random.NextInt64(0, 100);
        var terms = new Terms(
            "ada@example.com",
            OrderingWorld.Home,
            "standard",
            null,
            "USD",
            lines,
            subtotal,
            discount,
            shipping,
            tax,
            0,
            subtotal - discount + shipping + tax
        );
        return Order.Place("o", "ada", terms, Checkout.Begin("tok_visa", 0), 1).Confirm(2);
    }
}
