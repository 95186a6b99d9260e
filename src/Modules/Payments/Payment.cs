// A payment as the shop knows it, and how it changes: by what is wanted of it, and by what the gateway says is true.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;

namespace Cartwright.Payments;

/// <summary>
/// States. Those marked as wanted are open: the gateway's answer is not known yet, and the reconciliation asks until it is.
/// </summary>
public enum PaymentState
{
    /// <summary>Wanted: the gateway was or will be asked to secure the amount.</summary>
    Authorizing,

    /// <summary>The amount is held.</summary>
    Authorized,

    /// <summary>Wanted: the held amount shall be taken.</summary>
    Capturing,

    /// <summary>The amount is taken, and not all of it is paid back.</summary>
    Captured,

    /// <summary>All that was taken is paid back.</summary>
    Refunded,

    /// <summary>The provider said no. Final.</summary>
    Declined,

    /// <summary>Wanted: whatever is held or taken shall be given back.</summary>
    Voiding,

    /// <summary>Nothing is held, nothing more can be taken. Final.</summary>
    Voided,

    /// <summary>The shopper must do something before the provider goes on.</summary>
    ActionRequired,

    /// <summary>The provider waits: for a transfer, or for somebody of its own.</summary>
    Awaiting,
}

/// <summary>One payment. Amounts are minor units of <paramref name="Currency"/>.</summary>
/// <param name="Method">The token, or <c>unknown</c> for one that is not the gateway's.</param>
/// <param name="Reason">The decline code, or null.</param>
/// <param name="CaptureMinor">What was asked to be taken in all.</param>
/// <param name="Looks">How often the gateway was asked about it since it became open.</param>
/// <param name="LookMs">When to ask next; null when nothing is open.</param>
/// <param name="Provider">The gateway that it was made with, which alone is asked about it.</param>
/// <param name="Entries">How many movements are known: an answer with fewer is older.</param>
/// <param name="Wait">What it waits for; only in the two states that wait.</param>
/// <param name="Hold">What is held and not taken yet; null when nothing is.</param>
/// <param name="KeepsRest">Whether what was asked to be taken leaves the rest held.</param>
public sealed record Payment(
    string PaymentId,
    string OrderId,
    string? UserId,
    long AmountMinor,
    string Currency,
    string Method,
    bool TakesAtOnce,
    PaymentState State,
    string? Reason,
    string? TransactionId,
    long CaptureMinor,
    long CapturedMinor,
    long RefundedMinor,
    long CreatedMs,
    long UpdatedMs,
    int Looks,
    long? LookMs,
    string Provider,
    int Entries = 0,
    PaymentWait? Wait = null,
    PaymentHold? Hold = null,
    bool KeepsRest = false
)
{
    /// <summary>How long an open payment is left to the call that opened it, before the reconciliation asks.</summary>
    public static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(5);

    /// <summary>Stands between the order's id and a number in the ids of what an order came to cost more (see the contract).</summary>
    public const string ChargeMark = ":charge:";

    /// <summary>The code of a payment that was held and not taken in time: the bank has let go of it.</summary>
    public const string HoldExpired = "authorization_expired";

    private const int DoublingsMax = 10;

    /// <summary>The decline code of a payment whose wait ended without the money.</summary>
    public const string Expired = "payment_expired";

    /// <summary>The decline code of a payment whose provider was switched off before it was ever asked.</summary>
    public const string NotAccepted = "payment_method_not_accepted";

    /// <summary>Whether the gateway's answer to what is wanted is still missing.</summary>
    public bool IsOpen => State is PaymentState.Authorizing or PaymentState.Capturing or PaymentState.Voiding || IsWaiting;

    /// <summary>Whether the gateway has answered, and the customer or time has the word.</summary>
    public bool IsWaiting => State is PaymentState.ActionRequired or PaymentState.Awaiting;

    /// <summary>
    /// The state as others are told it. One that had taken money and was voided gave it back, so it is refunding or refunded; that nothing
    /// can be taken with it any more is known here alone.
    /// </summary>
    public string Shown =>
        State switch
        {
            PaymentState.Voiding when CapturedMinor > 0 => "refunding",
            PaymentState.Voided when CapturedMinor > 0 => RefundedMinor >= CapturedMinor ? PaymentState.Refunded.Text() : "refunding",
            _ => State.Text(),
        };

    /// <summary>A payment that is about to be authorized.</summary>
    public static Payment Wanted(Charge charge, string? userId, bool methodKnown, string provider, long nowMs) =>
        new(
            charge.PaymentId,
            charge.OrderId,
            userId,
            charge.AmountMinor,
            charge.Currency,
            methodKnown ? charge.MethodToken : UnknownMethod,
            charge.TakesAtOnce,
            PaymentState.Authorizing,
            null,
            null,
            charge.TakesAtOnce ? charge.AmountMinor : 0,
            0,
            0,
            nowMs,
            nowMs,
            0,
            NextLook(0, nowMs),
            provider
        );

    /// <summary>The memory of a void that came before its authorization.</summary>
    public static Payment Tombstone(string paymentId, string provider, long nowMs) =>
        new(
            paymentId,
            OrderOf(paymentId),
            null,
            0,
            string.Empty,
            UnknownMethod,
            false,
            PaymentState.Voided,
            null,
            null,
            0,
            0,
            0,
            nowMs,
            nowMs,
            0,
            null,
            provider
        );

    /// <summary>A payment that only its provider knew of, before what it says is learned; null when nothing ever moved.</summary>
    public static Payment? Adopted(GatewayPayment said, string provider, long nowMs)
    {
        if (said.Entries is not [var first, ..])
        {
            return null;
        }

        var taken = Sum(said, LedgerKind.Captured);
        var amount = Math.Max(
            taken,
            said.Entries.Where(e => e.Kind == LedgerKind.Authorized && e.Currency == first.Currency).Sum(e => e.AmountMinor)
        );
        return new(
            said.PaymentId,
            first.OrderId,
            null,
            amount,
            first.Currency,
            UnknownMethod,
            false,
            PaymentState.Authorizing,
            null,
            null,
            taken,
            0,
            0,
            nowMs,
            nowMs,
            0,
            NextLook(0, nowMs),
            provider
        );
    }

    /// <summary>The order that a payment of the checkout is for, as its id says.</summary>
    public static string OrderOf(string paymentId) =>
        paymentId.LastIndexOf(ChargeMark, StringComparison.Ordinal) is > 0 and var mark ? paymentId[..mark] : paymentId;

    /// <summary>Whether it is for what the order came to cost more, beside the order's own payment.</summary>
    public bool IsFurtherCharge => PaymentId.StartsWith(OrderId + ChargeMark, StringComparison.Ordinal);

    /// <summary>What the rest of the shop may know of it.</summary>
    public PaymentFacts Facts => new(PaymentId, OrderId, Shown, Currency, AmountMinor, CapturedMinor, RefundedMinor, Reason, UpdatedMs);

    /// <summary>What stands in the table instead of text that is no token: it could be anything, a card's number included.</summary>
    public const string UnknownMethod = "unknown";

    /// <summary>The same payment with something new wanted of it.</summary>
    public Payment Want(PaymentState state, long nowMs, long? captureMinor = null, bool keepsRest = false) =>
        this with
        {
            State = state,
            CaptureMinor = captureMinor ?? CaptureMinor,
            KeepsRest = keepsRest,
            UpdatedMs = nowMs,
            Looks = 0,
            LookMs = NextLook(0, nowMs),
            Wait = null,
        };

    /// <summary>
    /// The same payment after the gateway could not say more: it is asked again later, up to an hour and a half apart, and when its wait
    /// ends.
    /// </summary>
    public Payment LookLater(long nowMs) => this with { Looks = Looks + 1, LookMs = Soonest(Looks + 1, nowMs) };

    /// <summary>The same payment, to be ended when its wait is over; else unchanged.</summary>
    public Payment Expire(long nowMs) =>
        IsWaiting && Wait is { } wait && wait.UntilMs <= nowMs ? Want(PaymentState.Voiding, nowMs) with { Reason = Expired } : this;

    /// <summary>The same payment, to be ended because its provider takes nothing new and has never heard of it; else unchanged.</summary>
    public Payment Close(long nowMs) =>
        State == PaymentState.Authorizing ? Want(PaymentState.Voiding, nowMs) with { Reason = NotAccepted } : this;

    /// <summary>
    /// The payment after what the gateway says. Answers can arrive late, twice and out of order: entries are only ever added there, so the
    /// larger sums are the newer ones, and an older answer changes nothing.
    /// </summary>
    public Payment Learn(GatewayPayment said, long nowMs)
    {
        if (!said.Seen)
        {
            return this;
        }

        var captured = Math.Max(Planted.TakesOlderAnswers ? 0 : CapturedMinor, Sum(said, LedgerKind.Captured));
        if (IsNotTheCharge(said, captured))
        {
            return this;
        }

        var refunded = Math.Max(RefundedMinor, Sum(said, LedgerKind.Refunded));
        var state = StateAfter(said, captured, refunded);
        var learned = this with
        {
            State = state,
            Reason = Reason ?? said.DeclineCode,
            TransactionId = TransactionId ?? (said.TransactionId.Length == 0 ? null : said.TransactionId),
            CapturedMinor = captured,
            RefundedMinor = refunded,
            Entries = Math.Max(Entries, said.Entries.Count),
            Hold = IsOlder(said) ? Hold : said.Hold,
        };
        learned = learned with
        {
            Wait =
                !learned.IsWaiting ? null
                : IsOlder(said) ? Wait
                : Instructed(said.Wait),
        };
        return learned == this ? this
            : !learned.IsOpen ? learned with { UpdatedMs = nowMs, Looks = 0, LookMs = null }
            : learned.IsWaiting && !IsWaiting ? learned with { UpdatedMs = nowMs, Looks = 0, LookMs = learned.Soonest(0, nowMs) }
            : learned with { UpdatedMs = nowMs };
    }

    /// <summary>When to ask again after so many looks.</summary>
    public static long NextLook(int looks, long nowMs) => nowMs + ((long)LookAfter.TotalMilliseconds << Math.Min(looks, DoublingsMax));

    private long Soonest(int looks, long nowMs) =>
        Math.Min(NextLook(looks, nowMs), Wait is { UntilMs: var until } && until > nowMs ? until : long.MaxValue);

    // Whoever was told where to pay is told the same when the shop has no account any more.
    private PaymentWait? Instructed(PaymentWait? said) =>
        said is { Kind: PaymentWait.Transfer, Account: "" } && Wait is { Account.Length: > 0 } told
            ? said with
            {
                Account = told.Account,
                AccountHolder = told.AccountHolder,
                Bic = told.Bic,
            }
            : said ?? Wait;

    private bool IsHeldStill(GatewayPayment said) => (IsOlder(said) ? Hold : said.Hold) is not null;

    // Of a charge that is taken at once all is taken or nothing: less is no answer, whoever gives it, and pays for no order.
    private bool IsNotTheCharge(GatewayPayment said, long captured) =>
        TakesAtOnce
        && captured > 0
        && captured < AmountMinor
        && !said.Voided
        && (State == PaymentState.Authorizing || IsWaiting)
        && CapturedMinor == 0;

    private bool IsOlder(GatewayPayment said) => said.Entries.Count < Entries;

    private PaymentState StateAfter(GatewayPayment said, long captured, long refunded) =>
        State switch
        {
            PaymentState.Voided when !Planted.VoidForgotten => PaymentState.Voided,
            _ when said.Voided => PaymentState.Voided,
            PaymentState.Voiding => said.DeclineCode is null ? PaymentState.Voiding : PaymentState.Voided,
            _ when said.DeclineCode is not null && captured == 0 => PaymentState.Declined,
            PaymentState.Capturing when IsHeldStill(said) && (captured < CaptureMinor || !KeepsRest) => PaymentState.Capturing,
            _ when captured > 0 => refunded == captured && !IsHeldStill(said) ? PaymentState.Refunded : PaymentState.Captured,
            PaymentState.Authorizing or PaymentState.ActionRequired or PaymentState.Awaiting when !IsOlder(said) => said.Wait
                is { Kind: PaymentWait.Challenge }
                ? PaymentState.ActionRequired
            : said.Wait is not null ? PaymentState.Awaiting
            : said.Entries.Count > 0 ? PaymentState.Authorized
            : State,
            _ => State,
        };

    private static long Sum(GatewayPayment said, string kind)
    {
        long sum = 0;
        foreach (var entry in said.Entries)
        {
            sum += entry.Kind == kind ? entry.AmountMinor : 0;
        }

        return sum;
    }
}

