// What the books of Promotions must show: uses within their limits, and none of an order that gave them back.
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Host;

/// <summary>I13, coupons.</summary>
internal static class UsesLook
{
    /// <summary>
    /// Each promotion counts its final uses, and none was taken beyond its limit. A limit that was lowered later is no finding.
    /// </summary>
    public static async Task Limits(Database promotions, Action<Finding> name)
    {
        var wrong = await promotions.Read(sql =>
            sql.Query(
                """
                SELECT promotion_id, used_final, final_uses, total_limit, late FROM (
                    SELECT p.promotion_id, p.used_final, p.total_limit,
                        (SELECT COUNT(*) FROM uses u WHERE u.promotion_id = p.promotion_id AND u.state = 'final') AS final_uses,
                        (SELECT COUNT(*) FROM uses u WHERE u.promotion_id = p.promotion_id AND u.state = 'final' AND u.at_ms > p.updated_ms) AS late
                    FROM promotions p) counted
                WHERE used_final <> final_uses OR (total_limit IS NOT NULL AND final_uses > total_limit AND late > 0) ORDER BY promotion_id
                """,
                row =>
                    (
                        Id: row.GetString(0),
                        Says: row.GetInt64(1),
                        Uses: row.GetInt64(2),
                        Limit: row.IsDBNull(3) ? (long?)null : row.GetInt64(3)
                    )
            )
        );
        foreach (var (id, says, uses, limit) in wrong)
        {
            name(
                new(
                    "use",
                    id,
                    "uses",
                    says != uses
                        ? $"The promotion says {says} final uses, and there are {uses}."
                        : $"{uses} final uses, and {limit} are allowed."
                )
            );
        }
    }

    /// <summary>An order that failed or was cancelled has given its uses back.</summary>
    public static async Task Ended(Database promotions, IReadOnlyList<Order> orders, Action<Finding> name)
    {
        object?[] args = [OrdersUndone.Of(orders)];
        var kept = await promotions.Read(sql =>
            sql.Query(
                $"SELECT DISTINCT order_id FROM uses WHERE state = 'final' AND {sql.Dialect.In("order_id", 1)}",
                row => row.GetString(0),
                args
            )
        );
        foreach (var id in kept)
        {
            name(new("use", id, "uses", "The order has ended without goods, and its use of a promotion was never given back."));
        }
    }
}
