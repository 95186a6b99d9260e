// What a module wants to hear, and what it does about it.
using System.Text.Json;

namespace Cartwright.Kernel;

/// <summary>What a module wants to hear.</summary>
public sealed class Subscriptions
{
    internal Dictionary<string, Func<Transaction, Event, ValueTask>> Effects { get; } = new(StringComparer.Ordinal);

    private Dictionary<string, Func<Event, bool>> Filters { get; } = new(StringComparer.Ordinal);

    // The same, asked by whoever publishes in the same process, before the event is written.
    private Dictionary<string, Func<object, bool>> FiltersOfData { get; } = new(StringComparer.Ordinal);

    /// <summary>Declares the effect of a topic on the module's own tables. It runs in the inbox's transaction and may run again after a failure.</summary>
    /// <param name="topic">One of Topics.</param>
    /// <param name="effect">What an event does.</param>
    /// <param name="matters">Whether an event has an effect at all; those without cost no transaction. It must depend on the event alone.</param>
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
