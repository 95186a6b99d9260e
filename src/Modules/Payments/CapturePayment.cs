// Takes what an authorization holds, at once or in parts.
using Cartwright.Contracts;

namespace Cartwright.Payments;

/// <summary>The slice behind <see cref="IPayments.Capture"/>.</summary>
public sealed class CapturePayment(PaymentBook book, Gateways gateways)
{
    public async ValueTask<Outcome<Payment>> Run(string paymentId, long amountMinor, bool more, CancellationToken cancel)
    {
        var decided = await book.Decide(paymentId, (p, nowMs) => Decide(p, amountMinor, more, nowMs), cancel);
        if (decided.Is(out var asked, out _) && (asked.State == PaymentState.Authorizing || asked.IsWaiting))
        {
            // An authorization whose answer was lost or is still to come: whether there is something to take, only the gateway knows.
            if (!(await gateways.Of(asked).LookUp(paymentId, cancel)).Is(out var seen, out var lost))
            {
                return lost;
            }

            await book.Learn(seen, tell: asked.IsWaiting);
            decided = await book.Decide(paymentId, (p, nowMs) => Decide(p, amountMinor, more, nowMs), cancel);
        }

        if (!decided.Is(out var payment, out var refused))
        {
            return refused;
        }

        if (payment.State == PaymentState.Capturing)
        {
            if (!(await gateways.Of(payment).Capture(paymentId, amountMinor, more, cancel)).Is(out var said, out refused))
            {
                return refused;
            }

            payment = await book.Learn(said);
        }

        return AuthorizePayment.NotPaid(payment) is { } notPaid ? notPaid
            : payment.State == PaymentState.Capturing ? PaymentRefusals.Unknown(paymentId)
            : payment.CapturedMinor == amountMinor ? payment
            : payment.IsWaiting ? PaymentRefusals.Waits(paymentId)
            : payment is { State: PaymentState.Captured, Hold: null } ? PaymentRefusals.Declined(payment.Reason ?? Payment.HoldExpired)
            : PaymentRefusals.Unknown(paymentId);
    }

    /// <summary>Pure: what a wish to have taken an amount in all makes of a payment.</summary>
    /// <param name="more">Whether the rest stays held.</param>
    public static Outcome<Payment> Decide(Payment payment, long amountMinor, bool more, long nowMs) =>
        payment.State switch
        {
            PaymentState.Declined or PaymentState.Voided or PaymentState.Voiding => AuthorizePayment.NotPaid(payment)!,
            _ when amountMinor < 1 => Refusal.Invalid("invalid_amount", "The amount to take must be at least one minor unit."),
            _ when amountMinor > payment.AmountMinor => Refusal.Conflict(
                "amount_exceeds_authorized",
                $"Payment {payment.PaymentId} is for {new Money(payment.AmountMinor, payment.Currency)}, and {new Money(amountMinor, payment.Currency)} was to be taken."
            ),
            PaymentState.Authorizing
            or PaymentState.ActionRequired
            or PaymentState.Awaiting when payment.TakesAtOnce && amountMinor != payment.AmountMinor => PaymentRefusals.Differs(
                payment.PaymentId
            ),
            PaymentState.Authorizing or PaymentState.ActionRequired or PaymentState.Awaiting => payment,
            PaymentState.Authorized => payment.Want(PaymentState.Capturing, nowMs, amountMinor, more),
            PaymentState.Captured
                when payment.Hold is not null && (amountMinor > payment.CapturedMinor || EndsHold(payment, amountMinor, more)) =>
                payment.Want(PaymentState.Capturing, nowMs, amountMinor, more),
            PaymentState.Captured when payment.Hold is null && amountMinor == payment.CapturedMinor => payment,
            _ when amountMinor == payment.CaptureMinor => payment,
            _ => PaymentRefusals.Differs(payment.PaymentId),
        };

    // All that was to be taken is: nothing more will be.
    private static bool EndsHold(Payment payment, long amountMinor, bool more) => !more && amountMinor == payment.CapturedMinor;
}
