// What each table of Recommendations says of a person.
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

internal static class PersonSql
{
    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.OfUser("taken_order", "order_counted", "order_id, user_id, products, at_ms", "order_id"),
        PersonTable.Nothing("product", "How often a product was bought, by whomever."),
        PersonTable.Nothing("pair", "How often two products were bought together, by whomever."),
        PersonTable.Nothing("product_day", "How often a product was bought on a day, by whomever."),
        PersonTable.Nothing("copy_stale", "Products whose copy is behind."),
        PersonTable.Nothing("copy_home", "Where the copy is."),
    ];
}
