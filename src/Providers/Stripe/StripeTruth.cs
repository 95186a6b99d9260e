// What is true of a payment, read off Stripe's own objects. Plain functions.
using System.Globalization;
using Cartwright.Contracts.Ports;
using Stripe;
using Charge = Stripe.Charge;
using Dispute = Cartwright.Contracts.Ports.Dispute;

namespace Cartwright.Stripe;

/// <summary>An intent with its refunds, in the words of the port.</summary>
internal static class StripeTruth
{
    // A card is decided in seconds; what takes longer is somebody's investigation.
    private static readonly TimeSpan ProcessingMax = TimeSpan.FromDays(1);

    /// <summary>Whether nobody has tried to pay with it yet: it moves nothing until it is confirmed.</summary>
    public static bool IsUnconfirmed(PaymentIntent intent) =>
        intent is { Status: "requires_payment_method" or "requires_confirmation", LastPaymentError: null };

    /// <summary>Whether there may be refunds of it.</summary>
    public static bool HasRefunds(PaymentIntent intent) =>
        intent is { Status: "succeeded" or "requires_capture", LatestCharge: null or { AmountRefunded: > 0 } };

    /// <summary>Where an intent keeps up to which totals it was captured, of a hold that is taken in parts.</summary>
    public const string CapturesKey = "captured_to";

    // Banks hold an amount for a week where Stripe does not say when it ends.
    // Source: https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
    private static readonly TimeSpan HeldFor = TimeSpan.FromDays(7);

    /// <summary>Whether a hold can be taken in several captures.</summary>
    public static bool InParts(Charge charge) => charge.PaymentMethodDetails?.Card?.Multicapture?.Status == "available";

    /// <summary>The totals up to which an intent was captured, with one more.</summary>
    public static string CapturesWith(PaymentIntent intent, long total) =>
        string.Join(
            ' ',
            Captures(intent.Metadata).Append(total).Distinct().Order().Select(one => one.ToString(CultureInfo.InvariantCulture))
        );

    /// <summary>A payment that was let go before Stripe heard of it.</summary>
    public static GatewayPayment Tombstone(string paymentId) => new(paymentId, true, string.Empty, null, true, []);

    /// <summary>A payment that Stripe would not begin.</summary>
    public static GatewayPayment Declined(string paymentId, string transactionId, string code) =>
        new(paymentId, true, transactionId, code, false, []);

    /// <summary>The payment as it is.</summary>
    /// <param name="payment">As it was written down.</param>
    /// <param name="intent">With its latest charge.</param>
    /// <param name="refunds">All of them; none may be missing when <see cref="HasRefunds"/>.</param>
    public static GatewayPayment Of(
        ProviderPayment payment,
        PaymentIntent intent,
        IReadOnlyList<Refund> refunds,
        IReadOnlyList<Dispute> disputes,
        TimeSpan challengeWithin
    )
    {
        if (IsUnconfirmed(intent))
        {
            return GatewayPayment.Unseen(payment.PaymentId);
        }

        List<LedgerEntry> entries = [.. OfIntent(payment, intent), .. OfRefunds(payment, refunds)];
        var isGivenBack = payment.IsVoided && Kept(entries) == 0 && entries.Any(e => e.Kind == LedgerKind.Captured);
        return new(
            payment.PaymentId,
            true,
            intent.Id,
            DeclineOf(intent),
            intent.Status == "canceled" || isGivenBack,
            entries,
            WaitOf(intent, challengeWithin)
        )
        {
            Hold = HoldOf(payment, intent),
            Disputes = disputes,
        };
    }

    /// <summary>What was taken and is not paid back.</summary>
    public static long Kept(IEnumerable<LedgerEntry> entries) =>
        entries.Sum(e =>
            e.Kind == LedgerKind.Captured ? e.AmountMinor
            : e.Kind == LedgerKind.Refunded ? -e.AmountMinor
            : 0
        );

    /// <summary>Refunds that are on their way or done, the oldest first. One that failed has given the money back to the shop.</summary>
    public static IEnumerable<LedgerEntry> OfRefunds(ProviderPayment payment, IEnumerable<Refund> refunds) =>
        refunds
            .Where(refund => refund.Status is not ("failed" or "canceled"))
            .OrderBy(refund => refund.Created)
            .ThenBy(refund => refund.Id, StringComparer.Ordinal)
            .Select(refund =>
                Entry(payment, LedgerKind.Refunded, RefundId(refund), refund.Amount, refund.Currency, refund.Id, refund.Created)
            );

    /// <summary>The refund's id as the shop asked for it; Stripe's own for one that was made in the dashboard.</summary>
    public static string RefundId(Refund refund) =>
        refund.Metadata is { } said && said.TryGetValue("refund_id", out var id) && id.Length > 0 ? id : refund.Id;

