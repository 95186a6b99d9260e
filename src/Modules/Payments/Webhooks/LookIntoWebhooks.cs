// Looks at the payments that webhooks name: the provider is asked what is true, and that is learned.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Payments;

/// <summary>A webhook may be looked into any number of times, by any number of processes: what is learned twice changes nothing.</summary>
public sealed partial class LookIntoWebhooks(
    PaymentBook book,
    Gateways gateways,
    Signal waiting,
    TimeProvider clock,
    ILogger<LookIntoWebhooks> log
) : BackgroundService
{
    internal const string Learned = "learned";
    internal const string Adopted = "adopted";
    internal const string NamesNothing = "names_nothing";
    internal const string NotTheirs = "not_theirs";
    internal const string UnknownPayment = "unknown_payment";

    private const int RoundMax = 200;

    // As the reconciliation: neither may take a provider from the shop.
    private const int AtOnceMax = 8;

    // Close to three hours: a payment that is not known by then will not be. The books are compared all the same.
    private const int LooksMax = 11;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>Looks into what is due; answers how many webhooks are done, and whether more may be due.</summary>
    public async Task<(int Done, bool More)> Round(CancellationToken stop)
    {
        var due = await book.Database.Read(sql => WebhookStore.Due(sql, book.NowMs, RoundMax));
        var done = 0;
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnceMax, CancellationToken = stop },
            async (webhook, cancel) =>
            {
                var outcome = await LookOrLater(webhook, cancel);
                await book.Database.Write(
                    async tx =>
                    {
                        await (outcome is null ? WebhookStore.Later(tx, webhook, book.NowMs) : WebhookStore.Done(tx, webhook, outcome));
                        return true;
                    },
                    CancellationToken.None
                );
                if (outcome is not null)
                {
                    Interlocked.Increment(ref done);
                }
            }
        );
        return (done, due.Count == RoundMax);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                // A full round may have left some. What it could not finish is due later, so this ends.
                while ((await Round(stoppingToken)).More) { }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e);
            }

            await waiting.Wait(LookEvery, clock, stoppingToken);
        }
    }

    // A provider that says what cannot be must not keep the webhooks of all other payments waiting.
    private async ValueTask<string?> LookOrLater(TakenWebhook webhook, CancellationToken cancel)
    {
        try
        {
            return await Look(webhook, cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogNotLearned(log, webhook.WebhookId, webhook.Provider, e);
            return null;
        }
    }

    // Null: nobody knows yet, so it is looked at again.
    private async ValueTask<string?> Look(TakenWebhook webhook, CancellationToken cancel)
    {
        var paymentId = webhook.PaymentId ?? string.Empty;
        var known = await book.Find(paymentId);
        if (known is not null && known.Provider != webhook.Provider)
        {
            // A provider speaks for its own payments only.
            LogForeign(log, webhook.Provider, paymentId);
            return NotTheirs;
        }

        if (gateways.Find(webhook.Provider) is not { } gateway || !(await gateway.LookUp(paymentId, cancel)).Is(out var said, out _))
        {
            return null;
        }

        await NoteDisputes(gateway.Name, said);
        if (known is not null)
        {
            await book.Learn(said, tell: true);
            return Learned;
        }

        if (Payment.Adopted(said, gateway.Name, book.NowMs) is { } adopted)
        {
            await book.Adopt(adopted);
            await book.Learn(said, tell: true);
            LogAdopted(log, webhook.Provider, paymentId);
            return Adopted;
        }

        return webhook.Looks < LooksMax ? null : UnknownPayment;
    }

    private async ValueTask NoteDisputes(string provider, GatewayPayment said)
    {
        if (said.Disputes.Count == 0)
        {
            return;
        }

        var found = await book.Database.Write(
            async tx =>
            {
                var isNew = new List<Dispute>();
                foreach (var dispute in said.Disputes)
                {
                    if (await DisputeStore.Note(tx, provider, said.PaymentId, dispute, book.NowMs))
                    {
                        isNew.Add(dispute);
                    }
                }

                return isNew;
            },
            CancellationToken.None
        );
        foreach (var dispute in found)
        {
            LogDispute(log, said.PaymentId, provider, dispute.DisputeId, dispute.Reason);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The payment {PaymentId} is disputed at '{Provider}' ({DisputeId}, {Reason}). Somebody must answer there: GET /api/payments/disputes."
    )]
    private static partial void LogDispute(ILogger log, string paymentId, string provider, string disputeId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Webhooks of payment providers could not be looked into; it goes on trying.")]
    private static partial void LogFailed(ILogger log, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "What the webhook {WebhookId} of '{Provider}' points at could not be learned; it is looked into again."
    )]
    private static partial void LogNotLearned(ILogger log, string webhookId, string provider, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Provider}' told of the payment {PaymentId}, which is another provider's.")]
    private static partial void LogForeign(ILogger log, string provider, string paymentId);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "'{Provider}' has moved money for the payment {PaymentId}, which was not in the shop's book. It is now."
    )]
    private static partial void LogAdopted(ILogger log, string provider, string paymentId);
}
