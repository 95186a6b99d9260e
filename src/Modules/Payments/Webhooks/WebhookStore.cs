// All SQL of what providers have told by webhook.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>A webhook that was taken in. It is done when it has an outcome.</summary>
/// <param name="Kind">What the provider calls it.</param>
/// <param name="PaymentId">Which payment to look at; null when it names none.</param>
public sealed record TakenWebhook(
    string Provider,
    string WebhookId,
    string Kind,
    string? PaymentId,
    long ReceivedMs,
    int Looks,
    string? Outcome
);

/// <summary>Rows of <c>payment_webhooks</c>.</summary>
internal static class WebhookStore
{
    private const string Columns = "provider, webhook_id, kind, payment_id, received_ms, looks, outcome";

    /// <summary>Takes a webhook down, due at once; false when its id has come before.</summary>
    public static async ValueTask<bool> Add(Transaction tx, TakenWebhook w) =>
        await tx.Execute(
            $"INSERT INTO payment_webhooks({Columns}, look_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (provider, webhook_id) DO NOTHING",
            w.Provider,
            w.WebhookId,
            w.Kind,
            w.PaymentId,
            w.ReceivedMs,
            w.Looks,
            w.Outcome,
            w.Outcome is null ? w.ReceivedMs : null
        ) == 1;

    public static ValueTask<List<TakenWebhook>> Due(Sql sql, long nowMs, int limit) =>
        sql.Query(
            $"SELECT {Columns} FROM payment_webhooks WHERE look_ms IS NOT NULL AND look_ms <= $1 ORDER BY look_ms, webhook_id LIMIT $2",
            Map,
            nowMs,
            limit
        );

    public static ValueTask Done(Transaction tx, TakenWebhook w, string outcome) =>
        tx.Send(
            "UPDATE payment_webhooks SET look_ms = NULL, outcome = $3 WHERE provider = $1 AND webhook_id = $2",
            w.Provider,
            w.WebhookId,
            outcome
        );

    public static ValueTask Later(Transaction tx, TakenWebhook w, long nowMs) =>
        tx.Send(
            "UPDATE payment_webhooks SET looks = $3, look_ms = $4 WHERE provider = $1 AND webhook_id = $2 AND look_ms IS NOT NULL",
            w.Provider,
            w.WebhookId,
            w.Looks + 1,
            Payment.NextLook(w.Looks + 1, nowMs)
        );

    /// <summary>The newest first, below a place.</summary>
    public static ValueTask<List<TakenWebhook>> List(Sql sql, long belowMs, string belowProvider, string belowId, int limit) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM payment_webhooks WHERE (received_ms, provider, webhook_id) < ($1, $2, $3)
            ORDER BY received_ms DESC, provider DESC, webhook_id DESC LIMIT $4
            """,
            Map,
            belowMs,
            belowProvider,
            belowId,
            limit
        );

    private static TakenWebhook Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetInt64(4),
            row.GetInt32(5),
            row.IsDBNull(6) ? null : row.GetString(6)
        );
}
