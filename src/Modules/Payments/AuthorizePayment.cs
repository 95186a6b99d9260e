// Secures the amount of a payment, and takes it at once when asked to.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Payments;

/// <summary>The slice behind <see cref="IPayments.Authorize"/>, its three parts, and POST /api/payments.</summary>
public sealed class AuthorizePayment(PaymentBook book, Gateways gateways, VoidPayment voiding)
{
    // Ids of other systems may be longer than ours (36), but not so long that an index suffers.
    internal const int IdCharsMax = 200;

    // No provider has longer tokens; a longer text is something else.
    private const int TokenCharsMax = 200;

    /// <summary>
    /// The payment as it is then; declined and voided ones included. Refused when the request is wrong or the outcome unknown.
    /// </summary>
    public async ValueTask<Outcome<Payment>> Run(Charge charge, string? userId, CancellationToken cancel)
    {
        if (
            !(await Want(charge, userId, cancel)).Is(out var payment, out var refused)
            || !(await Hear(charge, payment, cancel)).Is(out var heard, out refused)
        )
        {
            return refused;
        }

        payment = heard.Said is null ? heard.Payment : await book.Learn(heard.Said, heard.Payment, tell: heard.Payment.IsWaiting);
        if (payment.Expire(book.NowMs) != payment)
        {
            return await voiding.EndWait(payment, cancel);
        }

        return payment.State == PaymentState.Authorizing ? PaymentRefusals.Unknown(payment.PaymentId) : payment;
    }

    /// <summary>The first part of it: the wish is written, and nobody is asked. The payment as it is then.</summary>
    public async ValueTask<Outcome<Payment>> Want(Charge charge, string? userId, CancellationToken cancel)
    {
        if (Wrong(charge) is { } wrong)
        {
            return wrong;
        }

        return gateways.Refused(charge.MethodToken) is { } notAccepted && await book.Find(charge.PaymentId) is null
            ? notAccepted
            : await book.Want(Wanted(charge, userId), cancel);
    }

    /// <summary>The second part, of a payment that is written as a rule: the provider's answer is kept for <see cref="Learn"/>.</summary>
    public async ValueTask<Outcome<Payment>> Ask(Charge charge, string? userId, CancellationToken cancel)
    {
        var there = Wrong(charge) is null ? await book.Find(charge.PaymentId) : null;
        var wanted = there is null ? await Want(charge, userId, cancel) : PaymentBook.Compare(there, Wanted(charge, userId));
        if (!wanted.Is(out var payment, out var refused) || !(await Hear(charge, payment, cancel)).Is(out var heard, out refused))
        {
            return refused;
        }

        if (heard.Said is { } said)
        {
            await book.Keep(said, heard.Payment, tell: heard.Payment.IsWaiting);
        }

        return heard.Payment;
    }

    /// <summary>The third part: the payment after what was kept of it is written down.</summary>
    public async ValueTask<Outcome<Payment>> Learn(string paymentId) =>
        await book.LearnKept(paymentId) is not { } payment ? PaymentRefusals.NotFound(paymentId)
        : payment.State == PaymentState.Authorizing ? PaymentRefusals.Unknown(paymentId)
        : payment;

    private Payment Wanted(Charge charge, string? userId) =>
        Payment.Wanted(charge, userId, gateways.Knows(charge.MethodToken), gateways.For(charge.MethodToken).Name, book.NowMs);

    /// <summary>What the provider says of a payment whose outcome is open, and nothing of another.</summary>
    private async ValueTask<Outcome<(Payment Payment, GatewayPayment? Said)>> Hear(Charge charge, Payment payment, CancellationToken cancel)
    {
        if (payment.State != PaymentState.Authorizing && !payment.IsWaiting)
        {
            return (payment, null);
        }

        // What is written decides, so that a token that the table must not hold never travels further either.
        var same = charge with
        {
            MethodToken = payment.Method,
            TakesAtOnce = payment.TakesAtOnce,
        };
        var gateway = gateways.Of(payment);
        var isOpen = gateways.IsOpen(gateway);

        // A payment that waits is asked about again: the answer is what is true now.
        if (
            !(isOpen ? await gateway.Authorize(same, cancel) : await gateway.LookUp(payment.PaymentId, cancel)).Is(
                out var said,
                out var refused
            )
        )
        {
            return refused;
        }

        if (isOpen || said.Seen)
        {
            return (payment, said);
        }

        return (await voiding.Close(payment, cancel)).Is(out var closed, out refused) ? (closed, null) : refused;
    }

    /// <summary>The refusal that a payment which moved nothing is to whoever wanted the money, or null.</summary>
    public static Refusal? NotPaid(Payment payment) =>
        payment.State switch
        {
            PaymentState.Declined => PaymentRefusals.Declined(payment.Reason ?? "card_declined"),
            PaymentState.Voiding
            or PaymentState.Voided when payment.Reason is Payment.Expired or Payment.NotAccepted or Payment.HoldExpired =>
                PaymentRefusals.Declined(payment.Reason),
            PaymentState.Voiding or PaymentState.Voided => PaymentRefusals.Voided(payment.PaymentId),
            _ => null,
        };

    /// <summary>Why a charge is never sent to the gateway, or null.</summary>
    internal static Refusal? Wrong(Charge charge)
    {
        if (
            CardNumber.LooksLikeOne(charge.MethodToken)
            || CardNumber.IsIn(charge.MethodToken)
            || CardNumber.IsInId(charge.PaymentId)
            || CardNumber.IsInId(charge.OrderId)
        )
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
            return Refusal.Invalid(
                "unknown_currency",
                $"'{charge.Currency}' is not a currency the shop knows. Use an ISO 4217 code such as USD."
            );
        }

        return charge.AmountMinor is < 1 or > AmountMinorMax
            ? Refusal.Invalid("invalid_amount", $"The amount must be from 1 to {AmountMinorMax} minor units.")
            : null;
    }

    /// <summary>What an order can come to.</summary>
    public const long AmountMinorMax = Limits.OrderTotalMinorMax;
}
