// All SQL of Promotions.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>States of an order's use of a coupon.</summary>
public static class RedemptionState
{
    public const string Held = "held";
    public const string Final = "final";
    public const string GivenBack = "given_back";
}

/// <summary>An order's use of a coupon.</summary>
/// <param name="CouponId">Null for an order that gave back before it used one.</param>
public sealed record Redemption(
    string OrderId, string? CouponId, string Code, string UserId, long DiscountMinor, string Currency, string State, long ExpiresMs, long AtMs)
{
    /// <summary>Whether it counts against the limits: decided by the clock of the decision, not by a sweep that may be late.</summary>
    public bool Counts(long nowMs) => State == RedemptionState.Final || (State == RedemptionState.Held && ExpiresMs > nowMs);
}

/// <summary>Rows of <c>coupons</c> and <c>redemptions</c>.</summary>
public static class CouponStore
{
    private const string Columns =
        "coupon_id, code, type, value, currency, min_subtotal_minor, starts_ms, ends_ms, total_limit, per_customer_limit, products, categories, buy, get, exclusive_group, priority, used_final, created_ms, updated_ms";

    private const string RedemptionColumns = "order_id, coupon_id, code, user_id, discount_minor, currency, state, expires_ms, at_ms";

    /// <summary>False when the code is taken.</summary>
    public static async ValueTask<bool> Add(Transaction tx, Coupon c) => await tx.Execute(
        $"INSERT INTO coupons({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT (code) DO NOTHING",
        c.CouponId,
        c.Code,
        c.Type,
        c.Value,
        c.Currency,
        c.MinSubtotalMinor,
        c.StartsMs,
        c.EndsMs,
        c.TotalLimit,
        c.PerCustomerLimit,
        JsonSerializer.Serialize(c.Products),
        JsonSerializer.Serialize(c.Categories),
        c.Buy,
        c.Get,
        c.ExclusiveGroup,
        c.Priority,
        c.UsedFinal,
        c.CreatedMs,
        c.UpdatedMs) == 1;

    /// <summary>Everything but code and count.</summary>
    public static ValueTask Save(Transaction tx, Coupon c) => tx.Send(
        """
        UPDATE coupons SET type = $2, value = $3, currency = $4, min_subtotal_minor = $5, starts_ms = $6, ends_ms = $7, total_limit = $8, per_customer_limit = $9,
            products = $10, categories = $11, buy = $12, get = $13, exclusive_group = $14, priority = $15, updated_ms = $16
        WHERE coupon_id = $1
        """,
        c.CouponId,
        c.Type,
        c.Value,
        c.Currency,
        c.MinSubtotalMinor,
        c.StartsMs,
        c.EndsMs,
        c.TotalLimit,
        c.PerCustomerLimit,
        JsonSerializer.Serialize(c.Products),
        JsonSerializer.Serialize(c.Categories),
        c.Buy,
        c.Get,
        c.ExclusiveGroup,
        c.Priority,
        c.UpdatedMs);

    public static ValueTask<int> Delete(Transaction tx, string couponId) => tx.Execute("DELETE FROM coupons WHERE coupon_id = $1", couponId);

    public static ValueTask<Coupon?> Find(Sql sql, string code) => sql.First($"SELECT {Columns} FROM coupons WHERE code = $1", Map, code);

    /// <summary>The coupons of a batch of commands. Other processes wait until it is decided, so that none of them counts too few uses.</summary>
    public static ValueTask<List<Coupon>> Lock(Transaction tx, string[] codes) => tx.Query(
        $"SELECT {Columns} FROM coupons WHERE {tx.Dialect.In("code", 1)} ORDER BY code{(tx.Dialect.OneProcess ? string.Empty : " FOR UPDATE")}", Map, [codes]);

    /// <summary>Like <see cref="Lock"/>, by id.</summary>
    public static ValueTask<List<string>> LockIds(Transaction tx, string[] couponIds) => tx.Query(
        $"SELECT coupon_id FROM coupons WHERE {tx.Dialect.In("coupon_id", 1)} ORDER BY code{(tx.Dialect.OneProcess ? string.Empty : " FOR UPDATE")}",
        row => row.GetString(0),
        [couponIds]);

