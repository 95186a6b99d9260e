// A module's own database: many readers, one writer with group commit, and the outbox that leaves with each commit.
using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;

namespace Cartwright.Kernel;

/// <summary>One module's tables. No other module can reach them: a join across modules is impossible rather than forbidden.</summary>
public sealed class Database : IAsyncDisposable
{
    // No event's id: those are UUIDs.
    private const string Probe = "probe";

    private readonly ConcurrentBag<Sql> readers = [];
    private readonly SemaphoreSlim? lane;
    private readonly CommitQueue queue;
    private readonly Transaction transaction;
    private readonly TaskCompletionSource<Exception> broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Database(string module, Dialect dialect, Connection writer, IIds ids, TimeProvider clock)
    {
        Module = module;
        Dialect = dialect;
        lane = dialect.ReadersMax == int.MaxValue ? null : new SemaphoreSlim(dialect.ReadersMax);
        transaction = new Transaction(dialect, writer, module, ids, clock);
        queue = new CommitQueue(
            module,
            transaction,
            () => EventsWaiting.Raise(),
            e => broken.TrySetResult(e));
    }

    /// <summary>The module whose tables these are.</summary>
    public string Module { get; }

    public Dialect Dialect { get; }

    /// <summary>Completes with the cause when the disk failed under a commit. The host then stops: nothing more may be acknowledged.</summary>
    public Task<Exception> Broken => broken.Task;

    /// <summary>Changes that wait for their transaction.</summary>
    public int ChangesWaiting => queue.Waiting;

    /// <summary>
    /// Whether changes are taken. Costs nothing while the last one was; after one that the store did not take, a row is written and taken away
    /// again, so that a full disk is known for as long as it is full. Throws <see cref="StorageUnavailable"/> or <see cref="Overloaded"/>.
    /// </summary>
    public async Task DemandWritable(CancellationToken cancel)
    {
        if (queue.Unwritten is null)
        {
            return;
        }

        await Write(
            async tx =>
            {
                await tx.Execute("INSERT INTO inbox (event_id, received_ms) VALUES ($1, 0) ON CONFLICT DO NOTHING", Probe);
                await tx.Execute("DELETE FROM inbox WHERE event_id = $1", Probe);
                return true;
            },
            cancel);
        queue.Written();
    }

    /// <summary>Connections that read now, of those that may; 0 where they have no bound.</summary>
    public int ReadersBusy => lane is null ? 0 : Dialect.ReadersMax - lane.CurrentCount;

    internal Signal EventsWaiting { get; } = new();

    /// <summary>From here on, events that nobody hears are not written. Until it is known who listens all are.</summary>
    public void HeardBy(IEventBus bus) => transaction.Hears = bus.Hears;

