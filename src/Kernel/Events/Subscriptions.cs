// What a module wants to hear, and what it does about it.
using System.Text.Json;

namespace Cartwright.Kernel;

/// <summary>What a module wants to hear.</summary>
public sealed class Subscriptions
{
    internal Dictionary<string, Func<Transaction, Event, ValueTask>> Effects { get; } = new(StringComparer.Ordinal);

    /// <summary>The topics whose effects have a transaction of their own.</summary>
    internal HashSet<string> OfTheirOwn { get; } = new(StringComparer.Ordinal);

    private Dictionary<string, Func<Event, bool>> Filters { get; } = new(StringComparer.Ordinal);

    // The same, asked by whoever publishes in the same process, before the event is written.
    private Dictionary<string, Func<object, bool>> FiltersOfData { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Declares the effect of a topic on the module's own tables. It runs within the transaction that tells the event where both modules
    /// share a writer, and otherwise in one of the inbox; it may run again after a failure. It fails nobody but itself. It may only note:
    /// whoever tells the event waits for it.
    /// </summary>
    /// <param name="topic">One of Topics.</param>
    /// <param name="effect">What an event does.</param>
    /// <param name="matters">Whether an event has an effect at all; those without cost no transaction. Asked on any thread, and again when
    /// the event comes again: once it has said no of an event, that event must have no effect whenever it comes.</param>
    public Subscriptions On<T>(string topic, Func<Transaction, T, Event, ValueTask> effect, Func<T, bool>? matters = null)
    {
        Effects.Add(topic, (transaction, e) => effect(transaction, e.Read<T>(), e));
        if (matters is not null)
        {
            Filters.Add(topic, e => matters(e.Read<T>()));
            FiltersOfData.Add(topic, data => data is not T read || matters(read));
        }

        return this;
    }

    /// <summary>The same for an effect that takes its time: it never runs in the transaction that tells the event.</summary>
    public Subscriptions Later<T>(string topic, Func<Transaction, T, Event, ValueTask> effect, Func<T, bool>? matters = null)
    {
        OfTheirOwn.Add(topic);
        return On(topic, effect, matters);
    }

    /// <summary>Hears of erasures for the sake of parked events alone: the module keeps nothing else of a person.</summary>
    /// <param name="topic">Of order.erased and user.erased the one whose subject such events have.</param>
    public Subscriptions ForgetParked(string topic)
    {
        Effects.Add(topic, (_, _) => ValueTask.CompletedTask);
        return this;
    }

    /// <summary>Whether an event with these data has an effect; true where that cannot be told before it was written and read.</summary>
    internal bool Matters(string topic, object data) => !FiltersOfData.TryGetValue(topic, out var filter) || filter(data);

    internal IReadOnlyList<Event> ThatMatter(IReadOnlyList<Event> events) => Filters.Count == 0 ? events : [.. events.Where(Matters)];

    private bool Matters(Event e)
    {
        try
        {
            return !Filters.TryGetValue(e.Topic, out var filter) || filter(e);
        }
        catch (Exception unread) when (unread is JsonException or NullReferenceException or InvalidOperationException)
        {
            // What cannot be read is no news to drop: its effect will fail, and it is parked where people can see it.
            return true;
        }
    }
}
