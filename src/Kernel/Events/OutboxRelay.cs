// Carries a module's committed events to the bus, and after a crash those that were committed but not yet carried.
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kernel;

/// <summary>
/// The relay of one module. It reads what is still there rather than what is newer than a cursor, so that nothing is skipped: a number that
/// was given out early may be committed late. Each process of a module has one and carries whatever it finds, its own events and the
/// others'. So an event may be published twice, but never before an earlier one of its subject: whoever publishes it has seen the earlier
/// one published, or publishes it first.
/// </summary>
public sealed partial class OutboxRelay(Database database, IEventBus bus, TimeProvider clock, ILogger<OutboxRelay> log)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(200);

    // Who has not taken what, where the bus can say so and nobody else carries these events: then the others go on. The rows somebody lacks
    // stay, oldest first.
    private readonly Lacks lacks = new();
    private readonly List<long> kept = [];
    private long offeredUpTo;
    private long offerAgainAt;
    private bool forgotten;

    /// <summary>Runs until stopped.</summary>
    public async Task Run(CancellationToken stop)
    {
        var failing = false;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                while (await CarryOnce(stop) == Limits.OutboxBatchEventsMax) { }

                await database.LookWhetherOutboxIsDone(stop);

                if (failing)
                {
                    failing = false;
                    LogGoesOn(log, database.Module);
                }

                await database.EventsWaiting.Wait(kept.Count > 0 ? PauseAfterFailure : LookEvery, clock, stop);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested)
            {
                // Said once an outage, not at each of its many tries.
                if (!failing)
                {
                    failing = true;
                    LogFailed(log, database.Module, failure);
                }

                await Task.Delay(PauseAfterFailure, clock, stop);
            }
        }
    }

    /// <summary>Carries one batch, oldest first; answers how many.</summary>
    public async Task<int> CarryOnce(CancellationToken cancel)
    {
        if (forgotten)
        {
            await database.Write(SentEvents.BringBack, cancel);
            forgotten = false;
        }

        var lacking = kept.Count;
        if (lacking > 0 && clock.GetTimestamp() >= offerAgainAt)
        {
            var oldest = kept.Take(Limits.OutboxBatchEventsMax).ToArray();
            await Carry(await Rows($"WHERE {database.Dialect.In("number", 1)} ORDER BY number", oldest), cancel);
        }

        // Whoever is on the way again takes the rest at once, beside what is new.
        var goesOn = kept.Count > 0 && kept.Count < lacking;
        var carried =
            kept.Count >= Limits.OutboxKeptEventsMax
                ? 0
                : await Carry(await Rows("WHERE number > $1 ORDER BY number LIMIT $2", offeredUpTo, Limits.OutboxBatchEventsMax), cancel);
        return goesOn ? Limits.OutboxBatchEventsMax : carried;
    }

    private ValueTask<List<(Event Event, long Number)>> Rows(string which, params object?[] args) =>
        database.Read(sql =>
            sql.Query(
                $"SELECT event_id, topic, subject, source, time_ms, trace_parent, data, number FROM {sql.Own}outbox " + which,
                row => (Event: Map(row, 0), Number: row.GetInt64(7)),
                args
            )
        );

    private async Task<int> Carry(List<(Event Event, long Number)> rows, CancellationToken cancel)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        var began = DateTimeOffset.UtcNow;
        try
        {
            if (bus is LocalEventBus local && database.Dialect.OneProcess)
            {
                KeepWhatIsLacked(rows, await local.Offer([.. rows.Select(row => row.Event)], lacks, cancel));
            }
            else
            {
                await bus.Publish([.. rows.Select(row => row.Event)], cancel);
            }
        }
        catch (EventsForgotten cause)
        {
            LogForgotten(log, database.Module, cause.Message);
            forgotten = true;
            return await CarryOnce(cancel);
        }

        offeredUpTo = Planted.RelaysByLastNumber ? rows[^1].Number : offeredUpTo;
        WriteDown(rows.Select(row => row.Event), began);
        var numbers = rows.Where(row => !lacks.Has(row.Event.Id)).Select(row => row.Number).ToArray();
        var now = clock.GetUtcNow();
        await database.Write(transaction => SentEvents.Sent(transaction, numbers, now, bus.MayForget), cancel);
        Telemetry.EventLag.Record((now - rows[0].Event.Time).TotalSeconds, new KeyValuePair<string, object?>("module", database.Module));
        return rows.Count;
    }

    private void KeepWhatIsLacked(List<(Event Event, long Number)> rows, Exception? failure)
    {
        var lackedBefore = kept.Count > 0;
        kept.RemoveAll(rows.Select(row => row.Number).ToHashSet().Contains);
        kept.AddRange(rows.Where(row => lacks.Has(row.Event.Id)).Select(row => row.Number));
        kept.Sort();
        offeredUpTo = kept.Count > 0 ? Math.Max(offeredUpTo, rows[^1].Number) : 0;
        if (failure is not null)
        {
            offerAgainAt = clock.GetTimestamp() + (long)(PauseAfterFailure.TotalSeconds * clock.TimestampFrequency);
        }

        // Said once an outage.
        if (!lackedBefore && kept.Count > 0)
        {
            LogBehind(log, string.Join(", ", lacks.Modules), database.Module, failure);
        }
        else if (lackedBefore && kept.Count == 0)
        {
            LogGoesOn(log, database.Module);
        }
    }

    // A batch carries events of many traces; each gets its own span, which has ended by now.
    private void WriteDown(IEnumerable<Event> carried, DateTimeOffset began)
    {
        foreach (var e in Telemetry.Traces.HasListeners() ? carried : [])
        {
            if (Cause.Of(e.TraceParent).Recorded(out var trace))
            {
                Cause.WriteDown("send " + e.Topic, ActivityKind.Producer, trace, began, "cartwright.module", database.Module);
            }
        }
    }

    /// <summary>An event from seven columns: event_id, topic, subject, source, time_ms, trace_parent, data.</summary>
    internal static Event Map(DbDataReader row, int first) =>
        new(
            row.GetString(first),
            row.GetString(first + 1),
            row.GetString(first + 2),
            row.GetString(first + 3),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(first + 4)),
            row.IsDBNull(first + 5) ? null : row.GetString(first + 5),
            row.GetString(first + 6)
        );

    [LoggerMessage(Level = LogLevel.Warning, Message = "The events of {Module} could not be carried; they stay and will be tried again.")]
    private static partial void LogFailed(ILogger log, string module, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Subscribers} cannot take the events of {Module}; they stay and will be tried again. The other modules go on."
    )]
    private static partial void LogBehind(ILogger log, string subscribers, string module, Exception? failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "The events of {Module} are carried again.")]
    private static partial void LogGoesOn(ILogger log, string module);

    [LoggerMessage(Level = LogLevel.Information, Message = "The events of {Module} that were told last are told again: {Reason}")]
    private static partial void LogForgotten(ILogger log, string module, string reason);
}
