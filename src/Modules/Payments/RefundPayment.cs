// Pays taken money back, in parts or as a whole, once a refund id.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Payments;

/// <summary>The slice behind <see cref="IPayments.Refund"/>.</summary>
public sealed class RefundPayment(PaymentBook book, Gateways gateways)
{
    /// <summary>The refund's transaction id.</summary>
    public async ValueTask<Outcome<string>> Run(
        string paymentId,
        string refundId,
        long amountMinor,
        string reason,
        CancellationToken cancel
    )
    {
        if (refundId.Length is 0 or > AuthorizePayment.IdCharsMax || refundId == LedgerKind.VoidReference)
        {
            return Refusal.Invalid(
                "invalid_id",
                $"A refund needs an id of 1 to {AuthorizePayment.IdCharsMax} characters, other than '{LedgerKind.VoidReference}'."
            );
        }

        // A refund's id and reason are stored and shown.
        if (CardNumber.IsInId(refundId) || CardNumber.IsIn(reason))
        {
            return CardNumber.Refused;
        }

        if (amountMinor < 1)
        {
            return Refusal.Invalid("invalid_amount", "The amount to refund must be at least one minor unit.");
        }

        var wish = new WantedRefund(
            paymentId,
            refundId,
            amountMinor,
            reason.Length > Limits.NameCharsMax ? reason[..Limits.NameCharsMax] : reason,
            null,
            book.NowMs,
            0
        );
        if (await book.Find(paymentId) is { IsOpen: true, State: not PaymentState.Voiding } open)
        {
            // What was taken is not known here yet: the gateway tells.
            if (!(await gateways.Of(open).LookUp(paymentId, cancel)).Is(out var seen, out var lost))
            {
                return lost;
            }

            await book.Learn(seen, tell: open.IsWaiting);
        }

        var wanted = await book.Database.Write(tx => Want(tx, wish), cancel);
        return !wanted.Is(out var refund, out var refused) ? refused
            : refund.TransactionId is { } done ? done
            : await Ask(refund, cancel);
    }

    /// <summary>
    /// Asks the gateway to carry out a refund that is written down; also what the reconciliation does with one whose answer was lost.
    /// </summary>
    public async ValueTask<Outcome<string>> Ask(WantedRefund refund, CancellationToken cancel, bool tell = false)
    {
        if (await book.Find(refund.PaymentId) is not { } known)
        {
            return PaymentRefusals.NotFound(refund.PaymentId);
        }

        if (
            !(await gateways.Of(known).Refund(refund.PaymentId, refund.RefundId, refund.AmountMinor, cancel)).Is(
                out var said,
                out var refused
            )
        )
        {
            return refused;
        }

        var payment = await book.Learn(said, tell: tell);
        if (said.Entries.FirstOrDefault(e => e.Kind == LedgerKind.Refunded && e.Reference == refund.RefundId) is { } entry)
        {
            return entry.TransactionId;
        }

        await book.Database.Write(
            async tx =>
            {
                await PaymentStore.ForgetRefund(tx, refund.PaymentId, refund.RefundId);
                return true;
            },
            CancellationToken.None
        );
        return Exceeds(payment, refund.AmountMinor, payment.CapturedMinor - payment.RefundedMinor);
    }

    private static async ValueTask<Outcome<WantedRefund>> Want(Transaction tx, WantedRefund wish)
    {
        if (await PaymentStore.Find(tx, wish.PaymentId) is not { } payment)
        {
            return PaymentRefusals.NotFound(wish.PaymentId);
        }

        if (await PaymentStore.FindRefund(tx, wish.PaymentId, wish.RefundId) is { } before)
        {
            return before.AmountMinor == wish.AmountMinor
                ? before
                : new Refusal(
                    RefusalKind.Unprocessable,
                    "refund_differs",
                    $"Refund {wish.RefundId} was asked for before with {new Money(before.AmountMinor, payment.Currency)}. Repeat it unchanged, or use another id."
                );
        }

        if (payment.State is PaymentState.Authorizing or PaymentState.Capturing)
        {
            return PaymentRefusals.Unknown(wish.PaymentId);
        }

        // A void gives everything back by itself, and what others have asked for counts although it is not done yet.
        var left = payment.State is PaymentState.Voiding or PaymentState.Voided
            ? 0
            : payment.CapturedMinor - payment.RefundedMinor - await PaymentStore.RefundsOpen(tx, wish.PaymentId);
        if (wish.AmountMinor > left)
        {
            return Exceeds(payment, wish.AmountMinor, left);
        }

        await PaymentStore.AddRefund(tx, wish, Payment.NextLook(0, wish.CreatedMs));
        return wish;
    }

    private static Refusal Exceeds(Payment payment, long amountMinor, long left) =>
        Refusal.Conflict(
            "refund_exceeds_captured",
            payment.Currency.Length == 0
                ? $"Payment {payment.PaymentId} has taken nothing that could be refunded."
                : $"{new Money(amountMinor, payment.Currency)} cannot be refunded: of payment {payment.PaymentId} {new Money(Math.Max(0, left), payment.Currency)} is left."
        );
}
