// The numbered promises of IEventBus; a provider is one line at the end. A broken bus planted here must fail.
using Cartwright.Kernel;
using Cartwright.Unit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Events;

public abstract class EventBusSuite
{
    private static readonly Migration[] Heard = [new("001-heard.sql", "CREATE TABLE heard (number {{identity}}, subject TEXT NOT NULL, n BIGINT NOT NULL)")];

    private sealed record Count(long N);

    protected abstract IEventBus Make();

    [Fact]
    public async Task Case_1_when_publish_returns_every_subscriber_has_the_events_safe()
    {
        await using var one = await TestDatabase.Open("one", Heard);
        await using var two = await TestDatabase.Open("two", Heard);
        var bus = Make();
        bus.Subscribe(Inbox(one));
        bus.Subscribe(Inbox(two));
        await bus.Publish([Event("a", 1), Event("b", 2)], default);
        foreach (var test in new[] { one, two })
        {
            await test.Reopen();
            Assert.Equal([1L, 2L], await Numbers(test));
        }
    }

    [Fact]
    public async Task Case_1_a_subscriber_that_cannot_keep_them_makes_publish_throw()
    {
        var gone = await TestDatabase.Open("gone", Heard);
        var bus = Make();
        bus.Subscribe(Inbox(gone));
        await gone.Database.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => await bus.Publish([Event("a", 1)], default));
    }

    [Fact]
    public async Task Case_2_events_of_one_subject_keep_their_order()
    {
        await using var one = await TestDatabase.Open("one", Heard);
        var bus = Make();
        bus.Subscribe(Inbox(one));
        for (var start = 0; start < 500; start += 50)
        {
            await bus.Publish([.. Enumerable.Range(start, 50).Select(n => Event("a", n))], default);
        }

        Assert.Equal(Enumerable.Range(0, 500).Select(n => (long)n), await Numbers(one));
    }

    [Fact]
    public async Task Case_3_a_repeated_event_has_its_effect_once()
    {
        await using var one = await TestDatabase.Open("one", Heard);
        var bus = Make();
        bus.Subscribe(Inbox(one));
        var e = Event("a", 1);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bus.Publish([e, e], default).AsTask()));
        Assert.Equal([1L], await Numbers(one));
    }

    [Fact]
    public async Task Case_4_a_failing_event_keeps_its_subject_waiting_and_no_other()
    {
        await using var one = await TestDatabase.Open("one", Heard);
        var bus = Make();
        bus.Subscribe(Inbox(one, failsOn: 1));
        await bus.Publish([Event("a", 1), Event("a", 2), Event("b", 3)], default);
        Assert.Equal([3L], await Numbers(one));
        Assert.Equal(2, await one.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting")));
    }

    private static Event Event(string subject, long n) => new($"{subject}-{n}", "count", subject, "teller", DateTimeOffset.UnixEpoch, null, $$"""{"n":{{n}}}""");

    private static Inbox Inbox(TestDatabase test, long? failsOn = null) => new(
        test.Database,
        new Subscriptions().On<Count>("count", async (tx, count, e) =>
        {
            if (count.N == failsOn)
            {
                throw new InvalidOperationException("planted");
            }

            await tx.Execute("INSERT INTO heard(subject, n) VALUES ($1, $2)", e.Subject, count.N);
        }),
        test.Clock,
        NullLogger<Inbox>.Instance);

    private static async Task<List<long>> Numbers(TestDatabase test) =>
        await test.Database.Read(sql => sql.Query("SELECT n FROM heard ORDER BY number", row => row.GetInt64(0)));
}

public sealed class OnLocalBus : EventBusSuite
{
    protected override IEventBus Make() => new LocalEventBus();
}
