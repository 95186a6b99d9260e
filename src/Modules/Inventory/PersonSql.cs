// What each table of Inventory says of a person: units of orders, and of nobody.
using Cartwright.Kernel;

namespace Cartwright.Inventory;

internal static class PersonSql
{
    private const string OfOrders = "Units held or moved for an order, by its id; the order itself is in the file.";

    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.Nothing("stock", "How many units there are."),
        PersonTable.Nothing("unpaid_tabs", "How many units somebody's orders hold until they are paid; it goes with the last of them."),
        PersonTable.Nothing("ledger", OfOrders),
        PersonTable.Nothing("reservations", OfOrders),
        PersonTable.Nothing("restocks", OfOrders),
        PersonTable.Nothing("shortages", OfOrders),
        PersonTable.Nothing("adjustments", "What staff counted."),
        PersonTable.Nothing("counts", "What staff counted, and what was answered."),
        PersonTable.Nothing("stock_low", "When a product runs low."),
        PersonTable.Nothing("bulk_adjustments", "What staff counted, of many products at once."),
    ];
}
