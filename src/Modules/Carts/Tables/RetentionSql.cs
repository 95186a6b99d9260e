// How long each table of Carts keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.Days(
            "carts",
            "GuestCarts",
            400,
            min: 60,
            "An empty cart of a guest who has long lost the token to it. A customer's keeps its version, so that no order is taken for another.",
            "DELETE FROM carts WHERE user_id IN (SELECT user_id FROM carts WHERE guest = 1 AND lines = 0 AND updated_ms < $1 ORDER BY updated_ms LIMIT $2)"
        ),
        Retention.ForEver("cart_lines", "Bounded a cart; they go when the cart expires (Carts:TtlDays)."),
        Retention.Days(
            "cart_records",
            "CartRecords",
            60,
            min: 30,
            "What was done once a cart, its take by an order for one, is asked for again within days.",
            "DELETE FROM cart_records WHERE (user_id, record_id) IN (SELECT user_id, record_id FROM cart_records WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.Days(
            "cart_history",
            "CartHistory",
            90,
            min: 7,
            "Who changed what in a cart: for questions of customers, not for books.",
            "DELETE FROM cart_history WHERE number IN (SELECT number FROM cart_history ORDER BY number LIMIT $2) AND at_ms < $1"
        ),
        Retention.Days(
            "cart_lives",
            "CartFigures",
            800,
            min: 92,
            "Two years of carts, so that a season can be compared with the last.",
            "DELETE FROM cart_lives WHERE number IN (SELECT number FROM cart_lives WHERE began_ms < $1 AND ended_ms < $1 ORDER BY began_ms LIMIT $2)"
        ),
        Retention.FromStart("cart_home", "One row: where carts are."),
        Retention.ForEver("merges_waiting", "A row goes when its cart was merged."),
        Retention.ForEver("erasures_waiting", "A row goes when the cart was emptied."),
        Retention.Expired(
            "cart_links",
            "A link that has expired opens nothing.",
            "DELETE FROM cart_links WHERE token_hash IN (SELECT token_hash FROM cart_links WHERE expires_ms <= $1 ORDER BY expires_ms LIMIT $2)"
        ),
    ];
}
