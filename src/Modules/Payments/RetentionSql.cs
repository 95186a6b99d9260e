// How long each table of Payments keeps its rows.
using Cartwright.Kernel;

namespace Cartwright.Payments;

internal static class RetentionSql
{
    public static IReadOnlyList<Retention> Tables { get; } =
    [
        Retention.ForEver("payments", "Books."),
        Retention.ForEver("payment_refunds", "Books."),
        Retention.ForEver("payment_ledger", "Books."),
        Retention.ForEver(
            "payment_requests",
            "The payments of programs outside, whose orders are not here: a repeated question is answered from its row."
        ),
        Retention.FromStart("anchors", "One row: how far the chain of orders has come."),
        Retention.ForEver("payment_differences", "A row a difference that was found; a sound shop has none."),
        Retention.Days(
            "payment_webhooks",
            "Webhooks",
            400,
            min: 30,
            "No provider repeats a call after weeks, and the payment knows its state without it.",
            "DELETE FROM payment_webhooks WHERE (provider, webhook_id) IN (SELECT provider, webhook_id FROM payment_webhooks WHERE received_ms < $1 AND look_ms IS NULL ORDER BY received_ms LIMIT $2)"
        ),
        Retention.ForEver("provider_payments", "Books: what a provider outside calls our payments."),
        Retention.ForEver("provider_statement", "Books, as the provider has them."),
        Retention.ForEver("provider_readings", "A row a provider."),
        Retention.ForEver("payment_disputes", "A row a dispute; whoever answers one needs the earlier ones."),
        Retention.ForEver("simulator_payments", "The simulated provider's books; they stand for a system outside."),
        Retention.ForEver("simulator_ledger", "The simulated provider's books."),
        Retention.ForEver("simulator_webhooks", "A row goes when it was told."),
        Retention.ForEver("bank_payments", "The simulated bank's books; they stand for a system outside."),
        Retention.ForEver("bank_ledger", "The simulated bank's books."),
    ];
}
