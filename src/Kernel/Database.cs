// A module's own database: many readers, one writer with group commit, and the outbox that leaves with each commit.
using System.Collections.Concurrent;

namespace Cartwright.Kernel;

/// <summary>One module's tables. No other module can reach them: a join across modules is impossible rather than forbidden.</summary>
public sealed class Database : IAsyncDisposable
{
    private readonly ConcurrentBag<Sql> readers = [];
    private readonly CommitQueue queue;
    private readonly TaskCompletionSource<Exception> broken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Database(string module, Dialect dialect, IIds ids, TimeProvider clock)
    {
        Module = module;
        Dialect = dialect;
        queue = new CommitQueue(
            module,
            new Transaction(dialect, dialect.OpenWriter(module), module, ids, clock),
            () => EventsWaiting.Raise(),
            e => broken.TrySetResult(e));
    }

    /// <summary>The module whose tables these are.</summary>
    public string Module { get; }

    public Dialect Dialect { get; }

    /// <summary>Completes with the cause when the disk failed under a commit. The host then stops: nothing more may be acknowledged.</summary>
    public Task<Exception> Broken => broken.Task;

    internal Signal EventsWaiting { get; } = new();

    /// <summary>Opens the database and brings it to the newest migration. Refuses to start on a migration that was edited or is unknown.</summary>
    public static async Task<Database> Open(string module, Dialect dialect, IReadOnlyList<Migration> migrations, IIds ids, TimeProvider clock)
    {
        var database = new Database(module, dialect, ids, clock);
        await Migrations.Apply(database, migrations, clock);
        return database;
    }

    /// <summary>Reads. Each statement sees all that was acknowledged before it began.</summary>
    public async ValueTask<T> Read<T>(Func<Sql, ValueTask<T>> query)
    {
        if (!readers.TryTake(out var reader))
        {
            reader = new Sql(Dialect, Dialect.OpenReader(Module));
        }

        try
        {
            return await query(reader);
        }
        finally
        {
            readers.Add(reader);
        }
    }

    /// <summary>Reads with several statements that all see the same moment.</summary>
    public ValueTask<T> Snapshot<T>(Func<Sql, ValueTask<T>> query) => Read(async sql =>
    {
        await sql.Run("BEGIN");
        try
        {
            return await query(sql);
        }
        finally
        {
            await sql.Run("COMMIT");
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
