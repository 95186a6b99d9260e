// What the simulated card provider decides after its call was answered: by the shopper's word, or when its time has come. The shop hears by
// webhook.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>The provider's later decisions. Each is written with the webhooks that tell of it.</summary>
/// <param name="told">Raised when there is something to tell the shop by webhook.</param>
public sealed class LateOutcomes(Database database, TimeProvider clock, IIds ids, Signal told)
{
    private const int DecidedAtOnceMax = 200;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// The shopper's answer to a challenge. One that came before stands. Refused with <c>payment_not_found</c> when nothing was asked,
    /// <c>challenge_expired</c> when its time is over.
    /// </summary>
    public async ValueTask<Outcome<GatewayPayment>> AnswerChallenge(string paymentId, bool approved, CancellationToken cancel) =>
        await database.Write<Outcome<GatewayPayment>>(
            async tx =>
            {
                if (
                    await SimulatorStore.Find(tx, paymentId)
                    is not { Token: SimulatorToken.Challenge or SimulatorToken.ChallengeDeclined } payment
                )
                {
                    return PaymentRefusals.NotFound(paymentId);
                }

                if (payment.State == SimulatorState.Challenged)
                {
                    if (payment.UntilMs <= NowMs)
                    {
                        return new Refusal(RefusalKind.Gone, "challenge_expired", "The time to answer is over. Nothing was taken.");
                    }

                    await Decide(tx, payment, approved ? SimulatorToken.DeclineOf(payment.Token) : "challenge_refused");
                }

                return await SimulatorStore.Truth(tx, paymentId);
            },
            cancel
        );

    /// <summary>Decides what was to be decided later and is due now; answers how many.</summary>
    public async ValueTask<int> DecideDue()
    {
        // Looked for first, so that nothing to decide costs no commit.
        if ((await database.Read(sql => SimulatorStore.Late(sql, NowMs, 1))).Count == 0)
        {
            return 0;
        }

        return await database.Write(async tx =>
        {
            var late = await SimulatorStore.Late(tx, NowMs, DecidedAtOnceMax);
            foreach (var payment in late)
            {
                await Decide(tx, payment, SimulatorToken.DeclineOf(payment.Token));
            }

            return late.Count;
        });
    }

    private async ValueTask Decide(Transaction tx, SimulatedPayment payment, string? decline)
    {
        if (decline is not null)
        {
            await SimulatorStore.Move(tx, payment.PaymentId, SimulatorState.Declined, decline);
        }
        else
        {
            await SimulatorStore.Move(
                tx,
                payment,
                payment.PaidState,
                payment.TakesAtOnce ? LedgerKind.Captured : LedgerKind.Authorized,
                payment.AmountMinor,
                NowMs
            );
        }

        var webhookId = ids.Next();
        string[] webhooks = payment.Token == SimulatorToken.DoubleWebhook ? [webhookId, webhookId, ids.Next()] : [webhookId];
        foreach (var id in webhooks)
        {
            await SimulatorWebhookStore.Add(tx, new(0, id, SimulatedGateway.ProviderName, payment.PaymentId, NowMs));
        }

        tx.OnCommitted(told.Raise);
    }
}
