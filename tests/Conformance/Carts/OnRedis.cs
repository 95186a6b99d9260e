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
    [Fact]
    public async Task What_was_not_carried_when_the_process_ended_is_carried_by_the_next()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var open = await Open(address, new TestClock());
        for (var i = 0; i < 30; i++)
        {
            await open.Store.Change(new AddItem("user", "user", new Offer("a", "A", 100, "USD", 1_000), 1), default);
        }

        await open.Reopen();
        Assert.Equal("30", await RedisServer.Cli(address, "XLEN", "carts:journal"));
        Assert.Equal(
            Enumerable.Range(1, 30).Reverse().Select(i => (long)i),
            (await open.History("user", null, 100)).Select(entry => entry.Version)
        );
        Assert.Equal("0", await RedisServer.Cli(address, "XLEN", "carts:journal"));
        Assert.Equal(31, (await open.Told()).Count);
    }

    [Fact]
    public async Task A_cart_that_another_program_changed_is_read_anew_before_it_is_changed()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var one = new RedisUnderTest(address, new TestClock(), Ttl);
        await using var two = new RedisUnderTest(address, new TestClock(), Ttl);
        await one.Change(new AddItem("user", "user", new Offer("a", "A", 100, "USD", 1_000), 1), default);

        // Another program that writes a cart without the script is noticed by the next command: it decides on what is there.
        var meta = await RedisServer.Cli(address, "--raw", "HGET", "cart:user", "#meta");
        await RedisServer.Cli(
            address,
            "HSET",
            "cart:user",
            "#meta",
            meta.Replace("\"version\":1", "\"version\":9", StringComparison.Ordinal)
        );
        Assert.Equal(
            10,
            (await one.Change(new AddItem("user", "user", new Offer("b", "B", 100, "USD", 1_000), 1), default)).Value.Cart.Version
        );
        Assert.Equal(10, (await two.Load("user", null, default)).Version);
    }

    protected override async Task<IOpenStore> Open(TimeProvider clock) => await Open((await RedisServer.Shared).CreateDatabase(), clock);

    private static async Task<IOpenStore> Open(string address, TimeProvider clock) =>
        await LedgeredStore.Open(
            await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock),
            test => Task.FromResult<ICartStore>(new RedisUnderTest(address, test.Clock, Ttl))
        );
}

/// <summary>Store and journal on a connection of their own: what one process has.</summary>
internal sealed class RedisUnderTest : ICartStore, ICartJournal, IAsyncDisposable
{
    private readonly RedisCartStore store;
    private readonly RedisCartJournal journal;

    /// <summary>More than any machine needs: what is not about outages does not depend on how fast this one is.</summary>
    public static readonly TimeSpan Patient = TimeSpan.FromSeconds(30);

    public RedisUnderTest(
        string address,
        TimeProvider clock,
        TimeSpan ttl,
        int entriesMax = RedisCartJournal.EntriesMax,
        TimeSpan? roundTrip = null
    )
    {
        Connection = new RedisConnection(address, NullLogger<RedisConnection>.Instance, roundTrip ?? Patient);
        journal = new RedisCartJournal(Connection);
        store = new RedisCartStore(Connection, journal, clock, ttl, entriesMax);
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
