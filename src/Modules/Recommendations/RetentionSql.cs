// How long each table of Recommendations keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("product", "A row a product."),
        Retention.ForEver(
            "pair",
            "A row two products that were bought together: at most the square of what the shop sells, in practice a few dozen a product."
        ),
        Retention.ForEver("copy_stale", "At most a row a product; it goes when the copy has it."),
        Retention.FromStart("copy_home", "One row: where the copy was at the last start."),
        Retention.ForEver("product_day", "At most 120 days a product: counting an order drops what is older."),
        Retention.Days(
            "taken_order",
            "TakenOrders",
            400,
            min: 90,
            "An order that is cancelled later is taken back out of the counts. Ids of orders are times.",
            "DELETE FROM taken_order WHERE order_id IN (SELECT order_id FROM taken_order WHERE order_id < $3 AND at_ms < $1 AND counted <> cancelled ORDER BY order_id LIMIT $2)"
        ),
    ];
}
