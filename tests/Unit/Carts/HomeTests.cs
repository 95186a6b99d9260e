// A shop never starts beside its carts.
using Cartwright.Carts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class HomeTests
{
    [Fact]
    public async Task A_shop_with_carts_refuses_another_store_and_one_without_may_change_its_mind()
    {
        await using var till = await Till.Open();
        await CartHomeSql.Take(till.Database, "redis");
        await CartHomeSql.Take(till.Database, CartHomeSql.Sql);
        await till.Add(Till.Ann, "a", 1);
        await CartHomeSql.Take(till.Database, CartHomeSql.Sql);
        foreach (var store in new[] { "redis", "dynamodb" })
        {
            var refused = await Assert.ThrowsAsync<ConfigurationRefused>(() => CartHomeSql.Take(till.Database, store));
            Assert.Contains($"Carts:Store={store}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("Set Carts:Store=sql", refused.Message, StringComparison.Ordinal);
            Assert.EndsWith($"cartwright move carts --from sql --to {store}", refused.Message, StringComparison.Ordinal);
        }

        // A refused start has changed nothing.
        await CartHomeSql.Take(till.Database, CartHomeSql.Sql);
    }
}
