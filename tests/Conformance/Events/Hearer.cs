// A module that listens, as the suite of event buses sees it: what took effect, in order, and a wait for it.
using Cartwright.Kernel;
using Cartwright.Unit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Events;

/// <summary>Its database lives on when one of its processes is killed: each <see cref="Inbox"/> is a process's.</summary>
public sealed class Hearer : IAsyncDisposable
{
    private static readonly Migration[] Tables =
    [
        new("001-heard.sql", "CREATE TABLE heard (number {{identity}}, topic TEXT NOT NULL, subject TEXT NOT NULL, n BIGINT NOT NULL)"),
    ];

    private readonly Lock gate = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Hearer(TestDatabase test) => Test = test;

    public sealed record Count(long N);

    public TestDatabase Test { get; }

    public static async Task<Hearer> Open(string module, TimeProvider? clock = null) => new(await TestDatabase.Open(module, Tables, clock));

    public static Event Event(string subject, long n, string topic = "count") =>
        new($"{topic}-{subject}-{n}", topic, subject, "teller", DateTimeOffset.UnixEpoch, null, $$"""{"n":{{n}}}""");

    /// <param name="before">Runs inside the effect, before it writes; may fail or wait.</param>
    public Inbox Inbox(Func<Event, Count, Task>? before = null)
    {
        async ValueTask Effect(Transaction tx, Count count, Event e)
        {
            if (before is not null)
            {
                await before(e, count);
            }

            await tx.Execute("INSERT INTO heard(topic, subject, n) VALUES ($1, $2, $3)", e.Topic, e.Subject, count.N);
            tx.OnCommitted(Changed);
        }

        return new(
            Test.Database,
            new Subscriptions().On<Count>("count", Effect).On<Count>("other", Effect),
            Test.Clock,
            NullLogger<Inbox>.Instance
        );
    }

    /// <summary>All that took effect, in order.</summary>
    public async Task<IReadOnlyList<(string Topic, string Subject, long N)>> Heard() =>
        await Test.Database.Read(sql =>
            sql.Query("SELECT topic, subject, n FROM heard ORDER BY number", row => (row.GetString(0), row.GetString(1), row.GetInt64(2)))
        );

    /// <summary>Waits until so many events took effect, and answers them.</summary>
    public async Task<IReadOnlyList<(string Topic, string Subject, long N)>> Until(int events, TimeSpan atMost)
    {
        using var patience = new CancellationTokenSource(atMost);
        while (true)
        {
            Task next;
            lock (gate)
            {
                next = changed.Task;
            }

            var heard = await Heard();
            if (heard.Count >= events)
            {
                return heard;
            }

            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{heard.Count} of {events} events took effect within {atMost.TotalSeconds:F0} s.");
            }
        }
    }

    /// <summary>Tries what waits until a condition holds; the clock of the database must be the test's.</summary>
    public async Task Retrying(Inbox inbox, Func<Task<bool>> there)
    {
        var clock = (TestClock)Test.Clock;
        using var stop = new CancellationTokenSource();
        var loop = inbox.Retry(stop.Token);
        while (!await there())
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop.CancelAsync();
        await Ended(loop);
    }

    /// <summary>Waits for a loop that was told to stop: it is broken off where it waits, and ends by itself where it looks.</summary>
    public static async Task Ended(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // As it was told.
        }
    }

    public Task<long> Number(string sql) => Test.Database.Read(s => s.Number(sql)).AsTask();

    public ValueTask DisposeAsync() => Test.DisposeAsync();

    private void Changed()
    {
        lock (gate)
        {
            changed.SetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
