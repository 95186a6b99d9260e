// Signs what leaves an outbox as an answer to the shop's own questions.
using Cartwright.Kernel;

namespace Cartwright.Wire.Messages;

/// <summary>
/// The bus as a relay sees it. Only topics are signed whose answers are the same for everybody who asks: a signed answer about a payment
/// that a program outside
/// asked for could be shown to Ordering as the answer to its own question.
/// </summary>
public sealed class SealedEvents(IEventBus bus, MessageSeal seal, IReadOnlyCollection<string> topics) : IEventBus
{
    /// <inheritdoc/>
    public TimeSpan MayForget => bus.MayForget;

    /// <inheritdoc/>
    public void Subscribe(Inbox subscriber) => bus.Subscribe(subscriber);

    /// <inheritdoc/>
    public ValueTask Publish(IReadOnlyList<Event> events, CancellationToken cancel) =>
        bus.Publish([.. events.Select(e => topics.Contains(e.Topic) ? seal.Signed(e) : e)], cancel);
}
