// One module that cannot write holds up no other, where each has a file of its own.
using System.Text.Json;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

public class LocalEventBusTests
{
    private const string Insert =
        "INSERT INTO outbox(event_id, topic, subject, source, time_ms, data) VALUES ($1, 'said', $2, 'teller', 0, '{}')";

    [Fact]
    public async Task What_nobody_in_the_process_hears_is_never_a_row_and_what_somebody_may_is()
    {
        var clock = new TestClock();
        await using var teller = await TestDatabase.OnSqlite("teller", [], clock);
        await using var ear = await TestDatabase.OnSqlite("ear", [], clock);

        // Before it is known who listens, all are.
        await Tell("nobody", new Said(1));
        var bus = new LocalEventBus();
        bus.Subscribe(
            new Inbox(
                ear.Database,
                new Subscriptions()
                    .On<Said>("filtered", (_, _, _) => default, said => said.Loud > 5)
                    .On<Said>("heard", (_, _, _) => default),
                clock,
                NullLogger<Inbox>.Instance
            )
        );
        teller.Database.HeardBy(bus);
        await Tell("nobody", new Said(9));
        await Tell("filtered", new Said(5));
        await Tell("filtered", new Said(6));
        await Tell("heard", new Said(0));

        // Of another shape: only whoever reads it can tell.
        await Tell("filtered", new { loud = 0 });
        Assert.Equal(
            ["nobody 1", "filtered 6", "heard 0", "filtered 0"],
            await teller.Database.Read(sql =>
                sql.Query(
                    "SELECT topic, data FROM outbox ORDER BY number",
                    row => $"{row.GetString(0)} {JsonDocument.Parse(row.GetString(1)).RootElement.GetProperty("loud")}"
                )
            )
        );

        // A broker has listeners of whom nothing is known.
        Assert.True(((IEventBus)new AnyBus()).Hears("nobody", new Said(0)));

        Task Tell<T>(string topic, T data) =>
            teller.Database.Write(async tx =>
            {
                await tx.Publish(topic, "a", data);
                return true;
            });
    }

    [Fact]
    public async Task A_module_that_cannot_take_events_holds_up_no_other_and_gets_all_of_them_in_order_once_it_can()
    {
        const int Each = Limits.OutboxBatchEventsMax + 40;
        var clock = new TestClock();
        await using var teller = await TestDatabase.OnSqlite("teller", [], clock);
        await using var slow = await TestDatabase.OnSqlite("slow", [], clock);
        await using var quick = await TestDatabase.OnSqlite("quick", [], clock);
        var (full, bySlow, byQuick) = (true, new List<string>(), new List<string>());
        var tries = 0;
        var bus = new LocalEventBus();
        bus.Subscribe(
            Hears(
                slow,
                bySlow,
                () =>
                {
                    tries++;
                    return full ? throw new StorageUnavailable("planted") : default;
                }
            )
        );
        bus.Subscribe(Hears(quick, byQuick, () => default));
        var relay = new OutboxRelay(teller.Database, bus, clock, NullLogger<OutboxRelay>.Instance);

        // More than one batch, twice: while one module's disk is full the other hears all of it.
        await Tell(0, Each);
        await CarryAll();
        await Tell(Each, 2 * Each);
        await CarryAll();
        Assert.Equal(All(2 * Each), byQuick);
        Assert.Empty(bySlow);
        Assert.Equal(1, tries);

        // It is tried now and then, by itself; and an event that nobody lacks does not stay.
        clock.Advance(TimeSpan.FromSeconds(1));
        await CarryAll();
        Assert.Equal((2, 2 * Each), (tries, (int)await Waiting()));

        // The next start knows nothing of it, and nobody hears anything twice.
        relay = new OutboxRelay(teller.Database, bus, clock, NullLogger<OutboxRelay>.Instance);
        await CarryAll();
        full = false;
        await Tell(2 * Each, (2 * Each) + 1);
        clock.Advance(TimeSpan.FromSeconds(1));
        await CarryAll();
        Assert.Equal(All((2 * Each) + 1), bySlow);
        Assert.Equal(All((2 * Each) + 1), byQuick);
        Assert.Equal(0, await Waiting());

        // What comes now is told as ever.
        await Tell((2 * Each) + 1, (2 * Each) + 2);
        await CarryAll();
        Assert.Equal(All((2 * Each) + 2), bySlow);
        Assert.Equal(All((2 * Each) + 2), byQuick);

        Inbox Hears(TestDatabase test, List<string> heard, Func<ValueTask> before) =>
            new(
                test.Database,
                new Subscriptions().On<JsonElement>(
                    "said",
                    async (_, _, e) =>
                    {
                        await before();
                        heard.Add(e.Subject);
                    }
                ),
                clock,
                NullLogger<Inbox>.Instance
            );

        async Task CarryAll()
        {
            while (await relay.CarryOnce(default) == Limits.OutboxBatchEventsMax) { }
        }

        ValueTask<long> Waiting() => teller.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM outbox"));

        Task<bool> Tell(int from, int to) =>
            teller.Database.Write(async tx =>
            {
                for (var n = from; n < to; n++)
                {
                    await tx.Execute(Insert, $"e{n}", $"{n}");
                }

                return true;
            });

        static IEnumerable<string> All(int count) => Enumerable.Range(0, count).Select(n => $"{n}");
    }

    private sealed record Said(long Loud);

    private sealed class AnyBus : IEventBus
    {
        public void Subscribe(Inbox subscriber) { }

        public ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel) => default;
    }
}
