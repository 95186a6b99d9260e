// What was asked of a payment, as both sides must name it.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Wire.Messages;

/// <summary>What an answer must repeat to be one.</summary>
/// <param name="Operation">payment, capture, void or refund.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Attempt">1 is the order's own payment; what it came to cost more later are the next.</param>
/// <param name="Amount">Minor units; 0 of a void.</param>
/// <param name="Currency">May be empty where the contract leaves it out.</param>
internal sealed record AskedPayment(string Operation, string OrderId, int Attempt, long Amount, string Currency)
{
    public const string Payment = "payment";
    public const string Capture = "capture";
    public const string Void = "void";
    public const string Refund = "refund";

    /// <summary>The state of payment.pending when nobody knows yet.</summary>
    public const string Unknown = "unknown";

    private const string Charge = ":charge:";

    /// <summary>
    /// A payment's id in two parts that other programs understand: <c>{order_id}:charge:{n}</c> is attempt n + 1 at the order.
    /// </summary>
    public static (string OrderId, int Attempt) Of(string paymentId)
    {
        var at = paymentId.LastIndexOf(Charge, StringComparison.Ordinal);
        return
            at > 0
            && int.TryParse(paymentId.AsSpan(at + Charge.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < int.MaxValue
            ? (paymentId[..at], number + 1)
            : (paymentId, 1);
    }

    /// <summary>Whether an outcome is about this, asked under this id.</summary>
    public bool IsOf(PaymentOutcome outcome) =>
        outcome.Operation == Operation
        && outcome.OrderId == OrderId
        && outcome.Attempt == Attempt
        && outcome.Amount == Amount
        && (outcome.Currency ?? string.Empty) == Currency;

    /// <summary>The outcome before it says what became of it.</summary>
    public PaymentOutcome Outcome(string questionId) => new(questionId, OrderId, Operation, Amount, Currency, Attempt);

    /// <summary>A refusal as an outcome, and the topic that says so: failed is final, pending leaves it open.</summary>
    public (string Topic, PaymentOutcome Outcome) Refused(string questionId, Refusal refused) =>
        (
            refused.Kind == RefusalKind.Unavailable ? Topics.PaymentPending : Topics.PaymentFailed,
            Outcome(questionId) with
            {
                Code = refused.Code,
                Detail = refused.Detail,
                Status = (int)refused.Kind,
                Facts = refused.Facts,
                State = refused.Kind == RefusalKind.Unavailable ? Unknown : null,
            }
        );

    /// <summary>The refusal in an outcome, or null when it is none. A program that names no status means that it cannot be done.</summary>
    public static Refusal? Refused(string topic, PaymentOutcome outcome) =>
        topic switch
        {
            Topics.PaymentFailed when outcome.Code is { Length: > 0 } code => new Refusal(
                outcome.Status is { } status && Enum.IsDefined((RefusalKind)status) && (RefusalKind)status != RefusalKind.Unavailable
                    ? (RefusalKind)status
                    : RefusalKind.Conflict,
                code,
                outcome.Detail ?? "The payment was refused."
            )
            {
                Facts = outcome.Facts,
            },
            Topics.PaymentPending when outcome.State == Unknown => Refusal.Unavailable(
                outcome.Code ?? "payment_unknown",
                outcome.Detail ?? "What became of it is not known yet. Ask again with the same ids: money moves once."
            ),
            _ => null,
        };
}
