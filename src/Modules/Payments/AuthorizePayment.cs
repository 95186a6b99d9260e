// Secures the amount of a payment, and takes it at once when asked to.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Payments;

/// <summary>The slice behind <see cref="IPayments.Authorize"/> and POST /api/payments.</summary>
public sealed class AuthorizePayment(PaymentBook book, Gateways gateways, VoidPayment voiding)
{
    // Ids of other systems may be longer than ours (36), but not so long that an index suffers.
    internal const int IdCharsMax = 200;

    // No provider has longer tokens; a longer text is something else.
    private const int TokenCharsMax = 200;

    /// <summary>The payment as it is then; declined and voided ones included. Refused when the request is wrong or the outcome unknown.</summary>
    public async ValueTask<Outcome<Payment>> Run(Charge charge, string? userId, CancellationToken cancel)
    {
        if (Wrong(charge) is { } wrong)
        {
            return wrong;
        }

        if (gateways.Refused(charge.MethodToken) is { } notAccepted && await book.Find(charge.PaymentId) is null)
        {
            return notAccepted;
        }

        var wanted = Payment.Wanted(charge, userId, gateways.Knows(charge.MethodToken), gateways.For(charge.MethodToken).Name, book.NowMs);
        if (!(await book.Want(wanted, cancel)).Is(out var payment, out var refused))
        {
            return refused;
        }

        if (payment.State == PaymentState.Authorizing || payment.IsWaiting)
        {
            // A payment that waits is asked about again: the answer is what is true now.
            var waited = payment.IsWaiting;

            // What is written decides, so that a token that the table must not hold never travels further either.
            var same = charge with { MethodToken = payment.Method, TakesAtOnce = payment.TakesAtOnce };
            var gateway = gateways.Of(payment);
            var isOpen = gateways.IsOpen(gateway);
            if (!(isOpen ? await gateway.Authorize(same, cancel) : await gateway.LookUp(payment.PaymentId, cancel)).Is(out var said, out refused))
            {
                return refused;
            }

            if (!isOpen && !said.Seen)
            {
                return await voiding.Close(payment, cancel);
            }

            payment = await book.Learn(said, payment, tell: waited);
        }

        if (payment.Expire(book.NowMs) != payment)
        {
            return await voiding.EndWait(payment, cancel);
        }

        return payment.State == PaymentState.Authorizing ? PaymentRefusals.Unknown(payment.PaymentId) : payment;
    }

    /// <summary>The refusal that a payment which moved nothing is to whoever wanted the money, or null.</summary>
    public static Refusal? NotPaid(Payment payment) => payment.State switch
    {
        PaymentState.Declined => PaymentRefusals.Declined(payment.Reason ?? "card_declined"),
        PaymentState.Voiding or PaymentState.Voided when payment.Reason is Payment.Expired or Payment.NotAccepted => PaymentRefusals.Declined(payment.Reason),
        PaymentState.Voiding or PaymentState.Voided => PaymentRefusals.Voided(payment.PaymentId),
        _ => null,
    };

    /// <summary>Why a charge is never sent to the gateway, or null.</summary>
    internal static Refusal? Wrong(Charge charge)
    {
        if (CardNumber.LooksLikeOne(charge.MethodToken) || CardNumber.IsIn(charge.MethodToken) || CardNumber.IsInId(charge.PaymentId) || CardNumber.IsInId(charge.OrderId))
        {
            return CardNumber.Refused;
        }

        if (charge.PaymentId.Length is 0 or > IdCharsMax || charge.OrderId.Length is 0 or > IdCharsMax)
        {
            return Refusal.Invalid("invalid_id", $"A payment and its order need ids of 1 to {IdCharsMax} characters.");
        }

        if (charge.MethodToken.Length is 0 or > TokenCharsMax)
        {
            return Refusal.Invalid("unknown_payment_method", $"The payment method needs a token of 1 to {TokenCharsMax} characters.");
        }

        if (!Currencies.IsKnown(charge.Currency))
        {
            return Refusal.Invalid("unknown_currency", $"'{charge.Currency}' is not a currency the shop knows. Use an ISO 4217 code such as USD.");
        }

        return charge.AmountMinor is < 1 or > AmountMinorMax
            ? Refusal.Invalid("invalid_amount", $"The amount must be from 1 to {AmountMinorMax} minor units.")
            : null;
    }

    /// <summary>What an order can come to.</summary>
    public const long AmountMinorMax = Limits.OrderTotalMinorMax;
}
