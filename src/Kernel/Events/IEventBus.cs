// How events travel between modules: one interface, an implementation a broker.
namespace Cartwright.Kernel;

/// <summary>
/// Carries events from outboxes to subscribers.
/// 1. Publish returns only when every event is safe: in the inbox of every subscriber, or in the broker. Otherwise it throws, and the relay
/// repeats.
/// 2. Events of one subject and topic from one source reach a subscriber in order. A broker keeps no order across topics: subscribers must
/// not count on one.
/// 3. A subscriber sees an event at least once; the effect happens once, because the inbox remembers ids in the effect's transaction.
/// 4. An event whose handling fails is tried again <see cref="Limits.DeliveryTriesMax"/> times and then parked; other subjects go on
/// meanwhile.
/// </summary>
public interface IEventBus
{
    /// <summary>Adds a subscriber. Only before the first publish.</summary>
    void Subscribe(Inbox subscriber);

    /// <summary>
    /// See 1. The events are of one source, and none that was told before them waits to be told. Throws <see cref="EventsForgotten"/> and
    /// publishes nothing when the broker is no longer the one that had the source's earlier events.
    /// </summary>
    ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel);

    /// <summary>
    /// Whether anybody would do anything about such an event. What nobody hears is not written at all. On a broker others may listen, of
    /// whom nothing is known.
    /// </summary>
    /// <param name="topic">One of Topics.</param>
    /// <param name="data">What is to be published.</param>
    bool Hears(string topic, object data) => true;

    /// <summary>
    /// How long the broker may still lose what it has said it had; the relay keeps events for so long. Zero when its word holds.
    /// </summary>
    TimeSpan MayForget => TimeSpan.Zero;
}

/// <summary>
/// The broker was wiped, or started again and may have lost its last moments: the source publishes again, before anything new, what it told
/// within <see cref="IEventBus.MayForget"/>. Thrown once; the next publish goes through.
/// </summary>
public sealed class EventsForgotten(string message) : Exception(message);
