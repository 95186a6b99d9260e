// Takes events in: the effect and the memory of the event's id are one transaction, so that a repeated delivery changes nothing.
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kernel;

/// <summary>What a module wants to hear.</summary>
public sealed class Subscriptions
{
    internal Dictionary<string, Func<Transaction, Event, ValueTask>> Effects { get; } = new(StringComparer.Ordinal);

    private Dictionary<string, Func<Event, bool>> Filters { get; } = new(StringComparer.Ordinal);

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
        }

        return this;
    }

    internal IReadOnlyList<Event> ThatMatter(IReadOnlyList<Event> events) => Filters.Count == 0 ? events : [.. events.Where(Matters)];

    private bool Matters(Event e)
    {
        try
        {
            return !Filters.TryGetValue(e.Topic, out var filter) || filter(e);
        }
        catch (JsonException)
        {
            // What cannot be read is no news to drop: its effect will fail, and it is parked where people can see it.
            return true;
        }
    }
}

/// <summary>The inbox of one module.</summary>
public sealed partial class Inbox(Database database, Subscriptions subscriptions, TimeProvider clock, ILogger<Inbox> log)
{
    private const int RetriesAtOnceMax = 64;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private readonly Signal waiting = new();

    // How many events wait for another try; while it is zero, no event need ask whether its subject waits.
    private long waitingCount = -1;

    public string Module => database.Module;

    public bool Wants(string topic) => subscriptions.Effects.ContainsKey(topic);

    /// <summary>Carries out the effects once; one that fails is kept for another try, with all later events of its subject behind it.</summary>
    public async Task Accept(IReadOnlyList<Event> events, CancellationToken cancel)
    {
        events = subscriptions.ThatMatter(events);
        if (events.Count == 0)
        {
            return;
        }

        try
        {
            await database.Write(tx => Accept(tx, events, careful: false), cancel);
        }
        catch (Exception failure) when (failure is not (StorageUnavailable or Overloaded or OperationCanceledException))
        {
            // One effect failed and took the others back with it: once more, each on its own, to find which.
            await database.Write(tx => Accept(tx, events, careful: true), cancel);
        }
    }

