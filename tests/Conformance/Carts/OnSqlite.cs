// The cart store of one process.
using Cartwright.Carts;
using Cartwright.Unit;

namespace Cartwright.Conformance.Carts;

public class OnSqlite : CartStoreSuite
{
    protected override async Task<IOpenStore> Open(TimeProvider clock) =>
        await LedgeredStore.Open(
            await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock),
            test => Task.FromResult<ICartStore>(new SqlCartStore(test.Database, test.Clock, new CartMemory(), Ttl))
        );
}
