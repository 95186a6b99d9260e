// The SQL of a rebuild: the one row that says what is wanted and how far it is, and the facts it replaces.
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>A rebuild. Times in ms since 1970; counts are orders.</summary>
/// <param name="State">wanted, running, done or failed.</param>
/// <param name="AfterOrderId">Orders up to here are done.</param>
public sealed record Rebuild(string State, long WantedMs, long UpdatedMs, string AfterOrderId, long Done, long Total, string? Error)
{
    public const string Wanted = "wanted";
    public const string Running = "running";
    public const string Finished = "done";
    public const string Failed = "failed";

    public bool IsOpen => State is Wanted or Running;
}

/// <summary>Reads and writes it.</summary>
public static class RebuildStore
{
    private const string Columns = "state, wanted_ms, updated_ms, after_order_id, done, total, error";

    /// <summary>The last rebuild, or null when there never was one.</summary>
    public static ValueTask<Rebuild?> Find(Sql sql) =>
        sql.First(
            $"SELECT {Columns} FROM rebuild",
            row => new Rebuild(
                row.GetString(0),
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetString(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.IsDBNull(6) ? null : row.GetString(6)
            )
        );

    /// <summary>Asks for a rebuild; one that is under way goes on instead. Answers what is under way then.</summary>
    public static async ValueTask<Rebuild> Want(Sql sql, long nowMs)
    {
        await sql.Number(
            """
            INSERT INTO rebuild(one, state, wanted_ms, updated_ms, after_order_id, done, total) VALUES (1, 'wanted', $1, $1, '', 0, 0)
            ON CONFLICT (one) DO UPDATE SET state = 'wanted', wanted_ms = excluded.wanted_ms, updated_ms = excluded.updated_ms, after_order_id = '', done = 0, total = 0, error = NULL
                WHERE rebuild.state IN ('done', 'failed')
            RETURNING one
            """,
            nowMs
        );
        return (await Find(sql))!;
    }

    /// <summary>How far it is.</summary>
    public static ValueTask Progress(
        Transaction tx,
        string state,
        string afterOrderId,
        long done,
        long total,
        long nowMs,
        string? error = null
    ) =>
        tx.Send(
            "UPDATE rebuild SET state = $1, after_order_id = $2, done = $3, total = $4, updated_ms = $5, error = $6",
            state,
            afterOrderId,
            done,
            total,
            nowMs,
            error
        );

    /// <summary>Takes out the facts of the orders after one and up to another.</summary>
    public static async ValueTask Clear(Transaction tx, string afterOrderId, string upToOrderId)
    {
        await tx.Send("DELETE FROM order_fact WHERE order_id > $1 AND order_id <= $2", afterOrderId, upToOrderId);
        await tx.Send("DELETE FROM order_movement WHERE order_id > $1 AND order_id <= $2", afterOrderId, upToOrderId);
    }

    /// <summary>Takes out the facts of one order.</summary>
    public static async ValueTask Clear(Transaction tx, string orderId)
    {
        await tx.Send("DELETE FROM order_fact WHERE order_id = $1", orderId);
        await tx.Send("DELETE FROM order_movement WHERE order_id = $1", orderId);
    }

    /// <summary>Takes out what stands after the last order and was placed before the rebuild began: facts of no order.</summary>
    public static ValueTask ClearRest(Transaction tx, string afterOrderId, long beforeMs) =>
        tx.Send("DELETE FROM order_fact WHERE order_id > $1 AND placed_ms < $2", afterOrderId, beforeMs);
}
