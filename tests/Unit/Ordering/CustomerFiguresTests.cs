// What customers have bought: counted once whatever happens to an order, moved along when it joins an account, and listed from an index.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.Logging.Abstractions;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class CustomerFiguresTests
{
    [Fact]
    public async Task An_order_counts_once_and_what_goes_back_is_taken_off()
    {
        await using var world = await OrderingWorld.Open();
        var first = await Bought(world, "ada", "ada@example.com");
        var second = await Bought(world, "ada", "ada@example.com");
        Assert.Equal(2, await Count(world));
        Assert.Equal(0, await Count(world));
        var price = first.Captured();
        Assert.True(price > 0);
        Assert.Equal(new Buyer("ada", first.Terms.Currency, 2, 2 * price, 0, second.CreatedMs, second.Id), await Of(world, "ada"));

        Assert.Null((await world.Moving.Cancel(second.Id, null, new("customer", "ada"), default)).Refused);
        await world.Settled(second.Id);
        await Count(world);
        var after = await Of(world, "ada");
        Assert.Equal((1, price, price), (after.Orders, after.Spent, after.Refunded));
    }

    [Fact]
    public async Task An_order_that_joins_an_account_takes_its_figures_along()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Bought(world, "guest-1", "ada@example.com");
        await Count(world);
        Assert.Equal(1, (await Of(world, "guest-1")).Orders);
        await world.Database.Write(async tx =>
        {
            await new JoinOrders(world.Changes).Do(tx, new UserFacts("ada", "ada@example.com", "Ada", null, 0, EmailVerified: true));
            return true;
        });
        await Count(world);
        Assert.Equal((1, order.Captured()), ((await Of(world, "ada")).Orders, (await Of(world, "ada")).Spent));
        Assert.Empty(await world.Database.Read(sql => BuyerSql.Of(sql, ["guest-1"])));
    }

    [Fact]
    public async Task Customers_are_listed_from_the_most_on_page_by_page()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.OnHand["p1"] = 1_000;
        for (var buyer = 1; buyer <= 4; buyer++)
        {
            for (var order = 0; order < buyer; order++)
            {
                await Bought(world, "u" + buyer, $"u{buyer}@example.com");
            }
        }

        await Count(world);
        var currency = Assert.Single(await world.Database.Read(BuyerSql.Currencies));
        foreach (var (sort, of) in new[] { ("-orders", string.Empty), ("-last_order", string.Empty), ("-spent", currency) })
        {
            var seen = new List<string>();
            (long, string)? after = null;
            do
            {
                var page = await world.Database.Read(sql => BuyerSql.Page(sql, sort, of, after, 3));
                seen.AddRange(page.Select(row => row.Holder));
                after = page.Count == 3 ? (page[^1].Value, page[^1].Holder) : null;
            } while (after is not null);
            Assert.Equal(["u4", "u3", "u2", "u1"], seen);
        }
    }

    private static async Task<int> Count(OrderingWorld world)
    {
        using var counting = new CountBuyers(world.Database, world.Clock, NullLogger<CountBuyers>.Instance);
        return await counting.Round(default);
    }

    private static async Task<Buyer> Of(OrderingWorld world, string holder)
    {
        var rows = await world.Database.Read(sql => BuyerSql.Of(sql, [holder]));
        var all = rows.Single(row => row.Currency.Length == 0);
        var one = rows.Single(row => row.Currency.Length > 0);
        Assert.Equal((one.Orders, one.LastMs, one.LastOrderId), (all.Orders, all.LastMs, all.LastOrderId));
        return one;
    }

    private static async Task<Order> Bought(OrderingWorld world, string userId, string email)
    {
        world.Clock.Advance(TimeSpan.FromMilliseconds(5));
        world.Shop.Fill(userId, ("p1", 1));
        var guest = userId.StartsWith("guest-", StringComparison.Ordinal);
        var placed = await world.Place(OrderingWorld.Wish(userId) with { IsGuest = guest, Email = email });
        return await world.Settled(placed.Id);
    }
}
