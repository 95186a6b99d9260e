// Events: out with the commit, in exactly once, and a failing one hinders only its own subject.
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class EventTests
{
    private static readonly Migration[] Seen =
    [
        new("001-seen.sql", "CREATE TABLE seen (number {{identity}}, subject TEXT NOT NULL, what TEXT NOT NULL)"),
    ];

    private sealed record Said(string What);

    [Fact]
    public async Task An_event_left_in_the_outbox_by_a_crash_is_carried_after_the_restart_and_takes_effect_once()
    {
        await using var teller = await TestDatabase.Open("teller", Seen);
        await using var hearer = await TestDatabase.Open("hearer", Seen);
        await teller.Database.Write(async tx =>
        {
            await tx.Publish("said", "a", new Said("one"));
            await tx.Publish("said", "a", new Said("two"));
            return true;
        });
        await teller.Reopen();
        var bus = new LocalEventBus();
        bus.Subscribe(Hearer(hearer, _ => { }));

        // The relay dies after delivering and before deleting: the same events come twice.
        var events = await teller.Database.Read(sql =>
            sql.Query(
                "SELECT event_id, topic, subject, source, time_ms, data FROM outbox ORDER BY number",
                row => new Event(
                    row.GetString(0),
                    row.GetString(1),
                    row.GetString(2),
                    row.GetString(3),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                    null,
                    row.GetString(5)
                )
            )
        );
        await bus.Publish(events, default);
        var relay = new OutboxRelay(teller.Database, bus, TimeProvider.System, NullLogger<OutboxRelay>.Instance);
        Assert.Equal(2, await relay.CarryOnce(default));
        Assert.Equal(0, await relay.CarryOnce(default));
        Assert.Equal(["one", "two"], await Heard(hearer));
    }

    [Fact]
    public async Task A_refused_change_publishes_nothing()
    {
        await using var teller = await TestDatabase.Open("teller", Seen);
        await teller.Database.Write<Contracts.Outcome<int>>(async tx =>
        {
            await tx.Publish("said", "a", new Said("one"));
            return Contracts.Refusal.Conflict("no", "No.");
        });
        Assert.Equal(0, await teller.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM outbox")));
    }

    [Fact]
    public async Task A_failing_event_holds_back_its_own_subject_in_order_and_nothing_else()
    {
        var clock = new TestClock();
        await using var hearer = await TestDatabase.Open("hearer", Seen, clock);
        var broken = true;
        var inbox = Hearer(
            hearer,
            said =>
            {
                if (broken && said.What == "bad")
                {
                    throw new InvalidOperationException("planted");
                }
            }
        );
        await inbox.Accept([Make("1", "a", "bad"), Make("2", "a", "after"), Make("3", "b", "other")], default);
        Assert.Equal(["other"], await Heard(hearer));
        broken = false;
        clock.Advance(TimeSpan.FromSeconds(1));
        using var stop = new CancellationTokenSource();
        var loop = inbox.Retry(stop.Token);
        while ((await Heard(hearer)).Count < 3)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(["other", "bad", "after"], await Heard(hearer));
        await stop.CancelAsync();

        // Stopped while it waits it throws, and between two looks it just ends.
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.False(loop.IsFaulted);
    }

    [Fact]
    public async Task An_event_that_always_fails_is_parked_after_five_tries_and_those_behind_it_go_on()
    {
        var clock = new TestClock();
        await using var hearer = await TestDatabase.Open("hearer", Seen, clock);
        var tries = 0;
        var inbox = Hearer(
            hearer,
            said =>
            {
                if (said.What == "bad")
                {
                    tries++;
                    throw new InvalidOperationException("planted");
                }
            }
        );
        await inbox.Accept([Make("1", "a", "bad"), Make("2", "a", "after")], default);
        using var stop = new CancellationTokenSource();
        var loop = inbox.Retry(stop.Token);
        while ((await Heard(hearer)).Count == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        // One more call than tries: the first was made together with others, and taken back with them to find who failed.
        Assert.Equal(Limits.DeliveryTriesMax + 1, tries);
        Assert.Equal(
            Limits.DeliveryTriesMax,
            await hearer.Database.Read(sql => sql.Number("SELECT tries FROM inbox_waiting WHERE dead = 1"))
        );
        Assert.Equal(1, await hearer.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM inbox_waiting WHERE dead = 1")));
        await stop.CancelAsync();

        // Stopped while it waits it throws, and between two looks it just ends.
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.False(loop.IsFaulted);
    }

    private static Event Make(string id, string subject, string what) =>
        new(id, "said", subject, "teller", DateTimeOffset.UnixEpoch, null, $$"""{"what":"{{what}}"}""");

    private static Inbox Hearer(TestDatabase hearer, Action<Said> before) =>
        new(
            hearer.Database,
            new Subscriptions().On<Said>(
                "said",
                async (tx, said, e) =>
                {
                    before(said);
                    await tx.Execute("INSERT INTO seen(subject, what) VALUES ($1, $2)", e.Subject, said.What);
                }
            ),
            hearer.Clock,
            NullLogger<Inbox>.Instance
        );

    private static async Task<List<string>> Heard(TestDatabase hearer) =>
        await hearer.Database.Read(sql => sql.Query("SELECT what FROM seen ORDER BY number", row => row.GetString(0)));
}
