// A module's own database: many readers, one writer with group commit, and the outbox that leaves with each commit.
using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;

namespace Cartwright.Kernel;

/// <summary>
/// One module's tables, in a <see cref="Place"/> that it may share. No other module can reach them: a join across modules is impossible
/// rather than forbidden.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    // No event's id: those are UUIDs.
    private const string Probe = "probe";

    private readonly ConcurrentBag<Sql> readers = [];
    private readonly SemaphoreSlim? lane;
    private readonly Place place;
    private readonly PlacePart part;
    private volatile StorageUnavailable? unreadable;

    internal Database(Place place, string module)
    {
        this.place = place;
        part = place.Part(module);
        lane = Dialect.ReadersMax == int.MaxValue ? null : new SemaphoreSlim(Dialect.ReadersMax);
    }

    /// <summary>The module whose tables these are.</summary>
    public string Module => part.Module;

    public Dialect Dialect => place.Dialect;

    /// <summary>
    /// Completes with the cause when the disk failed under a commit. The host then stops: nothing more may be acknowledged.
    /// </summary>
    public Task<Exception> Broken => place.Broken;

    /// <summary>Transactions of the place's writer that were committed so far.</summary>
    public long Commits => place.Queue.Commits;

    /// <summary>Statements that the place's writer has run so far, those that begin and end a transaction among them.</summary>
    public long Statements => place.Statements;

    /// <summary>How often the place's writer has waited for a server so far; 0 on SQLite.</summary>
    public long RoundTrips => place.RoundTrips;

    /// <summary>Changes that wait for the place's transaction.</summary>
    public int ChangesWaiting => place.Queue.Waiting;

    /// <summary>
    /// Whether changes are taken. Costs nothing while the last one was; after one that the store did not take, a row is written and taken
    /// away again, so that a full disk is known for as long as it is full. A file in which something was damaged once is refused until the
    /// next start: who reads past the damage does not mend it. Throws <see cref="StorageUnavailable"/> or <see cref="Overloaded"/>.
    /// </summary>
    public async Task DemandWritable(CancellationToken cancel)
    {
        if (unreadable is { } damage)
        {
            throw new StorageUnavailable(damage.Message, damage.InnerException);
        }

        if (place.Queue.Unwritten is null)
        {
            return;
        }

        await Write(
            async tx =>
            {
                await tx.Execute($"INSERT INTO {tx.Own}inbox (event_id, received_ms) VALUES ($1, 0) ON CONFLICT DO NOTHING", Probe);
                await tx.Execute($"DELETE FROM {tx.Own}inbox WHERE event_id = $1", Probe);
                return true;
            },
            cancel
        );
        place.Queue.Written();
    }

    /// <summary>Whether it speaks for the modules that share its writer, where one of them has to.</summary>
    public bool IsFirstInPlace => ReferenceEquals(place.First, part);

    /// <summary>Connections that read now, of those that may; 0 where they have no bound.</summary>
    public int ReadersBusy => lane is null ? 0 : Dialect.ReadersMax - lane.CurrentCount;

    internal Signal EventsWaiting => part.EventsWaiting;

    /// <summary>
    /// From here on, events that nobody hears are not written, and those that only modules of this place hear take effect in the
    /// transaction that tells them. Until it is known who listens all are written.
    /// </summary>
    public void HeardBy(IEventBus bus)
    {
        part.Hears = bus.Hears;
        if (bus is LocalEventBus local && Dialect.OneAfterTheOther(Module))
        {
            part.HeardHere = (topic, data) => local.HeardIn(this, topic, data);
        }
    }

    /// <summary>
    /// Asked after the outbox was carried: once it is empty, events may take effect where they are told. In the writer, so that none comes
    /// in between. Where a process of an older version may still write to it, it is looked at again each time.
    /// </summary>
    public async ValueTask LookWhetherOutboxIsDone(CancellationToken cancel)
    {
        if (part.OutboxIsDone)
        {
            part.OutboxIsDone = Dialect.OneProcess || await Read(sql => sql.Number($"SELECT COUNT(*) FROM {sql.Own}outbox")) == 0;
        }
        else if (Dialect.OneAfterTheOther(Module))
        {
            await Write(
                async tx =>
                {
                    var empty = await tx.Number($"SELECT COUNT(*) FROM {tx.Own}outbox") == 0;
                    tx.OnCommitted(() => part.OutboxIsDone = empty);
                    return empty;
                },
                cancel
            );
        }
    }

    /// <summary>How long a plan's steps may wait for others than the writer.</summary>
    internal TimeSpan PlanWait
    {
        set => place.Queue.PlanWait = value;
    }

    /// <summary>Whether both change in one transaction.</summary>
    internal bool SharesWriterWith(Database other) => ReferenceEquals(place, other.place);

    /// <summary>What follows in the transaction is this module's.</summary>
    internal void TakeTurn(Transaction transaction) => transaction.TurnTo(part);

    /// <summary>
    /// Opens the database in a place of its own and brings it to the newest migration. Refuses to start on one that was edited or is
    /// unknown.
    /// </summary>
    public static async Task<Database> Open(
        string module,
        Dialect dialect,
        IReadOnlyList<Migration> migrations,
        IIds ids,
        TimeProvider clock
    ) => (await Place.Open(dialect, [new(module, migrations, [])], ids, clock))[0];

    /// <summary>
    /// Opens the database beside a running shop, or without one, for a command that changes little: it migrates nothing, and is refused
    /// where the tables are not there or of another version, because a shop that runs on them would not know of it.
    /// </summary>
    public static async Task<Database> OpenBeside(
        string module,
        Dialect dialect,
        IReadOnlyList<Migration> migrations,
        IIds ids,
        TimeProvider clock
    )
    {
        MigrationPlan plan;
        try
        {
            plan = await MigrationPlan.Of(new ModuleDatabase(module, migrations, []), dialect);
        }
        catch (DbException failure)
        {
            throw new ConfigurationRefused(
                $"The tables of {module} cannot be read ({failure.Message}). Start the shop on these data once, or give others: --data"
            );
        }

        if (plan is not { Applied: > 0, Refused: null, HasWork: false })
        {
            throw new ConfigurationRefused(
                plan.Refused
                    ?? (
                        plan.Applied == 0
                            ? $"There are no tables of {module} here. Start the shop on these data once, or give others: --data"
                            : $"The tables of {module} are of another version of the shop than this program. Start the shop on these data once with this version."
                    )
            );
        }

        return await Place.OpenBeside(dialect, module, ids, clock);
    }

    /// <summary>This process as others of the module see it; null where there can be no others.</summary>
    public Presence? Appear(IIds ids, TimeProvider clock) => Dialect.Appear(Module, ids, clock);

    /// <summary>
    /// Reads. Each statement sees all that was acknowledged before it began, and nothing that is not durable when it is answered. The query
    /// may run twice, when its connection turns out to be lost. Throws <see cref="StorageUnavailable"/> or <see cref="Overloaded"/>.
    /// </summary>
    public async ValueTask<T> Read<T>(Func<Sql, ValueTask<T>> query)
    {
        if (lane is not null && !lane.Wait(0) && !await WaitForReader(lane))
        {
            throw new Overloaded(
                $"All {Dialect.ReadersMax} connections that read {Module} were taken for {Limits.ReaderWait.TotalSeconds:F0} s."
            );
        }

        T found;
        try
        {
            found = await ReadNow(query);
        }
        finally
        {
            lane?.Release();
        }

        await WhenDurable();
        return found;
    }

    /// <summary>
    /// Completes once all is durable that can be seen of the module by now, in its tables or in memory that mirrors them: what was not to
    /// be lost must not be shown before. Reads wait by themselves. Throws <see cref="StorageUnavailable"/>.
    /// </summary>
    public ValueTask WhenDurable() => place.Queue.WhenDurable();

    /// <summary>Reads with several statements that all see the same moment.</summary>
    public ValueTask<T> Snapshot<T>(Func<Sql, ValueTask<T>> query) =>
        Read(async sql =>
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
        var pending = new Change<T>(part, change, cancel);
        place.Queue.Enqueue(pending);
        return pending.Task;
    }

    /// <summary>
    /// Changes of several modules that share this one's writer, in one transaction: what the steps queue while they run, through whatever
    /// contract, is decided in it and answered at once; the task completes when all of it is durable. A refused <c>Outcome</c> takes all of
    /// it back. The steps may run again (what they queued is taken back then), so their only effects are in what they queue; they must not
    /// wait for anything outside of the process. Throws <see cref="Overloaded"/> or <see cref="StorageUnavailable"/>.
    /// </summary>
    public Task<T> InOneCommit<T>(Func<Task<T>> steps, CancellationToken cancel = default)
    {
        var plan = new Plan<T>(part, steps, cancel);
        place.Queue.Enqueue(plan);
        return plan.Task;
    }

    /// <summary>Declares a hot kind of command whose waiting commands are decided together.</summary>
    public CommitKind<TCommand, TReply> Kind<TCommand, TReply>(CommitKind<TCommand, TReply>.Decision decide) =>
        new(place.Queue, part, decide);

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
                reader ??= await Sql.Reading(Dialect, Module);
                return await query(reader);
            }
            catch (Exception failure) when (waited && !reader!.Usable && failure is not { InnerException: TimeoutException })
            {
                // The connection was lost while it waited. The next one that waited, or a new one, shows whether the server is there.
                continue;
            }
            catch (Exception failure) when (Dialect.IsUnavailable(failure))
            {
                var fatal = Dialect.IsFatal(failure);
                var why = fatal ? Dialect.Explain(Module, failure)?.Message : null;
                var answer = new StorageUnavailable($"The store of {Module} cannot be read now: {why ?? failure.Message}", failure);
                unreadable = fatal ? answer : unreadable;
                throw answer;
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
        await place.DisposeAsync();
        foreach (var reader in readers)
        {
            await reader.DisposeAsync();
        }
    }
}
