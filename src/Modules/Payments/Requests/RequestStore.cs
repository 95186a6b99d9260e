// All SQL of what programs outside asked for.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>One request of a program outside.</summary>
/// <param name="RequestId">The id of the event.</param>
/// <param name="Subject">Of the event; the answer has the same.</param>
/// <param name="Operation">payment or refund.</param>
/// <param name="OrderId">As the program calls it.</param>
/// <param name="PaymentId">Of the payment here: made by <see cref="TakeRequest"/>, in a space that no payment of ours is in.</param>
/// <param name="Method">The token, or <see cref="Payment.UnknownMethod"/>.</param>
public sealed record OutsideRequest(
    string RequestId,
    string Source,
    string Subject,
    string Operation,
    string OrderId,
    int Attempt,
    string PaymentId,
    long AmountMinor,
    string Currency,
    string Method,
    string Reason,
    long CreatedMs,
    int Looks
)
{
    public const string Payment = "payment";
    public const string Refund = "refund";
}

/// <summary>Rows of <c>payment_requests</c>. A row without <c>look_ms</c> is answered.</summary>
public static class RequestStore
{
    private const string Columns =
        "request_id, source, subject, operation, order_id, attempt, payment_id, amount_minor, currency, method, reason, created_ms, looks";

    /// <summary>Takes a request down, due at once. One that is there already stays as it is.</summary>
    public static ValueTask Add(Transaction tx, OutsideRequest r) =>
        tx.Send(
            $"INSERT INTO payment_requests({Columns}, look_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12) ON CONFLICT (request_id) DO NOTHING",
            r.RequestId,
            r.Source,
            r.Subject,
            r.Operation,
            r.OrderId,
            r.Attempt,
            r.PaymentId,
            r.AmountMinor,
            r.Currency,
            r.Method,
            r.Reason,
            r.CreatedMs,
            r.Looks
        );

    public static ValueTask<List<OutsideRequest>> Due(Sql sql, long nowMs, int limit) =>
        sql.Query(
            $"SELECT {Columns} FROM payment_requests WHERE look_ms IS NOT NULL AND look_ms <= $1 ORDER BY look_ms, request_id LIMIT $2",
            Map,
            nowMs,
            limit
        );

    public static async ValueTask<bool> AnyOpen(Sql sql) =>
        await sql.Number("SELECT COUNT(*) FROM (SELECT 1 FROM payment_requests WHERE look_ms IS NOT NULL LIMIT 1) AS one") > 0;

    /// <summary>Whether a payment is still to be carried out: what became of it is not known yet.</summary>
    public static async ValueTask<bool> IsPaying(Sql sql, string paymentId) =>
        await sql.Number(
            "SELECT COUNT(*) FROM payment_requests WHERE payment_id = $1 AND operation = 'payment' AND look_ms IS NOT NULL",
            paymentId
        ) > 0;

    /// <summary>Marks a request as answered; false when it was before, perhaps by another process.</summary>
    public static async ValueTask<bool> Answer(Transaction tx, string requestId, string answer) =>
        await tx.Execute(
            "UPDATE payment_requests SET look_ms = NULL, answer = $2 WHERE request_id = $1 AND look_ms IS NOT NULL",
            requestId,
            answer
        ) == 1;

    public static ValueTask Later(Transaction tx, OutsideRequest r, long lookMs) =>
        tx.Send(
            "UPDATE payment_requests SET looks = $2, look_ms = $3 WHERE request_id = $1 AND look_ms IS NOT NULL",
            r.RequestId,
            r.Looks + 1,
            lookMs
        );

    private static OutsideRequest Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetInt32(5),
            row.GetString(6),
            row.GetInt64(7),
            row.GetString(8),
            row.GetString(9),
            row.GetString(10),
            row.GetInt64(11),
            row.GetInt32(12)
        );
}
