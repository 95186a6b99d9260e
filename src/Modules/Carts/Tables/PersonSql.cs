// What each table of Carts says of a person. The cart itself may be in another store and is asked there.
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal static class PersonSql
{
    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.Told("carts", "cart"),
        PersonTable.Told("cart_lines", "cart"),
        PersonTable.OfUserByNumber(
            "cart_history",
            "cart_change",
            "user_id, version, change, product_id, quantity_was, quantity, actor, at_ms",
            "number"
        ),
        PersonTable.OfUserByNumber(
            "cart_lives",
            "cart_life",
            "user_id, began_ms, ended_ms, ended, order_id, value_minor, currency, first_abandoned_ms, recovered_ms",
            "number"
        ),
        PersonTable.OfUser("cart_links", "cart_link", "user_id, kind, created_ms, expires_ms", "token_hash"),
        PersonTable.Nothing("cart_records", "That an order or a sign-in has taken lines, so that it does so once; both are in the file."),
        PersonTable.Nothing("cart_home", "Where carts are."),
        PersonTable.Nothing("merges_waiting", "Sign-ins whose cart is brought along within seconds."),
        PersonTable.Nothing("erasures_waiting", "Ids of whoever was erased and whose cart is emptied within seconds."),
    ];
}
