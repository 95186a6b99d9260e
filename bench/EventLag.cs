// How long a committed event waits until the broker has it, and until its effect is committed: the relay on each engine, a real Redis, at a
// bounded rate.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Cartwright.Kernel;
using Cartwright.Redis;
using Cartwright.Servers;

namespace Cartwright.Bench;

internal static class EventLag
{
    private const double TargetMs = 50;
    private const int PerTick = 5;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private static readonly string Filler = new('x', 800);

    private sealed record Told(string Filler);

    /// <summary>Answers 0 when each engine is within the target.</summary>
    public static async Task<int> Run(TimeSpan each)
    {
        await using var redis = await RedisServer.Start();
        await using var postgres = await PostgresServer.Start();
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        var missed = 0;
        try
        {
            Console.WriteLine(
                $"{PerTick / Tick.TotalSeconds:F0} changes a second with an event of 1 KB each, {each.TotalSeconds:F0} s; Redis with appendonly everysec; {Environment.ProcessorCount} cores shared by all"
            );
            Console.WriteLine($"{"commit to …", -34}{"events", 8}{"p50 ms", 10}{"p99 ms", 10}{"max ms", 10}{"target", 10}");
            foreach (
                var (name, dialect) in new (string, Dialect)[]
                {
                    ("sqlite", new SqliteDialect(folder)),
                    ("postgres", new PostgresDialect(await postgres.CreateDatabase())),
                }
            )
            {
                // Once to warm up: the first events meet code that is not yet compiled.
                await Measure(dialect, redis.CreateDatabase(), TimeSpan.FromSeconds(2));
                var (published, effects) = await Measure(dialect, redis.CreateDatabase(), each);
                missed += Print($"publish, outbox on {name}", published, TargetMs);
                Print($"effect, both on {name}", effects, null);
            }

            return missed == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double[] Published, double[] Effects)> Measure(Dialect dialect, string address, TimeSpan during)
    {
        var ids = new Ids(TimeProvider.System, RandomNumberGenerator.Fill);
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton(TimeProvider.System).AddSingleton<IIds>(ids);
        RedisEvents.Add(services, new ConfigurationBuilder().AddInMemoryCollection([new("Redis", address)]).Build());
        await using var provider = services.BuildServiceProvider();
        await using var teller = await Database.Open("ordering", dialect, [], ids, TimeProvider.System);
        await using var hearer = await Database.Open("analytics", dialect, [], ids, TimeProvider.System);
        var committed = new ConcurrentDictionary<string, long>();
        var effects = new ConcurrentDictionary<string, long>();
        var bus = new Timed(provider.GetRequiredService<IEventBus>());
        bus.Subscribe(
            new Inbox(
                hearer,
                new Subscriptions().On<Told>(
                    "order.placed",
                    (tx, _, e) =>
                    {
                        tx.OnCommitted(() => effects[e.Subject] = Stopwatch.GetTimestamp());
                        return ValueTask.CompletedTask;
                    }
                ),
                TimeProvider.System,
                provider.GetRequiredService<ILogger<Inbox>>()
            )
        );
        foreach (var hosted in provider.GetServices<IHostedService>())
        {
            await hosted.StartAsync(default);
        }

        using var stop = new CancellationTokenSource();
        var relay = new OutboxRelay(teller, bus, TimeProvider.System, provider.GetRequiredService<ILogger<OutboxRelay>>()).Run(stop.Token);
        var writes = new List<Task>();
        var number = 0;
        using (var timer = new PeriodicTimer(Tick))
        {
            for (var watch = Stopwatch.StartNew(); watch.Elapsed < during; await timer.WaitForNextTickAsync())
            {
                for (var i = 0; i < PerTick; i++)
                {
                    var subject = $"order-{++number}";
                    writes.Add(
                        teller.Write(async tx =>
                        {
                            await tx.Publish("order.placed", subject, new Told(Filler));
                            tx.OnCommitted(() => committed[subject] = Stopwatch.GetTimestamp());
                            return true;
                        })
                    );
                }
            }
        }

        await Task.WhenAll(writes);
        for (var watch = Stopwatch.StartNew(); effects.Count < number && watch.Elapsed < TimeSpan.FromSeconds(30); )
        {
            await Task.Delay(20);
        }

        await stop.CancelAsync();
        await relay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var hosted in provider.GetServices<IHostedService>())
        {
            await hosted.StopAsync(default);
        }

        return (Lags(committed, bus.Published, number), Lags(committed, effects, number));
    }

    private static double[] Lags(ConcurrentDictionary<string, long> from, ConcurrentDictionary<string, long> to, int number) =>
        to.Count == number
            ? [.. to.Select(end => Stopwatch.GetElapsedTime(from[end.Key], end.Value).TotalMilliseconds).Order()]
            : throw new InvalidOperationException($"VOID: {to.Count} of {number} events arrived.");

    private static int Print(string name, double[] sorted, double? target)
    {
        var p99 = sorted[(int)(sorted.Length * 0.99)];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -34}{sorted.Length, 8}{sorted[sorted.Length / 2], 10:F2}{p99, 10:F2}{sorted[^1], 10:F2}{(target is null ? "-" : $"< {target}"), 10}"
            )
        );
        return target is not null && p99 >= target ? 1 : 0;
    }

    /// <summary>Notes when publish returned.</summary>
    private sealed class Timed(IEventBus inner) : IEventBus
    {
        public ConcurrentDictionary<string, long> Published { get; } = new();

        public TimeSpan MayForget => inner.MayForget;

        public void Subscribe(Inbox subscriber) => inner.Subscribe(subscriber);

        public async ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel)
        {
            await inner.Publish(events, cancel);
            foreach (var e in events)
            {
                Published.TryAdd(e.Subject, Stopwatch.GetTimestamp());
            }
        }
    }
}
