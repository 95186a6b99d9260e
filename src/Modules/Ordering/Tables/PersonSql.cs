// What each table of Ordering says of a person. An order is told whole, with all that stands in tables beside it.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class PersonSql
{
    private const string Proof = "What proves orders: hashes and keys.";
    private const string Vendors = "The books of sellers, by order; what a buyer has paid for is in the order.";
    private const string Shop = "What the shop says to everybody.";

    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.Told("orders", PersonOrders.Kind),
        PersonTable.Told("order_lines", PersonOrders.Kind),
        PersonTable.Told("fulfilments", PersonOrders.Kind),
        PersonTable.Told("timeline", PersonOrders.Kind),
        PersonTable.Told("order_notes", PersonOrders.Kind),
        PersonTable.Told("returns", PersonOrders.Kind),
        PersonTable.Nothing("return_vendors", Vendors),
        PersonTable.Told("withdrawals", PersonOrders.Kind),
        PersonTable.Nothing("withdrawal_vendors", Vendors),
        PersonTable.Nothing("order_words", "The words of an order for searching; the order is in the file."),
        PersonTable.Nothing("placements", "The reply to a placement, for a week; the order is in the file."),
        PersonTable.Nothing("buyers", "Sums of a customer's orders; the orders are in the file."),
        PersonTable.Nothing("order_lookups", "For a day, that somebody asked for an order's link: hashes under the shop's secret."),
        PersonTable.Nothing("proofs", Proof),
        PersonTable.Nothing("seals_waiting", Proof),
        PersonTable.Nothing("seal_batches", Proof),
        PersonTable.Nothing("policies", "What the shop says to everybody; which of it was agreed to stands in the order."),
        PersonTable.Nothing("vendor_counts", Vendors),
        PersonTable.Nothing("vendor_ledger", Vendors),
        PersonTable.Nothing("vendor_days", Vendors),
        PersonTable.Nothing("vendor_balances", Vendors),
        PersonTable.Nothing("payouts", Vendors),
        PersonTable.Nothing("tax_rates", Shop),
        PersonTable.Nothing("tax_rate_changes", Shop),
        PersonTable.Nothing("tax_rate_version", Shop),
        PersonTable.Nothing("shipping_rows", Shop),
        PersonTable.Nothing("shipping_row_changes", Shop),
        PersonTable.Nothing("shipping_version", Shop),
        PersonTable.Nothing("shop_settings", Shop),
        PersonTable.Nothing("shop_texts", Shop),
        PersonTable.Nothing("shop_settings_version", Shop),
        PersonTable.Nothing("shipping_labels", "Pictures of labels, for some weeks; the parcels are in the order."),
        PersonTable.Nothing("simulated_labels", "A demo's: the books of a carrier that carries nothing."),
        PersonTable.Told("papers", PersonOrders.Kind),
        PersonTable.Nothing("paper_series", Shop),
        PersonTable.Nothing("order_holds", "What is held for an order and until when; the order is in the file."),
        PersonTable.Nothing("vendor_accounts", Vendors),
        PersonTable.Nothing("vendor_account_changes", Vendors),
        PersonTable.Nothing("payout_files", Vendors),
        PersonTable.Nothing("payout_instructions", Vendors),
        PersonTable.Nothing("payout_orders", Vendors),
        PersonTable.Nothing("payout_returns", Vendors),
        PersonTable.Nothing("vendor_traders", "Who a vendor is; what a person wrote of it is told with its versions."),
        PersonTable.Told("vendor_trader_changes", PersonOrders.TraderKind),
        PersonTable.Told("vendor_applications", PersonOrders.ApplicationKind),
        PersonTable.Nothing("vendor_statement_start", Shop),
        PersonTable.Nothing("vendor_closings", Vendors),
        PersonTable.Nothing("vendor_statements", Vendors),
        PersonTable.Nothing("vendor_statement_entries", Vendors),
        PersonTable.Nothing("vendor_papers", "Invoices between the shop and a seller, which both keep as the law asks."),
        PersonTable.Nothing("vendor_papers_due", Vendors),
        PersonTable.Nothing("erasures", "That somebody was erased, by an id that leads to nobody."),
        PersonTable.Nothing("erasure_parts", "How many rows of which table that took."),
    ];
}
