// How long each table of Promotions keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Promotions;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("promotions", "A row a promotion."),
        Retention.ForEver(
            "uses",
            "A limit a customer holds for as long as the promotion is there; a row an order that had one. Whose mailbox and place it was is forgotten."
        ),
        Retention.Days(
            "uses",
            "CouponNames",
            400,
            min: 1,
            "The hashes of mailbox and place by which a guest's uses are counted.",
            "UPDATE uses SET email_name = NULL, place_name = NULL WHERE (order_id, promotion_id) IN (SELECT order_id, promotion_id FROM uses WHERE email_name IS NOT NULL AND at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.Days(
            "first_order_names",
            "CouponNames",
            400,
            min: 1,
            "The same of first orders.",
            "DELETE FROM first_order_names WHERE name IN (SELECT name FROM first_order_names WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.ForEver("first_orders", "A customer has one first order."),
        Retention.ForEver("code_batches", "A row a batch."),
        Retention.ForEver("codes", "A code that was used stays used."),
        Retention.ForEver("group_members", "Staff put them in and take them out."),
        Retention.ForEver("promotion_version", "One row."),
    ];
}
