// Buses with a planted fault: the suite must catch each, else it proves nothing about the sound ones.
using Cartwright.Kernel;
using Xunit.Sdk;

namespace Cartwright.Conformance.Events;

public class BrokenBuses
{
    [Fact]
    public Task A_bus_that_acknowledges_before_the_effect_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(Fault.AcknowledgesFirst).Case_1_what_was_published_is_safe_though_the_process_dies_at_once()
        );

    [Fact]
    public Task A_bus_that_drops_one_in_a_hundred_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(Fault.Drops).Case_2_events_of_one_subject_and_topic_keep_their_order_under_load()
        );

    [Fact]
    public Task A_bus_that_reorders_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(Fault.Reorders).Case_2_events_of_one_subject_and_topic_keep_their_order_under_load()
        );

    [Fact]
    public Task A_bus_that_gives_repeats_new_ids_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() => new Suite(Fault.Renames).Case_3_a_repeated_event_has_its_effect_once());

    [Fact]
    public Task A_bus_that_leaves_out_what_fails_is_caught() =>
        Assert.ThrowsAnyAsync<XunitException>(() =>
            new Suite(Fault.Swallows).Case_4_a_poison_message_in_a_thousand_is_parked_after_five_tries_and_hinders_no_other_subject()
        );

    [Fact]
    public async Task Without_a_fault_the_same_bus_passes()
    {
        await new Suite(Fault.None).Case_1_what_was_published_is_safe_though_the_process_dies_at_once();
        await new Suite(Fault.None).Case_2_events_of_one_subject_and_topic_keep_their_order_under_load();
        await new Suite(Fault.None).Case_3_a_repeated_event_has_its_effect_once();
        await new Suite(Fault.None).Case_4_a_poison_message_in_a_thousand_is_parked_after_five_tries_and_hinders_no_other_subject();
    }

    private enum Fault
    {
        None,
        AcknowledgesFirst,
        Drops,
        Reorders,
        Renames,
        Swallows,
    }

    private sealed class Suite(Fault fault) : EventBusSuite
    {
        // A sound bus in memory needs no time; what a broken one has lost never comes.
        protected override TimeSpan Patience => fault == Fault.None ? base.Patience : TimeSpan.FromSeconds(3);

        protected override Task<IBroker> Open() => Task.FromResult<IBroker>(new Memory(fault));
    }

    private sealed class Memory(Fault fault) : IBroker
    {
        public Task<IBusProcess> Start(params Inbox[] subscribers)
        {
            var bus = new LocalEventBus();
            Array.ForEach(subscribers, bus.Subscribe);
            return Task.FromResult<IBusProcess>(new Process(fault, bus));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Process(Fault fault, LocalEventBus inner) : IBusProcess, IEventBus
    {
        private readonly List<Event> later = [];
        private int seen;

        public IEventBus Bus => this;

        public void Subscribe(Inbox subscriber) => inner.Subscribe(subscriber);

        public async ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel)
        {
            switch (fault)
            {
                case Fault.AcknowledgesFirst:
                    later.AddRange(events);
                    break;
                case Fault.Drops:
                    await inner.Publish([.. events.Where(_ => ++seen % 100 != 0)], cancel);
                    break;
                case Fault.Reorders:
                    await inner.Publish([.. events.Reverse()], cancel);
                    break;
                case Fault.Renames:
                    await inner.Publish([.. events.Select(e => e with { Id = $"{e.Id}-{Interlocked.Increment(ref seen)}" })], cancel);
                    break;
                case Fault.Swallows:
                    await inner.Publish([.. events.Where(e => e.Id != "count-s0-500")], cancel);
                    break;
                default:
                    await inner.Publish(events, cancel);
                    break;
            }
        }

        public Task Kill()
        {
            later.Clear();
            return Task.CompletedTask;
        }

        public async ValueTask DisposeAsync() => await inner.Publish(later, default);
    }
}
