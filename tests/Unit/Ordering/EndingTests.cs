// How orders end as a whole: what was taken and what went back, in the API, to those who listen and in the timeline.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Ordering;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class EndingTests
{
    private static readonly Actor Admin = new("admin", "boss");

    [Fact]
    public async Task An_order_that_is_cancelled_before_it_is_paid_took_nothing_and_gives_nothing_back()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.WaitsUntilMs = long.MaxValue;
        world.Shop.Fill("ada", ("p1", 2));
        var waiting = await world.Until(
            (await world.Place(OrderingWorld.Wish(token: "tok_waits"))).Id,
            order => order.AfterSaleSoFar.Action is not null
        );
        Assert.Null((await world.Moving.Cancel(waiting.Id, "ordered twice", new("customer", "ada"), default)).Refused);
        var order = await world.Settled(waiting.Id);
        var body = OrderBody.Of(order, admin: true);
        Assert.Equal(("cancelled", 0m, 0m), (body.Payment.Status, body.Payment.Captured, body.Payment.Refunded));
        Assert.Empty(body.Refunds!);
        Assert.Equal(0, (await Told(world, Topics.OrderCancelled)).GivenBack);
        Assert.Equal("Stock was given back. Nothing had been paid.", (await world.Store.Timeline(order.Id, 0, 100))[^1].Detail);
        await world.AssertTimelineHolds(order);
    }

    [Fact]
    public async Task What_a_cancellation_pays_back_is_a_refund_of_the_order_and_all_of_them_add_up()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        Assert.Null((await world.Returning.Refund(order.Id, new(777, [], null, "sorry", null), Admin, default)).Refused);
        Assert.Null((await world.Moving.Cancel(order.Id, "no longer wanted", Admin, default)).Refused);
        order = await world.Settled(order.Id);
        var body = OrderBody.Of(order, admin: true);
        var total = Currencies.ToMajor(order.Terms.Total, "USD");
        Assert.Equal(("refunded", total, total), (body.Payment.Status, body.Payment.Captured, body.Payment.Refunded));
        Assert.Equal(body.Payment.Refunded, body.Refunds!.Sum(refund => refund.Amount));
        Assert.Equal(
            [("goodwill", 7.77m, "done"), ("cancellation", total - 7.77m, "done")],
            body.Refunds!.Select(refund => (refund.Kind, refund.Amount, refund.Status))
        );
        Assert.Equal(2, body.Refunds!.Select(refund => refund.RefundId).Distinct().Count());
        Assert.Equal(
            ("no longer wanted", order.Terms.Total - 777),
            (body.Refunds![1].Reason, (await Told(world, Topics.OrderCancelled)).GivenBack)
        );
        Assert.Equal(order.Terms.Total, world.Shop.Ledger[order.Id].Refunded);
        await world.AssertTimelineHolds(order);

        // Lists show the same, and so does a look after a restart: it is read from the timeline, which older orders have too.
        await world.CrashAndRestart();
        Assert.Equal(
            JsonSerializer.Serialize(body),
            JsonSerializer.Serialize(OrderBody.Of((await world.Store.Get(order.Id))!, admin: true))
        );
    }

    [Fact]
    public async Task A_return_of_everything_at_once_is_listed_too_and_one_by_line_is_not_listed_twice()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1), ("p2", 2));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
        foreach (var to in new[] { Status.Processing, Status.Shipped, Status.Delivered, Status.Returned })
        {
            Assert.Null((await world.Moving.Move(order.Id, to, null, null, Admin, default)).Refused);
        }

        order = await world.Settled(order.Id);
        var refund = Assert.Single(OrderBody.Of(order, admin: true).Refunds!);
        Assert.Equal(("return", Currencies.ToMajor(order.Terms.Total, "USD"), null), (refund.Kind, refund.Amount, refund.ReturnId));
        Assert.Equal(order.Terms.Total, (await Told(world, Topics.OrderReturned)).GivenBack);
    }

    private static async Task<OrderFacts> Told(OrderingWorld world, string topic) =>
        JsonSerializer.Deserialize<OrderFacts>(
            (await world.Outbox()).Last(told => told.Topic == topic).Data,
            Cartwright.Kernel.Event.Json
        )!;
}
