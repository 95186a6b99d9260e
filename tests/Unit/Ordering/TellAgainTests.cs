// What Ordering tells of its orders when it is asked again is what it told when they changed, word for word.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

public class TellAgainTests
{
    private static readonly Actor Admin = new("admin", "root");
    private static readonly string[] Facts =
        [Topics.OrderPlaced, Topics.OrderConfirmed, Topics.OrderCancelled, Topics.OrderReturned, Topics.OrderStatusChanged, Topics.OrderRefunded, Topics.OrderEdited];

    [Fact]
    public async Task Every_event_that_was_published_is_told_again_in_its_order()
    {
        await using var world = await OrderingWorld.Open();
        foreach (var (user, token) in new[] { ("ada", "tok_visa"), ("bob", "tok_declined"), ("cyd", "tok_visa"), ("dan", "tok_visa") })
        {
            world.Shop.Fill(user, ("p1", 2), ("p3", 1));
            await world.Settled((await world.Place(OrderingWorld.Wish(user, token))).Id);
        }

        var orders = await world.AllSettled();
        var (ada, cyd) = (orders.Single(order => order.UserId == "ada"), orders.Single(order => order.UserId == "cyd"));
        Assert.Null((await world.Moving.Cancel(cyd.Id, "changed my mind", new Actor("customer", "cyd"), default)).Refused);
        foreach (var status in new[] { Status.Processing, Status.Shipped, Status.Delivered, Status.Returned })
        {
            Assert.Null((await world.Moving.Move(ada.Id, status, "because", null, Admin, default)).Refused);
        }

        await world.AllSettled();
        var published = (await world.Outbox()).Where(e => Facts.Contains(e.Topic)).ToList();
        Assert.Contains(published, e => e.Topic == Topics.OrderReturned);
        Assert.Contains(published, e => e.Topic == Topics.OrderCancelled);

        // In two pages, as a rebuild asks.
        var first = (await world.Contract.ListOrderEvents(new() { Limit = 3 }, default)).Value;
        var rest = (await world.Contract.ListOrderEvents(new() { AfterOrderId = first.Orders[^1].OrderId, Limit = 3 }, default)).Value;
        Assert.Equal((3, 1, 4L), (first.Orders.Count, rest.Orders.Count, first.OrdersTotal));
        var told = first.Orders.Concat(rest.Orders).ToList();
        Assert.Equal(orders.Select(order => order.Id).Order(StringComparer.Ordinal), told.Select(order => order.OrderId));
        foreach (var order in told)
        {
            Assert.Equal(published.Where(e => e.Data.Contains(order.OrderId, StringComparison.Ordinal)), order.Events.Select(e => (e.Topic, e.Data)));
            Assert.Equal((await world.Store.Get(order.OrderId))!.Version, order.Version);
        }

        var versions = (await world.Contract.ListOrderEvents(new() { Limit = 200, VersionsOnly = true }, default)).Value.Orders;
        Assert.Equal(told.Select(order => (order.OrderId, order.Version, 0)), versions.Select(order => (order.OrderId, order.Version, order.Events.Count)));
        Assert.Equal("invalid_limit", (await world.Contract.ListOrderEvents(new() { Limit = 201 }, default)).Refused?.Code);
        Assert.Equal("invalid_limit", (await world.Contract.ListOrderEvents(new(), default)).Refused?.Code);
    }
}
