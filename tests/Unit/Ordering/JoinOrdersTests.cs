// Orders of guests join the account of the confirmed address: once, with their seals whole, and in all that the account sees
// and takes away.
using Cartwright.Contracts;
using Cartwright.Ordering;
using Cartwright.Web;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class JoinOrdersTests
{
    private static readonly UserFacts Ada = new("ada", "ada@example.com", "Ada", null, 0, EmailVerified: true);

    [Fact]
    public async Task Orders_of_the_mailbox_join_once_and_others_stay_where_they_are()
    {
        await using var world = await OrderingWorld.Open();
        var first = await Bought(world, "guest-1", "ADA@Example.com");
        var second = await Bought(world, "guest-2", "ada@example.com");
        var bobs = await Bought(world, "guest-3", "bob@example.com");
        var accounts = await Bought(world, "eve", "ada@example.com");
        Assert.Null(await world.Store.GetOf("ada", first.Id));
        Assert.Empty(await Mine(world, "ada"));

        await Join(world, Ada);
        await Join(world, Ada);
        Assert.Equal([second.Id, first.Id], await Mine(world, "ada"));
        Assert.Equal([bobs.Id], await Mine(world, "guest-3"));
        Assert.Equal([accounts.Id], await Mine(world, "eve"));
        Assert.Empty(await Mine(world, "guest-1"));

        // Another account that confirms the address later gets nothing of it.
        await Join(world, Ada with { UserId = "carl" });
        Assert.Empty(await Mine(world, "carl"));
        Assert.Equal([second.Id, first.Id], await Mine(world, "ada"));
    }

    [Fact]
    public async Task A_joined_order_verifies_and_is_its_accounts_as_a_customers()
    {
        await using var world = await OrderingWorld.Open();
        var placed = await Bought(world, "guest-1", "ada@example.com");
        await Join(world, Ada);
        var order = (await world.Store.GetOf("ada", placed.Id))!;
        Assert.Equal(("guest-1", "ada"), (order.UserId, order.JoinedTo));
        Assert.Equal("ada", OrderBody.Of(order, admin: false).UserId);
        Assert.True((await world.Store.Verify(placed.Id))!.Holds);

        // Whoever placed it still has the link to it; nobody else does.
        Assert.NotNull(await world.Store.GetOf("guest-1", placed.Id));
        Assert.Null(await world.Store.GetOf("guest-2", placed.Id));
        var caller = new Caller("ada", "s", [Role.Customer]);
        Assert.Equal(new Actor("customer", "ada"), RequestRules.ActorOf(caller, order));

        // What happens to it afterwards leaves it joined, and sealed.
        var cancelled = await world.Moving.Cancel(placed.Id, null, RequestRules.ActorOf(caller, order), default);
        Assert.Null(cancelled.Refused);
        await world.Settled(placed.Id);
        Assert.Equal("ada", (await world.Store.Get(placed.Id))!.JoinedTo);
        Assert.True((await world.Store.Verify(placed.Id))!.Holds);
    }

    [Fact]
    public async Task The_persons_file_has_it_and_the_persons_erasure_takes_it_along()
    {
        await using var world = await OrderingWorld.Open();
        var placed = await Bought(world, "guest-1", "ada@example.com");
        await Join(world, Ada);
        var records = new PersonOrders(world.Database, world.Store);
        Assert.Equal([placed.Id], (await records.GetRecords(new PersonRecordsRequest { UserIds = { "ada" } }, default)).Value.OrderIds);
        Assert.Empty((await records.GetRecords(new PersonRecordsRequest { UserIds = { "eve" } }, default)).Value.OrderIds);

        Assert.Null((await world.Moving.Cancel(placed.Id, null, new("customer", "ada"), default)).Refused);
        await world.Settled(placed.Id);
        Assert.Equal([placed.Id], (await world.Erasing.Erase("ada", null, new("customer", "ada"), dry: false, default)).Value.Erased);
        Assert.True((await world.Store.Verify(placed.Id))!.Holds);

        // Nothing in it leads to the address any more.
        await Join(world, Ada with { UserId = "carl" });
        Assert.Empty(await Mine(world, "carl"));
    }

    [Fact]
    public async Task More_orders_than_one_round_takes_join_all()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.OnHand["p1"] = 1_000;
        for (var i = 0; i < 101; i++)
        {
            await Bought(world, "guest-" + i, "ada@example.com");
        }

        await Join(world, Ada);
        Assert.Equal(101, (await Mine(world, "ada")).Count);
    }

    private static Task<bool> Join(OrderingWorld world, UserFacts user) =>
        world.Database.Write(async tx =>
        {
            await new JoinOrders(world.Changes).Do(tx, user);
            return true;
        });

    private static async Task<List<string>> Mine(OrderingWorld world, string userId) =>
        [
            .. (
                await world.Lists.Find(new OrderFilter(userId, null, null, null, null, null, OrderLists.NewestFirst, null), 200)
            ).Rows.Select(row => row.Order.Id),
        ];

    private static async Task<Order> Bought(OrderingWorld world, string userId, string email)
    {
        world.Shop.Fill(userId, ("p1", 1));
        var guest = userId.StartsWith("guest-", StringComparison.Ordinal);
        var placed = await world.Place(OrderingWorld.Wish(userId) with { IsGuest = guest, Email = email });
        return await world.Settled(placed.Id);
    }
}