    public static ValueTask<long> Count(Sql sql) => sql.Number("SELECT COUNT(*) FROM coupons");

    /// <summary>Up to so many coupons, to be kept in memory.</summary>
    public static ValueTask<List<Coupon>> First(Sql sql, int limit) => sql.Query($"SELECT {Columns} FROM coupons ORDER BY code LIMIT $1", Map, limit);

    /// <summary>Coupons after a code, with the number of their uses.</summary>
    /// <param name="part">What the code must contain, escaped for LIKE.</param>
    public static ValueTask<List<(Coupon Coupon, long Used)>> List(Sql sql, string after, string part, long nowMs, int limit) => sql.Query(
        $"""
        SELECT {Columns}, used_final + (SELECT COUNT(*) FROM redemptions r WHERE r.coupon_id = c.coupon_id AND r.state = 'held' AND r.expires_ms > $3)
        FROM coupons c WHERE code > $1 AND code LIKE $2 ESCAPE '!' ORDER BY code LIMIT $4
        """,
        row => (Map(row), row.GetInt64(19)),
        after,
        $"%{part}%",
        nowMs,
        limit);

    /// <summary>Uses that count now: final ones, and held ones whose time is not over.</summary>
    public static ValueTask<long> UsesTotal(Sql sql, string couponId, long nowMs) => sql.Number(
        "SELECT (SELECT used_final FROM coupons WHERE coupon_id = $1) + (SELECT COUNT(*) FROM redemptions WHERE coupon_id = $1 AND state = 'held' AND expires_ms > $2)",
        couponId,
        nowMs);

    /// <summary>One customer's uses that count now.</summary>
    public static ValueTask<long> UsesOfCustomer(Sql sql, string couponId, string userId, long nowMs) => sql.Number(
        "SELECT COUNT(*) FROM redemptions WHERE coupon_id = $1 AND user_id = $2 AND state <> 'given_back' AND (state = 'final' OR expires_ms > $3)",
        couponId,
        userId,
        nowMs);

    public static ValueTask<List<Redemption>> Redemptions(Sql sql, string[] orderIds) =>
        sql.Query($"SELECT {RedemptionColumns} FROM redemptions WHERE {sql.Dialect.In("order_id", 1)}", MapRedemption, [orderIds]);

    public static ValueTask Put(Transaction tx, Redemption r) => tx.Send(
        $"""
        INSERT INTO redemptions({RedemptionColumns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (order_id) DO UPDATE SET coupon_id = excluded.coupon_id, code = excluded.code, user_id = excluded.user_id,
            discount_minor = excluded.discount_minor, currency = excluded.currency, state = excluded.state, expires_ms = excluded.expires_ms, at_ms = excluded.at_ms
        """,
        r.OrderId,
        r.CouponId,
        r.Code,
        r.UserId,
        r.DiscountMinor,
        r.Currency,
        r.State,
        r.ExpiresMs,
        r.AtMs);

    public static async ValueTask AddFinal(Transaction tx, string couponId, long uses) =>
        await tx.Send("UPDATE coupons SET used_final = used_final + $2 WHERE coupon_id = $1", couponId, uses);

    private static Coupon Map(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetInt64(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.GetInt64(5),
        Long(row, 6),
        Long(row, 7),
        Long(row, 8),
        Long(row, 9),
        JsonSerializer.Deserialize<string[]>(row.GetString(10))!,
        JsonSerializer.Deserialize<string[]>(row.GetString(11))!,
        (int?)Long(row, 12),
        (int?)Long(row, 13),
        row.IsDBNull(14) ? null : row.GetString(14),
        row.GetInt32(15),
        row.GetInt64(16),
        row.GetInt64(17),
        row.GetInt64(18));

    private static Redemption MapRedemption(DbDataReader row) => new(
        row.GetString(0),
        row.IsDBNull(1) ? null : row.GetString(1),
        row.GetString(2),
        row.GetString(3),
        row.GetInt64(4),
        row.GetString(5),
        row.GetString(6),
        row.GetInt64(7),
        row.GetInt64(8));

    private static long? Long(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
