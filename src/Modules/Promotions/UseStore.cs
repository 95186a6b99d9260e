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
    string OrderId,
    string PromotionId,
    string Code,
    string UserId,
    long DiscountMinor,
    string Currency,
    string State,
    long ExpiresMs,
    long AtMs
)
{
    /// <summary>Stands for the buyer's mailbox; null where it is unknown or forgotten.</summary>
    public string? EmailName { get; init; }

    /// <summary>Stands for where a guest's order went; null of others.</summary>
    public string? PlaceName { get; init; }

    /// <summary>Whether it counts against the limits: decided by the clock of the decision, not by a sweep that may be late.</summary>
    public bool Counts(long nowMs) => State == UseState.Final || (State == UseState.Held && ExpiresMs > nowMs);
}

/// <summary>Who asks for a use: whatever of it is known. One who is the same by any of them is the same customer.</summary>
/// <param name="EmailName">Stands for a mailbox; null where it is unknown.</param>
/// <param name="PlaceName">Stands for where the order goes; it meets guests' orders alone.</param>
public sealed record Buyer(string UserId, string? EmailName, string? PlaceName)
{
    public static Buyer Of(string userId, string emailName, string placeName) =>
        new(userId, emailName.Length == 0 ? null : emailName, placeName.Length == 0 ? null : placeName);

    /// <summary>Mailbox and place as the names of first orders; in one order, so that two processes never wait for each other.</summary>
    public string[] Names =>
        [.. new[] { EmailName is null ? null : "email/" + EmailName, PlaceName is null ? null : "place/" + PlaceName }.OfType<string>()];
}

/// <summary>Rows of <c>uses</c>, <c>first_orders</c> and <c>first_order_names</c>.</summary>
public static class UseStore
{
    private const string Columns =
        "order_id, promotion_id, code, user_id, discount_minor, currency, state, expires_ms, at_ms, email_name, place_name";

    /// <summary>Uses that count now: final ones, and held ones whose time is not over.</summary>
    public static ValueTask<long> Total(Sql sql, string promotionId, long nowMs) =>
        sql.Number(
            "SELECT COALESCE((SELECT used_final FROM promotions WHERE promotion_id = $1), 0) + (SELECT COUNT(*) FROM uses WHERE promotion_id = $1 AND state = 'held' AND expires_ms > $2)",
            promotionId,
            nowMs
        );

    /// <summary>One customer's uses that count now.</summary>
    public static ValueTask<long> OfCustomer(Sql sql, string promotionId, Buyer buyer, long nowMs) =>
        sql.Number(
            """
            SELECT COUNT(*) FROM (
                SELECT order_id, state, expires_ms FROM uses WHERE promotion_id = $1 AND user_id = $2 AND state <> 'given_back'
                UNION SELECT order_id, state, expires_ms FROM uses WHERE promotion_id = $1 AND email_name IS NOT NULL AND email_name = $4 AND state <> 'given_back'
                UNION SELECT order_id, state, expires_ms FROM uses WHERE promotion_id = $1 AND place_name IS NOT NULL AND place_name = $5 AND state <> 'given_back') known
            WHERE state = 'final' OR expires_ms > $3
            """,
            promotionId,
            buyer.UserId,
            nowMs,
            buyer.EmailName ?? string.Empty,
            buyer.PlaceName ?? string.Empty
        );

    public static ValueTask<List<Use>> OfOrders(Sql sql, string[] orderIds) =>
        sql.Query($"SELECT {Columns} FROM uses WHERE {sql.Dialect.In("order_id", 1)} ORDER BY order_id, promotion_id", Map, [orderIds]);

    /// <summary>
    /// Forgets whose mailbox and place an order's uses were: a keyed hash leads to whoever can be guessed, as long as the shop has the key.
    /// The uses still count for their promotion and their user.
    /// </summary>
    public static async ValueTask<int> ForgetNames(Transaction tx, string orderId)
    {
        var named = 0;
        foreach (var use in (await OfOrders(tx, [orderId])).Where(use => (use.EmailName ?? use.PlaceName) is not null))
        {
            foreach (var name in new Buyer(use.UserId, use.EmailName, use.PlaceName).Names)
            {
                await tx.Send("DELETE FROM first_order_names WHERE name = $1 AND order_id = $2", name, orderId);
            }

            await Put(tx, use with { EmailName = null, PlaceName = null });
            named++;
        }

        return named;
    }

