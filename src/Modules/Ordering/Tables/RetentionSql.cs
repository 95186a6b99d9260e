// How long each table of Ordering keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("orders", "An order is a contract and a proof; what it says of a person can be erased apart from it."),
        Retention.ForEver("order_lines", "They are their order's."),
        Retention.ForEver("fulfilments", "They are their order's."),
        Retention.ForEver("timeline", "The order's proof: nothing is ever taken out but what it says of a person who is erased."),
        Retention.FromStart("proofs", "One row: the key of all seals, itself under a key that lies elsewhere."),
        Retention.ForEver("seals_waiting", "A row goes into the chain within seconds."),
        Retention.ForEver("buyers", "Sums of orders that stay, a row a customer and currency; they name nobody but by ids."),
        Retention.FromStart("seal_batches", "The chain of all orders: without its beginning nothing is proved."),
        Retention.ForEver(
            "order_words",
            "The words of orders, for searching; they go with their order, those of a person with the erasure."
        ),
        Retention.ForEver("policies", "Orders name the texts that were agreed to by their hash: a row a version."),
        Retention.ForEver(
            "order_notes",
            "As long as their order says who ordered: they go with that, and at most some hundred of one order."
        ),
        Retention.ForEver("returns", "They are their order's."),
        Retention.ForEver("return_vendors", "They are their return's."),
        Retention.ForEver("withdrawals", "They are their order's."),
        Retention.ForEver("withdrawal_vendors", "They are their withdrawal's."),
        Retention.ForEver("vendor_counts", "A row a vendor and status."),
        Retention.ForEver("vendor_ledger", "The books of vendors' money: a balance can be shown from its first entry."),
        Retention.ForEver("vendor_days", "A row a vendor and day."),
        Retention.ForEver("vendor_balances", "A row a vendor and currency."),
        Retention.ForEver("order_holds", "A row an order while something is held for it."),
        Retention.ForEver("payouts", "Payments to vendors are books."),
        Retention.ForEver("erasures", "That somebody was erased, by whom and when: who asks later is shown that it was done."),
        Retention.ForEver("erasure_parts", "They are their erasure's: a row a table."),
        Retention.ForEver("vendor_accounts", "A row a vendor."),
        Retention.ForEver("vendor_account_changes", "Who changed where money goes is asked for as long as the payouts are."),
        Retention.ForEver("payout_files", "What the bank was given is books."),
        Retention.ForEver("payout_instructions", "They are their file's."),
        Retention.ForEver("payout_orders", "What a provider was asked to pay is books."),
        Retention.ForEver("payout_returns", "What came back is books."),
        Retention.Days(
            "vendor_applications",
            "Applications",
            180,
            min: 1,
            "Six months for whoever was refused, or has not answered; those that wait for staff stay, and who sells by them.",
            """
            DELETE FROM vendor_applications WHERE application_id IN (
                SELECT application_id FROM vendor_applications WHERE state IN ('asked', 'refused') AND updated_ms < $1 LIMIT $2)
            """
        ),
        Retention.ForEver("vendor_traders", "A row a vendor; deleted by staff when its contract has ended."),
        Retention.ForEver("vendor_trader_changes", "Who said who a vendor is, and when; they go with the vendor's details."),
        Retention.FromStart("vendor_statement_start", "One row."),
        Retention.ForEver("vendor_closings", "A row a vendor."),
        Retention.Days(
            "vendor_statements",
            "Papers",
            4_018,
            min: 1_096,
            "Books, as papers are; a vendor's newest stays, because the next one begins where it ends.",
            """
            DELETE FROM vendor_statements WHERE (vendor_id, month) IN (
                SELECT s.vendor_id, s.month FROM vendor_statements s WHERE s.at_ms < $1
                    AND EXISTS (SELECT 1 FROM vendor_statements n WHERE n.vendor_id = s.vendor_id AND n.month > s.month)
                ORDER BY s.at_ms LIMIT $2)
            """
        ),
        Retention.ForEver("vendor_statement_entries", "Which statement an entry of the ledger stands in: as long as the ledger."),
        Retention.ForEver("vendor_papers_due", "A row goes when the papers of its month are written."),
        Retention.Days(
            "vendor_papers",
            "Papers",
            4_018,
            min: 1_096,
            "Books, as the papers of orders are.",
            "DELETE FROM vendor_papers WHERE (series, number) IN (SELECT series, number FROM vendor_papers WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.ForEver("tax_rates", "Rows that staff write; at most 20,000."),
        Retention.ForEver("tax_rate_changes", "Which rate held when, and by whom, is asked for as long as orders are."),
        Retention.FromStart("tax_rate_version", "One row."),
        Retention.ForEver("shipping_rows", "Zones and pickup points that staff write; at most 700."),
        Retention.ForEver("shipping_row_changes", "Which shipping was promised when, and by whom, is asked for as long as orders are."),
        Retention.FromStart("shipping_version", "One row."),
        Retention.ForEver("shop_settings", "Who said what of the shop when: a row a change by staff, of some KB."),
        Retention.ForEver("shop_texts", "A row a text of the shop; at most 30."),
        Retention.FromStart("shop_settings_version", "One row."),
        Retention.ForEver("paper_series", "A row a series and year: a number is never given twice, also when its paper is forgotten."),
        Retention.Days(
            "papers",
            "Papers",
            4_018,
            min: 1_096,
            "Books: eleven years cover ten from the end of the year, which is the longest that most laws ask for. They name their buyer until then.",
            "DELETE FROM papers WHERE (series, number) IN (SELECT series, number FROM papers WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)"
        ),
        Retention.ForEver("simulated_labels", "A demo's: the books of a carrier that carries nothing."),
        Retention.Days(
            "shipping_labels",
            "Labels",
            90,
            min: 1,
            "A label is printed once, and says where somebody lives.",
            "DELETE FROM shipping_labels WHERE label_id IN (SELECT label_id FROM shipping_labels WHERE created_ms < $1 ORDER BY label_id LIMIT $2)"
        ),
        Retention.Days(
            "order_lookups",
            "Lookups",
            1,
            min: 1,
            "They bound how often an hour somebody asks.",
            "DELETE FROM order_lookups WHERE lookup_id IN (SELECT lookup_id FROM order_lookups WHERE lookup_id < $3 AND asked_ms < $1 ORDER BY lookup_id LIMIT $2)"
        ),
        Retention.Days(
            "placements",
            "Keys",
            2,
            min: 1,
            "A placement is repeated within two days. While its order is under way it stays.",
            $"""
            DELETE FROM placements WHERE order_id IN (
                SELECT p.order_id FROM placements p JOIN orders o ON o.order_id = p.order_id
                WHERE p.order_id < $3 AND p.created_ms < $1 AND o.checkout = 'done' AND o.busy = 0 AND o.status IN ('{string.Join(
                "', '",
                Order.Ends
            )}')
                ORDER BY p.order_id LIMIT $2)
            """
        ),
    ];
}
