// Cancelling, moving, listing and following orders.
using System.Collections.Concurrent;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Ordering;
using Microsoft.AspNetCore.Http;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class MoveOrderTests
{
    private static readonly Actor Ada = new("customer", "ada");
    private static readonly Actor Admin = new("admin", "root");

    [Fact]
    public async Task Cancelling_gives_stock_coupon_and_money_back_once_and_leaves_the_cart_alone()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish(coupon: "TEN"))).Id);
        var cancelled = (await world.Moving.Cancel(order.Id, "ordered twice", Ada, default)).Value;
        Assert.Equal(
            (Status.Cancelled, "ordered twice", CheckoutState.Done),
            (cancelled.Status, cancelled.Reason, cancelled.Checkout.State)
        );
        Assert.Equal(1_000, world.Shop.Available("p1"));
        Assert.Equal(cancelled.Version, (await world.Moving.Cancel(order.Id, null, Ada, default)).Value.Version);
        world.AssertBooksAgree([cancelled]);
        await world.AssertTimelineHolds(cancelled);
        Assert.Empty(world.Shop.Carts["ada"].Lines);
        Assert.Single(world.Shop.Calls, "void");
        Assert.Equal(1, (await world.Outbox()).Count(e => e.Topic == Topics.OrderCancelled));
    }

    [Fact]
    public async Task A_change_that_is_always_overtaken_is_refused_after_its_tries_and_nothing_of_it_is_there()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        var before = (await world.Store.Take(order.Id))!;
        var processing = (await world.Moving.Move(order.Id, Status.Processing, null, null, Admin, default)).Value;

        // Decided each time about what the order was, as if somebody always came in between.
        var tries = 0;
        var refused = (
            await world.Store.Change(
                order.Id,
                _ =>
                {
                    tries++;
                    return before.MoveTo(Status.Cancelled, Ada, "too late", 5);
                }
            )
        ).Refused!;
        Assert.Equal((RefusalKind.Conflict, "order_busy", 1), (refused.Kind, refused.Code, refused.RetryAfterSeconds));
        Assert.Equal(Cartwright.Kernel.Limits.OrderChangeTriesMax, tries);
        var after = (await world.Store.Get(order.Id))!;
        Assert.Equal((Status.Processing, processing.Version, processing.Head), (after.Status, after.Version, after.Head));
        Assert.Equal("order_not_found", (await world.Store.Change("nobody", _ => before)).Refused?.Code);
        Assert.Equal(Status.Shipped, (await world.Moving.Move(order.Id, Status.Shipped, null, null, Admin, default)).Value.Status);
        await world.AssertTimelineHolds((await world.Store.Get(order.Id))!);
    }

    [Fact]
    public async Task A_cancellation_during_the_payment_ends_cancelled_and_not_charged()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.SlowPayment = new(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Shop.Fill("ada", ("p1", 1));
        var placed = await world.Place(OrderingWorld.Wish());
        while (!world.Shop.Ledger.ContainsKey(placed.Id))
        {
            await Task.Yield();
        }

        var cancelling = world.Moving.Cancel(placed.Id, null, Ada, default).AsTask();
        while ((await world.Store.Get(placed.Id))!.Status != Status.Cancelled)
        {
            await Task.Yield();
        }

        Assert.True(world.Shop.Ledger[placed.Id].Captured > 0);
        world.Shop.SlowPayment.SetResult();
        var order = await world.Settled(placed.Id);
        Assert.Equal(Status.Cancelled, order.Status);
        Assert.Equal(Status.Cancelled, (await cancelling).Value.Status);
        world.AssertBooksAgree([order]);
        await world.AssertTimelineHolds(order);
        Assert.DoesNotContain(Topics.OrderConfirmed, (await world.Outbox()).Select(e => e.Topic));
    }

    [Fact]
    public async Task A_hundred_cancellations_that_race_with_their_payments_keep_the_books_equal()
    {
        await using var world = await OrderingWorld.Open();
        var cancellations = new ConcurrentQueue<Task>();
        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(async i =>
                {
                    world.Shop.Plant("pay", (Fault)(i % 4));
                    var user = "u" + i;
                    world.Shop.Fill(user, ("p2", 1));
                    var placed = (await world.Placing.Place(OrderingWorld.Wish(user), default)).Value;
                    var cancelling = world.Moving.Cancel(placed.OrderId, null, new Actor("customer", user), default).AsTask();
                    cancellations.Enqueue(cancelling);
                    await cancelling.WaitAsync(TimeSpan.FromMilliseconds(i % 5 * 3)).ContinueWith(_ => { }, TaskScheduler.Default);
                })
        );

        // Whoever waits for no answer has asked all the same: an order's end is looked at once its cancellation is decided.
        var decided = Task.WhenAll(cancellations).ContinueWith(_ => { }, TaskScheduler.Default);
        while (!decided.IsCompleted)
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(20));
            await world.AllSettled();
        }

        var orders = await world.AllSettled();
        Assert.Equal(100, orders.Count);
        Assert.All(orders, order => Assert.Contains(order.Status, new[] { Status.Cancelled, Status.PaymentFailed, Status.Confirmed }));
        Assert.Contains(Status.Cancelled, orders.Select(order => order.Status));
        world.AssertBooksAgree(orders);
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_a_cancellation_does_not_keep_the_money()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        world.Shop.Plant("release", Fault.CrashBefore);
        _ = world.Moving.Cancel(order.Id, null, Ada, default).AsTask();
        await world.Shop.Crashed.Task;
        await world.CrashAndRestart();
        order = await world.Settled(order.Id);
        Assert.Equal(Status.Cancelled, order.Status);
        world.AssertBooksAgree([order]);
    }

    [Fact]
    public async Task The_shop_moves_an_order_to_its_return_and_then_money_and_stock_come_back()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1), ("p3", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        Assert.Equal(
            "version_mismatch",
            (await world.Moving.Move(order.Id, Status.Processing, null, order.Version + 1, Admin, default)).Refused!.Code
        );
        foreach (var to in new[] { Status.Processing, Status.Shipped, Status.Delivered })
        {
            order = (await world.Moving.Move(order.Id, to, null, order.Version, Admin, default)).Value;
        }

        Assert.Equal("illegal_transition", (await world.Moving.Cancel(order.Id, null, Ada, default)).Refused!.Code);
        world.AssertBooksAgree([order]);
        order = (await world.Moving.Move(order.Id, Status.Returned, "too small", null, Admin, default)).Value;
        Assert.Equal((Status.Returned, CheckoutState.Done), (order.Status, order.Checkout.State));
        world.AssertBooksAgree([order]);
        await world.AssertTimelineHolds(order);
        var mails = (await world.Outbox())
            .Where(e => e.Topic == Topics.OrderNotification)
            .Select(e => (string)System.Text.Json.Nodes.JsonNode.Parse(e.Data)!["template"]!);
        Assert.Equal(["confirmed", "processing", "shipped", "delivered", "returned"], mails);
    }

    [Fact]
    public async Task Who_ordered_may_only_cancel_and_the_shop_may_do_what_is_legal()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        var placed = (await world.Place(OrderingWorld.Wish())).Id;
        var order = await world.Settled(placed);
        Assert.Equal([Status.Cancelled], OrderBody.Of(order, admin: false).LegalNext);
        Assert.Equal([Status.Cancelled, Status.Processing], OrderBody.Of(order, admin: true).LegalNext);
        Assert.True(VendorOrderBody.Sees(order, "v2"));
        Assert.False(VendorOrderBody.Sees(order, "v3"));
        Assert.False(VendorOrderBody.Sees(order with { Status = Status.Pending }, "v2"));
        order = (await world.Moving.Move(order.Id, Status.Processing, null, null, new Actor("admin"), default)).Value;
        Assert.Empty(OrderBody.Of(order, admin: false).LegalNext);
        Assert.Equal([Status.Shipped], OrderBody.Of(order, admin: true).LegalNext);
    }

    [Fact]
    public async Task A_vendor_sees_and_moves_its_own_part_of_paid_orders()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2), ("p3", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        order = (await world.Parts.Move(order.Id, "v2", Status.Processing, null, null, null, new Actor("vendor"))).Value;
        order = (await world.Parts.Move(order.Id, "v2", Status.Shipped, "DHL", "T1", null, new Actor("vendor"))).Value;
        Assert.Equal(Status.PartiallyShipped, order.Status);
        var row = Assert.Single((await world.VendorLists.Find(new("v2", Status.Shipped), 10)).Rows);
        var seen = VendorOrderBody.Of(row.Order, "v2", row.Share);
        Assert.Equal(
            (5.50m, 0.55m, 4.95m, 1L, Status.Shipped, "p3"),
            (seen.TotalPrice, seen.Commission, seen.Payable, seen.TotalItems, seen.Status, Assert.Single(seen.Items).ProductId)
        );
        Assert.Single((await world.VendorLists.Find(new("v1", Status.Confirmed), 10)).Rows);
        Assert.Empty((await world.VendorLists.Find(new("v1", After: (order.CreatedMs, order.Id)), 10)).Rows);
        Assert.Empty((await world.VendorLists.Find(new("v3"), 10)).Rows);
        var (counts, sums) = await world.VendorLists.Dashboard("v2", 0);
        Assert.Equal([new StageCount(Status.Shipped, 1)], counts.Where(count => count.Orders > 0));
        Assert.Equal([new VendorSums("v2", "USD", 1, 1, 550, -55, 0, 0, 0)], sums);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repeat_in_every_sort()
    {
        await using var world = await OrderingWorld.Open();
        for (var i = 0; i < 25; i++)
        {
            world.Shop.Fill("ada", (i % 2 == 0 ? "p1" : "p2", 1 + (i % 3)));
            await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        }

        world.Shop.Fill("bob", ("p1", 1));
        await world.Settled((await world.Place(OrderingWorld.Wish("bob"))).Id);
        var everything = (await world.Lists.Find(Filter("ada"), 100)).Rows.Select(row => row.Order).ToList();
        Assert.Equal(25, everything.Count);
        foreach (var sort in OrderLists.Sorts.Keys)
        {
            var walked = new List<Order>();
            (long, string)? after = null;
            do
            {
                var page = await world.Lists.Find(Filter("ada") with { Sort = sort, After = after }, 7);
                walked.AddRange(page.Rows.Select(row => row.Order));
                after = page.GoOn;
            } while (after is not null);

            Func<Order, long> key = sort.EndsWith("created_at", StringComparison.Ordinal)
                ? order => order.CreatedMs
                : order => order.Terms.Total;
            var expected =
                sort[0] == '-'
                    ? everything.OrderByDescending(key).ThenByDescending(order => order.Id, StringComparer.Ordinal)
                    : everything.OrderBy(key).ThenBy(order => order.Id, StringComparer.Ordinal);
            Assert.Equal(expected.Select(order => order.Id), walked.Select(order => order.Id));
        }

        Assert.Equal(12, (await world.Lists.Find(Filter("ada") with { ProductId = "p2" }, 100)).Rows.Count);
        Assert.Equal(26, (await world.Lists.Find(Filter(null), 100)).Rows.Count);
        Assert.Single((await world.Lists.Find(Filter(null) with { Text = "BOB@" }, 100)).Rows);
        Assert.Empty((await world.Lists.Find(Filter(null) with { Text = "%" }, 100)).Rows);
        Assert.Empty((await world.Lists.Find(Filter("ada") with { Status = Status.Cancelled }, 100)).Rows);

        // Two orders can share a millisecond.
        Assert.Equal(
            everything.Count(order => order.CreatedMs >= everything[9].CreatedMs),
            (await world.Lists.Find(Filter("ada") with { FromMs = everything[9].CreatedMs, ToMs = everything[0].CreatedMs + 1 }, 100))
                .Rows
                .Count
        );

        static OrderFilter Filter(string? userId) => new(userId, null, null, null, null, null, OrderLists.NewestFirst, null);
    }

    [Fact]
    public async Task An_order_is_found_by_its_owner_and_the_shop_and_is_not_there_for_others()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1), ("p3", 2));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        static Cartwright.Web.Caller Caller(string id, Cartwright.Web.Role role) => new(id, "session", [role]);
        var own = await world.Store.Own(order.Id, Caller("ada", Cartwright.Web.Role.Customer));
        Assert.Equal((order.Head, 2), (own!.Head, own.Parts.Count));
        Assert.Equal(order.Head, (await world.Store.Own(order.Id, Caller("boss", Cartwright.Web.Role.Admin)))!.Head);
        Assert.Null(await world.Store.Own(order.Id, Caller("eve", Cartwright.Web.Role.Customer)));
        Assert.Null(await world.Store.Own(order.Id + "0", Caller("ada", Cartwright.Web.Role.Customer)));
    }

    [Fact]
    public async Task A_stream_begins_with_the_state_now_goes_on_after_the_last_event_seen_and_ends_with_the_order()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        var places = new StreamPlaces();
        var caller = new Cartwright.Web.Caller("ada", "session", [Cartwright.Web.Role.Customer]);
        var stream = new OrderStream(world.Store, world.Changes, places, world.Clock, world.Database);
        var (context, body) = Request(null);
        var serving = stream.Serve(order, caller, context);
        while (!Text(body).Contains("confirmed", StringComparison.Ordinal))
        {
            await Task.Yield();
        }

        Assert.DoesNotContain("pending", Text(body), StringComparison.Ordinal);
        await world.Moving.Cancel(order.Id, null, Ada, default);
        Assert.Null(await serving);
        Assert.Contains("id: 3\ndata: {\"order_id\":\"" + order.Id + "\",\"status\":\"cancelled\"", Text(body), StringComparison.Ordinal);
        Assert.Equal((0, 0), (world.Changes.Count, places.Open));

        (context, body) = Request("1");
        await stream.Serve((await world.Store.Get(order.Id))!, caller, context);
        Assert.Equal(["id: 2", "id: 3", "id: 4"], Text(body).Split('\n').Where(line => line.StartsWith("id:", StringComparison.Ordinal)));
    }

    private static (HttpContext Context, MemoryStream Body) Request(string? lastEventId)
    {
        var context = new DefaultHttpContext();
        var body = new MemoryStream();
        context.Response.Body = body;
        if (lastEventId is not null)
        {
            context.Request.Headers["Last-Event-ID"] = lastEventId;
        }

        return (context, body);
    }

    private static string Text(MemoryStream body) => Encoding.UTF8.GetString(body.ToArray());
}