    /// <summary>Opens the database and brings it to the newest migration. Refuses to start on a migration that was edited or is unknown.</summary>
    public static async Task<Database> Open(string module, Dialect dialect, IReadOnlyList<Migration> migrations, IIds ids, TimeProvider clock)
    {
        var database = new Database(module, dialect, await dialect.OpenWriter(module), ids, clock);
        try
        {
            await Migrations.Apply(database, migrations, clock);
            if (dialect.LosesAnswers)
            {
                // Nothing else uses the writer yet.
                var mark = new CommitMark(ids.Next(), clock);
                await database.transaction.MarkCommits(mark);
                await database.Write(async tx =>
                {
                    await mark.ForgetOthers(tx);
                    return true;
                });
            }

            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Opens the database beside a running shop, or without one, for a command that changes little: it migrates nothing, and is refused where the tables
    /// are not there or of another version, because a shop that runs on them would not know of it.
    /// </summary>
    public static async Task<Database> OpenBeside(string module, Dialect dialect, IReadOnlyList<Migration> migrations, IIds ids, TimeProvider clock)
    {
        MigrationPlan plan;
        try
        {
            plan = await MigrationPlan.Of(new ModuleDatabase(module, migrations, []), dialect);
        }
        catch (DbException failure)
        {
            throw new ConfigurationRefused($"The tables of {module} cannot be read ({failure.Message}). Start the shop on these data once, or give others: --data");
        }

        if (plan is not { Applied: > 0, Refused: null, Missing: [], Earlier: [] })
        {
            throw new ConfigurationRefused(plan.Refused
                ?? (plan.Applied == 0 ? $"There are no tables of {module} here. Start the shop on these data once, or give others: --data"
                : $"The tables of {module} are of another version of the shop than this program. Start the shop on these data once with this version."));
        }

        var database = new Database(module, dialect, await dialect.OpenWriter(module), ids, clock);
        if (dialect.LosesAnswers)
        {
            await database.transaction.MarkCommits(new CommitMark(ids.Next(), clock));
        }

        return database;
    }

    /// <summary>This process as others of the module see it; null where there can be no others.</summary>
    public Presence? Appear(IIds ids, TimeProvider clock) => Dialect.Appear(Module, ids, clock);

    /// <summary>
    /// Reads. Each statement sees all that was acknowledged before it began. The query may run twice, when its connection turns out to be lost.
    /// Throws <see cref="StorageUnavailable"/> or <see cref="Overloaded"/>.
    /// </summary>
    public async ValueTask<T> Read<T>(Func<Sql, ValueTask<T>> query)
    {
        if (lane is not null && !lane.Wait(0) && !await WaitForReader(lane))
        {
            throw new Overloaded($"All {Dialect.ReadersMax} connections that read {Module} were taken for {Limits.ReaderWait.TotalSeconds:F0} s.");
        }

        try
        {
            return await ReadNow(query);
        }
        finally
        {
            lane?.Release();
        }
    }

    /// <summary>Reads with several statements that all see the same moment.</summary>
    public ValueTask<T> Snapshot<T>(Func<Sql, ValueTask<T>> query) => Read(async sql =>
    {
        await sql.Dispatch(Dialect.BeginSnapshot);
        try
        {
            return await query(sql);
        }
        finally
        {
            // It has changed nothing, so that taking it back is as good as a commit, and the same after a failure.
            await sql.TakeBack();
        }
    });

    /// <summary>
    /// Changes. The task completes when the change is durable, together with all that waited with it. A refused <c>Outcome</c> takes back
    /// what the change wrote. The change may run twice (the first time is taken back), so its only effects are in the transaction.
    /// </summary>
    public Task<T> Write<T>(Func<Transaction, ValueTask<T>> change, CancellationToken cancel = default)
    {
        var pending = new Change<T>(change, cancel);
        queue.Enqueue(pending);
        return pending.Task;
    }

    /// <summary>Declares a hot kind of command whose waiting commands are decided together.</summary>
    public CommitKind<TCommand, TReply> Kind<TCommand, TReply>(CommitKind<TCommand, TReply>.Decision decide) => new(queue, decide);

    private async Task<bool> WaitForReader(SemaphoreSlim readers)
    {
        var began = Stopwatch.GetTimestamp();
        var got = await readers.WaitAsync(Limits.ReaderWait);
        Telemetry.ReaderWaits.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new KeyValuePair<string, object?>("module", Module));
        return got;
    }

    private async ValueTask<T> ReadNow<T>(Func<Sql, ValueTask<T>> query)
    {
        while (true)
        {
            var waited = readers.TryTake(out var reader);
            try
            {
                reader ??= new Sql(Dialect, await Dialect.OpenReader(Module));
                return await query(reader);
            }
            catch (Exception failure) when (waited && !reader!.Usable && failure is not { InnerException: TimeoutException })
            {
                // The connection was lost while it waited. The next one that waited, or a new one, shows whether the server is there.
                continue;
            }
            catch (Exception failure) when (Dialect.IsUnavailable(failure))
            {
                throw new StorageUnavailable($"The store of {Module} cannot be read now: {failure.Message}", failure);
            }
            finally
            {
                if (reader is { Usable: true })
                {
                    readers.Add(reader);
                }
                else if (reader is not null)
                {
                    await reader.DisposeAsync();
                }
            }
        }
    }

    /// <summary>Finishes what waits, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }
}
