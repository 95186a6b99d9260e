// The SQL of those who look after stock: what they list, what moved, and what they did to many products at once.
using Cartwright.Kernel;

namespace Cartwright.Inventory;

/// <summary>A movement of a product's stock as it stands in the books.</summary>
internal sealed record Moved(long Number, string Reason, long DeltaOnHand, long DeltaReserved, string Reference, string? Note, long AtMs);

internal static class DeskSql
{
    /// <summary>Every product that was stocked once, whatever there is of it.</summary>
    public const long Any = long.MinValue;

    /// <summary>What the product itself says is low.</summary>
    public const long Own = long.MinValue + 1;

    /// <summary>
    /// Products behind an id of which at most so many units can be bought as their counters say, in the order of ids, each with what it
    /// says itself is low.
    /// </summary>
    /// <param name="low">Units, <see cref="Any"/>, or <see cref="Own"/>.</param>
    public static ValueTask<List<(string ProductId, long LowAt)>> Stocked(Sql sql, long low, string after, long count) =>
        sql.Query(
            $"""
            SELECT s.product_id, COALESCE(l.low_at, {LowStock.LowDefault}) FROM stock s LEFT JOIN stock_low l ON l.product_id = s.product_id
            WHERE s.product_id > $1{low switch
            {
                Any => " AND $2 < 0",
                Own => $" AND $2 < 0 AND s.on_hand - s.reserved <= COALESCE(l.low_at, {LowStock.LowDefault})",
                _ => " AND s.on_hand - s.reserved <= $2",
            }} ORDER BY s.product_id LIMIT $3
            """,
            row => (row.GetString(0), row.GetInt64(1)),
            after,
            low,
            count
        );

    public static async ValueTask<long> LowAt(Sql sql, string productId) =>
        await sql.First("SELECT low_at FROM stock_low WHERE product_id = $1", row => (long?)row.GetInt64(0), productId)
        ?? LowStock.LowDefault;

    /// <summary>Of these those that say it themselves.</summary>
    public static async ValueTask<Dictionary<string, long>> LowAt(Sql sql, string[] productIds) =>
        (
            await sql.Query(
                $"SELECT product_id, low_at FROM stock_low WHERE {sql.Dialect.In("product_id", 1)}",
                row => (Id: row.GetString(0), LowAt: row.GetInt64(1)),
                (object)productIds
            )
        ).ToDictionary(row => row.Id, row => row.LowAt, StringComparer.Ordinal);

    /// <summary>Whether any product says it itself.</summary>
    public static async ValueTask<bool> AnyLowAt(Sql sql) =>
        (await sql.Query("SELECT 1 FROM stock_low LIMIT 1", row => row.GetInt32(0))).Count > 0;

    public static ValueTask SetLowAt(Transaction tx, string productId, long lowAt) =>
        tx.Send(
            "INSERT INTO stock_low(product_id, low_at) VALUES ($1, $2) ON CONFLICT (product_id) DO UPDATE SET low_at = excluded.low_at",
            productId,
            lowAt
        );

    /// <summary>A product's movements before a number, the newest first.</summary>
    public static ValueTask<List<Moved>> Ledger(Sql sql, string productId, long before, long count) =>
        sql.Query(
            """
            SELECT number, reason, delta_on_hand, delta_reserved, reference, note, at_ms FROM ledger
            WHERE product_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3
            """,
            row => new Moved(
                row.GetInt64(0),
                row.GetString(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetString(4),
                row.IsDBNull(5) ? null : row.GetString(5),
                row.GetInt64(6)
            ),
            productId,
            before,
            count
        );

    /// <summary>What a key was used for and what was answered, as a list of none or one.</summary>
    public static ValueTask<List<(string Asked, string Reply)>> Kept(Sql sql, string userId, string key) =>
        sql.Query(
            "SELECT asked, reply FROM bulk_adjustments WHERE user_id = $1 AND idempotency_key = $2",
            row => (row.GetString(0), row.GetString(1)),
            userId,
            key
        );

    public static ValueTask Keep(Transaction tx, string userId, string key, string asked, string reply, long nowMs) =>
        tx.Send(
            "INSERT INTO bulk_adjustments(user_id, idempotency_key, asked, reply, at_ms) VALUES ($1, $2, $3, $4, $5)",
            userId,
            key,
            asked,
            reply,
            nowMs
        );
}
