// The carrier between a store with a journal and the module's database.
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CarrierTests
{
    [Fact]
    public async Task Entries_are_carried_once_in_order_however_often_they_come()
    {
        await using var test = await TestDatabase.Open("carts", typeof(CartsModule).Assembly, new TestClock());
        var store = new Journaled(test.Clock);
        await store.Change(Add("a", 1), default);
        await store.Change(Add("b", 2), default);
        await store.Change(new RemoveItem("ann", "ann", "a"), default);
        store.ForgetsNothing = true;
        await Carry(test, store);
        await store.Change(Add("c", 3), default);
        await Carry(test, store);
        Assert.Equal(["b 2", "c 3"], await Rows(test));
        Assert.Equal([1L, 2L, 3L, 4L], await Numbers(test, "SELECT version FROM cart_history ORDER BY number"));
        Assert.Equal(5, (await Numbers(test, "SELECT number FROM outbox")).Count);
    }

    [Fact]
    public async Task A_database_younger_than_the_carts_is_filled_from_the_cart_itself()
    {
        await using var test = await TestDatabase.Open("carts", typeof(CartsModule).Assembly, new TestClock());
        var store = new Journaled(test.Clock);
        await store.Change(Add("a", 1), default);
        await store.Change(Add("b", 1), default);
        store.Entries.Clear();
        await store.Change(Add("c", 1), default);
        await Carry(test, store);
        Assert.Equal(["a 1", "b 1", "c 1"], await Rows(test));
        Assert.Equal([3L], await Numbers(test, "SELECT version FROM carts"));
    }

    [Fact]
    public async Task A_store_that_was_wiped_begins_anew_and_its_changes_are_news()
    {
        var clock = new TestClock();
        await using var test = await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock);
        var store = new Journaled(clock);
        await store.Change(Add("a", 1), default);
        await store.Change(Add("b", 1), default);
        await Carry(test, store);
        store.Wipe();
        clock.Advance(TimeSpan.FromSeconds(1));
        await store.Change(Add("c", 1), default);
        await Carry(test, store);
        Assert.Equal(["c 1"], await Rows(test));
        Assert.Equal([1L], await Numbers(test, "SELECT version FROM carts"));
        Assert.Equal([1L, 2L, 1L], await Numbers(test, "SELECT version FROM cart_history ORDER BY number"));
    }

    [Fact]
    public async Task A_store_that_went_back_a_few_versions_is_followed_from_there()
    {
        var clock = new TestClock();
        await using var test = await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock);
        var store = new Journaled(clock);
        await store.Change(Add("a", 1), default);
        var before = store.Remember();
        await store.Change(Add("lost", 1), default);
        await store.Change(Add("lost too", 1), default);
        await Carry(test, store);
        store.GoBack(before);
        clock.Advance(TimeSpan.FromSeconds(2));
        await store.Change(Add("b", 1), default);
        await store.Change(Add("c", 1), default);
        await store.Change(Add("d", 1), default);
        await Carry(test, store);
        Assert.Equal(["a 1", "b 1", "c 1", "d 1"], await Rows(test));
        Assert.Equal([1L, 2L, 3L, 2L, 3L, 4L], await Numbers(test, "SELECT version FROM cart_history ORDER BY number"));
    }

    [Fact]
    public async Task Rows_of_a_cart_that_its_store_lost_are_emptied_when_they_expire()
    {
        var clock = new TestClock();
        await using var test = await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock);
        var store = new Journaled(clock);
        await store.Change(Add("a", 1), default);
        await Carry(test, store);
        store.Wipe();
        clock.Advance(Journaled.Ttl);
        using var carrier = Carrier(test, store);
        Assert.False(
            await new ExpireCarts(test.Database, store, carrier, CartSettings.Read(new ConfigurationBuilder().Build()), clock).Run(default)
        );
        Assert.Empty(await Rows(test));
        Assert.Empty(await test.Database.Read(sql => CartSql.Expired(sql, long.MaxValue, 0, 10)));
    }

    private static AddItem Add(string id, long quantity) => new("ann", "ann", new Offer(id, id, 100, "USD", 1_000), quantity);

    private static CartCarrier Carrier(TestDatabase test, Journaled store) =>
        new(test.Database, store, test.Clock, NullLogger<CartCarrier>.Instance, store);

    private static async Task Carry(TestDatabase test, Journaled store)
    {
        using var carrier = Carrier(test, store);
        await carrier.CatchUp(default);
    }

    private static async Task<IReadOnlyList<string>> Rows(TestDatabase test) =>
        await test.Database.Read(sql =>
            sql.Query("SELECT product_id, quantity FROM cart_lines ORDER BY product_id", row => $"{row.GetString(0)} {row.GetInt64(1)}")
        );

    private static async Task<IReadOnlyList<long>> Numbers(TestDatabase test, string query) =>
        await test.Database.Read(sql => sql.Query(query, row => row.GetInt64(0)));

    /// <summary>A store in memory, for one caller at a time.</summary>
    private sealed class Journaled(TimeProvider clock) : ICartStore, ICartJournal
    {
        public static readonly TimeSpan Ttl = TimeSpan.FromDays(30);
        private readonly Dictionary<string, CartState> carts = [];

        public List<JournalEntry> Entries { get; } = [];

        public bool ForgetsNothing { get; set; }

        public Signal Written { get; } = new();

        private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

        public void Wipe()
        {
            carts.Clear();
            Entries.Clear();
        }

        public Dictionary<string, CartState> Remember() => new(carts);

        public void GoBack(Dictionary<string, CartState> before)
        {
            Wipe();
            foreach (var (userId, cart) in before)
            {
                carts[userId] = cart;
            }
        }

        public ValueTask<CartState> Load(string userId, CartState? known, CancellationToken cancel) =>
            ValueTask.FromResult(carts.GetValueOrDefault(userId)?.At(NowMs) ?? CartState.None(userId));

        public ValueTask<Outcome<CartChanged>> Change(CartCommand command, CancellationToken cancel)
        {
            var turn = new CartTurn(command.UserId, carts.GetValueOrDefault(command.UserId), NowMs, (long)Ttl.TotalMilliseconds);
            var outcome = turn.Decide(command, null);
            if (turn.Written() is { } write)
            {
                carts[command.UserId] = turn.Now;
                Entries.Add(new($"{Entries.Count}", write));
            }

            return ValueTask.FromResult(outcome);
        }

        public ValueTask<IReadOnlyList<JournalEntry>> Read(int max, CancellationToken cancel) =>
            ValueTask.FromResult<IReadOnlyList<JournalEntry>>([.. Entries.Take(max)]);

        public ValueTask Forget(IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
        {
            if (!ForgetsNothing)
            {
                Entries.RemoveAll(entries.Contains);
            }

            return ValueTask.CompletedTask;
        }
    }
}
