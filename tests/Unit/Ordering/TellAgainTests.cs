// What Ordering tells of its orders when it is asked again is what it told when they changed, word for word.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class TellAgainTests
{
    private static readonly Actor Admin = new("admin", "root");
    private static readonly string[] Facts =
    [
        Topics.OrderPlaced,
        Topics.OrderConfirmed,
        Topics.OrderCancelled,
        Topics.OrderReturned,
        Topics.OrderStatusChanged,
        Topics.OrderRefunded,
        Topics.OrderEdited,
    ];

    [Fact]
    public async Task Every_event_that_was_published_is_told_again_in_its_order()
    {
        await using var world = await OrderingWorld.Open();
        foreach (var (user, token) in new[] { ("ada", "tok_visa"), ("bob", "tok_declined"), ("cyd", "tok_visa"), ("dan", "tok_visa") })
        {
            world.Shop.Fill(user, ("p1", 2), ("p3", 1));
            await world.Settled((await world.Place(OrderingWorld.Wish(user, token, method: user == "dan" ? "express" : "standard"))).Id);
        }

        var orders = await world.AllSettled();
        var (ada, cyd, dan) = (
            orders.Single(order => order.UserId == "ada"),
            orders.Single(order => order.UserId == "cyd"),
            orders.Single(order => order.UserId == "dan")
        );
        Assert.Null((await world.Moving.Cancel(cyd.Id, "changed my mind", new Actor("customer", "cyd"), default)).Refused);
        await Deliver(world, ada);
        Assert.Null((await world.Moving.Move(ada.Id, Status.Returned, "because", null, Admin, default)).Refused);

        // One that lives through everything else: dearer, cheaper, other products, goodwill, a refund of a line, returns until nothing is
        // left.
        await Edit(world, dan, new("p1", 3), new("p2", 2));
        await Edit(world, dan, new("p1", 2), new("p3", 1));
        await Refund(world, dan, new(150, [], null, "late", "v1"));
        await Refund(world, dan, new(null, [new("p1", 1)], 100, "broken", null));
        await Deliver(world, dan);
        await Return(world, dan, new UnitsOf("p1", 1));
        await Return(world, dan, new("p1", 1), new("p3", 1));
        Assert.Equal(Status.Returned, (await world.Settled(dan.Id)).Status);

        await world.AllSettled();
        var published = (await world.Outbox()).Where(e => Facts.Contains(e.Topic)).ToList();
        Assert.Equal(2, published.Count(e => e.Topic == Topics.OrderReturned));
        Assert.Equal((2, 5), (published.Count(e => e.Topic == Topics.OrderEdited), published.Count(e => e.Topic == Topics.OrderRefunded)));
        Assert.Contains(published, e => e.Topic == Topics.OrderCancelled);

        // In two pages, as a rebuild asks.
        var first = (await world.Contract.ListOrderEvents(new() { Limit = 3 }, default)).Value;
        var rest = (await world.Contract.ListOrderEvents(new() { AfterOrderId = first.Orders[^1].OrderId, Limit = 3 }, default)).Value;
        Assert.Equal((3, 1, 4L), (first.Orders.Count, rest.Orders.Count, first.OrdersTotal));
        var told = first.Orders.Concat(rest.Orders).ToList();
        Assert.Equal(orders.Select(order => order.Id).Order(StringComparer.Ordinal), told.Select(order => order.OrderId));
        foreach (var order in told)
        {
            Assert.Equal(
                published.Where(e => e.Data.Contains(order.OrderId, StringComparison.Ordinal)),
                order.Events.Select(e => (e.Topic, e.Data))
            );
            Assert.Equal((await world.Store.Get(order.OrderId))!.Version, order.Version);
        }

        var versions = (await world.Contract.ListOrderEvents(new() { Limit = 200, VersionsOnly = true }, default)).Value.Orders;
        Assert.Equal(
            told.Select(order => (order.OrderId, order.Version, 0)),
            versions.Select(order => (order.OrderId, order.Version, order.Events.Count))
        );
        Assert.Equal("invalid_limit", (await world.Contract.ListOrderEvents(new() { Limit = 201 }, default)).Refused?.Code);
        Assert.Equal("invalid_limit", (await world.Contract.ListOrderEvents(new(), default)).Refused?.Code);
    }

    private static async Task Deliver(OrderingWorld world, Cartwright.Ordering.Order order)
    {
        foreach (var status in new[] { Status.Processing, Status.Shipped, Status.Delivered })
        {
            Assert.Null((await world.Moving.Move(order.Id, status, "because", null, Admin, default)).Refused);
        }
    }

    private static async Task Edit(OrderingWorld world, Cartwright.Ordering.Order order, params UnitsOf[] lines)
    {
        Assert.Null((await world.Editing.Edit(order.Id, new(lines, "by phone"), Admin, default)).Refused);
        await world.Settled(order.Id);
    }

    private static async Task Refund(OrderingWorld world, Cartwright.Ordering.Order order, RefundAsk ask)
    {
        Assert.Null((await world.Returning.Refund(order.Id, ask, Admin, default)).Refused);
        await world.Settled(order.Id);
    }

    private static async Task Return(OrderingWorld world, Cartwright.Ordering.Order order, params UnitsOf[] lines)
    {
        var (_, returnId) = (await world.Returning.Request(order.Id, new(lines, "too small"), Admin)).Value;
        foreach (
            var status in new[]
            {
                Cartwright.Ordering.Return.Approved,
                Cartwright.Ordering.Return.Received,
                Cartwright.Ordering.Return.Refunded,
            }
        )
        {
            Assert.Null((await world.Returning.Move(returnId, new(status, null, null, null), Admin, default)).Refused);
        }

        await world.Settled(order.Id);
    }
}
