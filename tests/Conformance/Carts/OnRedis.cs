// The cart store on a real Redis.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Redis;
using Cartwright.Servers;
using Cartwright.Unit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Carts;

public class OnRedis : CartStoreSuite
{
    protected override async Task<IOpenStore> Open(TimeProvider clock)
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        return await LedgeredStore.Open(
            await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock), test => Task.FromResult<ICartStore>(new RedisUnderTest(address, test.Clock, Ttl)));
    }
}

/// <summary>Store and journal on a connection of their own: what one process has.</summary>
internal sealed class RedisUnderTest : ICartStore, ICartJournal, IAsyncDisposable
{
    private readonly RedisCartStore store;
    private readonly RedisCartJournal journal;

    public RedisUnderTest(string address, TimeProvider clock, TimeSpan ttl)
    {
        Connection = new RedisConnection(address, NullLogger<RedisConnection>.Instance);
        journal = new RedisCartJournal(Connection);
        store = new RedisCartStore(Connection, journal, clock, ttl);
    }

    public RedisConnection Connection { get; }

    public Signal Written => journal.Written;

    public ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel) => store.Load(userId, known, cancel);

    public ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel) => store.Change(command, cancel);

    public ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancel) => journal.Read(max, cancel);

    public ValueTask Forget(IReadOnlyList<JournalEntry> entries, CancellationToken cancel) => journal.Forget(entries, cancel);

    public async ValueTask DisposeAsync()
    {
        store.Dispose();
        await Connection.DisposeAsync();
    }
}
