// The numbered promises of IEventBus; a provider is one line at the end. Buses with a planted fault are in BrokenBuses.cs.
using System.Diagnostics;
using Cartwright.Kernel;
using Cartwright.Unit;

namespace Cartwright.Conformance.Events;

/// <summary>A bus as several processes see it.</summary>
public interface IBroker : IAsyncDisposable
{
    /// <summary>Starts a process that publishes, and delivers to these subscribers.</summary>
    Task<IBusProcess> Start(params Inbox[] subscribers);
}

/// <summary>One process; disposing it is a stop in good order.</summary>
public interface IBusProcess : IAsyncDisposable
{
    IEventBus Bus { get; }

    /// <summary>Ends it as kill -9 does: nothing is acknowledged or given back any more.</summary>
    Task Kill();
}

public abstract class EventBusSuite
{
    /// <summary>How long an effect may take on a busy machine; far less on an idle one.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(60);

    protected abstract Task<IBroker> Open();

    [Fact]
    public async Task Case_1_what_was_published_is_safe_though_the_process_dies_at_once()
    {
        await using var broker = await Open();
        await using var one = await Hearer.Open("one");
        await using var two = await Hearer.Open("two");
        await using (var first = await broker.Start(one.Inbox(), two.Inbox()))
        {
            await Publish(first, Hearer.Event("a", 1), Hearer.Event("b", 2));
            await first.Kill();
        }

        await using var second = await broker.Start(one.Inbox(), two.Inbox());
        foreach (var hearer in new[] { one, two })
        {
            Assert.Equal([1L, 2L], (await hearer.Until(2, Patience)).Select(e => e.N));
            await hearer.Test.Reopen();
            Assert.Equal(2, (await hearer.Heard()).Count);
        }
    }

    [Fact]
    public async Task Case_2_events_of_one_subject_and_topic_keep_their_order_under_load()
    {
        const int Subjects = 20;
        const int Each = 100;
        await using var broker = await Open();
        await using var hearer = await Hearer.Open("one");
        await using var process = await broker.Start(hearer.Inbox());
        var events = Enumerable
            .Range(0, Each)
            .SelectMany(n => Enumerable.Range(0, Subjects).Select(s => Hearer.Event($"s{s}", n, s % 2 == 0 ? "count" : "other")));
        foreach (var some in events.Chunk(128))
        {
            await Publish(process, some);
        }

        var heard = await hearer.Until(Subjects * Each, Patience);
        Assert.Equal(Subjects * Each, heard.Count);
        foreach (var subject in heard.GroupBy(e => (e.Topic, e.Subject)))
        {
            Assert.Equal(Enumerable.Range(0, Each).Select(n => (long)n), subject.Select(e => e.N));
        }
    }

    [Fact]
    public async Task Case_3_a_repeated_event_has_its_effect_once()
    {
        await using var broker = await Open();
        await using var hearer = await Hearer.Open("one");
        await using var process = await broker.Start(hearer.Inbox());
        await Publish(process, Hearer.Event("z", 0));
        var e = Hearer.Event("a", 1);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Publish(process, e, e)));

        // What was published last comes last: then all repeats have been there.
        await Publish(process, Hearer.Event("a", 2));
        await hearer.Until(3, Patience);

        // Between subjects no order is promised.
        Assert.Equal(
            [("a", 1L), ("a", 2L), ("z", 0L)],
            (await hearer.Heard()).OrderBy(h => h.Subject, StringComparer.Ordinal).Select(h => (h.Subject, h.N))
        );
    }

    [Fact]
    public async Task Case_4_a_poison_message_in_a_thousand_is_parked_after_five_tries_and_hinders_no_other_subject()
    {
        const int Subjects = 100;
        await using var broker = await Open();
        await using var hearer = await Hearer.Open("one", new TestClock());
        var tries = 0;
        var inbox = hearer.Inbox((e, _) => Failing(e, ref tries));
        await using var process = await broker.Start(inbox);
        var events = Enumerable.Range(0, 1_000).Select(n => Hearer.Event($"s{n % Subjects}", n)).ToArray();
        foreach (var some in events.Chunk(100))
        {
            await Publish(process, some);
        }

        // Number 500 fails: of its subject only what came before it is there, of the others all, though it has been given up by no means
        // yet.
        var heard = await hearer.Until(995, Patience);
        Assert.Equal(995, heard.Count);
        Assert.DoesNotContain(heard, e => e.Subject == "s0" && e.N >= 500);
        Assert.Equal(5, await hearer.Number("SELECT COUNT(*) FROM inbox_waiting WHERE dead = 0"));

        await hearer.Retrying(inbox, async () => (await hearer.Heard()).Count == 999);
        Assert.Equal([0L, 100, 200, 300, 400, 600, 700, 800, 900], (await hearer.Heard()).Where(e => e.Subject == "s0").Select(e => e.N));
        Assert.Equal(Limits.DeliveryTriesMax, await hearer.Number("SELECT tries FROM inbox_waiting WHERE dead = 1"));

        // One call more than tries: the first was made together with others, and taken back with them to find who failed.
        Assert.Equal(Limits.DeliveryTriesMax + 1, tries);
    }

    /// <summary>As the relay does: what a busy machine did not get through in time is told again.</summary>
    protected async Task Publish(IBusProcess process, params Event[] events)
    {
        var forgotten = false;
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(50)))
        {
            try
            {
                await process.Bus.Publish(events, default);
                return;
            }
            catch (EventsForgotten) when (!forgotten)
            {
                forgotten = true;
            }
            catch (StorageUnavailable) when (watch.Elapsed < Patience)
            {
                // Until it is back, or has time.
            }
        }
    }

    private static Task Failing(Event e, ref int tries)
    {
        if (e.Id != "count-s0-500")
        {
            return Task.CompletedTask;
        }

        tries++;
        throw new InvalidOperationException("planted");
    }
}

public sealed class OnLocalBus : EventBusSuite
{
    protected override Task<IBroker> Open() => Task.FromResult<IBroker>(new Local());

    [Fact]
    public async Task A_subscriber_that_cannot_keep_them_makes_publish_throw()
    {
        var gone = await Hearer.Open("gone");
        var bus = new LocalEventBus();
        bus.Subscribe(gone.Inbox());
        await gone.Test.Database.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(async () => await bus.Publish([Hearer.Event("a", 1)], default));
    }

    private sealed class Local : IBroker
    {
        public Task<IBusProcess> Start(params Inbox[] subscribers)
        {
            var bus = new LocalEventBus();
            Array.ForEach(subscribers, bus.Subscribe);
            return Task.FromResult<IBusProcess>(new Process(bus));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed record Process(IEventBus Bus) : IBusProcess
    {
        // Publish has delivered: there is nothing left to end.
        public Task Kill() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
