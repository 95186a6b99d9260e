// The promises of IEventBus on a real Redis, and what is Redis' own: wake-ups, wipes, trimming, leases, foreign entries.
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Redis;
using Cartwright.Servers;
using Cartwright.Unit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Events;

public sealed class OnRedisBus : BrokerSuite
{
    protected override async Task<IBroker> Open() => await RedisBroker.Open();

    [Fact]
    public async Task A_Redis_that_is_absent_at_start_is_waited_for()
    {
        await using var broker = await RedisBroker.Open();
        await using var hearer = await Hearer.Open("one");
        broker.Kill();
        await using var process = await broker.Start(hearer.Inbox());
        await Assert.ThrowsAsync<StorageUnavailable>(async () => await process.Bus.Publish([Hearer.Event("a", 0)], default));
        await broker.Restart();
        await Publish(process, Hearer.Event("a", 0));
        await hearer.Until(1, Patience);
    }

    [Fact]
    public async Task A_lost_wake_up_loses_nothing()
    {
        await using var broker = await RedisBroker.Open();
        await using var hearer = await Hearer.Open("one");
        await using var process = await broker.Start(hearer.Inbox());
        await Publish(process, Hearer.Event("a", 0));
        await hearer.Until(1, Patience);

        // Added as the script does, and nobody is told.
        await broker.Cli(
            "XADD",
            "events:count",
            "*",
            "event",
            System.Text.Encoding.UTF8.GetString(CloudEvents.Write(Hearer.Event("a", 1)))
        );
        Assert.Equal([0L, 1L], (await hearer.Until(2, Patience)).Select(e => e.N));
    }

