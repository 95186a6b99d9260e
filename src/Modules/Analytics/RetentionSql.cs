// How long each table of Analytics keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Analytics;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("order_fact", "A row an order: reports go back to the first day."),
        Retention.ForEver("order_movement", "What became of the orders' money, day by day; it goes with order_fact."),
        Retention.ForEver("user_fact", "A row an account, without a name: cohorts begin with the first day."),
        Retention.Days(
            "cart_fact",
            "CartFigures",
            800,
            min: 92,
            "Two years of carts, so that a season can be compared with the last.",
            "DELETE FROM cart_fact WHERE number IN (SELECT number FROM cart_fact WHERE created_ms < $1 AND closed_ms < $1 ORDER BY created_ms LIMIT $2)"
        ),
        Retention.ForEver("sold_line", "Orders of the last 90 days; CountSold takes older ones out."),
        Retention.ForEver("sold_day", "At most 90 days a product; CountSold takes older ones out."),
        Retention.ForEver("sold_clock", "One row: when the last word about sums was."),
        Retention.ForEver("rebuild", "One row: how far a rebuild is."),
    ];
}
