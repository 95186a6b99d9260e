// Redis killed, stopped, away at start and shared by several processes: what was acknowledged is there, and what cannot be done is said in
// time.
using System.Collections.Concurrent;
using System.Diagnostics;
using Cartwright.Carts;
using Cartwright.Kernel;
using Cartwright.Redis;
using Cartwright.Servers;
using Cartwright.Unit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Carts;

public class RedisOutageTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromDays(30);
    private static readonly TimeSpan BackWithin = TimeSpan.FromSeconds(60);

    /// <summary>
    /// With <c>appendfsync everysec</c> Redis keeps to itself what it has answered while the last second is still being synced, for as
    /// long as this at most (flushAppendOnlyFile), and half a second for those who note the time.
    /// </summary>
    private static readonly TimeSpan KeptToItself = TimeSpan.FromSeconds(2.5);

    private readonly TestClock clock = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_under_fifty_adders_it_has_each_acknowledged_add_and_no_more_than_were_sent(bool fsyncAlways)
    {
        // Synced at each change nothing at all may be lost, and otherwise nothing that Redis cannot have kept to itself.
        var mayLack = fsyncAlways ? TimeSpan.Zero : KeptToItself;
        await using var server = await RedisServer.Start(fsyncAlways);
        await using var store = new RedisUnderTest(server.Address, clock, Ttl);
        await Answers(store);
        var killed = false;
        var acknowledged = new ConcurrentBag<((string User, string Product) Add, long At)>();
        var begun = Stopwatch.GetTimestamp();
        var unknown = new ConcurrentBag<(string User, string Product)>();
        using var enough = new SemaphoreSlim(0);
        var adders = Enumerable
            .Range(0, 50)
            .Select(async adder =>
            {
                for (var i = 0; ; i++)
                {
                    // Half of them meet on one cart, and on the next one before it is full.
                    var user = adder % 2 == 0 ? $"all{i / 40}" : $"u{adder}-{i / 40}";
                    var product = $"p{adder % 10}";
                    try
                    {
                        await store.Change(Add(user, product, 1), default);
                        acknowledged.Add(((user, product), Stopwatch.GetTimestamp()));
                        enough.Release();
                    }
                    catch (StorageUnavailable)
                    {
                        unknown.Add((user, product));
                        if (Volatile.Read(ref killed))
                        {
                            return;
                        }
                    }
                }
            })
            .ToArray();
        for (var i = 0; i < 1_500 || Stopwatch.GetElapsedTime(begun) < 2 * mayLack; i++)
        {
            await enough.WaitAsync();
        }

        // Whoever failed before has met a slow machine, and goes on.
        Volatile.Write(ref killed, true);
        var ended = Stopwatch.GetTimestamp();
        server.Process.Kill();
        await Task.WhenAll(adders).WaitAsync(TimeSpan.FromSeconds(60));
        await server.Process.Restart();

        await using var after = new RedisUnderTest(server.Address, clock, Ttl);
        await Answers(after);
        var said = Each(acknowledged.Select(one => one.Add));
        var promised = fsyncAlways
            ? said
            : Each(acknowledged.Where(one => Stopwatch.GetElapsedTime(one.At, ended) >= mayLack).Select(one => one.Add));
        Assert.True(promised.Values.Sum() >= 500, $"{promised.Values.Sum()} of {said.Values.Sum()} adds had to be there.");
        var cutOff = Each(unknown);
        var lacks = 0L;
        foreach (var user in said.Keys.Concat(cutOff.Keys).Select(add => add.User).Distinct())
        {
            var cart = await after.Load(user, null, default);
            foreach (
                var product in cart
                    .Items.Select(item => item.ProductId)
                    .Union(said.Keys.Where(add => add.User == user).Select(add => add.Product))
            )
            {
                var units = cart.Find(product)?.Quantity ?? 0;
                var most = said.GetValueOrDefault((user, product));
                Assert.InRange(units, promised.GetValueOrDefault((user, product)), most + cutOff.GetValueOrDefault((user, product)));
                lacks += Math.Max(0, most - units);
            }
        }

        await AssertJournal(after);
        Assert.True(unknown.Count >= 50, $"{unknown.Count} adds were cut off.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{lacks} of {said.Values.Sum()} acknowledged adds are lacking.");

        static Dictionary<(string User, string Product), int> Each(IEnumerable<(string User, string Product)> adds) =>
            adds.CountBy(add => add).ToDictionary();
    }

    [Fact]
    public async Task Away_it_says_so_in_time_and_works_again_without_a_restart()
    {
        await using var server = await RedisServer.Start();
        await using var store = new RedisUnderTest(server.Address, clock, Ttl, roundTrip: RedisConnection.RoundTripMax);
        await Answers(store);
        await store.Change(Add("u", "a", 1), default);
        for (var round = 1; round <= 2; round++)
        {
            server.Process.Kill();
            await AssertAway(store);
            await server.Process.Restart();
            await Answers(store);
            Assert.Equal(round, Assert.Single((await store.Load("u", null, default)).Items).Quantity);

            // A change that may be repeated: on a slow machine one may be given up that was carried out.
            await Back(() => store.Change(new SetItem("u", "u", Offer("a"), 1 + round), default).AsTask());
            Assert.Equal(1 + round, Assert.Single((await store.Load("u", null, default)).Items).Quantity);
        }
    }

    [Fact]
    public async Task Hanging_it_is_given_up_in_time_even_by_commands_that_wait_for_each_other()
    {
        await using var server = await RedisServer.Start();
        await using var store = new RedisUnderTest(server.Address, clock, Ttl, roundTrip: RedisConnection.RoundTripMax);
        await Answers(store);
        await store.Change(Add("u", "a", 1), default);
        await ServerProcess.Run(null, "kill", "-STOP", server.Process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var took = await Paced.Took(() => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AssertAway(store))));
        Assert.True(took < ICartStore.PatienceMax, $"it took {took}");
        await ServerProcess.Run(null, "kill", "-CONT", server.Process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Back(() => store.Change(Add("u", "b", 1), default).AsTask());
        Assert.NotNull((await store.Load("u", null, default)).Find("b"));
    }

    [Fact]
    public async Task Absent_at_first_it_is_found_when_it_comes()
    {
        await using var server = await RedisServer.Start();
        server.Process.Kill();
        await using var store = new RedisUnderTest(server.Address, clock, Ttl, roundTrip: RedisConnection.RoundTripMax);
        await AssertAway(store);
        await server.Process.Restart();
        await Back(() => store.Change(Add("u", "a", 1), default).AsTask());
    }

    [Fact]
    public async Task Full_it_is_unavailable_and_changes_nothing()
    {
        await using var server = await RedisServer.Start();
        await using var store = new RedisUnderTest(server.Address, clock, Ttl);
        await Answers(store);
        await store.Change(Add("u", "a", 1), default);
        await RedisServer.Cli(server.Address, "CONFIG", "SET", "maxmemory", "1");
        await Assert.ThrowsAsync<StorageUnavailable>(() => store.Change(Add("u", "a", 1), default).AsTask());
        await Assert.ThrowsAsync<StorageUnavailable>(() => store.Change(new TakeItems("u", "u", "order", [new("a", 1)]), default).AsTask());
        Assert.Equal((1, 1), await Figures(store));
        await RedisServer.Cli(server.Address, "CONFIG", "SET", "maxmemory", "0");
        await store.Change(Add("u", "a", 1), default);
        Assert.Equal((2, 2), await Figures(store));
    }

    [Fact]
    public async Task A_full_journal_refuses_changes_and_nothing_else()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var store = new RedisUnderTest(address, clock, Ttl, entriesMax: 10);
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 30)
                .Select(async i =>
                {
                    try
                    {
                        await store.Change(Add($"u{i}", "a", 1), default);
                        return true;
                    }
                    catch (Overloaded)
                    {
                        return false;
                    }
                })
        );
        Assert.Equal(10, outcomes.Count(done => done));
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal(outcomes[i] ? 1 : 0, (await store.Load($"u{i}", null, default)).Version);
        }

        await store.Forget([.. (await store.Read(100, default)).Take(1)], default);
        await store.Change(Add("late", "a", 1), default);
        await Assert.ThrowsAsync<Overloaded>(() => store.Change(Add("later", "a", 1), default).AsTask());
    }

    [Fact]
    public async Task A_cart_as_full_as_can_be_is_taken_over_in_one_step()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var store = new RedisUnderTest(address, clock, Ttl);
        var lines = Enumerable
            .Range(0, 200)
            .Select(i => new CartItem($"p{i}", new string('n', 200), 1, 100, "USD", i, Saved: false))
            .ToArray();
        var offers = lines.ToDictionary(line => line.ProductId, line => Offer(line.ProductId));
        var received = await store.Change(
            new Receive("u", "u", "guest", new HandedOver([new(lines, null)]), offers, MergeRule.Sum),
            default
        );
        Assert.Equal((1L, 200), (received.Value.Cart.Version, received.Value.Cart.Items.Count));
        await store.Change(new ClearCart("u", "u"), default);
        Assert.Equal("1", await RedisServer.Cli(address, "HLEN", "cart:u"));
    }

    [Fact]
    public async Task Two_processes_lose_none_of_two_hundred_adds_and_no_version()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var one = new RedisUnderTest(address, clock, Ttl);
        await using var two = new RedisUnderTest(address, clock, Ttl);
        var changed = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : two).Change(Add("u", $"p{i % 20}", 1), default).AsTask())
        );
        Assert.Equal(Enumerable.Range(1, 200).Select(i => (long)i), changed.Select(change => change.Value.Cart.Version).Order());
        Assert.Equal(200, (await one.Load("u", null, default)).Units);
        await AssertJournal(two);
    }

    [Fact]
    public async Task Two_processes_agree_whether_an_order_took_or_was_restored_first()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var one = new RedisUnderTest(address, clock, Ttl);
        await using var two = new RedisUnderTest(address, clock, Ttl);
        await one.Change(Add("u", "a", 5), default);
        for (var i = 0; i < 100; i++)
        {
            var order = $"o{i}";
            await Task.WhenAll(
                one.Change(new TakeItems("u", "u", order, [new("a", 5)]), default).AsTask(),
                two.Change(new RestoreItems("u", "system", order), default).AsTask()
            );
            Assert.Equal(5, (await one.Load("u", null, default)).Units);
        }
    }

    [Fact]
    public async Task What_another_process_did_is_seen_by_the_next_command()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var one = new RedisUnderTest(address, clock, Ttl);
        await using var two = new RedisUnderTest(address, clock, Ttl);
        await one.Change(Add("u", "a", 1), default);
        await two.Change(Add("u", "b", 1), default);

        // Process one still remembers a cart without b; to refuse or to do nothing on that would be wrong.
        Assert.Equal(3, (await one.Change(new SetItem("u", "u", Offer("b"), 5), default)).Value.Cart.Version);
        await two.Change(new RemoveItem("u", "u", "a"), default);
        await two.Change(Add("u", "a", 1), default);
        Assert.Equal(6, (await one.Change(new RemoveItem("u", "u", "a"), default)).Value.Cart.Version);
        Assert.Equal("item_not_found", (await two.Change(new SetItem("u", "u", Offer("a"), 1), default)).Refused?.Code);
    }

    [Fact]
    public async Task A_wiped_Redis_begins_anew_and_nothing_of_the_old_cart_returns()
    {
        var address = (await RedisServer.Shared).CreateDatabase();
        await using var store = new RedisUnderTest(address, clock, Ttl);
        await store.Change(Add("u", "a", 1), default);
        var known = await store.Load("u", null, default);
        await RedisServer.Cli(address, "FLUSHDB");
        Assert.Equal((0, 0), await Figures(store));
        Assert.Empty((await store.Load("u", known, default)).Items);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(
            (1L, "b"),
            await store.Change(Add("u", "b", 1), default) is { Value.Cart: var cart }
                ? (cart.Version, Assert.Single(cart.Items).ProductId)
                : default
        );
        Assert.NotSame(known, await store.Load("u", known, default));
    }

    [Fact]
    public async Task Activity_is_kept_beside_another_store_and_forgotten_unless_it_is_new()
    {
        await using var server = await RedisServer.Start();
        await using var connection = Patient(server);
        ICartActivity activity = new RedisCartActivity(connection, kept: false);
        await Back(() => activity.Idle(1, 1, default).AsTask());
        foreach (var i in Enumerable.Range(0, 2_000))
        {
            activity.Touched($"u{i % 1_000}", 10_000 + i);
            activity.Touched($"u{i % 1_000}", 5_000);
        }

        await Back(async () => Assert.Equal("1000", await RedisServer.Cli(server.Address, "ZCOUNT", "carts:activity", "11000", "+inf")));
        Assert.Equal(["u0", "u1", "u2"], await activity.Idle(11_003, 10, default));
        Assert.Equal(["u0", "u1"], await activity.Idle(20_000, 2, default));
        await activity.Forget(["u0", "u1", "u5", "never"], 11_001, default);
        Assert.Equal(["u1", "u2"], await activity.Idle(20_000, 2, default));

        server.Process.Kill();
        activity.Touched("away", 1);
        await Assert.ThrowsAsync<StorageUnavailable>(() => activity.Idle(20_000, 2, default).AsTask());
        await server.Process.Restart();
        await Back(async () =>
        {
            activity.Touched("back", 1);
            Assert.Equal(["back"], await activity.Idle(2, 1, default));
        });
    }

    [Fact]
    public async Task Settings_that_could_lose_carts_are_named()
    {
        await using var server = await RedisServer.Start();
        await using var connection = Patient(server);
        Assert.Empty(await RedisWatch.Dangers(connection, default));
        await RedisServer.Cli(
            server.Address,
            "CONFIG",
            "SET",
            "appendonly",
            "no",
            "maxmemory",
            "100mb",
            "maxmemory-policy",
            "volatile-lru"
        );
        var dangers = await RedisWatch.Dangers(connection, default);
        Assert.Equal(2, dangers.Count);
        Assert.Contains("--appendonly yes", dangers[0], StringComparison.Ordinal);
        Assert.Contains("noeviction", dangers[1], StringComparison.Ordinal);
        await RedisServer.Cli(server.Address, "ACL", "SETUSER", "default", "-config");
        Assert.Empty(await RedisWatch.Dangers(connection, default));
    }

    /// <summary>The journal has each version of each cart once, in order, without a gap.</summary>
    private static async Task AssertJournal(ICartJournal journal)
    {
        var entries = await journal.Read(100_000, default);
        Assert.NotEmpty(entries);
        foreach (var cart in entries.GroupBy(entry => entry.Write.Head.UserId))
        {
            var version = 0L;
            foreach (var entry in cart)
            {
                Assert.Equal(version, entry.Write.Base);
                foreach (var step in entry.Write.Steps)
                {
                    Assert.Equal(++version, step.Version);
                }
            }
        }
    }

    private static async Task AssertAway(RedisUnderTest store)
    {
        foreach (
            var ask in new Func<Task>[]
            {
                () => store.Change(Add("u", "b", 1), default).AsTask(),
                () => store.Load("u", null, default).AsTask(),
            }
        )
        {
            var took = await Paced.Took(() => Assert.ThrowsAsync<StorageUnavailable>(ask));
            Assert.True(took < ICartStore.PatienceMax, $"it took {took}");
        }
    }

    private static RedisConnection Patient(RedisServer server) =>
        new(server.Address, NullLogger<RedisConnection>.Instance, RedisUnderTest.Patient);

    /// <summary>Waits until it is connected: what comes then takes a moment on any machine.</summary>
    private static Task Answers(RedisUnderTest store) => Back(() => store.Load("u", null, default).AsTask());

    // Tries again until it works; nothing signals that a server is back.
    private static async Task Back(Func<Task> ask)
    {
        for (var watch = Stopwatch.StartNew(); ; )
        {
            try
            {
                await ask();
                return;
            }
            catch (Exception e) when (e is StorageUnavailable or Xunit.Sdk.XunitException && watch.Elapsed < BackWithin)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private static async Task<(long Version, long Units)> Figures(RedisUnderTest store)
    {
        var cart = await store.Load("u", null, default);
        return (cart.Version, cart.Units);
    }

    private static Offer Offer(string id) => new(id, $"Product {id}", 1_000, "USD", 1_000_000);

    private static AddItem Add(string userId, string id, long quantity) => new(userId, userId, Offer(id), quantity);
}
