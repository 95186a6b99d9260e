// How long each table of Inventory keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Inventory;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("stock", "A row a product."),
        Retention.ForEver("unpaid_tabs", "A row for each who holds units that wait for a payment; it goes with the last of them."),
        Retention.ForEver("ledger", "The books of stock: every count can be shown from its first movement."),
        Retention.Days(
            "reservations",
            "Reservations",
            800,
            min: 90,
            "An order's units can come back for as long as its return can be asked for. Ids of orders are times.",
            "DELETE FROM reservations WHERE reservation_id IN (SELECT reservation_id FROM reservations WHERE reservation_id < $3 AND state <> 0 AND ended_ms < $1 ORDER BY reservation_id LIMIT $2)"
        ),
        Retention.Days(
            "reservations",
            "Reservations",
            800,
            min: 90,
            "Programs outside name theirs as they like.",
            "DELETE FROM reservations WHERE reservation_id IN (SELECT reservation_id FROM reservations WHERE reservation_id >= 'outside/' AND reservation_id < 'outside0' AND state <> 0 AND ended_ms < $1 ORDER BY reservation_id LIMIT $2)"
        ),
        Retention.Days(
            "restocks",
            "Reservations",
            800,
            min: 90,
            "A repeated restock is known again for as long as its reservation.",
            "DELETE FROM restocks WHERE request_id IN (SELECT r.request_id FROM restocks r WHERE r.at_ms < $1 AND NOT EXISTS (SELECT 1 FROM reservations o WHERE o.reservation_id = r.reservation_id) LIMIT $2)"
        ),
        Retention.Days(
            "shortages",
            "Shortages",
            400,
            min: 1,
            "One that was closed is history.",
            "DELETE FROM shortages WHERE number IN (SELECT number FROM shortages WHERE closed_ms < $1 ORDER BY number LIMIT $2)"
        ),
        Retention.Days(
            "counts",
            "Counts",
            30,
            min: 2,
            "An import tells its counts again when it goes on, however long it stood.",
            "DELETE FROM counts WHERE count_id IN (SELECT count_id FROM counts WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.ForEver("stock_low", "A row a product of which somebody has said when it runs low."),
        Retention.Days(
            "bulk_adjustments",
            "Keys",
            2,
            min: 1,
            "An Idempotency-Key is asked for again within two days.",
            "DELETE FROM bulk_adjustments WHERE (user_id, idempotency_key) IN (SELECT user_id, idempotency_key FROM bulk_adjustments WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.Days(
            "adjustments",
            "Keys",
            2,
            min: 1,
            "An Idempotency-Key is asked for again within two days.",
            "DELETE FROM adjustments WHERE (user_id, idempotency_key) IN (SELECT user_id, idempotency_key FROM adjustments WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
    ];
}
