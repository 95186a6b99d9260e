// What the simulated providers have still to tell the shop, in their own tables: written with the change that it tells of, so that a crash
// loses none.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>A webhook to be sent.</summary>
internal sealed record SimulatedWebhook(long Number, string WebhookId, string Provider, string PaymentId, long MadeMs);

/// <summary>Rows of <c>simulator_webhooks</c>.</summary>
internal static class SimulatorWebhookStore
{
    public static ValueTask Add(Transaction tx, SimulatedWebhook webhook) =>
        tx.Send(
            "INSERT INTO simulator_webhooks(webhook_id, provider, payment_id, made_ms) VALUES ($1, $2, $3, $4)",
            webhook.WebhookId,
            webhook.Provider,
            webhook.PaymentId,
            webhook.MadeMs
        );

    public static ValueTask<List<SimulatedWebhook>> Waiting(Sql sql, int limit) =>
        sql.Query("SELECT number, webhook_id, provider, payment_id, made_ms FROM simulator_webhooks ORDER BY number LIMIT $1", Map, limit);

    public static ValueTask Sent(Transaction tx, long number) => tx.Send("DELETE FROM simulator_webhooks WHERE number = $1", number);

    private static SimulatedWebhook Map(DbDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4));
}
