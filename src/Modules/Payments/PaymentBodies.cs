// What the routes of payments take and answer.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Web;

namespace Cartwright.Payments;

/// <summary>A payment made by hand.</summary>
public sealed record PaymentBody(string OrderId, decimal Amount, string Currency, PaymentMethodBody PaymentMethod, string? UserId = null);

/// <summary>How to pay: the token that the provider gave, never a card number.</summary>
public sealed record PaymentMethodBody(string Token);

/// <summary>How it went.</summary>
/// <param name="Status">SUCCESS, FAILURE, or PENDING while the customer or the provider has the word.</param>
/// <param name="Reason">The code of the failure.</param>
/// <param name="NextAction">What a pending payment waits for.</param>
public sealed record PaymentResult(
    string TransactionId,
    [OneOf("SUCCESS", "FAILURE", "PENDING")] string Status,
    string? Reason,
    NextActionReply? NextAction = null
);

/// <summary>What a payment waits for.</summary>
/// <param name="Kind">challenge, bank_transfer or wait.</param>
/// <param name="Url">Where a challenge is shown and answered.</param>
/// <param name="Amount">What is still to be paid.</param>
/// <param name="Received">What has arrived and is not enough.</param>
public sealed record NextActionReply(
    [OneOf("challenge", "bank_transfer", "wait")] string Kind,
    string? Url,
    string? Account,
    string? AccountHolder,
    string? Reference,
    decimal Amount,
    decimal Received,
    string Currency,
    string Instructions,
    DateTimeOffset ExpiresAt
)
{
    public static NextActionReply? Of(Payment payment) =>
        NextAction.Of(payment) is not { } action
            ? null
            : new(
                action.Kind,
                Shown(action.Url),
                Shown(action.Account),
                Shown(action.AccountHolder),
                Shown(action.Reference),
                Currencies.ToMajor(action.AmountMinor, action.Currency),
                Currencies.ToMajor(action.ReceivedMinor, action.Currency),
                action.Currency,
                action.Instructions,
                DateTimeOffset.FromUnixTimeMilliseconds(payment.Wait?.UntilMs ?? 0)
            );

    private static string? Shown(string text) => text.Length == 0 ? null : text;
}

/// <summary>A payment.</summary>
/// <param name="Status">
/// authorizing, authorized, capturing, captured, refunding, refunded, declined, voiding, voided, action_required, awaiting. A payment that
/// had taken money and gave it back is refunded; voided is one that never took any.
/// </param>
public sealed record PaymentReply(
    string PaymentId,
    string OrderId,
    string? UserId,
    string Status,
    string? Reason,
    string? TransactionId,
    decimal? Amount,
    string? Currency,
    string Method,
    decimal? Captured,
    decimal? Refunded,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string Provider,
    NextActionReply? NextAction
)
{
    public static PaymentReply Of(Payment p)
    {
        // The memory of a void that came first has no amount and no currency.
        decimal? Major(long minor) => p.Currency.Length == 0 ? null : Currencies.ToMajor(minor, p.Currency);
        return new(
            p.PaymentId,
            p.OrderId,
            p.UserId,
            p.Shown,
            p.Reason,
            p.TransactionId,
            Major(p.AmountMinor),
            p.Currency.Length == 0 ? null : p.Currency,
            p.Method,
            Major(p.CapturedMinor),
            Major(p.RefundedMinor),
            DateTimeOffset.FromUnixTimeMilliseconds(p.CreatedMs),
            DateTimeOffset.FromUnixTimeMilliseconds(p.UpdatedMs),
            p.Provider,
            NextActionReply.Of(p)
        );
    }
}

/// <summary>Payments, and for those of one order their sums.</summary>
/// <param name="Totals">Only with order_id, on the first page.</param>
public sealed record PaymentsPage(IReadOnlyList<PaymentReply> Items, string? NextCursor, PaymentTotals? Totals);

/// <summary>What an order's payments come to.</summary>
/// <param name="Kept">Taken and not paid back.</param>
/// <param name="Waiting">Asked for and not there yet.</param>
public sealed record PaymentTotals(string Currency, decimal Captured, decimal Refunded, decimal Kept, decimal Waiting)
{
    internal static PaymentTotals? Of(IReadOnlyList<Payment> payments)
    {
        if (payments.FirstOrDefault(p => p.Currency.Length > 0)?.Currency is not { } currency)
        {
            return null;
        }

        decimal Sum(Func<Payment, long> of) => Currencies.ToMajor(payments.Where(p => p.Currency == currency).Sum(of), currency);
        return new(
            currency,
            Sum(p => p.CapturedMinor),
            Sum(p => p.RefundedMinor),
            Sum(p => p.CapturedMinor - p.RefundedMinor),
            Sum(p => p.Wait?.MissingMinor ?? 0)
        );
    }
}

/// <summary>A payment with its refunds.</summary>
public sealed record PaymentDetails(PaymentReply Payment, IReadOnlyList<RefundReplyBody> Refunds);

/// <summary>A refund that was asked for.</summary>
/// <param name="Status">refunding until the provider has answered, then refunded.</param>
public sealed record RefundReplyBody(
    string RefundId,
    decimal Amount,
    [OneOf("refunding", "refunded")] string Status,
    string Reason,
    DateTimeOffset CreatedAt
);

/// <summary>A movement of money in one of the two books.</summary>
/// <param name="Kind">authorized, captured, released or refunded.</param>
/// <param name="Reference">
/// The refund id of a refund; <c>void</c> for one that a void made; the transfer's id of what a bank received or sent back.
/// </param>
public sealed record LedgerReply(
    string EntryId,
    string PaymentId,
    string OrderId,
    [OneOf("authorized", "captured", "released", "refunded")] string Kind,
    string? Reference,
    decimal Amount,
    string Currency,
    string TransactionId,
    DateTimeOffset At
)
{
    public static LedgerReply Of(LedgerEntry e) =>
        new(
            e.Number.ToString(CultureInfo.InvariantCulture),
            e.PaymentId,
            e.OrderId,
            e.Kind,
            e.Reference.Length == 0 ? null : e.Reference,
            Currencies.ToMajor(e.AmountMinor, e.Currency),
            e.Currency,
            e.TransactionId,
            DateTimeOffset.FromUnixTimeMilliseconds(e.AtMs)
        );
}
