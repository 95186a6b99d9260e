// What of a place's writer is one module's.
namespace Cartwright.Kernel;

/// <summary>One module in a place: what it tells in the open transaction, and who would hear it.</summary>
internal sealed class PlacePart(string module, string own)
{
    private const int EventColumns = 7;

    public string Module { get; } = module;

    /// <summary>Writes events to the module's outbox.</summary>
    public RowsInsert Outbox { get; } =
        new($"INSERT INTO {own}outbox(event_id, topic, subject, source, time_ms, trace_parent, data) VALUES ", EventColumns);

    /// <summary>The values of the events that the open transaction tells, one row after the other.</summary>
    public List<object?> Events { get; } = [];

    /// <summary>Whether an event would be heard (<see cref="IEventBus.Hears"/>).</summary>
    public Func<string, object, bool> Hears { get; set; } = (_, _) => true;

    /// <summary>
    /// Those who would hear an event, when all of them take it in within the transaction that tells it; null when not all do, or nobody
    /// hears.
    /// </summary>
    public Func<string, object, IReadOnlyList<Inbox>?> HeardHere { get; set; } = (_, _) => null;

    /// <summary>
    /// Whether nothing that was told earlier still lies in the outbox, where what takes effect at once would overtake it.
    /// </summary>
    public bool OutboxIsDone { get; set; }

    /// <summary>Raised when events of the module were committed.</summary>
    public Signal EventsWaiting { get; } = new();
}