    [Fact]
    public async Task A_wiped_Redis_gets_again_what_it_was_told_in_the_last_minute()
    {
        await using var broker = await RedisBroker.Open();

        // For the teller it is the same minute all the time, however long the machine takes.
        var clock = new TestClock();
        await using var teller = await TestDatabase.Open("teller", [], clock);
        await using var hearer = await Hearer.Open("one");
        await using var publisher = await broker.Start();
        var relay = new OutboxRelay(teller.Database, publisher.Bus, clock, NullLogger<OutboxRelay>.Instance);
        await Tell(0, 1, 2);
        await relay.CarryOnce(default);
        Assert.Equal(0, await teller.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM outbox")));
        await broker.Cli("FLUSHDB");
        await Tell(3);
        Assert.Equal(4, await relay.CarryOnce(default));
        await using var consumer = await broker.Start(hearer.Inbox());
        Assert.Equal([0L, 1L, 2L, 3L], (await hearer.Until(4, Patience)).Select(e => e.N));

        // And a wipe below a running consumer takes its group along.
        await broker.Cli("FLUSHDB");
        await Tell(4);
        Assert.Equal(5, await relay.CarryOnce(default));
        Assert.Equal([0L, 1L, 2L, 3L, 4L], (await hearer.Until(5, Patience)).Select(e => e.N));

        async Task Tell(params int[] numbers)
        {
            foreach (var n in numbers)
            {
                await teller.Database.Write(async tx =>
                {
                    await tx.Publish("count", "a", new Hearer.Count(n));
                    return true;
                });
            }
        }
    }

    [Fact]
    public async Task What_is_no_event_is_parked_once_and_what_comes_after_it_goes_on()
    {
        await using var broker = await RedisBroker.Open();
        await using var hearer = await Hearer.Open("one");
        string[] messages =
        [
            "not json",
            "{}",
            "[]",
            """{"specversion":"1.0","id":"x","source":"s","type":"count","subject":"a","time":"2026-01-01T00:00:00Z"}""",
            """{"specversion":"1.0","id":"x","source":"s","type":"unknown","subject":"a","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
            """{"specversion":"1.0","id":"y","source":"s","type":"other","subject":"a","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
            """{"specversion":"1.0","id":"z","source":"s","type":"count","subject":"\ud800","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
            """{"specversion":"1.0","id":"z","source":"s","type":"count","subject":"\u0000","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
        ];
        foreach (var message in messages)
        {
            await broker.Cli("XADD", "events:count", "*", "event", message);
        }

        await broker.Cli("XADD", "events:count", "*", "something", "else");
        await using (var process = await broker.Start(hearer.Inbox()))
        {
            await Publish(process, Hearer.Event("a", 1));
            await hearer.Until(1, Patience);
        }

        Assert.Equal(messages.Length + 1, await hearer.Number("SELECT COUNT(*) FROM inbox_waiting WHERE dead = 1"));

        // The group forgets, so that all come again.
        await broker.Cli("XGROUP", "DESTROY", "events:count", "one");
        await using var again = await broker.Start(hearer.Inbox());
        await Publish(again, Hearer.Event("a", 2));
        Assert.Equal([1L, 2L], (await hearer.Until(2, Patience)).Select(e => e.N));
        Assert.Equal(messages.Length + 1, await hearer.Number("SELECT COUNT(*) FROM inbox_waiting WHERE dead = 1"));
    }

    [Fact]
    public async Task Only_what_every_group_has_acknowledged_is_trimmed()
    {
        await using var broker = await RedisBroker.Open();
        await using var hearer = await Hearer.Open("one");
        await broker.Cli("XGROUP", "CREATE", "events:count", "slow", "0", "MKSTREAM");
        await using (var process = await broker.Start(hearer.Inbox()))
        {
            for (var start = 0; start < 1_000; start += 100)
            {
                await Publish(process, [.. Enumerable.Range(start, 100).Select(n => Hearer.Event("a", n))]);
            }

            await hearer.Until(1_000, Patience);
        }

        // A group that has read nothing keeps all; one that has taken ten and acknowledged none keeps all; at the end only the last block
        // of a stream stays.
        await using var connection = broker.Connect();
        Assert.Equal(0, await RedisEventLoops.Trim(connection, "count", TimeSpan.Zero, default));
        await broker.Cli("XREADGROUP", "GROUP", "slow", "someone", "COUNT", "10", "STREAMS", "events:count", ">");
        Assert.Equal(0, await RedisEventLoops.Trim(connection, "count", TimeSpan.Zero, default));
        Assert.Equal(0, await RedisEventLoops.Trim(connection, "count", TimeSpan.FromHours(1), default));
        await broker.Cli("XGROUP", "DESTROY", "events:count", "slow");
        Assert.Equal(0, await RedisEventLoops.Trim(connection, "count", TimeSpan.FromHours(1), default));
        Assert.InRange(await RedisEventLoops.Trim(connection, "count", TimeSpan.Zero, default), 800, 1_000);
    }

    [Fact]
    public async Task Only_who_has_the_lease_reads_and_who_takes_it_over_begins_with_what_the_last_one_left()
    {
        await using var broker = await RedisBroker.Open();
        await using var hearer = await Hearer.Open("one");
        await using var publisher = await broker.Start();
        await using var connection = broker.Connect();
        var first = Consumer(
            "first",
            hearer.Inbox((_, count) => count.N == 1 ? throw new StorageUnavailable("planted") : Task.CompletedTask)
        );
        var second = Consumer("second", hearer.Inbox());
        await Publish(publisher, [.. Enumerable.Range(0, 3).Select(n => Hearer.Event("a", n))]);
        Assert.True(await first.Turn(default));
        await Assert.ThrowsAsync<StorageUnavailable>(() => first.Turn(default));

        // Newer events are there to be read, and would overtake those that the first has in hand.
        await Publish(publisher, Hearer.Event("a", 3), Hearer.Event("a", 4));
        Assert.Null(await second.Turn(default));
        Assert.Empty(await hearer.Heard());

        // As it is when the lease has run out.
        await broker.Cli("DEL", "events:lease:one");
        while (await second.Turn(default) is true) { }

        Assert.Equal([0L, 1L, 2L, 3L, 4L], (await hearer.Heard()).Select(e => e.N));
        Assert.Null(await first.Turn(default));

        RedisEventConsumer Consumer(string holder, Inbox inbox) =>
            new(connection, inbox, holder, TimeSpan.FromMinutes(5), TimeProvider.System, NullLogger<RedisEventConsumer>.Instance);
    }

    [Fact]
    public async Task A_process_that_slept_through_its_lease_reads_nothing_more_and_harms_nothing()
    {
        await using var broker = await RedisBroker.Open();
        await using var hearer = await Hearer.Open("one");
        var asleep = new TaskCompletionSource();
        var wake = new TaskCompletionSource();
        await using var sleeper = await broker.Start(
            hearer.Inbox(
                async (_, count) =>
                {
                    if (count.N == 3 && asleep.TrySetResult())
                    {
                        await wake.Task;
                        throw new OperationCanceledException("It slept too long.");
                    }
                }
            )
        );
        await Publish(sleeper, [.. Enumerable.Range(0, 5).Select(n => Hearer.Event("a", n))]);
        await asleep.Task.WaitAsync(Patience);

        // The lease ends while it sleeps: another process takes it and, as the two share one writer here, waits only for the sleeper's
        // transaction. Looked at before that one is there: on a slow machine the lease has ended by then.
        var holder = await broker.Cli("GET", "events:lease:one");
        await using var other = await broker.Start(hearer.Inbox());
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (await broker.Cli("GET", "events:lease:one") is var now && (now == holder || now.Length == 0))
        {
            Assert.True(watch.Elapsed < Patience, "Nobody took the lease.");
            await Task.Delay(20);
        }

        wake.SetResult();
        await Publish(other, [.. Enumerable.Range(5, 5).Select(n => Hearer.Event("a", n))]);
        Assert.Equal(Enumerable.Range(0, 10).Select(n => (long)n), (await hearer.Until(10, Patience)).Select(e => e.N));
    }
}

/// <summary>A server of its own: some tests kill it.</summary>
internal sealed class RedisBroker : IKillableBroker
{
    private readonly RedisServer server;

    private RedisBroker(RedisServer server, string address)
    {
        this.server = server;
        Address = address;
    }

    public string Address { get; }

    public static async Task<RedisBroker> Open()
    {
        var server = await RedisServer.Start();
        return new(server, server.CreateDatabase());
    }

    public async Task<IBusProcess> Start(params Inbox[] subscribers)
    {
        var connection = Connect();
        var ids = new Ids(TimeProvider.System, RandomNumberGenerator.Fill);
        var bus = new RedisEventBus(connection, ids);
        Array.ForEach(subscribers, bus.Subscribe);

        // A short lease, so that the tests need not wait for the real one.
        var loops = new RedisEventLoops(
            connection,
            bus,
            ids,
            TimeSpan.FromMilliseconds(800),
            TimeProvider.System,
            NullLogger<RedisEventLoops>.Instance
        );
        await loops.StartAsync(default);
        return new Process(connection, bus, loops);
    }

    /// <summary>What is not about outages does not depend on how fast the machine is.</summary>
    public RedisConnection Connect() => new(Address, NullLogger<RedisConnection>.Instance, Carts.RedisUnderTest.Patient);

    public Task<string> Cli(params string[] command) => RedisServer.Cli(Address, command);

    public void Kill() => server.Process.Kill();

    public Task Restart() => server.Process.Restart();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private sealed class Process(RedisConnection connection, RedisEventBus bus, RedisEventLoops loops) : IBusProcess
    {
        public IEventBus Bus => bus;

        // Without its connection it can neither acknowledge nor give the lease back.
        public async Task Kill()
        {
            await connection.DisposeAsync();
            await loops.StopAsync(new CancellationToken(canceled: true));
        }

        public async ValueTask DisposeAsync()
        {
            await loops.StopAsync(default);
            loops.Dispose();
            await connection.DisposeAsync();
        }
    }
}
