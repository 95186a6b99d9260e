// The inbox with brokers and with other processes of its module: what is no event is parked, and one order holds for all.
using System.Text;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class InboxTests
{
    private static readonly Migration[] Seen =
    [
        new("001-seen.sql", "CREATE TABLE seen (number {{identity}}, subject TEXT NOT NULL, n BIGINT NOT NULL)"),
    ];

    private sealed record Count(long N);

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "not JSON")]
    [InlineData("7", "no JSON object")]
    [InlineData(
        """{"specversion":"0.3","id":"1","source":"s","type":"count","subject":"a","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
        "specversion"
    )]
    [InlineData("""{"specversion":"1.0","source":"s","type":"count","subject":"a","time":"2026-01-01T00:00:00Z","data":{"n":1}}""", "'id'")]
    [InlineData(
        """{"specversion":"1.0","id":"1","source":"s","type":"count","subject":"a\u0000","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
        "'subject'"
    )]
    [InlineData(
        """{"specversion":"1.0","id":"1","source":"s","type":"count","subject":"\ud800","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
        "no text"
    )]
    [InlineData("""{"specversion":"1.0","id":"1","source":"s","type":"count","subject":"a","time":"2026-01-01T00:00:00Z"}""", "'data'")]
    [InlineData(
        """{"specversion":"1.0","id":"1","source":"s","type":"unheard","subject":"a","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
        "not known"
    )]
    [InlineData(
        """{"specversion":"1.0","id":"1","source":"s","type":"other","subject":"a","time":"2026-01-01T00:00:00Z","data":{"n":1}}""",
        "not known"
    )]
    public async Task What_is_no_event_of_its_topic_is_parked_at_once_and_once(string envelope, string reason)
    {
        await using var hearer = await TestDatabase.Open("hearer", Seen);
        var inbox = Hearer(hearer);
        var good = new Message("place/2", "count", CloudEvents.Write(Make("g", "b", 1)));
        for (var i = 0; i < 3; i++)
        {
            await inbox.Receive([new("place/1", "count", Encoding.UTF8.GetBytes(envelope)), good], default);
        }

        var parked = await hearer.Database.Read(sql =>
            sql.Query("SELECT error, data FROM inbox_waiting WHERE dead = 1", row => (row.GetString(0), row.GetString(1)))
        );
        Assert.Contains(
            reason
                .Replace("no JSON", "not JSON", StringComparison.Ordinal)
                .Replace("not JSON object", "not a JSON object", StringComparison.Ordinal),
            Assert.Single(parked).Item1,
            StringComparison.Ordinal
        );
        Assert.Equal([("b", 1L)], await Heard(hearer));
    }

    [Fact]
    public async Task Data_that_its_record_cannot_hold_is_parked_after_five_tries()
    {
        var clock = new TestClock();
        await using var hearer = await TestDatabase.Open("hearer", Seen, clock);
        var inbox = Hearer(hearer);
        await inbox.Receive(
            [
                new("p/1", "count", CloudEvents.Write(Make("1", "a", 0) with { Data = """{"n":"many"}""" })),
                new("p/2", "count", CloudEvents.Write(Make("2", "a", 2))),
                new("p/3", "count", CloudEvents.Write(Make("3", "b", 3))),
            ],
            default
        );
        Assert.Equal([("b", 3L)], await Heard(hearer));
        await Retrying(clock, [inbox], async () => (await Heard(hearer)).Count == 2);
        Assert.Equal([("b", 3L), ("a", 2L)], await Heard(hearer));
        Assert.Equal(
            Limits.DeliveryTriesMax,
            await hearer.Database.Read(sql => sql.Number("SELECT tries FROM inbox_waiting WHERE dead = 1"))
        );
    }

    [Fact]
    public async Task What_somebody_puts_back_is_noticed_by_a_running_inbox_that_knew_of_nothing_waiting()
    {
        var clock = new TestClock();
        await using var hearer = await TestDatabase.Open("hearer", Seen, clock);
        var inbox = Hearer(hearer);
        await inbox.Park(Make("1", "a", 1), "planted", default);
        await inbox.Park("p/1", "count", new byte[] { 1 }, "planted", default);
        using var stop = new CancellationTokenSource();
        var loop = inbox.Retry(stop.Token);
        await inbox.Accept([Make("2", "a", 2)], default);
        await using (var parked = await ParkedEvents.Open(hearer.Database.Dialect, "hearer"))
        {
            Assert.Equal([true, false], (await parked.List(10)).Select(e => e.IsEvent));
            Assert.Equal(0, await parked.Replay("nobody"));
            Assert.Equal(1, await parked.Replay(null));
        }

        while ((await Heard(hearer)).Count < 2)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal([("a", 2L), ("a", 1L)], await Heard(hearer));
        await stop.CancelAsync();

        // Stopped while it waits it throws, and between two looks it just ends.
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.False(loop.IsFaulted);
    }

    [Fact]
    public async Task What_one_process_failed_on_keeps_its_subject_waiting_in_the_other_and_is_tried_by_one_of_them()
    {
        var clock = new TestClock();
        await using var one = await TestDatabase.OnPostgres("hearer", Seen, clock);
        await using var two = await one.Another();
        var broken = true;
        var (first, second) = (Hearer(one, Break), Hearer(two, Break));

        // Both have learnt that nothing waits.
        await Retrying(clock, [first, second], () => Task.FromResult(true));
        await first.Accept([Make("1", "a", 1)], default);
        await second.Accept([Make("2", "a", 2), Make("3", "b", 3)], default);
        await first.Accept([Make("4", "a", 4)], default);
        Assert.Equal([("b", 3L)], await Heard(one));
        broken = false;
        await Retrying(clock, [first, second], async () => (await Heard(one)).Count >= 4);
        Assert.Equal([("b", 3L), ("a", 1L), ("a", 2L), ("a", 4L)], await Heard(one));
        Assert.Equal(0, await one.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting")));

        void Break(Event e)
        {
            if (broken && e.Id == "1")
            {
                throw new InvalidOperationException("planted");
            }
        }
    }

    [Fact]
    public async Task A_repeat_that_waits_for_the_other_process_s_transaction_sees_what_it_left_waiting()
    {
        await using var one = await TestDatabase.OnPostgres("hearer", Seen);
        await using var two = await one.Another();
        var tries = 0;
        var inTransaction = new TaskCompletionSource();
        var fail = new TaskCompletionSource();
        var first = new Inbox(
            one.Database,
            new Subscriptions().On<Count>(
                "count",
                async (_, _, _) =>
                {
                    // The second call is the careful one, whose failure is kept.
                    if (++tries == 2)
                    {
                        inTransaction.SetResult();
                        await fail.Task;
                    }

                    throw new InvalidOperationException("planted");
                }
            ),
            one.Clock,
            NullLogger<Inbox>.Instance
        );
        var failing = first.Accept([Make("1", "a", 1)], default);
        await inTransaction.Task;
        var repeating = Hearer(two).Accept([Make("1", "a", 1), Make("2", "a", 2)], default);
        while (
            await one.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))
            == 0
        )
        {
            await Task.Yield();
        }

        fail.SetResult();
        await failing;
        await repeating;
        Assert.Empty(await Heard(one));
        Assert.Equal(2, await one.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting WHERE dead = 0")));
    }

    private static Event Make(string id, string subject, long n) =>
        new(id, "count", subject, "teller", DateTimeOffset.UnixEpoch, null, $$"""{"n":{{n}}}""");

    private static Inbox Hearer(TestDatabase hearer, Action<Event>? before = null)
    {
        async ValueTask Effect(Transaction tx, Count count, Event e)
        {
            before?.Invoke(e);
            await tx.Execute("INSERT INTO seen(subject, n) VALUES ($1, $2)", e.Subject, count.N);
        }

        return new(
            hearer.Database,
            new Subscriptions().On<Count>("count", Effect).On<Count>("other", Effect),
            hearer.Clock,
            NullLogger<Inbox>.Instance
        );
    }

    private static async Task Retrying(TestClock clock, Inbox[] inboxes, Func<Task<bool>> there)
    {
        using var stop = new CancellationTokenSource();
        var loops = inboxes.Select(inbox => inbox.Retry(stop.Token)).ToList();
        do
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        } while (!await there());
        await stop.CancelAsync();
        await Task.WhenAll(loops).ContinueWith(_ => true, TaskScheduler.Default);
    }

    private static async Task<List<(string, long)>> Heard(TestDatabase hearer) =>
        await hearer.Database.Read(sql =>
            sql.Query("SELECT subject, n FROM seen ORDER BY number", row => (row.GetString(0), row.GetInt64(1)))
        );
}
