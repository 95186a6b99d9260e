// A table, or some, as a module keeps it in memory, so that questions asked all the time read no rows; kept right by whoever writes.
namespace Cartwright.Kernel;

/// <summary>
/// What was read, until the next change. The process that writes changes its memory with each commit. Where other processes can write, the
/// version is looked at once a second: a change is in force everywhere within two.
/// </summary>
/// <typeparam name="T">What is kept. It takes changes while others read it.</typeparam>
/// <param name="version">A number that rises with every change of the tables, in their own transaction.</param>
/// <param name="read">The tables, whole.</param>
public sealed class TableMemory<T>(
    Database database,
    TimeProvider clock,
    Func<Sql, ValueTask<long>> version,
    Func<Transaction, ValueTask<T>> read
)
    where T : class
{
    private readonly Lock gate = new();
    private volatile Loaded? loaded;
    private long nextLookMs;

    /// <summary>What the tables hold.</summary>
    public async ValueTask<T> Current()
    {
        if (loaded is not { } now)
        {
            return await Load();
        }

        if (database.Dialect.OneProcess || !ItIsTimeToLook())
        {
            return now.Content;
        }

        return await database.Read(version) == now.Version ? now.Content : await Load();
    }

    /// <summary>Changes the memory once the transaction is committed.</summary>
    public void Change(Transaction tx, Action<T> change) =>
        tx.OnCommitted(() =>
        {
            if (loaded is { } now)
            {
                change(now.Content);
            }
        });

    // One at a time looks; all others go on with what there is.
    private bool ItIsTimeToLook()
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        lock (gate)
        {
            if (nowMs < nextLookMs)
            {
                return false;
            }

            nextLookMs = nowMs + Limits.TablesUnseenMsMax;
            return true;
        }
    }

    // Read by the writer: a row that changes meanwhile would otherwise be forgotten between the read and the memory.
    private async ValueTask<T> Load() =>
        await database.Write(async tx =>
        {
            var now = new Loaded(await version(tx), await read(tx));
            tx.OnCommitted(() => loaded = now);
            return now.Content;
        });

    private sealed record Loaded(long Version, T Content);
}
