// The cart of an erased user is empty, and nothing is kept beside it; the carts of others are as they were.
using Cartwright.Carts;
using Cartwright.Contracts;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class EraseTests
{
    [Fact]
    public async Task An_erased_users_cart_is_emptied_with_all_that_is_beside_it()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        await till.Add(Till.Ann, "b", 1);
        await till.Add(Till.Guest, "a", 1);
        await till.Store.Change(new SaveItem("ann", "ann", "b"), default);
        await till.Store.Change(new SetEmail("ann", "ann", "quill@example.com"), default);
        Assert.Null((await till.Share.Create(till.By(Till.Ann), new NewLink("view"), default)).Refused);
        Assert.NotEmpty(await Residue.Of(till.Database, "quill"));

        // However often it is told, and whether or not there is a cart.
        for (var i = 0; i < 2; i++)
        {
            await till.Database.Write(async tx =>
            {
                await till.Upkeep.KeepErasure(tx, new UserErasure("ann", 5));
                await till.Upkeep.KeepErasure(tx, new UserErasure("nobody", 5));
                return true;
            });
            Assert.False(await till.Upkeep.EraseWaiting(default));
        }

        var cart = await till.Store.Load("ann", null, default);
        Assert.Equal((0, null, null), (cart.Items.Count, cart.Coupon, cart.Email));
        await till.Database.Write(tx => tx.Execute("DELETE FROM outbox"));
        Assert.Equal([], await Residue.Of(till.Database, "quill"));
        foreach (var table in new[] { "cart_lines", "cart_history", "cart_records", "cart_links", "erasures_waiting" })
        {
            Assert.Equal(0, await till.Database.Read(sql => sql.Number($"SELECT COUNT(*) FROM {table} WHERE user_id = 'ann'")));
        }

        Assert.Single((await till.Store.Load("guest", null, default)).Items);
        await till.Reopen();
        Assert.Empty((await till.Store.Load("ann", null, default)).Items);
        Assert.Single((await till.Store.Load("guest", null, default)).Items);
    }
}