/// <summary>The states as they stand in tables and replies.</summary>
public static class PaymentStates
{
    private static readonly string[] Names = [.. Enum.GetNames<PaymentState>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static string Text(this PaymentState state) => Names[(int)state];

    public static PaymentState Parse(string text) => (PaymentState)Array.IndexOf(Names, text);
}

/// <summary>The refusals of payments.</summary>
public static class PaymentRefusals
{
    public static Refusal Unknown(string paymentId) =>
        Refusal.Unavailable(
            "payment_unknown",
            $"The provider's answer about payment {paymentId} is not known yet. Ask again with the same ids: money moves once."
        );

    public static Refusal NotFound(string paymentId) => Refusal.NotFound("payment_not_found", $"There is no payment {paymentId}.");

    public static Refusal Voided(string paymentId) =>
        Refusal.Conflict("payment_voided", $"Payment {paymentId} was voided. Nothing can be taken with it any more; pay under another id.");

    public static Refusal Waits(string paymentId) =>
        Refusal.Conflict("payment_waits", $"Payment {paymentId} waits for the customer or the provider: there is nothing to take yet.");

    public static Refusal Differs(string paymentId) =>
        new(
            RefusalKind.Unprocessable,
            "payment_differs",
            $"Payment {paymentId} was asked for before with another order, amount, currency or method. Repeat it unchanged, or use another id."
        );

    public static Refusal Declined(string code) =>
        Refusal.Conflict(
            code,
            code switch
            {
                "card_declined" => "The card was declined. Use another payment method.",
                "insufficient_funds" => "The card has not enough funds. Use another payment method.",
                "challenge_refused" => "The payment was not approved. Use another payment method, or approve it next time.",
                "capture_failed" => "The provider would not take the money that it held. Use another payment method.",
                Payment.Expired => "The time to pay is over. Nothing was taken; what arrives now is sent back.",
                Payment.NotAccepted => "The shop does not take this payment method any more. Nothing was taken; use another one.",
                Payment.HoldExpired =>
                    "The bank has let go of what it held, because it was not taken in time. Nothing was taken; pay again.",
                "amount_not_accepted" => "The provider does not take this amount in this currency. Use another payment method.",
                "unknown_payment_method" => "The payment method is not known. Use a token that the provider gave, such as tok_visa.",
                _ => "The provider refused the payment. Use another payment method.",
            }
        );
}
