// Events that take effect in the transaction that tells them: one commit, nothing in an outbox, and a hearer that fails fails nobody.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class LocalEffectsTests
{
    private sealed record Picked(long N);

    [Fact]
    public async Task An_event_that_only_this_place_hears_takes_effect_in_the_commit_that_tells_it()
    {
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"]);
        place.Hear("pear", on => on.On<Picked>("picked", (tx, picked, e) => Note(tx, "pear", e.Subject, picked.N)));
        place.Hear("plum", on => on.On<Picked>("picked", (tx, picked, e) => Note(tx, "plum", e.Subject, picked.N), picked => picked.N > 1));
        await place.Begin();
        var before = place["apple"].Commits;
        await Pick(place, "a", 1);
        await Pick(place, "b", 2);
        Assert.Equal(2, place["apple"].Commits - before);
        Assert.Equal(("a=1 b=2", "a=1 b=2", "b=2"), (await place.Rows("apple"), await place.Rows("pear"), await place.Rows("plum")));
        Assert.Equal(
            (0, 0, 0),
            (await place.Count("apple", "outbox"), await place.Count("pear", "inbox"), await place.Count("plum", "inbox"))
        );
    }

    [Fact]
    public async Task Effects_tell_further_events_and_all_of_it_is_one_commit()
    {
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"]);
        place.Hear(
            "pear",
            on =>
                on.On<Picked>(
                    "picked",
                    async (tx, picked, e) =>
                    {
                        await Note(tx, "pear", e.Subject, picked.N);
                        await tx.Publish("peeled", e.Subject, new Picked(picked.N * 10));
                    }
                )
        );
        place.Hear("plum", on => on.On<Picked>("peeled", (tx, peeled, e) => Note(tx, "plum", $"{e.Subject} by {e.Source}", peeled.N)));
        await place.Begin();
        var before = place["apple"].Commits;
        await Pick(place, "a", 1);
        Assert.Equal(1, place["apple"].Commits - before);
        Assert.Equal(("a=1", "a by pear=10"), (await place.Rows("pear"), await place.Rows("plum")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hearer_that_fails_fails_nobody_and_is_tried_again(bool together)
    {
        var clock = new TestClock();
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"], clock: clock);
        var broken = true;
        Func<Transaction, IReadOnlyList<Event>, ValueTask> hands = async (tx, events) =>
        {
            foreach (var e in events)
            {
                await Peel(tx, e);
            }
        };
        var pear = place.Hear(
            "pear",
            on =>
                on.On<Picked>(
                    "picked",
                    (tx, _, e) =>
                    {
                        if (together)
                        {
                            tx.Together(hands, e);
                            return ValueTask.CompletedTask;
                        }

                        return Peel(tx, e);
                    }
                )
        );
        place.Hear("plum", on => on.On<Picked>("picked", (tx, picked, e) => Note(tx, "plum", e.Subject, picked.N)));
        await place.Begin();
        await Task.WhenAll(Pick(place, "a", 1), Pick(place, "bad", 2), Pick(place, "c", 3));

        // Its own later events wait behind it; those of other subjects go on.
        await place["apple"]
            .Write(async tx =>
            {
                await tx.Publish("picked", "bad", new Picked(4));
                await tx.Publish("picked", "d", new Picked(5));
                return true;
            });
        Assert.Equal("a=1 bad=2 c=3", await place.Rows("apple"));
        Assert.Equal(("a=1 c=3 d=5", "a=1 bad=4 c=3 d=5"), (await place.Rows("pear"), await place.Rows("plum")));
        Assert.Equal(2, await place.Count("pear", "inbox_waiting"));
        Assert.Equal((0, 0), (await place.Count("apple", "outbox"), await place.Count("plum", "inbox_waiting")));

        broken = false;
        await Retrying(clock, pear, async () => await place.Count("pear", "inbox_waiting") == 0);
        Assert.Equal("a=1 bad=4 c=3 d=5", await place.Rows("pear"));

        ValueTask Peel(Transaction tx, Event e) =>
            broken && e.Subject == "bad" ? throw new InvalidOperationException("planted") : Note(tx, "pear", e.Subject, e.Read<Picked>().N);
    }

    [Fact]
    public async Task What_no_try_helps_is_parked_and_can_be_replayed()
    {
        var clock = new TestClock();
        await using var place = await SharedPlace.Open(["apple", "pear"], clock: clock);
        var broken = true;
        var pear = place.Hear(
            "pear",
            on =>
                on.On<Picked>(
                    "picked",
                    (tx, picked, e) => broken ? throw new InvalidOperationException("planted") : Note(tx, "pear", e.Subject, picked.N)
                )
        );
        await place.Begin();
        await Pick(place, "a", 7);
        await Retrying(clock, pear, async () => await place.Count("pear", "inbox_waiting WHERE dead = 1") == 1);
        await using var parked = await ParkedEvents.Open(place.Dialect, "pear");
        var one = Assert.Single(await parked.List(10));
        Assert.Equal(
            ("picked", "a", Limits.DeliveryTriesMax, "planted", """{"n":7}"""),
            (one.Topic, one.Subject, one.Tries, one.Error, one.Data)
        );
        broken = false;
        Assert.Equal(1, await parked.Replay(null));
        await Retrying(clock, pear, async () => await place.Rows("pear") == "a=7");
        Assert.Equal("a=7", await place.Rows("apple"));
    }

    [Fact]
    public async Task A_type_that_always_fails_makes_a_change_be_decided_twice_only_once_a_minute()
    {
        var clock = new TestClock();
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"], clock: clock);
        var decided = 0;
        place.Hear("pear", on => on.On<Picked>("picked", (_, _, _) => throw new InvalidOperationException("planted")));
        place.Hear("plum", on => on.On<Picked>("picked", (tx, picked, e) => Note(tx, "plum", e.Subject, picked.N)));
        await place.Begin();
        for (var n = 0; n < 5; n++)
        {
            await Counted(n);
        }

        Assert.Equal(6, decided);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Counted(5);
        Assert.Equal(8, decided);
        Assert.Equal("0=0 1=1 2=2 3=3 4=4 5=5", await place.Rows("plum"));

        Task Counted(int n) =>
            place["apple"]
                .Write(async tx =>
                {
                    decided++;
                    await tx.Publish("picked", $"{n}", new Picked(n));
                    return true;
                });
    }

    [Fact]
    public async Task A_refused_change_tells_nothing_and_neither_does_one_that_fails()
    {
        await using var place = await SharedPlace.Open(["apple", "pear"]);
        place.Hear("pear", on => on.On<Picked>("picked", (tx, picked, e) => Note(tx, "pear", e.Subject, picked.N)));
        await place.Begin();
        var release = await place.Hold();
        var refused = place["apple"]
            .Write(async tx =>
            {
                await SharedPlace.Put(tx, "apple", "refused", 1);
                await tx.Publish("picked", "refused", new Picked(1));
                return (Outcome<bool>)Refusal.Conflict("no", "No.");
            });
        var failed = place["apple"]
            .Write<bool>(async tx =>
            {
                await tx.Publish("picked", "failed", new Picked(1));
                throw new InvalidOperationException("planted");
            });
        var kept = Pick(place, "kept", 2);
        await release();
        Assert.NotNull((await refused).Refused);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        await kept;
        Assert.Equal(("kept=2", "kept=2"), (await place.Rows("apple"), await place.Rows("pear")));
    }

    [Fact]
    public async Task Where_one_hearer_is_elsewhere_or_takes_its_time_all_hear_by_the_outbox()
    {
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"], own: ["quince"]);
        place.Hear(
            "pear",
            on =>
                on.On<Picked>("picked", (tx, picked, e) => Note(tx, "pear", e.Subject, picked.N))
                    .On<Picked>("counted", (tx, picked, e) => Note(tx, "pear", e.Subject, picked.N))
        );
        place.Hear(
            "quince",
            on => on.On<Picked>("picked", (tx, picked, e) => Note(tx, "quince", e.Subject, picked.N), picked => picked.N < 9)
        );
        place.Hear("plum", on => on.Later<Picked>("counted", (tx, picked, e) => Note(tx, "plum", e.Subject, picked.N)));
        var relays = await place.Begin();
        await Pick(place, "a", 1);
        await place["apple"]
            .Write(async tx =>
            {
                await tx.Publish("counted", "b", new Picked(2));
                return true;
            });

        // One that only the others care for does not overtake it.
        await place["apple"]
            .Write(async tx =>
            {
                await tx.Publish("picked", "a", new Picked(9));
                return true;
            });
        Assert.Equal(3, await place.Count("apple", "outbox"));
        Assert.Equal(
            (string.Empty, string.Empty, string.Empty),
            (await place.Rows("pear"), await place.Rows("plum"), await place.Rows("quince"))
        );
        await relays["apple"].CarryOnce(default);
        Assert.Equal(("a=9 b=2", "b=2", "a=1"), (await place.Rows("pear"), await place.Rows("plum"), await place.Rows("quince")));
        Assert.Equal((0, 3), (await place.Count("apple", "outbox"), await place.Count("pear", "inbox")));
    }

    [Fact]
    public async Task What_still_lies_in_the_outbox_at_the_start_is_not_overtaken()
    {
        await using var place = await SharedPlace.Open(["apple", "pear"]);
        await place["apple"]
            .Write(async tx =>
            {
                // Nobody is known to hear yet: as an older version left it.
                await tx.Publish("picked", "a", new Picked(1));
                return true;
            });
        place.Hear("pear", on => on.On<Picked>("picked", (tx, picked, e) => Note(tx, "pear", e.Subject, picked.N)));
        var relays = await place.Begin();
        await place["apple"]
            .Write(async tx =>
            {
                await tx.Publish("picked", "a", new Picked(2));
                return true;
            });
        Assert.Equal(2, await place.Count("apple", "outbox"));
        await relays["apple"].CarryOnce(default);
        Assert.Equal("a=2", await place.Rows("pear"));
        await place["apple"].LookWhetherOutboxIsDone(default);
        await place["apple"]
            .Write(async tx =>
            {
                await tx.Publish("picked", "a", new Picked(3));
                return true;
            });
        Assert.Equal("a=3", await place.Rows("pear"));
        Assert.Equal(0, await place.Count("apple", "outbox"));
    }

    private static Task Pick(SharedPlace place, string id, long n) =>
        place["apple"]
            .Write(async tx =>
            {
                await SharedPlace.Put(tx, "apple", id, n);
                await tx.Publish("picked", id, new Picked(n));
                return true;
            });

    private static async ValueTask Note(Transaction tx, string module, string id, long n) =>
        await tx.Execute($"INSERT INTO {module}s(id, n) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET n = excluded.n", id, n);

    private static async Task Retrying(TestClock clock, Inbox inbox, Func<Task<bool>> until)
    {
        using var stop = new CancellationTokenSource();
        var loop = inbox.Retry(stop.Token);
        while (!await until())
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop.CancelAsync();

        // Stopped while it waits it throws, and between two looks it just ends.
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.False(loop.IsFaulted);
    }
}
