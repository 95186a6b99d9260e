// Parked events from outside the running shop: to look at them, and to put them back into the queue.
using System.Data.Common;

namespace Cartwright.Kernel;

/// <summary>An event that no try helped.</summary>
/// <param name="Tries">How often it failed; 0 when nothing could be tried.</param>
/// <param name="IsEvent">False for a message that is no event; it can be looked at and not replayed.</param>
/// <param name="Data">The event's data, or the begin of the message.</param>
public sealed record ParkedEvent(
    string Id,
    string Topic,
    string Subject,
    DateTimeOffset Time,
    int Tries,
    string Error,
    bool IsEvent,
    string Data
);

/// <summary>
/// The parked events of one module, on a connection of their own beside those of the running process. It migrates nothing.
/// </summary>
public sealed class ParkedEvents : IAsyncDisposable
{
    private string Select =>
        $"SELECT event_id, topic, subject, time_ms, tries, error, source, data FROM {reader.Own}inbox_waiting WHERE dead = 1";

    private readonly Dialect dialect;
    private readonly string module;
    private readonly Sql reader;

    private ParkedEvents(Dialect dialect, string module, Sql reader)
    {
        this.dialect = dialect;
        this.module = module;
        this.reader = reader;
    }

    /// <summary>Opens the module's tables; throws <see cref="ConfigurationRefused"/> when there are none in reach.</summary>
    public static async Task<ParkedEvents> Open(Dialect dialect, string module)
    {
        try
        {
            var parked = new ParkedEvents(dialect, module, await Sql.Reading(dialect, module));
            await parked.List(1);
            return parked;
        }
        catch (Exception failure) when (failure is DbException or System.Net.Sockets.SocketException or TimeoutException)
        {
            throw new ConfigurationRefused(
                $"The events of {module} cannot be read ({failure.Message}). Is --data what the shop was started with, and did it run there once?"
            );
        }
    }

    /// <summary>The oldest first.</summary>
    public async Task<IReadOnlyList<ParkedEvent>> List(int max) => await reader.Query($"{Select} ORDER BY number LIMIT $1", Map, max);

    /// <summary>The one with this id, or null.</summary>
    public ValueTask<ParkedEvent?> Find(string id) => reader.First($"{Select} AND event_id = $1", Map, id);

    /// <summary>
    /// Puts one event, or all, back into the queue, as if they had never been tried; answers how many. The running process tries them
    /// within seconds. What came after them has long taken effect: a replayed event comes late, as any event may.
    /// </summary>
    /// <param name="id">Which; null for all but those that were not believed.</param>
    /// <param name="unsigned">With all: those, too.</param>
    public async Task<int> Replay(string? id, bool unsigned = false)
    {
        await using var writer = await Sql.Beside(dialect, module);
        return await writer.Run(
            $"UPDATE {writer.Own}inbox_waiting SET dead = 0, tries = 0, next_ms = 0, error = 'replayed' "
                + "WHERE dead = 1 AND source <> '' AND (event_id = $1 OR ($1 = '' AND ($3 = 1 OR error NOT LIKE $2)))",
            id ?? string.Empty,
            EventSeal.NotBelieved + "%",
            unsigned ? 1 : 0
        );
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private static ParkedEvent Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
            row.GetInt32(4),
            row.GetString(5),
            row.GetString(6).Length > 0,
            row.GetString(7)
        );
}
