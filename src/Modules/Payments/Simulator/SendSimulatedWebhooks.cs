// The simulated providers' own half of webhooks: decides what was left for later, signs what there is to tell, and brings it to the shop's
// door.
using System.Text.Json;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Payments;

/// <summary>What they send is verified as anybody's would be: they hold the secret, and nothing else.</summary>
public sealed partial class SendSimulatedWebhooks(
    Database database,
    LateOutcomes outcomes,
    TakeWebhook door,
    IReadOnlyDictionary<string, WebhookSignature> signatures,
    Signal told,
    TimeProvider clock,
    ILogger<SendSimulatedWebhooks> log
) : BackgroundService
{
    private const int RoundMax = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Decides and tells; answers how many webhooks were brought.</summary>
    public async Task<int> Round(CancellationToken stop)
    {
        await outcomes.DecideDue();
        var waiting = await database.Read(sql => SimulatorWebhookStore.Waiting(sql, RoundMax));
        foreach (var webhook in waiting)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    type = "payment.updated",
                    timestamp = clock.GetUtcNow(),
                    data = new { payment_id = webhook.PaymentId },
                }
            );
            var headers = signatures[webhook.Provider].Sign(webhook.WebhookId, clock.GetUtcNow(), body);
            if (!(await door.Run(webhook.Provider, headers.Of, body, stop)).Is(out _, out var refused))
            {
                throw new InvalidOperationException($"The shop refused a webhook of its own simulator: {refused.Code}");
            }

            await database.Write(
                async tx =>
                {
                    await SimulatorWebhookStore.Sent(tx, webhook.Number);
                    return true;
                },
                CancellationToken.None
            );
        }

        return waiting.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                // A full round may have left some.
                while (await Round(stoppingToken) == RoundMax) { }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e);
            }

            await told.Wait(LookEvery, clock, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The simulated providers could not send their webhooks; they go on trying.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