    private async ValueTask<bool> Accept(Transaction transaction, IReadOnlyList<Event> events, bool careful)
    {
        if (Interlocked.Read(ref waitingCount) < 0)
        {
            await CountWaiting(transaction);
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var unknown = await TakeNote(transaction, events, now);
        foreach (var e in events)
        {
            if (!unknown.Remove(e.Id))
            {
                continue;
            }

            if (Interlocked.Read(ref waitingCount) > 0
                && await transaction.Number("SELECT COUNT(*) FROM inbox_waiting WHERE subject = $1 AND dead = 0", e.Subject) > 0)
            {
                await Keep(transaction, e, 0, "waits behind an earlier event of its subject");
            }
            else if (!careful)
            {
                await subscriptions.Effects[e.Topic](transaction, e);
            }
            else if (await Try(transaction, e) is { } failure)
            {
                await Keep(transaction, e, 1, failure.Message);
                LogFailed(log, Module, e.Topic, e.Id, failure);
            }
        }

        return true;
    }

    /// <summary>Remembers the ids; answers those that were not known yet.</summary>
    private static async ValueTask<HashSet<string>> TakeNote(Transaction transaction, IReadOnlyList<Event> events, long now) =>
        new(
            await transaction.Query(
                $"INSERT INTO inbox(event_id, received_ms) SELECT e.value, $2 FROM {transaction.Dialect.Each(1)} WHERE true ON CONFLICT DO NOTHING RETURNING event_id",
                row => row.GetString(0),
                events.Select(e => e.Id).ToArray(),
                now),
            StringComparer.Ordinal);

    /// <summary>Tries again what failed, until stopped. Also forgets ids older than <see cref="Limits.InboxKept"/>.</summary>
    public async Task Retry(CancellationToken stop)
    {
        await database.Write(
            async transaction =>
        {
            await transaction.Execute("DELETE FROM inbox WHERE received_ms < $1", (clock.GetUtcNow() - Limits.InboxKept).ToUnixTimeMilliseconds());
            await CountWaiting(transaction);
            return true;
        }, stop);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (Interlocked.Read(ref waitingCount) > 0)
                {
                    await database.Write(RetryDue, stop);
                }
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                // A full disk or queue now must not end the tries for ever.
                LogPaused(log, Module, failure);
            }

            // Nothing waits most of the time: then only a failure wakes this loop.
            await waiting.Wait(Interlocked.Read(ref waitingCount) > 0 ? Backoff(1) : LookEvery, clock, stop);
        }
    }

    /// <summary>Backoff before try number <paramref name="tries"/> + 1: 0.1 s, 0.4 s, 1.6 s, 6.4 s.</summary>
    private static TimeSpan Backoff(int tries) => TimeSpan.FromMilliseconds(25 * Math.Pow(4, tries));

    private async ValueTask<bool> RetryDue(Transaction transaction)
    {
        // Only the first event of a subject may be tried: those behind it wait their turn.
        var due = await transaction.Query(
            """
            SELECT event_id, topic, subject, source, time_ms, trace_parent, data, tries FROM inbox_waiting w
            WHERE dead = 0 AND next_ms <= $1
              AND NOT EXISTS (SELECT 1 FROM inbox_waiting f WHERE f.subject = w.subject AND f.dead = 0 AND f.number < w.number)
            ORDER BY number LIMIT $2
            """,
            row => (Event: OutboxRelay.Map(row, 0), Tries: row.GetInt32(7)),
            clock.GetUtcNow().ToUnixTimeMilliseconds(),
            RetriesAtOnceMax);
        foreach (var (e, before) in due)
        {
            if (await Try(transaction, e) is not { } failure)
            {
                await transaction.Send("DELETE FROM inbox_waiting WHERE event_id = $1", e.Id);
                continue;
            }

            var tries = before + 1;
            var dead = tries >= Limits.DeliveryTriesMax;
            await transaction.Send(
                "UPDATE inbox_waiting SET tries = $2, next_ms = $3, error = $4, dead = $5 WHERE event_id = $1",
                e.Id,
                tries,
                (clock.GetUtcNow() + Backoff(tries)).ToUnixTimeMilliseconds(),
                failure.Message,
                dead);
            if (dead)
            {
                LogParked(log, Module, e.Topic, e.Id, tries, failure);
            }
        }

        await CountWaiting(transaction);
        return true;
    }

    private async ValueTask<Exception?> Try(Transaction transaction, Event e)
    {
        var mark = transaction.Mark();
        await transaction.Dispatch("SAVEPOINT effect");
        try
        {
            await subscriptions.Effects[e.Topic](transaction, e);
            await transaction.CarryOut();
            await transaction.Run("RELEASE effect");
            return null;
        }
        catch (Exception failure) when (!transaction.Dialect.IsUnavailable(failure))
        {
            transaction.ForgetFrom(mark);
            await transaction.GoBackTo("effect");
            return failure;
        }
    }

    private async ValueTask Keep(Transaction transaction, Event e, int tries, string error)
    {
        await transaction.Send(
            """
            INSERT INTO inbox_waiting(event_id, topic, subject, source, time_ms, trace_parent, data, tries, next_ms, error)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            e.Id,
            e.Topic,
            e.Subject,
            e.Source,
            e.Time.ToUnixTimeMilliseconds(),
            e.TraceParent,
            e.Data,
            tries,
            (clock.GetUtcNow() + Backoff(tries)).ToUnixTimeMilliseconds(),
            error);
        await CountWaiting(transaction);
    }

    private async ValueTask CountWaiting(Transaction transaction)
    {
        var count = await transaction.Number("SELECT COUNT(*) FROM inbox_waiting WHERE dead = 0");
        if (count > Interlocked.Read(ref waitingCount))
        {
            // The next event of this transaction must see it. Too high a count, should the transaction be taken back, costs a look; too low a one would leave events lying.
            Interlocked.Exchange(ref waitingCount, count);
        }

        transaction.OnCommitted(() =>
        {
            Interlocked.Exchange(ref waitingCount, count);
            if (count > 0)
            {
                waiting.Raise();
            }
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Module} failed on {Topic} {EventId} and will try again.")]
    private static partial void LogFailed(ILogger log, string module, string topic, string eventId, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Module} could not try its waiting events again now; it will go on trying.")]
    private static partial void LogPaused(ILogger log, string module, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Module} parked {Topic} {EventId} after {Tries} tries.")]
    private static partial void LogParked(ILogger log, string module, string topic, string eventId, int tries, Exception failure);
}
