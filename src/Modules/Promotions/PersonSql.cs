// What each table of Promotions says of a person.
using Cartwright.Kernel;

namespace Cartwright.Promotions;

internal static class PersonSql
{
    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.OfUser("group_members", "customer_group", "customer_group, user_id, added_ms", "customer_group || '/' || user_id"),
        PersonTable.OfOrder(
            "uses",
            "promotion_used",
            "order_id, promotion_id, code, user_id, discount_minor, currency, state, at_ms",
            "order_id || '/' || promotion_id"
        ),
        PersonTable.OfUser("first_orders", "first_order", "user_id, order_id", "user_id"),
        PersonTable.Nothing(
            "first_order_names",
            "Keyed hashes of addresses and places, so that a first order is one: whoever reads them learns nothing of anybody."
        ),
        PersonTable.Nothing("promotions", "What the shop offers everybody."),
        PersonTable.Nothing("code_batches", "Codes that staff have made; who made them stands there by id, as staff."),
        PersonTable.Nothing("codes", "Hashes of codes; which order used one stands in uses."),
        PersonTable.Nothing("promotion_version", "A number that counts changes."),
    ];
}
