// A person's orders are told a page at a time: each once, nobody else's, however many pages it takes.
using Cartwright.Contracts;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class PersonOrdersTests
{
    [Fact]
    public async Task Pages_of_a_persons_orders_hold_each_once_and_nobody_elses()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.OnHand["p1"] = 1_000;
        var mine = new List<string>();
        for (var i = 0; i < 45; i++)
        {
            // With the account, as a guest with the same address written otherwise, and somebody else's between them.
            mine.Add(await Placed(world, OrderingWorld.Wish() with { Email = i % 3 == 0 ? "ada@example.com" : null }));
            mine.Add(await Placed(world, OrderingWorld.Wish("guest-" + i) with { IsGuest = true, Email = "ADA@Example.com" }));
            await Placed(world, OrderingWorld.Wish("guest-x" + i) with { IsGuest = true, Email = "bob@example.com" });
        }

        var records = new PersonOrders(world.Database, world.Store);
        var request = new PersonRecordsRequest { UserIds = { "ada" }, Email = "ada@example.com" };
        var told = new List<string>();
        var pages = 0;
        do
        {
            var page = (await records.GetRecords(request, default)).Value;
            told.AddRange(page.OrderIds);
            request.After = page.Next;
            pages++;
        } while (request.After.Length > 0 && pages < 20);

        Assert.Equal(mine.Order(StringComparer.Ordinal), told);
        Assert.Equal(5, pages);
    }

    private static async Task<string> Placed(OrderingWorld world, Placement wish)
    {
        world.Shop.Fill(wish.UserId, ("p1", 1));
        return (await world.Settled((await world.Place(wish)).Id)).Id;
    }
}
