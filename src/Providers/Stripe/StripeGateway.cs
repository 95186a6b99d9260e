// Cards by Stripe: fills the payment port with payment intents.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Microsoft.Extensions.Logging;
using Stripe;
using Charge = Cartwright.Contracts.Ports.Charge;
using Dispute = Cartwright.Contracts.Ports.Dispute;

namespace Cartwright.Stripe;

/// <summary>
/// An intent is made unconfirmed, which moves nothing; its id is written down; then it is confirmed. So every lost answer is looked up by
/// the intent's id, whenever that is, and nothing depends on how long Stripe remembers an idempotency key (24 h): an intent takes money
/// once, and a refund is looked for by its id before it is made. What has been voided is written down first as well, and is never confirmed
/// after that.
/// </summary>
internal sealed partial class StripeGateway(
    StripeCalls calls,
    IProviderBook book,
    StripeStatement statement,
    StripeSettings settings,
    TimeProvider clock,
    ILogger<StripeGateway> log
) : IGateway
{
    /// <inheritdoc/>
    public string Name => StripeSettings.Provider;

    /// <inheritdoc/>
    public AcceptedMethod Method { get; } = StripeToken.Offered(settings.IsLive);

    /// <inheritdoc/>
    public PaymentForm Form { get; } = new("stripe", settings.Script.AbsoluteUri, settings.PublishableKey);

    /// <inheritdoc/>
    public bool Knows(string methodToken) => StripeToken.IsOne(methodToken);

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel) =>
        Answered(charge.PaymentId, () => Pay(charge, cancel), cancel);

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel) =>
        Answered(
            paymentId,
            () => Of(paymentId, async (payment, intent) => await Take(payment, intent, totalMinor, more, cancel), cancel),
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel) =>
        Answered(
            paymentId,
            async () =>
            {
                await book.Void(paymentId, cancel);
                return await Of(paymentId, (payment, intent) => LetGo(payment, intent, cancel), cancel);
            },
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel) =>
        Answered(
            paymentId,
            () =>
                Of(
                    paymentId,
                    (payment, intent) =>
                        intent is { Status: "succeeded" } or { Status: "requires_capture", LatestCharge.AmountCaptured: > 0 }
                        && !payment.IsVoided
                            ? PayBack(payment, intent, refundId, amountMinor, cancel)
                            : Task.FromResult<PaymentIntent?>(intent),
                    cancel
                ),
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel) =>
        Answered(
            paymentId,
            async () =>
            {
                var said = await Of(paymentId, null, cancel);
                await statement.Keep(said, cancel);
                return said;
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel)
    {
        if (after == LedgerPlace.Start)
        {
            try
            {
                await statement.Read(cancel);
            }
            catch (Exception lost) when (lost is StripeException or StripeLost)
            {
                // What the statement lacks is looked up, payment by payment, before it is called a difference.
                LogStatement(log, Words(lost));
            }
        }

        return await book.Statement(after, limit);
    }

    private async Task<GatewayPayment> Pay(Charge charge, CancellationToken cancel)
    {
        if (StripeAmount.Of(charge.AmountMinor, charge.Currency) is not { } amount)
        {
            return StripeTruth.Declined(charge.PaymentId, string.Empty, StripeDecline.Amount);
        }

        PaymentIntent? made = null;
        if (await book.Find(charge.PaymentId) is null)
        {
            try
            {
                made = await Begin(charge, amount, cancel);
            }
            catch (StripeException refused) when (StripeCalls.IsFinal(refused))
            {
                LogRefused(log, charge.PaymentId, Words(refused));
                return StripeTruth.Declined(charge.PaymentId, string.Empty, StripeDecline.Of(refused.StripeError));
            }
        }

        StripeException? why = null;
        var said = await Of(
            charge.PaymentId,
            async (known, intent) =>
            {
                if (known.IsVoided || !StripeTruth.IsUnconfirmed(intent))
                {
                    return intent;
                }

                (var confirmed, why) = await Tried(charge.PaymentId, () => calls.Confirm(intent.Id, charge, cancel));
                return confirmed;
            },
            cancel,
            made
        );

        // Refused, and the intent is as it was: what the shopper gave is no way to pay, and is not asked for again.
        return why is not null && !said.Seen && !StripeDecline.IsState(why)
            ? StripeTruth.Declined(charge.PaymentId, string.Empty, StripeDecline.Of(why.StripeError))
            : said;
    }

    /// <summary>Makes an intent and writes it down.</summary>
    private async Task<PaymentIntent> Begin(Charge charge, long amount, CancellationToken cancel)
    {
        var intent = await calls.Create(charge, amount, cancel);
        await book.Add(
            new(
                charge.PaymentId,
                charge.OrderId,
                intent.Id,
                charge.AmountMinor,
                charge.Currency,
                charge.TakesAtOnce,
                IsVoided: false,
                clock.GetUtcNow().ToUnixTimeMilliseconds()
            ),
            CancellationToken.None
        );
        return intent;
    }

    /// <summary>Does something with the payment as it is now, and answers how it is afterwards.</summary>
    /// <param name="act">Answers the intent as it is then, with its latest charge; null when that is to be read.</param>
    /// <param name="made">An intent that was made for the payment a moment ago.</param>
    private async Task<GatewayPayment> Of(
        string paymentId,
        Func<ProviderPayment, PaymentIntent, Task<PaymentIntent?>>? act,
        CancellationToken cancel,
        PaymentIntent? made = null
    )
    {
        if (await book.Find(paymentId) is not { } payment)
        {
            return GatewayPayment.Unseen(paymentId);
        }

        if (payment.Reference.Length == 0)
        {
            return StripeTruth.Tombstone(paymentId);
        }

        var intent = made?.Id == payment.Reference ? made : await calls.Get(payment.Reference, cancel);
        if (act is not null)
        {
            intent = await act(payment, intent) ?? await calls.Get(payment.Reference, cancel);
        }

        IReadOnlyList<Refund> refunds = StripeTruth.HasRefunds(intent) ? await calls.Refunds(intent.Id, cancel) : [];
        IReadOnlyList<Dispute> disputes = intent.LatestCharge is { Disputed: true }
            ? [.. (await calls.Disputes(intent.Id, cancel)).Select(StripeTruth.Of)]
            : [];
        return StripeTruth.Of(payment, intent, refunds, disputes, settings.ChallengeWithin);
    }

    /// <summary>
    /// Takes what is missing to the total. Which captures there were is written on the intent with each of them, so that a lost answer is
    /// looked up like any other; a hold that Stripe takes only once is taken with what is asked for first.
    /// </summary>
    private async Task<PaymentIntent?> Take(
        ProviderPayment payment,
        PaymentIntent intent,
        long totalMinor,
        bool more,
        CancellationToken cancel
    )
    {
        if (
            intent is not { Status: "requires_capture", LatestCharge: { } charge }
            || totalMinor < 1
            || totalMinor > payment.AmountMinor
            || StripeAmount.Of(totalMinor, payment.Currency) is not { } total
            || total < charge.AmountCaptured
        )
        {
            return intent;
        }

        var keepsRest = more && StripeTruth.InParts(charge) && total < charge.Amount;
        return total == charge.AmountCaptured && keepsRest
            ? intent
            : (await Tried(payment.PaymentId, () => calls.Capture(payment.PaymentId, intent, total, keepsRest, cancel))).Answer;
    }

    private async Task<PaymentIntent?> LetGo(ProviderPayment payment, PaymentIntent intent, CancellationToken cancel)
    {
        if (intent is { Status: "requires_capture", LatestCharge.AmountCaptured: > 0 and var taken })
        {
            // An intent of which a part is taken cannot be cancelled: its rest is let go, and the part is paid back below.
            var (ended, _) = await Tried(payment.PaymentId, () => calls.Capture(payment.PaymentId, intent, taken, more: false, cancel));
            intent = ended ?? await calls.Get(intent.Id, cancel);
        }
        else if (intent.Status is not ("canceled" or "succeeded"))
        {
            // One that is being decided cannot be cancelled: it is asked about again, and paid back if it comes to be paid.
            var (cancelled, _) = await Tried(payment.PaymentId, () => calls.Cancel(payment.PaymentId, intent.Id, cancel));
            intent = cancelled ?? await calls.Get(intent.Id, cancel);
        }

        if (intent is { Status: "succeeded", LatestCharge: { } charge })
        {
            var refunds = await calls.Refunds(intent.Id, cancel);
            var kept = StripeTruth.Kept([.. StripeTruth.OfCharge(payment, charge), .. StripeTruth.OfRefunds(payment, refunds)]);
            if (kept > 0 && StripeAmount.Of(kept, payment.Currency) is { } amount)
            {
                await Tried(payment.PaymentId, () => calls.Refund(payment, LedgerKind.VoidReference, amount, cancel));
                return null;
            }
        }

        return intent;
    }

    private async Task<PaymentIntent?> PayBack(
        ProviderPayment payment,
        PaymentIntent intent,
        string refundId,
        long amountMinor,
        CancellationToken cancel
    )
    {
        var refunds = await calls.Refunds(intent.Id, cancel);
        var entries = StripeTruth.OfRefunds(payment, refunds).ToList();
        if (
            !entries.Exists(entry => entry.Reference == refundId)
            && intent.LatestCharge is { } charge
            && amountMinor > 0
            && amountMinor <= StripeTruth.Kept([.. StripeTruth.OfCharge(payment, charge), .. entries])
            && StripeAmount.Of(amountMinor, payment.Currency) is { } amount
        )
        {
            await Tried(payment.PaymentId, () => calls.Refund(payment, refundId, amount, cancel));
            return null;
        }

        return intent;
    }

    // What Stripe refuses for good shows in how the payment is afterwards; what was lost is thrown on.
    private async Task<(T? Answer, StripeException? Refused)> Tried<T>(string paymentId, Func<Task<T>> call)
        where T : class
    {
        try
        {
            return (await call(), null);
        }
        catch (StripeException refused) when (StripeCalls.IsFinal(refused))
        {
            LogRefused(log, paymentId, Words(refused));
            return (null, refused);
        }
    }

    private async ValueTask<Outcome<GatewayPayment>> Answered(string paymentId, Func<Task<GatewayPayment>> ask, CancellationToken cancel)
    {
        try
        {
            return await ask();
        }
        catch (StripeException refused) when (StripeDecline.IsKeyRefused(refused))
        {
            LogKey(log, Words(refused));
        }
        catch (Exception lost) when (lost is StripeException or StripeLost)
        {
            LogLost(log, paymentId, Words(lost));
        }

        return Refusal.Unavailable(
            "payment_unknown",
            $"Stripe's answer about payment {paymentId} is not known yet. Ask again with the same ids: money moves once."
        );
    }

    // Messages of Stripe may repeat what was sent; its codes and the id of the request are what its support asks for.
    private static string Words(Exception failure) =>
        failure is StripeException refused
            ? $"{(int)refused.HttpStatusCode} {refused.StripeError?.Type} {refused.StripeError?.Code} {refused.StripeError?.DeclineCode} {refused.StripeResponse?.RequestId}".TrimEnd()
            : failure.Message;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Stripe's answer about payment {PaymentId} was lost ({Failure}); it is asked again."
    )]
    private static partial void LogLost(ILogger log, string paymentId, string failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stripe refused a call about payment {PaymentId} ({Failure}).")]
    private static partial void LogRefused(ILogger log, string paymentId, string failure);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Stripe does not accept Payments:Stripe:SecretKey ({Failure}): nobody can pay by card, and nothing can be refunded."
    )]
    private static partial void LogKey(ILogger log, string failure);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Stripe's statement could not be read ({Failure}); the books are compared with what was read before."
    )]
    private static partial void LogStatement(ILogger log, string failure);
}
