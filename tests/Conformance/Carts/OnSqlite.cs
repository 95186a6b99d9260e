// The cart store of one process.
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Unit;

namespace Cartwright.Conformance.Carts;

public class OnSqlite : CartStoreSuite
{
    protected override async Task<IOpenStore> Open(TimeProvider clock) => new SqliteStore(await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock), Ttl);

    private sealed class SqliteStore(TestDatabase test, TimeSpan ttl) : IOpenStore
    {
        public ICartStore Store { get; private set; } = new SqlCartStore(test.Database, test.Clock, new CartMemory(), ttl);

        public async Task Reopen()
        {
            await test.Reopen();
            Store = new SqlCartStore(test.Database, test.Clock, new CartMemory(), ttl);
        }

        public async Task<IReadOnlyList<CartFacts>> Told() => await test.Database.Read(sql => sql.Query(
            "SELECT data FROM outbox ORDER BY number", row => JsonSerializer.Deserialize<CartFacts>(row.GetString(0), Event.Json)!));

        public ValueTask DisposeAsync() => test.DisposeAsync();
    }
}
