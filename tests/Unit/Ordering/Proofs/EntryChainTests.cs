// That an entry of a timeline cannot be taken to another place of it.
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class EntryChainTests
{
    [Fact]
    public async Task An_entry_depends_on_the_one_before_it()
    {
        await using var world = await OrderingWorld.Open();
        world.Shop.Fill("ada", ("p1", 1));
        var order = await world.Settled((await world.Place(OrderingWorld.Wish("ada"))).Id);
        var entries = await world.Store.Timeline(order.Id, 0, 100);
        Assert.True(entries.Count >= 2);

        string After(Entry before) => world.Seals.HashAfter(before.Hash, entries[1], order.Id, order.Seal!.Salt);
        Assert.Equal(entries[1].Hash, After(entries[0]));
        Assert.NotEqual(entries[1].Hash, After(entries[0] with { Hash = entries[1].Hash }));
    }
}
