// The numbered promises of ICartsAtRest, and whole moves between the stores.
using System.Security.Cryptography;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Redis;
using Cartwright.Servers;
using Cartwright.Unit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Carts;

/// <summary>A store of carts at rest with a module's database beside it. Where the store is the database, that is its own.</summary>
internal sealed class AtRest : IAsyncDisposable
{
    public static readonly TimeSpan Ttl = TimeSpan.FromDays(30);
    private readonly TestDatabase? own;

    private AtRest(TestDatabase test, bool owned, CartsBeside carts)
    {
        own = owned ? test : null;
        Test = test;
        Carts = carts;
    }

    public TestDatabase Test { get; }

    public CartsBeside Carts { get; }

    public ICartsAtRest All => Carts.AtRest;

    /// <summary>What a shop works with.</summary>
    public ICartStore Shop => Carts.Store ?? new SqlCartStore(Test.Database, Test.Clock, new CartMemory(), Ttl);

    /// <param name="store">sqlite, postgres, redis or dynamodb.</param>
    /// <param name="clock">For all that is on it.</param>
    /// <param name="beside">The database beside it, or null for a new one.</param>
    public static async Task<AtRest> Open(string store, TimeProvider clock, TestDatabase? beside = null)
    {
        var test =
            beside
            ?? (
                store == "postgres"
                    ? await TestDatabase.OnPostgres("carts", Migration.From(typeof(CartsModule).Assembly), clock)
                    : await TestDatabase.Open("carts", typeof(CartsModule).Assembly, clock)
            );
        return new(test, beside is null, await Opened(store, test));
    }

    public CartMove Move(Action<string>? say = null) =>
        new(
            Test.Database,
            CartSettings.Read(new ConfigurationBuilder().Build()),
            new Ids(Test.Clock, RandomNumberGenerator.Fill),
            Test.Clock,
            say ?? (_ => { })
        );

    public async ValueTask DisposeAsync()
    {
        await Carts.DisposeAsync();
        if (own is not null)
        {
            await own.DisposeAsync();
        }
    }

    private static async Task<CartsBeside> Opened(string store, TestDatabase test)
    {
        switch (store)
        {
            case "redis":
                return RedisCarts.Beside(
                    new RedisConnection(
                        (await RedisServer.Shared).CreateDatabase(),
                        NullLogger<RedisConnection>.Instance,
                        RedisUnderTest.Patient
                    ),
                    test.Clock,
                    Ttl
                );
            case "dynamodb":
                var server = await DynamoServer.Shared;
                return DynamoDb.DynamoDbCarts.Beside(
                    await DynamoTable.Make(server, server.NewTable()),
                    test.Clock,
                    new Ids(test.Clock, RandomNumberGenerator.Fill),
                    Ttl
                );
            default:
                return new(CartHomeSql.Sql, new SqlCartsAtRest(test.Database));
        }
    }
}

