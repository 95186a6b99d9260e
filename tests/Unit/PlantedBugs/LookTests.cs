// A row that is wrong in the books of Inventory or Promotions is found, and what only happens is not.
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Promotions;
using Cartwright.Unit.Inventory;
using Cartwright.Unit.Promotions;

namespace Cartwright.Unit.PlantedBugs;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class LookTests
{
    [Theory]
    [InlineData("UPDATE ledger SET delta_on_hand = delta_on_hand - 1 WHERE number = (SELECT MIN(number) FROM ledger)", "stock", "stock")]
    [InlineData("UPDATE ledger SET delta_reserved = 11 WHERE reason = 'reserved'", "stock", "ledger")]
    [InlineData("UPDATE reservations SET lines = '{\"p1\":3}'", "hold", "reservations")]
    [InlineData("UPDATE reservations SET state = 2, ended_ms = 1", "hold", "reservations")]
    public async Task A_wrong_row_of_stock_is_found(string statement, string what, string where)
    {
        await using var warehouse = await Warehouse.Open(("p1", 10));
        await warehouse.Reserve("o1", 900, ("p1", 2));
        Assert.Empty(await Stock(warehouse, []));
        await Tamper(warehouse.Database, statement);
        Assert.Contains(
            await Stock(warehouse, []),
            finding => finding.What == what && finding.Where.StartsWith(where, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Units_of_an_order_that_has_ended_without_them_are_found_until_they_are_given_back()
    {
        await using var warehouse = await Warehouse.Open(("p1", 10));
        await using var world = await Ordering.OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 2));
        var order = await world.Settled((await world.Place(Ordering.OrderingWorld.Wish())).Id);
        await warehouse.Reserve(order.Id, 0, ("p1", 2));
        await using var stall = await Stall.Open(new PromotionBody("percent", "TWENTY", 10m, TotalLimit: 20));
        Assert.Null(await stall.Redeem(order.Id, "TWENTY", "ada"));
        Assert.Empty(await Stock(warehouse, [order]));
        Assert.Empty(await UsesOf(stall, [order]));
        var cancelled = (await world.Moving.Cancel(order.Id, "no", new Actor("customer", "ada"), default)).Value;
        var found = Assert.Single(await Stock(warehouse, [cancelled]));
        Assert.Equal(("hold", order.Id), (found.What, found.Id));
        Assert.Equal([("use", order.Id)], (await UsesOf(stall, [cancelled])).Select(one => (one.What, one.Id)));
        await stall.Promotions.GiveBack(new() { RequestId = "g", OrderId = order.Id }, default);
        Assert.Empty(await UsesOf(stall, [cancelled]));
        await warehouse.Inventory.Release(new() { RequestId = "r", ReservationId = order.Id }, default);
        Assert.Empty(await Stock(warehouse, [cancelled]));
    }

    [Theory]
    [InlineData("UPDATE promotions SET used_final = used_final + 1")]
    [InlineData("UPDATE uses SET state = 'given_back' WHERE order_id = 'o1'")]
    [InlineData("UPDATE promotions SET total_limit = 1, updated_ms = 0")]
    public async Task A_wrong_count_of_uses_is_found(string statement)
    {
        await using var stall = await Stall.Open(new PromotionBody("percent", "TWENTY", 10m, TotalLimit: 2));
        Assert.Null(await stall.Redeem("o1", "TWENTY", "ada"));
        Assert.Null(await stall.Redeem("o2", "TWENTY", "bob"));
        Assert.Empty(await UsesOf(stall, []));
        await Tamper(stall.Database, statement);
        Assert.Equal("use", Assert.Single(await UsesOf(stall, [])).What);
    }

    private static async Task<List<Finding>> UsesOf(Stall stall, IReadOnlyList<Order> orders)
    {
        var found = new List<Finding>();
        await UsesLook.Limits(stall.Database, found.Add);
        await UsesLook.Ended(stall.Database, orders, found.Add);
        return found;
    }

    private static async Task<List<Finding>> Stock(Warehouse warehouse, IReadOnlyList<Order> orders)
    {
        var found = new List<Finding>();
        await StockLook.Ledger(warehouse.Database, found.Add, default);
        await StockLook.Holds(warehouse.Database, found.Add);
        await StockLook.Ended(warehouse.Database, orders, found.Add);
        return found;
    }

    private static async Task Tamper(Database database, string statement) => await database.Write(tx => tx.Execute(statement));
}
