// What each commit leaves behind where its outcome can be lost on the way, and the look that tells whether it took place.
namespace Cartwright.Kernel;

/// <summary>
/// One row a process. A batch writes its number there within its own transaction, in the round trip of its COMMIT. When that answer is
/// lost, <see cref="LookUp"/> on another connection first raises the epoch: it waits for the lost transaction if that is still at work, and
/// if its statements have not even arrived yet, they will fail on the epoch. So the number that it then reads is the last word, and cannot
/// change behind it.
/// </summary>
internal sealed class CommitMark(string writer, TimeProvider clock)
{
    /// <summary>Rows of processes that are long gone are dropped after this time.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private long epoch;
    private long batch;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Marks the open transaction. One of an older epoch breaks on the NULL, and with it everything it wrote.</summary>
    public ValueTask Set(Transaction tx) =>
        tx.Dispatch(
            """
            INSERT INTO commit_marks(writer, epoch, batch, at_ms) VALUES ($1, $2, $3, $4)
            ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, at_ms = excluded.at_ms, epoch = CASE WHEN commit_marks.epoch = excluded.epoch THEN excluded.epoch END
            """,
            writer,
            epoch,
            ++batch,
            NowMs
        );

    /// <summary>Whether the last marked transaction has taken place; if not, it never will. Asked outside a transaction.</summary>
    public async ValueTask<bool> LookUp(Transaction tx)
    {
        var (now, last) = await tx.First(
            """
            INSERT INTO commit_marks(writer, epoch, batch, at_ms) VALUES ($1, 1, 0, $2)
            ON CONFLICT (writer) DO UPDATE SET epoch = commit_marks.epoch + 1, at_ms = excluded.at_ms RETURNING epoch, batch
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            writer,
            NowMs
        );
        epoch = now;
        return batch > 0 && last == batch;
    }

    /// <summary>Forgets processes that have not written for a week.</summary>
    public ValueTask ForgetOthers(Transaction tx) =>
        tx.Send("DELETE FROM commit_marks WHERE at_ms < $1", NowMs - (long)Kept.TotalMilliseconds);
}

/// <summary>How a commit ended whose answer was lost.</summary>
internal enum CommitOutcome
{
    TookPlace,
    DidNot,

    /// <summary>The server could not be asked in time.</summary>
    Unknown,
}