public sealed class AtRestTests
{
    /// <summary>Users and products whose names could be taken for other keys.</summary>
    private static readonly string[] Users = ["ann", "guest:1", "cart:x", "carts:past:ann", "#move", "7:a:b", "Ünï·語"];

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("redis")]
    [InlineData("dynamodb")]
    public async Task Case_1_all_carts_and_records_are_given_as_they_are(string store)
    {
        var clock = new TestClock();
        await using var there = await AtRest.Open(store, clock);
        var carts = await Fill(there.Shop, clock, many: 120);
        Assert.Equal(carts.OrderBy(cart => cart.UserId, StringComparer.Ordinal).Select(Shown), (await Carts(there.All)).Select(Shown));
        var records = await Records(there.All);
        Assert.Equal(
            [("7:a:b", "order:o5"), ("ann", "order:o0"), ("carts:past:ann", "order:o3"), ("nobody", "order:early")],
            records.Select(record => (record.UserId, record.RecordId))
        );
        Assert.All(
            records,
            record =>
                Assert.InRange(
                    record.AtMs,
                    clock.GetUtcNow().AddMinutes(-10).ToUnixTimeMilliseconds(),
                    clock.GetUtcNow().AddMinutes(10).ToUnixTimeMilliseconds()
                )
        );
        Assert.Equal(
            Shown(carts.Single(cart => cart.UserId == "ann")),
            Shown(Assert.Single(await there.All.Find(["ann", "never"], default)))
        );
        Assert.Equal(
            "order:o0",
            Assert.Single(await there.All.Find([("ann", "order:o0"), ("ann", "order:o3"), ("#move", "order:o0")], default)).RecordId
        );
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("redis")]
    [InlineData("dynamodb")]
    public async Task Case_2_what_was_put_is_answered_and_goes_on_and_putting_again_replaces(string store)
    {
        var clock = new TestClock();
        await using var there = await AtRest.Open(store, clock);
        await there.All.Begin("one", default);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var cart = new CartState(
            "ann",
            41,
            true,
            "WELCOME",
            now - 9_000,
            now - 5_000,
            now + 60_000,
            [new("#a", "A", 2, 100, "USD", now - 8_000, false), new("b", "B", 1, 5, "USD", now - 7_000, true)],
            "ann@example.com"
        );
        var expired = cart with { UserId = "late", ExpiresMs = now - 1 };
        var old = new CartState("old", 7, false, null, 1, 2, 3, []);
        await there.All.Put(
            [
                cart with
                {
                    Version = 12,
                    Coupon = "OTHER",
                    Items = [new("gone", "G", 1, 1, "USD", 1, false), cart.Items[0] with { Quantity = 9 }],
                },
                expired,
                old,
            ],
            default
        );
        await there.All.Put([cart], default);
        var taken = (await Taken(clock)).Text;
        await there.All.Put([new CartRecord("ann", "order:1", "{}", now), new CartRecord("ann", "order:old", taken, 5)], default);
        await there.All.Put([new CartRecord("ann", "order:1", taken, now)], default);

        var shop = there.Shop;
        Assert.Equal(Shown(cart), Shown(await shop.Load("ann", null, default)));
        Assert.Equal((42, 0), ((await shop.Load("late", null, default)).Version, (await shop.Load("late", null, default)).Items.Count));
        Assert.Equal(7, (await shop.Load("old", null, default)).Version);
        foreach (var order in new[] { "1", "old" })
        {
            // Taken before; so it takes nothing, whatever is in the cart now.
            Assert.Equal(41, (await shop.Change(new TakeItems("ann", "ann", order, [new("#a", 1)]), default)).Value.Cart.Version);
        }

        Assert.Equal("version_mismatch", (await shop.Change(Add("ann", "c") with { ExpectedVersion = 12 }, default)).Refused?.Code);
        Assert.Equal(42, (await shop.Change(Add("ann", "c") with { ExpectedVersion = 41 }, default)).Value.Cart.Version);
        Assert.Equal(8, (await shop.Change(Add("old", "c"), default)).Value.Cart.Version);
        Assert.Equal(43, (await shop.Change(Add("late", "c"), default)).Value.Cart.Version);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [InlineData("redis")]
    [InlineData("dynamodb")]
    public async Task Case_3_what_was_put_tells_nobody(string store)
    {
        var clock = new TestClock();
        await using var there = await AtRest.Open(store, clock);
        await there.All.Begin("one", default);
        await there.All.Put(
            [
                new CartState(
                    "ann",
                    41,
                    false,
                    null,
                    1,
                    2,
                    clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds(),
                    [new("a", "A", 2, 100, "USD", 1, false)]
                ),
            ],
            default
        );
        Assert.Empty(there.Carts.Journal is { } journal ? await journal.Read(10, default) : []);
        Assert.Equal(
            0,
            await there.Test.Database.Read(sql => sql.Number("SELECT (SELECT COUNT(*) FROM cart_history) + (SELECT COUNT(*) FROM outbox)"))
        );
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("dynamodb")]
    public async Task Case_4_carts_of_others_are_refused_and_what_the_same_move_left_goes(string store)
    {
        var clock = new TestClock();
        await using var there = await AtRest.Open(store, clock);
        await there.All.Begin("one", default);
        await there.All.Put(
            [
                .. Enumerable
                    .Range(0, 30)
                    .Select(i => new CartState($"u{i}", 3, false, null, 1, 2, 3, [new("a", "A", 2, 100, "USD", 1, false)])),
            ],
            default
        );
        await there.All.Put([new CartRecord("ann", "order:1", "{}", clock.GetUtcNow().ToUnixTimeMilliseconds())], default);
        Assert.Contains(
            "holds carts already",
            (await Assert.ThrowsAsync<ConfigurationRefused>(() => there.All.Begin("two", default).AsTask())).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(30, (await Carts(there.All)).Count);
        await there.All.Begin("one", default);
        Assert.Empty(await Carts(there.All));
        Assert.Empty(await Records(there.All));

        // A shop that opened on a move's leftovers has them for its own.
        await there.All.Put(
            [new CartState("ann", 3, false, null, 1, 2, clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds(), [])],
            default
        );
        await there.Shop.Change(Add("ann", "a"), default);
        Assert.Contains(
            "a shop has worked there",
            (await Assert.ThrowsAsync<ConfigurationRefused>(() => there.All.Begin("one", default).AsTask())).Message,
            StringComparison.Ordinal
        );
        Assert.Equal(4, Assert.Single(await Carts(there.All)).Version);
    }

    [Theory]
    [InlineData("sqlite", "redis")]
    [InlineData("postgres", "redis")]
    [InlineData("sqlite", "dynamodb")]
    [InlineData("redis", "dynamodb")]
    public async Task A_move_there_and_back_changes_nothing(string one, string other)
    {
        var clock = new TestClock();
        await using var here = await AtRest.Open(one, clock);
        await using var there = await AtRest.Open(other, clock, here.Test);
        await CartHomeSql.Take(here.Test.Database, here.Carts.Name);
        await Fill(here.Shop, clock, many: 120);
        var (carts, records) = (await Carts(here.All), await Records(here.All));
        var said = new List<string>();
        Assert.True(await here.Move(said.Add).Check(here.Carts.Name, there.Carts.Name));
        Assert.True(await here.Move(said.Add).Run(here.Carts, there.Carts, lost: false, default), string.Join('\n', said));
        Assert.Equal(there.Carts.Name, (await CartHomeSql.Read(here.Test.Database))!.Store);
        Assert.Equal(carts.Select(Shown), (await Carts(there.All)).Select(Shown));
        Assert.Equal(
            records.Select(record => record with { AtMs = 0 }),
            (await Records(there.All)).Select(record => record with { AtMs = 0 })
        );
        Assert.Equal(carts.Select(Shown), (await Carts(here.All)).Select(Shown));
        Assert.False(await here.Move().Check(here.Carts.Name, there.Carts.Name));

        // What happens there comes along, also what was still in the journal and what expires meanwhile.
        await there.Shop.Change(Add("ann", "after"), default);
        await there.Shop.Change(new TakeItems("guest:1", "guest:1", "o9", [new("a", 1)]), default);
        clock.Advance(TimeSpan.FromMinutes(3));
        var after = await Carts(there.All);
        if (one is "sqlite" or "postgres")
        {
            said.Clear();
            Assert.True(await here.Move(said.Add).Run(there.Carts, here.Carts, lost: false, default), string.Join('\n', said));
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            Assert.Equal(after.Select(cart => Shown(cart.At(now))), (await Carts(here.All)).Select(cart => Shown(cart.At(now))));
            Assert.Equal(records.Count + 1, (await Records(here.All)).Count);
            Assert.Equal("version_mismatch", (await here.Shop.Change(Add("ann", "c") with { ExpectedVersion = 1 }, default)).Refused?.Code);
        }
        else
        {
            // The store that was left still has its carts, which nobody mixes with others.
            await Assert.ThrowsAsync<ConfigurationRefused>(() => here.Move().Run(there.Carts, here.Carts, lost: false, default));
        }
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("dynamodb")]
    public async Task A_cart_changed_in_the_old_store_behind_the_moves_back_is_found(string store)
    {
        var clock = new TestClock();
        await using var here = await AtRest.Open(store, clock);
        await using var there = await AtRest.Open("sqlite", clock, here.Test);
        await CartHomeSql.Take(here.Test.Database, store);
        await Fill(here.Shop, clock, many: 10);
        var said = new List<string>();
        Assert.False(await here.Move(Say).Run(here.Carts, there.Carts, lost: false, default), string.Join('\n', said));
        Assert.Contains(
            said,
            line => line.StartsWith("DIFFER carts", StringComparison.Ordinal) && line.EndsWith("1 (ann)", StringComparison.Ordinal)
        );
        Assert.Equal(store, (await CartHomeSql.Read(here.Test.Database))!.Store);

        // Begun anew it ends.
        said.Clear();
        Assert.True(await here.Move(said.Add).Run(here.Carts, there.Carts, lost: false, default), string.Join('\n', said));

        void Say(string line)
        {
            said.Add(line);
            if (line.StartsWith("Reading both sides", StringComparison.Ordinal))
            {
                Assert.Null(here.Shop.Change(Add("ann", "behind"), default).AsTask().GetAwaiter().GetResult().Refused);
            }
        }
    }

    private static AddItem Add(string user, string product) =>
        new(user, user, new Offer(product, "Product " + product, 1_000, "USD", 1_000), 1);

    private static async Task<CartRecord> Taken(TimeProvider clock)
    {
        await using var other = await AtRest.Open("sqlite", clock);
        await other.Shop.Change(Add("ann", "#a"), default);
        await other.Shop.Change(new TakeItems("ann", "ann", "1", [new("#a", 1)]), default);
        return Assert.Single(await Records(other.All));
    }

    /// <summary>Carts with lines, without, expired and taken, and a record without a cart; answers them as they are stored.</summary>
    private static async Task<List<CartState>> Fill(ICartStore shop, TestClock clock, int many)
    {
        var carts = new List<CartState>();
        foreach (var (user, i) in Users.Select((user, i) => (user, i)))
        {
            await shop.Change(Add(user, "a") with { Guest = i % 2 == 1 }, default);
            await shop.Change(Add(user, "#" + i), default);
            await shop.Change(new SaveItem(user, user, "#" + i), default);
            if (i is 0 or 3 or 5)
            {
                await shop.Change(new TakeItems(user, user, "o" + i, [new("a", 1)]), default);
            }

            carts.Add(
                (await shop.Change(i == 2 ? new RemoveItem(user, user, "a") : new SetEmail(user, user, "who@example.com"), default))
                    .Value
                    .Cart
            );
        }

        await shop.Change(new RestoreItems("nobody", "system", "early"), default);
        foreach (var some in Enumerable.Range(0, many).Chunk(20))
        {
            carts.AddRange(
                (await Task.WhenAll(some.Select(i => shop.Change(Add($"u{i:000}", "p" + (i % 7)), default).AsTask()))).Select(changed =>
                    changed.Value.Cart
                )
            );
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        return carts;
    }

    private static async Task<List<CartState>> Carts(ICartsAtRest all)
    {
        var carts = new Dictionary<string, CartState>(StringComparer.Ordinal);
        await foreach (var slice in all.Carts(default))
        {
            Assert.InRange(slice.Count, 0, ICartsAtRest.SliceMax);
            foreach (var cart in slice)
            {
                carts[cart.UserId] = cart;
            }
        }

        return [.. carts.Values.OrderBy(cart => cart.UserId, StringComparer.Ordinal)];
    }

    private static async Task<List<CartRecord>> Records(ICartsAtRest all)
    {
        var records = new Dictionary<(string, string), CartRecord>();
        await foreach (var slice in all.Records(default))
        {
            Assert.InRange(slice.Count, 0, ICartsAtRest.SliceMax);
            foreach (var record in slice)
            {
                records[(record.UserId, record.RecordId)] = record;
            }
        }

        return [.. records.Values.OrderBy(record => record.UserId, StringComparer.Ordinal)];
    }

    private static string Shown(CartState cart) => $"{cart with { Items = [] }}" + string.Join(" | ", cart.Items);
}