    public static ValueTask Put(Transaction tx, Use u) =>
        tx.Send(
            $"""
            INSERT INTO uses({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (order_id, promotion_id) DO UPDATE SET code = excluded.code, user_id = excluded.user_id,
                discount_minor = excluded.discount_minor, currency = excluded.currency, state = excluded.state, expires_ms = excluded.expires_ms, at_ms = excluded.at_ms,
                email_name = excluded.email_name, place_name = excluded.place_name
            """,
            u.OrderId,
            u.PromotionId,
            u.Code,
            u.UserId,
            u.DiscountMinor,
            u.Currency,
            u.State,
            u.ExpiresMs,
            u.AtMs,
            u.EmailName,
            u.PlaceName
        );

    /// <summary>The order that took what is for the customer's first order, and whether that counts now; null when none did.</summary>
    /// <param name="but">An order that does not count.</param>
    public static ValueTask<string?> FirstOrder(Sql sql, Buyer buyer, string but, long nowMs) =>
        sql.First(
            $"""
            SELECT f.order_id FROM (
                SELECT order_id FROM first_orders WHERE user_id = $1
                UNION SELECT order_id FROM first_order_names WHERE {sql.Dialect.In("name", 4)}) f
            WHERE f.order_id <> $3 AND EXISTS (SELECT 1 FROM uses u WHERE u.order_id = f.order_id AND (u.state = 'final' OR (u.state = 'held' AND u.expires_ms > $2)))
            """,
            row => row.GetString(0),
            buyer.UserId,
            nowMs,
            but,
            buyer.Names
        );

    /// <summary>
    /// Makes the order the customer's first, and that of the mailbox, and of the place for a guest; false when another that counts was
    /// faster, in this process or in another. A name that was taken before another was not is left to an order without a use, which does
    /// not count.
    /// </summary>
    public static async ValueTask<bool> TakeFirstOrder(Transaction tx, Buyer buyer, bool guest, string orderId, long nowMs)
    {
        if (!await TakeFirstOrder(tx, buyer.UserId, orderId, nowMs))
        {
            return false;
        }

        foreach (var name in (guest ? buyer : buyer with { PlaceName = null }).Names)
        {
            var taken = await tx.Execute(
                """
                INSERT INTO first_order_names(name, order_id, at_ms) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET order_id = excluded.order_id, at_ms = excluded.at_ms
                WHERE first_order_names.order_id = excluded.order_id
                    OR NOT EXISTS (SELECT 1 FROM uses u WHERE u.order_id = first_order_names.order_id AND (u.state = 'final' OR (u.state = 'held' AND u.expires_ms > $3)))
                """,
                name,
                orderId,
                nowMs
            );
            if (taken != 1)
            {
                return false;
            }
        }

        return true;
    }

    private static async ValueTask<bool> TakeFirstOrder(Transaction tx, string userId, string orderId, long nowMs) =>
        await tx.Execute(
            """
            INSERT INTO first_orders(user_id, order_id) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET order_id = excluded.order_id
            WHERE first_orders.order_id = excluded.order_id
                OR NOT EXISTS (SELECT 1 FROM uses u WHERE u.order_id = first_orders.order_id AND (u.state = 'final' OR (u.state = 'held' AND u.expires_ms > $3)))
            """,
            userId,
            orderId,
            nowMs
        ) == 1;

    private static Use Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetInt64(4),
            row.GetString(5),
            row.GetString(6),
            row.GetInt64(7),
            row.GetInt64(8)
        )
        {
            EmailName = row.IsDBNull(9) ? null : row.GetString(9),
            PlaceName = row.IsDBNull(10) ? null : row.GetString(10),
        };
}
