// All SQL on contents of pictures: once each, whichever products have them.
using Cartwright.Kernel;

namespace Cartwright.Catalog.Photos;

/// <summary>A content.</summary>
/// <param name="State">As in the table: new, waiting, made, broken, going.</param>
internal sealed record PhotoRow(
    long Number,
    string Hash,
    string Format,
    int Width,
    int Height,
    long Bytes,
    string State,
    long Tries,
    long NextMs,
    long? UnusedMs
);

internal static class PhotoSql
{
    private const string Columns = "number, hash, format, width, height, bytes, state, tries, next_ms, unused_ms";

    public static ValueTask<PhotoRow?> Find(Sql sql, string hash) =>
        sql.First($"SELECT {Columns} FROM pictures WHERE hash = $1", Map, hash);

    /// <summary>Bytes of what a vendor has brought.</summary>
    public static ValueTask<long> BytesOf(Sql sql, string vendorId) =>
        sql.Number("SELECT COALESCE(SUM(bytes), 0) FROM pictures WHERE vendor_id = $1", vendorId);

    /// <summary>Writes a new content, or says of one that is there that it is in use.</summary>
    public static ValueTask Keep(
        Transaction tx,
        string hash,
        string format,
        int width,
        int height,
        long bytes,
        string vendorId,
        long nowMs
    ) =>
        tx.Send(
            """
            INSERT INTO pictures(hash, format, width, height, bytes, vendor_id, state, next_ms, made_ms) VALUES ($1, $2, $3, $4, $5, $6, 'new', $7, $7)
            ON CONFLICT (hash) DO UPDATE SET unused_ms = NULL
            """,
            hash,
            format,
            width,
            height,
            bytes,
            vendorId,
            nowMs
        );

    /// <summary>Says that the shop itself needs it; false where there is no room for one more.</summary>
    public static async ValueTask<bool> Pin(Transaction tx, string hash, int max, long nowMs)
    {
        if (
            await tx.Number("SELECT COUNT(*) FROM own_pictures WHERE hash = $1", hash) == 0
            && await tx.Number("SELECT COUNT(*) FROM own_pictures") >= max
        )
        {
            return false;
        }

        await tx.Send("INSERT INTO own_pictures(hash, at_ms) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING", hash, nowMs);
        return true;
    }

    /// <summary>Takes that back.</summary>
    public static ValueTask<int> Release(Transaction tx, string hash) => tx.Execute("DELETE FROM own_pictures WHERE hash = $1", hash);

    /// <summary>What the shop itself needs.</summary>
    public static ValueTask<List<string>> Own(Sql sql) => sql.Query("SELECT hash FROM own_pictures LIMIT 10000", row => row.GetString(0));

    /// <summary>The files are there: its sizes can be made.</summary>
    public static ValueTask<int> Await(Transaction tx, string hash) =>
        tx.Execute("UPDATE pictures SET state = 'waiting' WHERE hash = $1 AND state = 'new'", hash);

    /// <summary>The content that has waited longest for its sizes.</summary>
    public static ValueTask<PhotoRow?> Next(Sql sql, long nowMs) =>
        sql.First($"SELECT {Columns} FROM pictures WHERE state = 'waiting' AND next_ms <= $1 ORDER BY next_ms, number LIMIT 1", Map, nowMs);

    /// <summary>Takes it for a time; false when another process was first.</summary>
    public static async ValueTask<bool> Take(Transaction tx, PhotoRow row, long untilMs) =>
        await tx.Execute(
            "UPDATE pictures SET next_ms = $3, tries = tries + 1 WHERE number = $1 AND next_ms = $2 AND state = 'waiting'",
            row.Number,
            row.NextMs,
            untilMs
        ) == 1;

    public static ValueTask<int> Settle(Transaction tx, long number, string state) =>
        tx.Execute("UPDATE pictures SET state = $2 WHERE number = $1 AND state = 'waiting'", number, state);

    /// <summary>Tries again later, without counting the try.</summary>
    public static ValueTask<int> Delay(Transaction tx, long number, long untilMs) =>
        tx.Execute("UPDATE pictures SET next_ms = $2, tries = tries - 1 WHERE number = $1 AND state = 'waiting'", number, untilMs);

    /// <summary>Contents behind a number.</summary>
    public static ValueTask<List<PhotoRow>> After(Sql sql, long number, long count) =>
        sql.Query($"SELECT {Columns} FROM pictures WHERE number > $1 ORDER BY number LIMIT $2", Map, number, count);

    /// <summary>Notes since when no product has it, or that one does (null). Not if that changed since it was looked at.</summary>
    public static ValueTask<int> Unused(Transaction tx, PhotoRow seen, long? sinceMs) =>
        seen.UnusedMs is { } before
            ? tx.Execute("UPDATE pictures SET unused_ms = $3 WHERE number = $1 AND unused_ms = $2", seen.Number, before, sinceMs)
            : tx.Execute("UPDATE pictures SET unused_ms = $2 WHERE number = $1 AND unused_ms IS NULL", seen.Number, sinceMs);

    /// <summary>From now on nobody may use it; false when somebody does since it was looked at.</summary>
    public static async ValueTask<bool> Go(Transaction tx, PhotoRow seen) =>
        await tx.Execute("UPDATE pictures SET state = 'going' WHERE number = $1 AND unused_ms = $2", seen.Number, seen.UnusedMs) == 1;

    public static ValueTask<List<PhotoRow>> Going(Sql sql, long count) =>
        sql.Query($"SELECT {Columns} FROM pictures WHERE state = 'going' ORDER BY number LIMIT $1", Map, count);

    public static ValueTask<int> Forget(Transaction tx, long number) =>
        tx.Execute("DELETE FROM pictures WHERE number = $1 AND state = 'going'", number);

    public static ValueTask<long> Waiting(Sql sql) =>
        sql.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM pictures WHERE state = 'waiting' LIMIT {Limits.BacklogCountedMax}) c");

    private static PhotoRow Map(System.Data.Common.DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            (int)row.GetInt64(3),
            (int)row.GetInt64(4),
            row.GetInt64(5),
            row.GetString(6),
            row.GetInt64(7),
            row.GetInt64(8),
            row.IsDBNull(9) ? null : row.GetInt64(9)
        );
}
