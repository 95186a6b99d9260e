// Money that is held when an order is confirmed and taken when it ships: once, to the cent, and never for what does not leave.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Microsoft.Extensions.Configuration;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CaptureTests
{
    private static readonly Actor Admin = new("admin", "root");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_is_confirmed_on_what_is_held_and_each_parcel_takes_its_part(bool together)
    {
        await using var world = await OrderingWorld.Open(together, whenShipped: true);
        var order = await Held(world, ("p1", 2), ("p3", 1));
        Assert.Equal((Status.Confirmed, "authorized", 0L), (order.Status, OrderStatus.Of(order).Payment, order.Captured()));
        Assert.Equal(order.Terms.Total, order.Held());
        Assert.Equal([(order.Id, order.Terms.Total)], (await Lists(world).Find(null, 10)).Select(one => (one.OrderId, one.Held)));
        Assert.Empty(await world.Payouts.Balances("v1"));

        order = await Processing(world, order);
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], "DHL", "1", order.Version, Admin)).Value;
        var first = order.Captured();
        Assert.InRange(first, order.Terms.Lines[0].Net / 2, order.Terms.Total - 1);
        Assert.Equal("partially_captured", OrderStatus.Of(order).Payment);
        Assert.Equal(first, world.Shop.Held[order.Id].Taken);
        Assert.Equal(first, await Sold(world, "v1"));
        Assert.Equal(0, await Sold(world, "v2"));

        order = (await world.Parts.Send(order.Id, [new("p1", 1), new("p3", 1)], "DHL", "2", order.Version, Admin)).Value;
        order = await world.Settled(order.Id);
        Assert.Equal((Status.Shipped, "captured", order.Terms.Total), (order.Status, OrderStatus.Of(order).Payment, order.Captured()));
        Assert.Equal((order.Terms.Total, false), (world.Shop.Held[order.Id].Taken, world.Shop.Held[order.Id].IsOpen));
        Assert.Equal(order.Terms.Total, await Sold(world, "v1") + await Sold(world, "v2"));
        Assert.Empty(await Lists(world).Find(null, 10));
        Assert.Equal([(order.Id, order.Terms.Total)], OrderMoney.Of(order)!.Payments);
        await world.AssertTimelineHolds(order);
        world.AssertBooksAgree([order]);
    }

    [Fact]
    public async Task The_invoice_of_the_whole_order_is_written_with_the_first_money_that_is_taken_and_not_before()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Held(world, ("p1", 2), ("p3", 1));
        Assert.Empty(await world.Papers.Of(order.Id));
        var notYet = (await world.Papers.Invoice(order)).Refused!;
        Assert.Equal("invoice_not_yet", notYet.Code);
        Assert.Contains("only reserved", notYet.Detail, StringComparison.Ordinal);

        order = await Processing(world, order);
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, order.Version, Admin)).Value;
        var invoice = Assert.Single(await world.Papers.Of(order.Id));
        Assert.Equal((PaperKind.Invoice, order.Terms.Total), (invoice.Kind, invoice.Content.Total));

        // The parcels that follow ask for no second one.
        Assert.Null((await world.Parts.Send(order.Id, [new("p1", 1), new("p3", 1)], null, null, order.Version, Admin)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal(order.Terms.Total, order.Captured());
        Assert.Equal(invoice.Number, Assert.Single(await world.Papers.Of(order.Id)).Number);
    }

    [Fact]
    public async Task Of_what_is_not_sent_the_money_is_taken_at_once_alone_and_with_the_first_parcel_beside_others()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        world.Shop.Products["p3"].NoShipping = true;
        world.Shop.Fill("grace", ("p3", 2));
        var ebook = await world.Settled((await world.Place(OrderingWorld.Wish("grace"))).Id);
        Assert.Equal((Status.Delivered, false, ebook.Terms.Total), (ebook.Status, ebook.IsHeld(), ebook.Captured()));
        Assert.Single(await world.Papers.Of(ebook.Id));

        // To begin with it sends nothing, and takes nothing.
        var order = await Held(world, ("p1", 2), ("p3", 1));
        order = (await world.Parts.Move(order.Id, "v1", Status.Processing, null, null, null, new("vendor", "v1"))).Value;
        Assert.Equal((0, 0), (order.Captured(), order.Captures().Count));
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, order.Version, Admin)).Value;
        var (sent, unsent) = (order.Terms.Lines.First(line => line.IsSent), order.Terms.Lines.First(line => !line.IsSent));
        Assert.InRange(order.Captured(), (sent.Net / 2) + unsent.Net, order.Terms.Total - (sent.Net / 2));
        Assert.Null((await world.Parts.Send(order.Id, [new("p1", 1)], null, null, order.Version, Admin)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal((order.Terms.Total, 0L), (order.Captured(), order.Held()));
        world.AssertBooksAgree([ebook, order]);
    }

    [Fact]
    public async Task What_an_edit_leaves_to_be_paid_of_goods_that_have_left_is_taken_and_its_papers_are_written_once()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Held(world, ("p1", 4));
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 3)]), Admin, default)).Refused);
        order = await Processing(world, await world.Settled(order.Id));
        order = (await world.Parts.Send(order.Id, [new("p1", 2)], null, null, order.Version, Admin)).Value;
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 2)]), Admin, default)).Refused);
        await world.Until(order.Id, now => now.Outstanding() == 0);
        order = await world.Settled(order.Id);
        Assert.Equal((Status.Shipped, order.Terms.Total, 0L), (order.Status, order.Captured(), order.Held()));
        var papers = await world.Papers.Of(order.Id);
        Assert.Equal(order.Terms.Total, papers.Invoiced());
        var again = await world.Papers.WriteMissing(order, await world.Store.Timeline(order.Id, 0, 100), 9);
        Assert.Equal(papers.Select(paper => paper.Number), again.Value.Select(paper => paper.Number));
        world.AssertBooksAgree([order]);
    }

    [Fact]
    public async Task However_often_and_by_whomever_a_parcel_is_sent_its_money_is_taken_once()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, await Held(world, ("p1", 3)));
        var presses = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => world.Parts.Send(order.Id, [new("p1", 3)], null, null, null, Admin).AsTask())
        );
        Assert.Single(presses, press => press.Refused is null);
        Assert.All(
            presses.Where(press => press.Refused is not null),
            press =>
                Assert.Contains(press.Refused!.Code, (string[])["capture_in_progress", "illegal_transition", "quantity_exceeds_unshipped"])
        );
        order = await world.Settled(order.Id);
        Assert.Equal((order.Terms.Total, 1), (order.Captured(), order.AfterSaleSoFar.Shipments.Count));
        Assert.Equal(order.Terms.Total, world.Shop.Held[order.Id].Taken);
    }

    [Theory]
    [InlineData(Fault.LostRequest)]
    [InlineData(Fault.LostReply)]
    [InlineData(Fault.Throws)]
    [InlineData(Fault.CrashBefore)]
    [InlineData(Fault.CrashAfter)]
    public async Task What_is_lost_or_killed_is_asked_again_and_taken_once(Fault fault)
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, await Held(world, ("p1", 2)));
        world.Shop.Plant("capture", fault);
        var press = world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin).AsTask();
        if (fault is Fault.CrashBefore or Fault.CrashAfter)
        {
            await world.Shop.Crashed.Task;
            await world.CrashAndRestart();
        }

        await world.Until(order.Id, now => now.Captures().Count > 0);
        order = await world.Settled(order.Id);
        if (fault is not (Fault.CrashBefore or Fault.CrashAfter))
        {
            await press;
        }

        var taken = order.Captured();
        Assert.Equal(taken, world.Shop.Held[order.Id].Taken);
        Assert.True(taken > 0);

        // Whoever pressed before the crash presses again: the parcel leaves, and nothing more is taken for it.
        order = (await world.Store.Get(order.Id))!;
        if (order.AfterSaleSoFar.Shipments.Count == 0)
        {
            order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        }

        Assert.Equal((taken, 1), (order.Captured(), order.AfterSaleSoFar.Shipments.Count));
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        Assert.Equal(order.Terms.Total, world.Shop.Held[order.Id].Taken);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task A_parcel_whose_money_is_refused_does_not_leave_unless_staff_say_so()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, await Held(world, ("p1", 2)));
        world.Shop.TakesNothing = Refusal.Conflict("authorization_expired", "The bank has let go of it.");
        var refused = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Refused!;
        Assert.Equal("payment_not_taken", refused.Code);
        Assert.Contains("The bank has let go of it.", refused.Detail, StringComparison.Ordinal);
        order = await world.Settled(order.Id);
        Assert.Equal((0, 0L, Status.Processing), (order.AfterSaleSoFar.Shipments.Count, order.Held(), order.Status));
        Assert.Equal("authorization_expired", order.Captures()[^1].RefusedCode);
        Assert.Equal("payment_not_taken", (await world.Moving.Move(order.Id, Status.Shipped, null, null, Admin, default)).Refused!.Code);
        Assert.Equal(
            "payment_not_taken",
            (await world.Parts.Move(order.Id, "v1", Status.Shipped, null, null, null, new Actor("vendor", "v1"))).Refused!.Code
        );

        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin, unpaid: true)).Value;
        Assert.Equal((1, 0L), (order.AfterSaleSoFar.Shipments.Count, order.Captured()));
        Assert.Contains(await world.Store.Timeline(order.Id, 0, 50), entry => entry.Type == "payment.sent_unpaid");
        Assert.Equal(0, await Sold(world, "v1"));
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task What_is_cancelled_or_withdrawn_before_it_ships_is_let_go_and_nothing_is_paid_back()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Held(world, ("p1", 2));
        order = await world.Settled((await world.Moving.Cancel(order.Id, null, Admin, default)).Value.Id);
        Assert.Equal(("cancelled", 0L, 0L), (OrderStatus.Of(order).Payment, order.Captured(), order.Refunded()));
        Assert.Equal((0L, false), (world.Shop.Held[order.Id].Taken, world.Shop.Held[order.Id].IsOpen));
        Assert.Empty(world.Shop.Refunds);
        Assert.Empty(await Lists(world).Find(null, 10));
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task Lines_that_go_before_they_ship_are_simply_not_taken_and_the_rest_is_let_go()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, await Held(world, ("p1", 2), ("p3", 2)));
        var placed = order.Terms.Total;
        order = (await world.Parts.Send(order.Id, [new("p1", 2)], null, null, null, Admin)).Value;
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 2), new("p3", 1)]), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        Assert.True(order.Terms.Total < placed);
        Assert.Empty(world.Shop.Refunds);
        order = await world.Settled((await world.Parts.Send(order.Id, [new("p3", 1)], null, null, null, Admin)).Value.Id);
        Assert.Equal((order.Terms.Total, 0L), (order.Captured(), order.Refunded()));
        Assert.Equal((order.Terms.Total, false), (world.Shop.Held[order.Id].Taken, world.Shop.Held[order.Id].IsOpen));
        Assert.Equal(order.Terms.Total, await Sold(world, "v1") + await Sold(world, "v2"));
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task An_edit_that_costs_more_than_is_held_has_the_difference_held_too()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Held(world, ("p1", 1));
        var held = order.Held();
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 3)]), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal((order.Terms.Total, 0L), (order.Held(), order.Captured()));
        Assert.Equal(order.Terms.Total - held, world.Shop.Held[order.Id + ":charge:1"].Amount);

        // What is held already is enough for an edit that follows.
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 1)]), Admin, default)).Refused);
        Assert.Null((await world.Editing.Edit(order.Id, new([new("p1", 1), new("p2", 2)]), Admin, default)).Refused);
        order = await world.Settled(order.Id);
        Assert.Equal(2, order.Holdings().Count);
        order = await Processing(world, order);
        order = await world.Settled((await world.Parts.Send(order.Id, [new("p1", 1), new("p2", 2)], null, null, null, Admin)).Value.Id);
        Assert.Equal(
            order.Terms.Total,
            world.Shop.Held.Where(one => one.Key.StartsWith(order.Id, StringComparison.Ordinal)).Sum(one => one.Value.Taken)
        );
        Assert.All(world.Shop.Held.Values, one => Assert.False(one.IsOpen));
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task A_hold_that_is_taken_once_is_taken_whole_with_the_first_parcel()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        world.Shop.Fill("ada", ("p1", 3));
        var order = await Processing(world, await world.Settled((await world.Place(OrderingWorld.Wish(token: "tok_once"))).Id));
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        Assert.Equal(order.Terms.Total, order.Captured());
        order = (await world.Parts.Send(order.Id, [new("p1", 2)], null, null, null, Admin)).Value;
        Assert.Equal((order.Terms.Total, 1), (world.Shop.Held[order.Id].Taken, order.Captures().Count));
    }

    [Fact]
    public async Task Staff_take_an_amount_ahead_once_a_key_and_the_parcels_take_that_much_less()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, await Held(world, ("p1", 2)));
        foreach (var _ in Enumerable.Range(0, 3))
        {
            order = (await Take(world, order, 1_000, "k1")).Value;
        }

        Assert.Equal(1_000, order.Captured());
        Assert.Equal("idempotency_key_reused", (await Take(world, order, 999, "k1")).Refused!.Code);
        Assert.Equal("amount_not_held", (await Take(world, order, order.Held() + 1, null)).Refused!.Code);
        Assert.Equal("invalid_amount", (await Take(world, order, 0, null)).Refused!.Code);
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        order = await world.Settled((await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value.Id);
        Assert.Equal(order.Terms.Total, world.Shop.Held[order.Id].Taken);
        Assert.Equal("nothing_held", (await Take(world, order, null, null)).Refused!.Code);
        Assert.Equal(order.Terms.Total, await Sold(world, "v1"));
    }

    [Fact]
    public async Task What_staff_let_go_of_is_not_taken_any_more()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, await Held(world, ("p1", 1)));
        order = await world.Settled(
            (await world.Moving.AndGiveBack(order.Id, now => now.LetGoOfHeld("paid in the shop", Admin, 9), default)).Value.Id
        );
        Assert.False(world.Shop.Held[order.Id].IsOpen);
        Assert.Equal("payment_not_taken", (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Refused!.Code);
        Assert.Equal("nothing_held", order.LetGoOfHeld(null, Admin, 9).Refused!.Code);
    }

    [Fact]
    public async Task A_hold_that_ends_is_renewed_before_where_it_can_be_and_of_both_only_one_is_taken()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        world.Shop.RenewsHolds = true;
        world.Shop.HoldsUntilMs = world.Clock.GetUtcNow().AddDays(7).ToUnixTimeMilliseconds();
        var order = await Processing(world, await Held(world, ("p1", 2)));
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        Assert.Equal(0, await world.Holds.Round());
        world.Clock.Advance(TimeSpan.FromDays(5.5));
        world.Shop.HoldsUntilMs = world.Clock.GetUtcNow().AddDays(7).ToUnixTimeMilliseconds();
        Assert.Equal(1, await world.Holds.Round());
        order = await world.Settled(order.Id);
        Assert.Equal([Holding.Ended, Holding.Held], order.Holdings().Select(one => one.State));
        Assert.False(world.Shop.Held[order.Id].IsOpen);
        Assert.Equal(order.Terms.Total - order.Captured(), order.Held());
        Assert.Equal(0, await world.Holds.Round());
        order = await world.Settled((await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value.Id);
        Assert.Equal(order.Terms.Total, world.Shop.Held.Values.Sum(one => one.Taken));
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task A_hold_that_ends_and_cannot_be_renewed_is_told_of_once_in_time_and_then_over()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        world.Shop.HoldsUntilMs = world.Clock.GetUtcNow().AddDays(7).ToUnixTimeMilliseconds();
        var order = await Held(world, ("p1", 1));
        world.Clock.Advance(TimeSpan.FromDays(5.5));
        for (var round = 0; round < 2; round++)
        {
            await world.Holds.Round();
            await world.Settled(order.Id);
        }

        Assert.Equal(
            (true, order.Terms.Total),
            ((await Lists(world).Find(null, 10)).Single() is { IsTold: var told, Held: var held } ? (told, held) : default)
        );
        Assert.Single(
            await world.Outbox(),
            one => one.Topic == Topics.OrderNotification && one.Data.Contains("\"hold_ends\"", StringComparison.Ordinal)
        );
        world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, await world.Holds.Round());
        order = await world.Settled(order.Id);
        Assert.Equal((0L, "pending"), (order.Held(), OrderStatus.Of(order).Payment));
        Assert.False(world.Shop.Held[order.Id].IsOpen);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task Of_a_hold_that_was_taken_in_part_staff_and_shopper_are_told_of_what_is_left()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        world.Shop.HoldsUntilMs = world.Clock.GetUtcNow().AddDays(7).ToUnixTimeMilliseconds();
        var order = await Processing(world, await Held(world, ("p1", 2)));
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        var left = order.Terms.Total - order.Captured();
        world.Clock.Advance(TimeSpan.FromDays(5.5));
        await world.Holds.Round();
        order = await world.Settled(order.Id);
        Assert.Equal(
            (order.Id, left, true),
            (await Lists(world).Find(null, 10)).Select(one => (one.OrderId, one.Held, one.IsTold)).Single()
        );
        var told = (await world.Store.Timeline(order.Id, 0, 100)).Single(entry => entry.Type == "payment.hold_ends");
        Assert.Contains(Capturing.Text(order, left), told.Detail, StringComparison.Ordinal);
        Assert.Single(
            await world.Outbox(),
            one => one.Topic == Topics.OrderNotification && one.Data.Contains("\"hold_ends\"", StringComparison.Ordinal)
        );
        world.Clock.Advance(TimeSpan.FromDays(2));
        await world.Holds.Round();
        order = await world.Settled(order.Id);
        Assert.Equal((0L, order.Terms.Total - left, "partially_captured"), (order.Held(), order.Captured(), OrderStatus.Of(order).Payment));
        Assert.Equal("payment_not_taken", (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Refused!.Code);
    }

    [Fact]
    public async Task What_comes_back_of_several_captures_is_paid_back_and_no_more()
    {
        await using var world = await OrderingWorld.Open(whenShipped: true);
        var order = await Processing(world, await Held(world, ("p1", 2), ("p3", 1)));
        Assert.Equal("refund_exceeds_captured", order.Ask(new(100, [], null, null, null), Admin, 9).Refused!.Code);
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        order = (await world.Parts.Send(order.Id, [new("p1", 1)], null, null, null, Admin)).Value;
        var taken = order.Captured();
        order = await world.Settled(
            (await world.Store.Change(order.Id, now => now.Ask(new(null, [new("p1", 2)], null, null, null), Admin, 9))).Value.Id
        );
        Assert.Equal((taken, world.Shop.Ledger[order.Id].Refunded), (order.Captured(), order.Refunded()));
        Assert.Equal("refund_exceeds_captured", order.Ask(new(order.Refundable() + 1, [], null, null, null), Admin, 9).Refused!.Code);
        order = await world.Settled((await world.Parts.Send(order.Id, [new("p3", 1)], null, null, null, Admin)).Value.Id);
        Assert.Equal(order.Terms.Total, world.Shop.Held[order.Id].Taken);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public void In_a_thousand_random_orders_the_parcels_end_at_the_total_to_the_cent_and_so_do_the_vendors()
    {
        var random = new Random(11);
        for (var round = 0; round < 1_000; round++)
        {
            var order = Confirmed(random);
            while (order.Terms.Lines.Any(line => order.Shipped(line.ProductId) < line.Quantity))
            {
                var parcel = order
                    .Terms.Lines.Select(line => new UnitsOf(
                        line.ProductId,
                        random.NextInt64(line.Quantity - order.Shipped(line.ProductId) + 1)
                    ))
                    .Where(units => units.Quantity > 0)
                    .ToList();
                if (parcel.Count == 0)
                {
                    continue;
                }

                var sent = order.Send(parcel, null, null, Admin, 9).Value;
                var started = order.StartCaptureFor(sent, Admin, 9).Value;
                while (started.CaptureUnderWay() is { } capture)
                {
                    started = started.PieceTaken(capture.Pieces.First(piece => !piece.Done).PaymentId, 9);
                }

                Assert.Equal(Capturing.DueFor(sent), started.Captured() - order.Captured());
                order = started.Send(parcel, null, null, Admin, 9).Value;
                Assert.Equal(0, Capturing.DueFor(order));
                var shares = VendorShare.Of(order.Terms, _ => 0);
                Assert.Equal(order.Captured(), shares.Sum(share => order.SaleSoFar(share, shares)));
                Assert.All(
                    shares.Where(share =>
                        order.Terms.Lines.All(line => line.VendorId != share.VendorId || order.Shipped(line.ProductId) == line.Quantity)
                    ),
                    share => Assert.Equal(share.Sale, order.SaleSoFar(share, shares))
                );
            }

            Assert.Equal((order.Terms.Total, 0L), (order.Captured(), order.Held()));
            var all = VendorShare.Of(order.Terms, _ => 0);
            Assert.All(all, share => Assert.Equal(share.Sale, order.SaleSoFar(share, all)));
        }
    }

    [Theory]
    [InlineData("sometimes")]
    [InlineData("At_Once")]
    public void The_setting_takes_two_words(string word)
    {
        Assert.Throws<Cartwright.Kernel.ConfigurationRefused>(() => TakeMoney.Of(Said(word)));
        Assert.True(TakeMoney.Of(Said("when_shipped")).WhenShipped);
        Assert.False(TakeMoney.Of(Said(null)).WhenShipped);

        static IConfiguration Said(string? text) => new ConfigurationBuilder().AddInMemoryCollection([new(TakeMoney.Key, text)]).Build();
    }

    private static Order Confirmed(Random random)
    {
        var lines = Enumerable
            .Range(0, 1 + random.Next(4))
            .Select(i =>
            {
                var (units, price) = (1 + random.NextInt64(5), random.Next(4) == 0 ? 0 : random.NextInt64(9_999));
                var discount = random.NextInt64((units * price) + 1);
                return new Line("p" + i, "P", "v" + random.Next(3), "c", units, price, discount, random.NextInt64(500), 0);
            })
            .ToList();
        var (subtotal, discount, shipping) = (lines.Sum(line => line.Amount), lines.Sum(line => line.Discount), random.NextInt64(2_000));
        var tax = lines.Sum(line => line.Tax) + random.NextInt64(300);
        var terms = new Terms(
            "a@b.cc",
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
        var order = Order.Place("o", "ada", terms, Checkout.Begin("tok", 0), 1);
        return order
            .Confirm(2, new("o", Holding.Held, terms.Total, 2, 1_000_000, InParts: true, Renewable: false))
            .MoveTo(Status.Processing, Admin, null, 3)
            .Value;
    }

    private static HoldLists Lists(OrderingWorld world) => new(world.Database);

    private static async Task<Order> Held(OrderingWorld world, params (string, long)[] lines)
    {
        world.Shop.Fill("ada", lines);
        return await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
    }

    private static async Task<Order> Processing(OrderingWorld world, Order order) =>
        (await world.Moving.Move(order.Id, Status.Processing, null, null, Admin, default)).Value;

    private static ValueTask<Outcome<Order>> Take(OrderingWorld world, Order order, long? amount, string? key) =>
        world.Sending.Take(order.Id, now => now.StartCapture(amount, key, Admin, 9), default);

    private static async Task<long> Sold(OrderingWorld world, string vendorId) =>
        (long)
            (await world.Payouts.Report(0, long.MaxValue, string.Empty, string.Empty, 100))
                .Where(sums => sums.VendorId == vendorId)
                .Sum(sums => (long)(sums.Sales + sums.Refunds));
}
