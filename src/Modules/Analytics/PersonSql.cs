// What each table of Analytics says of a person.
using Cartwright.Kernel;

namespace Cartwright.Analytics;

internal static class PersonSql
{
    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.OfUser(
            "order_fact",
            "order_figures",
            "order_id, user_id, status, currency, units, gross, discount, placed_ms, confirmed_ms, refunded_ms",
            "order_id"
        ),
        PersonTable.Nothing("order_movement", "What became of the money of an order: the order itself is in the file, with its refunds."),
        PersonTable.OfUser("user_fact", "account_figures", "user_id, registered_ms", "user_id"),
        PersonTable.OfUserByNumber(
            "cart_fact",
            "cart_figures",
            "user_id, created_ms, items_ms, checked_out_ms, abandoned_ms, closed_ms",
            "number"
        ),
        PersonTable.Nothing("sold_line", "Units of goods that an order counts; the order itself is in the file."),
        PersonTable.Nothing("sold_day", "Units of goods by day."),
        PersonTable.Nothing("sold_clock", "When the last word about sums was."),
        PersonTable.Nothing("rebuild", "How far a rebuild of figures is."),
    ];
}
