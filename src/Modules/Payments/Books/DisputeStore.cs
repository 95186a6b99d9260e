// All SQL of disputes that providers have told of.
using System.Data.Common;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>A dispute, with when the shop first heard of it and last looked.</summary>
public sealed record NotedDispute(string Provider, string PaymentId, Dispute Dispute, long FoundMs, long SeenMs);

/// <summary>Rows of <c>payment_disputes</c>: one a dispute, never taken out.</summary>
internal static class DisputeStore
{
    private const string Columns =
        "provider, dispute_id, payment_id, amount_minor, currency, state, reason, answer_by_ms, found_ms, seen_ms";

    /// <summary>Notes a dispute as it is now; answers whether it is new.</summary>
    public static async ValueTask<bool> Note(Transaction tx, string provider, string paymentId, Dispute d, long nowMs)
    {
        var isNew =
            await tx.Execute(
                $"INSERT INTO payment_disputes({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT (provider, dispute_id) DO NOTHING",
                provider,
                d.DisputeId,
                paymentId,
                d.AmountMinor,
                d.Currency,
                d.State,
                d.Reason,
                d.AnswerByMs,
                nowMs
            ) == 1;
        if (!isNew)
        {
            await tx.Execute(
                "UPDATE payment_disputes SET amount_minor = $3, state = $4, reason = $5, answer_by_ms = $6, seen_ms = $7 WHERE provider = $1 AND dispute_id = $2",
                provider,
                d.DisputeId,
                d.AmountMinor,
                d.State,
                d.Reason,
                d.AnswerByMs,
                nowMs
            );
        }

        return isNew;
    }

    /// <summary>The newest first, below a place.</summary>
    public static ValueTask<List<NotedDispute>> List(Sql sql, long belowMs, string belowProvider, string belowId, int limit) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM payment_disputes WHERE (found_ms, provider, dispute_id) < ($1, $2, $3)
            ORDER BY found_ms DESC, provider DESC, dispute_id DESC LIMIT $4
            """,
            Map,
            belowMs,
            belowProvider,
            belowId,
            limit
        );

    private static NotedDispute Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(2),
            new(
                row.GetString(1),
                row.GetInt64(3),
                row.GetString(4),
                row.GetString(5),
                row.GetString(6),
                row.IsDBNull(7) ? null : row.GetInt64(7)
            ),
            row.GetInt64(8),
            row.GetInt64(9)
        );
}
