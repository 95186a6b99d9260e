// The SQL of what stands beside stock: shortages, and adjustments that carry an Idempotency-Key. That of stock itself is in InventoryStore.
using Cartwright.Kernel;

namespace Cartwright.Inventory;

internal static class InventorySql
{
    /// <summary>Lines of orders in one list for the admin pages; there should be none.</summary>
    private const int ListedMax = 200;

    public static ValueTask<List<(string Id, Units Units)>> OpenShortages(Sql sql, int max) =>
        sql.Query(
            "SELECT reservation_id, product_id, wanted FROM shortages WHERE closed_ms IS NULL ORDER BY number LIMIT $1",
            row => (row.GetString(0), new Units(row.GetString(1), row.GetInt64(2))),
            max
        );

    public static ValueTask KeepShortage(Transaction tx, Shortage shortage) =>
        tx.Send(
            """
            INSERT INTO shortages(reservation_id, product_id, wanted, available, code, created_ms) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (reservation_id, product_id) DO NOTHING
            """,
            shortage.ReservationId,
            shortage.ProductId,
            shortage.Wanted,
            shortage.Available,
            shortage.Code,
            shortage.CreatedAt.ToUnixTimeMilliseconds()
        );

    public static ValueTask CloseShortages(Transaction tx, string[] reservationIds, long nowMs) =>
        tx.Send(
            $"UPDATE shortages SET closed_ms = $2 WHERE {tx.Dialect.In("reservation_id", 1)} AND closed_ms IS NULL",
            reservationIds,
            nowMs
        );

    public static async ValueTask<bool> AnyShortage(Sql sql) =>
        await sql.Number("SELECT COUNT(*) FROM (SELECT 1 FROM shortages WHERE closed_ms IS NULL LIMIT 1) AS one") > 0;

    /// <summary>Whether a hold is past its expiry and not ended yet.</summary>
    public static async ValueTask<bool> AnyExpired(Sql sql, long nowMs) =>
        await sql.Number("SELECT COUNT(*) FROM (SELECT 1 FROM reservations WHERE state = 0 AND expires_ms <= $1 LIMIT 1) AS one", nowMs)
        > 0;

    public static ValueTask<List<Shortage>> Shortages(Sql sql) =>
        sql.Query(
            "SELECT reservation_id, product_id, wanted, available, code, created_ms FROM shortages WHERE closed_ms IS NULL ORDER BY number LIMIT $1",
            row => new Shortage(
                row.GetString(0),
                row.GetString(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetString(4),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5))
            ),
            ListedMax
        );

    /// <summary>The adjustment that a key was used for, as a list of none or one.</summary>
    public static ValueTask<List<((string ProductId, long Delta, string Reason) Body, Stock Stock)>> Adjustment(
        Sql sql,
        string userId,
        string key
    ) =>
        sql.Query(
            "SELECT product_id, delta, reason, on_hand, reserved FROM adjustments WHERE user_id = $1 AND idempotency_key = $2",
            row =>
                (
                    (row.GetString(0), row.GetInt64(1), row.GetString(2)),
                    new Stock(row.GetString(0), row.GetInt64(3), row.GetInt64(4), row.GetInt64(3) - row.GetInt64(4))
                ),
            userId,
            key
        );

    public static ValueTask KeepAdjustment(Transaction tx, string userId, string key, Adjustment body, Stock stock, long nowMs) =>
        tx.Send(
            "INSERT INTO adjustments(user_id, idempotency_key, product_id, delta, reason, on_hand, reserved, at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            userId,
            key,
            stock.ProductId,
            body.Delta,
            body.Reason,
            stock.OnHand,
            stock.Reserved,
            nowMs
        );

    /// <summary>The restock under a request id, as a list of none or one.</summary>
    public static ValueTask<List<(string ReservationId, Units[] Lines)>> Restock(Sql sql, string requestId) =>
        sql.Query(
            "SELECT reservation_id, lines FROM restocks WHERE request_id = $1",
            row => (row.GetString(0), InventoryStore.Read(row.GetString(1))),
            requestId
        );

    public static ValueTask<List<(string ReservationId, Units[] Lines)>> RestocksOf(Sql sql, string[] reservationIds) =>
        sql.Query(
            $"SELECT reservation_id, lines FROM restocks WHERE {sql.Dialect.In("reservation_id", 1)}",
            row => (row.GetString(0), InventoryStore.Read(row.GetString(1))),
            (object)reservationIds
        );

    public static ValueTask KeepRestock(Transaction tx, string requestId, string reservationId, Units[] lines, long nowMs) =>
        tx.Send(
            "INSERT INTO restocks(request_id, reservation_id, lines, at_ms) VALUES ($1, $2, $3, $4)",
            requestId,
            reservationId,
            InventoryStore.Write(lines),
            nowMs
        );
}
