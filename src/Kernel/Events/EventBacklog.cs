// What waits in one module's database: changes for their transaction, events on their way out, events that failed.
namespace Cartwright.Kernel;

/// <summary>The backlog that every module has.</summary>
public sealed class EventBacklog(Database database, TimeProvider clock) : IBacklog
{
    private static readonly BacklogGauge Queued = new(
        "cartwright.commit.queue",
        "{command}",
        "Changes that wait for the transaction of the module, or of the file that it shares (shop).",
        "module"
    );
    private static readonly BacklogGauge Busy = new(
        "cartwright.reader.busy",
        "{connection}",
        "Connections of the module's pool that read now; always 0 where they have no bound.",
        "module"
    );

    private static readonly BacklogGauge Waiting = new(
        "cartwright.outbox.waiting",
        "{event}",
        "Events that were committed and are not carried yet; 10,000 means as many or more.",
        "module"
    );

    private static readonly BacklogGauge Age = new(
        "cartwright.outbox.age",
        "s",
        "Age of the oldest event that is not carried yet; 0 when there is none.",
        "module"
    );
    private static readonly BacklogGauge Retried = new(
        "cartwright.inbox.waiting",
        "{event}",
        "Events whose effect failed, or that wait behind such a one, and are tried again; 10,000 means as many or more.",
        "module"
    );

    private static readonly BacklogGauge Parked = new(
        "cartwright.inbox.parked",
        "{event}",
        "Events that no more tries are made for: see 'cartwright events list'; 10,000 means as many or more.",
        "module"
    );

    /// <summary>Counts what stands the condition, up to the bound. Each condition has an index.</summary>
    private static string Count(string rows) => $"SELECT COUNT(*) FROM (SELECT 1 FROM {rows} LIMIT {Limits.BacklogCountedMax}) c";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<BacklogFigure>> Look(CancellationToken cancel) =>
        await database.Read(async sql =>
        {
            var module = database.Module;
            var oldest = await sql.Number($"SELECT COALESCE((SELECT time_ms FROM {sql.Own}outbox ORDER BY number LIMIT 1), 0)");
            var age = oldest == 0 ? 0 : Math.Max(0, (clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(oldest)).TotalSeconds);
            return (IReadOnlyList<BacklogFigure>)
                [
                    .. database.IsFirstInPlace
                        ? [new BacklogFigure(Queued, database.Dialect.PlaceOf(module), database.ChangesWaiting)]
                        : Array.Empty<BacklogFigure>(),
                    new(Busy, module, database.ReadersBusy),
                    new(Waiting, module, await sql.Number(Count(sql.Own + "outbox"))),
                    new(Age, module, age),
                    new(Retried, module, await sql.Number(Count(sql.Own + "inbox_waiting WHERE dead = 0"))),
                    new(Parked, module, await sql.Number(Count(sql.Own + "inbox_waiting WHERE dead = 1"))),
                ];
        });
}
