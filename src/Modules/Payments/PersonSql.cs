// What each table of Payments says of a person. A payment is known by its order.
using Cartwright.Kernel;

namespace Cartwright.Payments;

internal static class PersonSql
{
    private const string OfOrder = "{payment_id} OR ({order_id} AND payment_id <> order_id)";
    private const string Movement = "The movements of payments and refunds that are in the file, once more as books.";
    private const string Provider = "What a payment provider calls the payments that are in the file.";

    public static IReadOnlyList<PersonTable> Tables { get; } =
    [
        PersonTable.OfOrder(
            "payments",
            "payment",
            "payment_id, order_id, user_id, amount_minor, captured_minor, refunded_minor, currency, method, state, reason, transaction_id, created_ms, updated_ms",
            "payment_id",
            OfOrder
        ),
        PersonTable.OfOrder(
            "payment_refunds",
            "refund",
            "payment_id, refund_id, amount_minor, reason, transaction_id, created_ms",
            "payment_id || '/' || refund_id",
            $"payment_id IN (SELECT payment_id FROM payments WHERE {OfOrder})"
        ),
        PersonTable.OfOrder(
            "payment_disputes",
            "dispute",
            "payment_id, dispute_id, amount_minor, currency, state, reason, found_ms",
            "provider || '/' || dispute_id",
            $"payment_id IN (SELECT payment_id FROM payments WHERE {OfOrder})"
        ),
        PersonTable.Nothing("payment_ledger", Movement),
        PersonTable.Nothing("payment_requests", "What programs outside asked for, under ids of theirs."),
        PersonTable.Nothing("anchors", "How far the chain of orders has come."),
        PersonTable.Nothing("payment_differences", "Where our books and a provider's differ, by payment."),
        PersonTable.Nothing("payment_webhooks", "That a provider has told something, by payment."),
        PersonTable.Nothing("provider_payments", Provider),
        PersonTable.Nothing("provider_statement", Movement),
        PersonTable.Nothing("provider_readings", "How far a provider's books were read."),
        PersonTable.Nothing("simulator_payments", Provider),
        PersonTable.Nothing("simulator_ledger", Movement),
        PersonTable.Nothing("simulator_webhooks", "What the simulated provider has still to tell."),
        PersonTable.Nothing("bank_payments", Provider),
        PersonTable.Nothing("bank_ledger", Movement),
    ];
}
