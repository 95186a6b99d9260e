// The relay: skips nothing however late a number is committed, keeps the order with several of its kind, and tells again what a broker
// forgot.
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class RelayTests
{
    private const string Insert =
        "INSERT INTO outbox(event_id, topic, subject, source, time_ms, data) VALUES ($1, 'said', $2, 'teller', 0, '{}')";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_writer_that_stays_open_makes_the_relay_skip_nothing_and_a_relay_with_a_cursor_skips_it(bool withCursor)
    {
        await using var teller = await TestDatabase.OnPostgres("teller", []);
        await using var slow = await teller.Another();
        var bus = new Ear();
        var relay = new OutboxRelay(teller.Database, bus, teller.Clock, NullLogger<OutboxRelay>.Instance);
        var cursor = new CursorRelay(teller.Database, bus);
        Task<int> Carry() => withCursor ? cursor.CarryOnce() : relay.CarryOnce(default);

        // The number is given out here and committed when the test says so, however long that takes.
        var written = new TaskCompletionSource();
        var commit = new TaskCompletionSource();
        var writing = slow.Database.Write(async tx =>
        {
            await tx.Execute(Insert, "early", "a");
            written.SetResult();
            await commit.Task;
            return true;
        });
        await written.Task;
        await teller.Database.Write(tx => tx.Execute(Insert, "late", "b"));
        Assert.Equal(1, await Carry());
        commit.SetResult();
        await writing;
        await Carry();
        Assert.Equal(withCursor ? ["late"] : ["late", "early"], bus.Told.Select(e => e.Id));
    }

    [Fact]
    public async Task Two_relays_of_a_module_tell_every_event_and_never_one_before_an_earlier_one_of_its_subject()
    {
        await using var one = await TestDatabase.OnPostgres("teller", []);
        await using var two = await one.Another();
        var bus = new Ear();
        using var stop = new CancellationTokenSource();
        var relays = new[] { one, two }
            .Select(test => new OutboxRelay(test.Database, bus, test.Clock, NullLogger<OutboxRelay>.Instance).Run(stop.Token))
            .ToList();
        await Task.WhenAll(
            new[] { one, two }.SelectMany(
                (test, process) =>
                    Enumerable
                        .Range(0, 4)
                        .Select(async lane =>
                        {
                            // Each subject has one writer at a time, as an aggregate's row lock sees to it.
                            for (var n = 0; n < 100; n++)
                            {
                                await test.Database.Write(async tx =>
                                {
                                    await tx.Publish("said", $"{process}-{lane}", n);
                                    return true;
                                });
                            }
                        })
            )
        );
        await bus.Until(800);
        await stop.CancelAsync();
        await Task.WhenAll(relays).ContinueWith(_ => true, TaskScheduler.Default);
        var first = bus.Told.DistinctBy(e => e.Id).ToList();
        Assert.Equal(800, first.Count);
        foreach (var subject in first.GroupBy(e => e.Subject))
        {
            Assert.Equal(Enumerable.Range(0, 100).Select(n => $"{n}"), subject.Select(e => e.Data));
        }
    }

    [Fact]
    public async Task A_broker_that_forgot_is_told_the_kept_events_again_before_anything_new()
    {
        var clock = new TestClock();
        await using var teller = await TestDatabase.Open("teller", [], clock);
        var bus = new Ear { MayForget = TimeSpan.FromMinutes(1) };
        var relay = new OutboxRelay(teller.Database, bus, clock, NullLogger<OutboxRelay>.Instance);
        await Tell("old");
        await relay.CarryOnce(default);
        clock.Advance(TimeSpan.FromMinutes(2));
        await Tell("recent");
        await relay.CarryOnce(default);
        bus.Forget();
        await Tell("new");
        await relay.CarryOnce(default);
        Assert.Equal(["recent", "new"], bus.Told.Select(e => e.Id));
        Assert.Equal(0, await relay.CarryOnce(default));

        async Task Tell(string id) => await teller.Database.Write(tx => tx.Execute(Insert, id, "a"));
    }

    /// <summary>What not to do: a number that is committed late is below the cursor by then.</summary>
    private sealed class CursorRelay(Database database, IEventBus bus)
    {
        private long last;

        public async Task<int> CarryOnce()
        {
            var rows = await database.Read(sql =>
                sql.Query(
                    "SELECT event_id, number FROM outbox WHERE number > $1 ORDER BY number",
                    row => (Id: row.GetString(0), Number: row.GetInt64(1)),
                    last
                )
            );
            await bus.Publish(
                [.. rows.Select(row => new Event(row.Id, "said", "a", "teller", DateTimeOffset.UnixEpoch, null, "{}"))],
                default
            );
            last = rows.Select(row => row.Number).DefaultIfEmpty(last).Max();
            return rows.Count;
        }
    }

    private sealed class Ear : IEventBus
    {
        private readonly Lock gate = new();
        private readonly List<Event> told = [];
        private readonly SemaphoreSlim more = new(0);
        private bool forgot;

        public TimeSpan MayForget { get; init; }

        public IReadOnlyList<Event> Told
        {
            get
            {
                lock (gate)
                {
                    return [.. told];
                }
            }
        }

        public void Subscribe(Inbox subscriber) => throw new NotSupportedException();

        public void Forget()
        {
            told.Clear();
            forgot = true;
        }

        public ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel)
        {
            if (forgot)
            {
                forgot = false;
                throw new EventsForgotten("planted");
            }

            lock (gate)
            {
                told.AddRange(events);
            }

            more.Release();
            return ValueTask.CompletedTask;
        }

        public async Task Until(int distinct)
        {
            while (Told.DistinctBy(e => e.Id).Count() < distinct)
            {
                await more.WaitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            }
        }
    }
}