    /// <summary>What a charge has moved: held, taken, let go.</summary>
    /// <param name="isOver">Whether the intent was cancelled: nothing of the charge is held any more.</param>
    /// <param name="metadata">Of its intent, which says in how many captures it was taken; null: in one.</param>
    public static IEnumerable<LedgerEntry> OfCharge(
        ProviderPayment payment,
        Charge charge,
        bool isOver = false,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        if (!payment.TakesAtOnce)
        {
            yield return Entry(
                payment,
                LedgerKind.Authorized,
                string.Empty,
                charge.Amount,
                charge.Currency,
                payment.Reference,
                charge.Created
            );
        }

        // The last total is what Stripe says, whatever stands beside it.
        var before = 0L;
        foreach (
            var total in Captures(metadata)
                .Where(total => total < charge.AmountCaptured)
                .Append(charge.AmountCaptured)
                .Where(total => total > 0)
        )
        {
            var reference = LedgerKind.CaptureReference(before == 0 ? 0 : StripeAmount.ToMinor(before, charge.Currency.ToUpperInvariant()));
            yield return Entry(payment, LedgerKind.Captured, reference, total - before, charge.Currency, payment.Reference, charge.Created);
            before = total;
        }

        if (!payment.TakesAtOnce && charge.AmountCaptured < charge.Amount && isOver)
        {
            yield return Entry(
                payment,
                LedgerKind.Released,
                string.Empty,
                charge.Amount - charge.AmountCaptured,
                charge.Currency,
                payment.Reference,
                charge.Created
            );
        }
    }

    public static Dispute Of(global::Stripe.Dispute dispute)
    {
        var currency = dispute.Currency.ToUpperInvariant();
        return new(
            dispute.Id,
            StripeAmount.ToMinor(dispute.Amount, currency),
            currency,
            dispute.Status,
            dispute.Reason ?? string.Empty,
            dispute.EvidenceDetails?.DueBy is { } due ? Ms(due) : null
        );
    }

    private static IEnumerable<LedgerEntry> OfIntent(ProviderPayment payment, PaymentIntent intent) =>
        intent.LatestCharge is { Status: "succeeded" } charge && intent.Status is "requires_capture" or "succeeded" or "canceled"
            ? OfCharge(payment, charge, isOver: intent.Status is "canceled" or "succeeded", intent.Metadata)
            : [];

    private static PaymentHold? HoldOf(ProviderPayment payment, PaymentIntent intent)
    {
        if (intent is not { Status: "requires_capture", LatestCharge: { } charge })
        {
            return null;
        }

        // What a form gave pays once: without the shopper Stripe secures nothing anew.
        var until = charge.PaymentMethodDetails?.Card?.CaptureBefore ?? charge.Created + HeldFor;
        return new(
            StripeAmount.ToMinor(charge.Amount - charge.AmountCaptured, payment.Currency),
            Ms(until),
            InParts(charge),
            Renewable: false
        );
    }

    private static IEnumerable<long> Captures(IReadOnlyDictionary<string, string>? metadata) =>
        metadata?.GetValueOrDefault(CapturesKey) is not { } text
            ? []
            : text.Split(' ')
                .Select(one => long.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : 0)
                .Where(total => total > 0)
                .Order();

    private static string? DeclineOf(PaymentIntent intent) =>
        intent.Status switch
        {
            "requires_payment_method" => StripeDecline.Of(intent.LastPaymentError),
            "canceled" when intent is { CancellationReason: "automatic", LatestCharge.Status: "succeeded" } => StripeDecline.HoldExpired,
            _ => null,
        };

    private static PaymentWait? WaitOf(PaymentIntent intent, TimeSpan challengeWithin)
    {
        var amount = StripeAmount.ToMinor(intent.Amount, intent.Currency.ToUpperInvariant());
        return intent switch
        {
            { Status: "requires_action", NextAction.RedirectToUrl.Url: { Length: > 0 } url } => new(
                PaymentWait.Challenge,
                Ms(intent.Created + challengeWithin),
                amount,
                Url: url
            ),
            { Status: "requires_action" } => new(PaymentWait.Provider, Ms(intent.Created + challengeWithin), amount),
            { Status: "processing" } => new(PaymentWait.Provider, Ms(intent.Created + ProcessingMax), amount),
            _ => null,
        };
    }

    private static LedgerEntry Entry(
        ProviderPayment payment,
        string kind,
        string reference,
        long amount,
        string currency,
        string transactionId,
        DateTime at
    )
    {
        var code = currency.ToUpperInvariant();
        return new(0, payment.PaymentId, payment.OrderId, kind, reference, StripeAmount.ToMinor(amount, code), code, transactionId, Ms(at));
    }

    private static long Ms(DateTime at) => new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)).ToUnixTimeMilliseconds();
}
