// The SQL that writes facts.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>One cart of a user, from its first change until it was bought or expired. Number 0 is not stored yet.</summary>
public sealed record CartFact(long Number, string UserId, long Version, long CreatedMs, long? ItemsMs, long? CheckedOutMs, long? ClosedMs);

/// <summary>Writes facts, each once.</summary>
public static class FactStore
{
    /// <summary>Adds what an event tells of an order. The status is that of the highest sequence; the first time told of each step stays.</summary>
    public static async ValueTask PutOrder(Transaction tx, OrderFacts order, long? confirmedMs, long? refundedMs) => await tx.Execute(
        """
        INSERT INTO order_fact(order_id, user_id, status, sequence, placed_ms, confirmed_ms, refunded_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (order_id) DO UPDATE SET
            status = CASE WHEN excluded.sequence > order_fact.sequence THEN excluded.status ELSE order_fact.status END,
            sequence = CASE WHEN excluded.sequence > order_fact.sequence THEN excluded.sequence ELSE order_fact.sequence END,
            confirmed_ms = COALESCE(order_fact.confirmed_ms, excluded.confirmed_ms),
            refunded_ms = COALESCE(order_fact.refunded_ms, excluded.refunded_ms)
        """,
        order.OrderId,
        order.UserId,
        order.Status,
        order.Sequence,
        order.CreatedUnixMs,
        confirmedMs,
        refundedMs);

    public static ValueTask<(long? ConfirmedMs, long? RefundedMs)> Times(Sql sql, string orderId) => sql.First(
        "SELECT confirmed_ms, refunded_ms FROM order_fact WHERE order_id = $1",
        row => (row.IsDBNull(0) ? (long?)null : row.GetInt64(0), row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
        orderId);

    public static async ValueTask AddLines(Transaction tx, string kind, OrderFacts order, long atMs)
    {
        for (var i = 0; i < order.Lines.Count; i++)
        {
            var line = order.Lines[i];
            await tx.Execute(
                """
                INSERT INTO line_fact(kind, order_id, line, at_ms, user_id, vendor_id, product_id, product_name, currency, units, gross, discount)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (kind, order_id, line) DO NOTHING
                """,
                kind,
                order.OrderId,
                i,
                atMs,
                order.UserId,
                line.VendorId,
                line.ProductId,
                line.ProductName,
                order.Currency,
                line.Quantity,
                checked(line.UnitPrice * line.Quantity),
                line.Discount);
        }
    }

    public static ValueTask<CartFact?> LastCart(Sql sql, string userId) => sql.First(
        "SELECT number, user_id, version, created_ms, items_ms, checked_out_ms, closed_ms FROM cart_fact WHERE user_id = $1 ORDER BY number DESC LIMIT 1",
        row => new CartFact(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), Time(row, 4), Time(row, 5), Time(row, 6)),
        userId);

    public static async ValueTask PutCart(Transaction tx, CartFact cart)
    {
        await (cart.Number == 0
            ? tx.Execute(
                "INSERT INTO cart_fact(user_id, version, created_ms, items_ms, checked_out_ms, closed_ms) VALUES ($1, $2, $3, $4, $5, $6)",
                cart.UserId, cart.Version, cart.CreatedMs, cart.ItemsMs, cart.CheckedOutMs, cart.ClosedMs)
            : tx.Execute(
                "UPDATE cart_fact SET version = $2, items_ms = $3, checked_out_ms = $4, closed_ms = $5 WHERE number = $1",
                cart.Number, cart.Version, cart.ItemsMs, cart.CheckedOutMs, cart.ClosedMs));
    }

    /// <summary>Marks the open cart of a user; the first time stays.</summary>
    public static async ValueTask Abandon(Transaction tx, string userId, long atMs) => await tx.Execute(
        "UPDATE cart_fact SET abandoned_ms = $2 WHERE user_id = $1 AND closed_ms IS NULL AND abandoned_ms IS NULL", userId, atMs);

    public static async ValueTask AddUser(Transaction tx, string userId, long atMs) => await tx.Execute(
        "INSERT INTO user_fact(user_id, registered_ms) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING", userId, atMs);

    private static long? Time(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
