// What a batch of the chain of orders takes out of the changes that wait for one.
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SealChainTests
{
    [Fact]
    public async Task A_batch_takes_out_what_it_lists_and_nothing_that_came_to_be_beside_it()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish("ada"))).Id);
        var waiting = await world.Database.Read(sql => SealSql.Noted(sql, SealChain.ChangesMax));
        Assert.Equal([1, order.Version], [waiting[0].Version, waiting[^1].Version]);

        // The same version under another seal is another change, and so is another version under the same.
        await world.Database.Write(tx =>
            SealSql.Forget(tx, [waiting[0] with { Mac = waiting[^1].Mac }, waiting[^1] with { Version = order.Version + 1 }])
        );
        Assert.Equal(waiting, await world.Database.Read(sql => SealSql.Noted(sql, SealChain.ChangesMax)));

        await world.Database.Write(tx => SealSql.Forget(tx, [waiting[0]]));
        Assert.Equal(waiting.Skip(1), await world.Database.Read(sql => SealSql.Noted(sql, SealChain.ChangesMax)));
        Assert.Equal(waiting.Count - 1, await world.Chain.Batch(default));
        Assert.Empty(await world.Database.Read(sql => SealSql.Noted(sql, SealChain.ChangesMax)));
    }
}
