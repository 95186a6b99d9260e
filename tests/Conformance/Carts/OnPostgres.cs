// The cart store on PostgreSQL: as one process, and as two on the same tables.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Unit;

namespace Cartwright.Conformance.Carts;

public class OnPostgres : CartStoreSuite
{
    [Fact]
    public async Task Two_processes_that_add_to_one_new_cart_lose_nothing()
    {
        await using var test = await Database(new TestClock());
        await using var second = await test.Another();
        var stores = new[]
        {
            new SqlCartStore(test.Database, test.Clock, new CartMemory(), Ttl),
            new SqlCartStore(second.Database, test.Clock, new CartMemory(), Ttl),
        };
        var changed = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(async i =>
                    await stores[i % 2]
                        .Change(new AddItem("user", "user", new Offer($"p{i % 10}", "A product", 100, "USD", 1_000), 1), default)
                )
        );
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), changed.Select(outcome => outcome.Value.Cart.Version).Order());
        var cart = await stores[0].Load("user", null, default);
        Assert.Equal((200, 10, 200), (cart.Version, cart.Items.Count, cart.Units));
    }

    protected override async Task<IOpenStore> Open(TimeProvider clock) =>
        await LedgeredStore.Open(
            await Database(clock),
            test => Task.FromResult<ICartStore>(new SqlCartStore(test.Database, test.Clock, new CartMemory(), Ttl))
        );

    private static Task<TestDatabase> Database(TimeProvider clock) =>
        TestDatabase.OnPostgres("carts", Migration.From(typeof(CartsModule).Assembly), clock);
}
