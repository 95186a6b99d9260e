// What was taken and given back, payment by payment, for whoever compares it with orders.
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>A payment's sums in minor units: as its row has them, and as the ledger's entries add up.</summary>
public sealed record PaymentSums(
    string PaymentId,
    string OrderId,
    string Currency,
    long Captured,
    long Refunded,
    Int128 LedgerCaptured,
    Int128 LedgerRefunded
);

/// <summary>Reads them.</summary>
public static class PaymentSumsSql
{
    private const string Columns = "payment_id, order_id, currency, captured_minor, refunded_minor";

    /// <summary>The payments of some orders.</summary>
    public static async ValueTask<List<PaymentSums>> Of(Sql sql, string[] orderIds)
    {
        object?[] args = [orderIds];
        return await Added(
            sql,
            await sql.Query(
                $"SELECT {Columns} FROM payments WHERE {sql.Dialect.In("payment_id", 1)} UNION ALL SELECT {Columns} FROM payments WHERE {sql.Dialect.In("order_id", 1)} AND payment_id <> order_id",
                Map,
                args
            )
        );
    }

    /// <summary>All payments after an id, at most so many.</summary>
    public static async ValueTask<List<PaymentSums>> After(Sql sql, string paymentId, int limit) =>
        await Added(
            sql,
            await sql.Query($"SELECT {Columns} FROM payments WHERE payment_id > $1 ORDER BY payment_id LIMIT $2", Map, paymentId, limit)
        );

    private static async ValueTask<List<PaymentSums>> Added(Sql sql, List<PaymentSums> payments)
    {
        var ledger = (
            await sql.Query(
                $"SELECT payment_id, kind, {ExactSum.Of("amount_minor")} FROM payment_ledger WHERE {sql.Dialect.In("payment_id", 1)} AND kind IN ('captured', 'refunded') GROUP BY payment_id, kind",
                row => (Id: row.GetString(0), Kind: row.GetString(1), Sum: ExactSum.At(row, 2)),
                [payments.Select(payment => payment.PaymentId).ToArray()]
            )
        ).ToLookup(row => row.Id, StringComparer.Ordinal);
        return payments.ConvertAll(payment =>
            payment with
            {
                LedgerCaptured = ledger[payment.PaymentId].FirstOrDefault(row => row.Kind == "captured").Sum,
                LedgerRefunded = ledger[payment.PaymentId].FirstOrDefault(row => row.Kind == "refunded").Sum,
            }
        );
    }

    private static PaymentSums Map(System.Data.Common.DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), 0, 0);
}
