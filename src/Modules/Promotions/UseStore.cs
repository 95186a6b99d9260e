// The SQL of uses: which order has used what, and how often that counts now.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>States of an order's use of a promotion.</summary>
public static class UseState
{
    public const string Held = "held";
    public const string Final = "final";
    public const string GivenBack = "given_back";
}

/// <summary>An order's use of a promotion.</summary>
/// <param name="PromotionId">Empty for an order that gave back before it used one.</param>
/// <param name="Code">As it was asked for; empty for a promotion that needs no code.</param>
public sealed record Use(
    string OrderId, string PromotionId, string Code, string UserId, long DiscountMinor, string Currency, string State, long ExpiresMs, long AtMs)
{
    /// <summary>Whether it counts against the limits: decided by the clock of the decision, not by a sweep that may be late.</summary>
    public bool Counts(long nowMs) => State == UseState.Final || (State == UseState.Held && ExpiresMs > nowMs);
}

/// <summary>Rows of <c>uses</c> and <c>first_orders</c>.</summary>
public static class UseStore
{
    private const string Columns = "order_id, promotion_id, code, user_id, discount_minor, currency, state, expires_ms, at_ms";

    /// <summary>Uses that count now: final ones, and held ones whose time is not over.</summary>
    public static ValueTask<long> Total(Sql sql, string promotionId, long nowMs) => sql.Number(
        "SELECT COALESCE((SELECT used_final FROM promotions WHERE promotion_id = $1), 0) + (SELECT COUNT(*) FROM uses WHERE promotion_id = $1 AND state = 'held' AND expires_ms > $2)",
        promotionId,
        nowMs);

    /// <summary>One customer's uses that count now.</summary>
    public static ValueTask<long> OfCustomer(Sql sql, string promotionId, string userId, long nowMs) => sql.Number(
        "SELECT COUNT(*) FROM uses WHERE promotion_id = $1 AND user_id = $2 AND state <> 'given_back' AND (state = 'final' OR expires_ms > $3)",
        promotionId,
        userId,
        nowMs);

    public static ValueTask<List<Use>> OfOrders(Sql sql, string[] orderIds) =>
        sql.Query($"SELECT {Columns} FROM uses WHERE {sql.Dialect.In("order_id", 1)} ORDER BY order_id, promotion_id", Map, [orderIds]);

    public static ValueTask Put(Transaction tx, Use u) => tx.Send(
        $"""
        INSERT INTO uses({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (order_id, promotion_id) DO UPDATE SET code = excluded.code, user_id = excluded.user_id,
            discount_minor = excluded.discount_minor, currency = excluded.currency, state = excluded.state, expires_ms = excluded.expires_ms, at_ms = excluded.at_ms
        """,
        u.OrderId,
        u.PromotionId,
        u.Code,
        u.UserId,
        u.DiscountMinor,
        u.Currency,
        u.State,
        u.ExpiresMs,
        u.AtMs);

    /// <summary>The order that took what is for the customer's first order, and whether that counts now; null when none did.</summary>
    public static ValueTask<string?> FirstOrder(Sql sql, string userId, long nowMs) => sql.First(
        """
        SELECT f.order_id FROM first_orders f WHERE f.user_id = $1
            AND EXISTS (SELECT 1 FROM uses u WHERE u.order_id = f.order_id AND (u.state = 'final' OR (u.state = 'held' AND u.expires_ms > $2)))
        """,
        row => row.GetString(0),
        userId,
        nowMs);

    /// <summary>Makes the order the customer's first; false when another that counts was faster, in this process or in another.</summary>
    public static async ValueTask<bool> TakeFirstOrder(Transaction tx, string userId, string orderId, long nowMs) => await tx.Execute(
        """
        INSERT INTO first_orders(user_id, order_id) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET order_id = excluded.order_id
        WHERE first_orders.order_id = excluded.order_id
            OR NOT EXISTS (SELECT 1 FROM uses u WHERE u.order_id = first_orders.order_id AND (u.state = 'final' OR (u.state = 'held' AND u.expires_ms > $3)))
        """,
        userId,
        orderId,
        nowMs) == 1;

    private static Use Map(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt64(4),
        row.GetString(5),
        row.GetString(6),
        row.GetInt64(7),
        row.GetInt64(8));
}
