// The seam to whoever moves the money. Behind it stand the simulated card provider and the simulated bank.
using Cartwright.Contracts;

namespace Cartwright.Payments;

/// <summary>
/// A payment provider. Each call tries something and answers what is true of the payment afterwards, so that a caller learns the same from
/// the first answer, a repeated one and a look-up. Every call may be repeated: money moves once a payment id (and refund id). The only
/// refusal is <c>payment_unknown</c>: the answer was lost or late, and the money may or may not have moved. An implementation bounds the
/// time of its calls by itself and holds neither a thread nor a writer while it waits.
/// </summary>
public interface IGateway
{
    /// <summary>The provider's name, as it stands beside each of its payments.</summary>
    string Name { get; }

    /// <summary>How shoppers are offered it: the method with its tokens.</summary>
    AcceptedMethod Method { get; }

    /// <summary>Whether a token is one of this provider's: only those are ever stored.</summary>
    bool Knows(string methodToken);

    /// <summary>
    /// Secures the amount, and takes it when <see cref="Charge.TakesAtOnce"/>. After a void of the same id it moves nothing.
    /// </summary>
    ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel);

    /// <summary>Takes of what is authorized, once; the rest is let go. Moves nothing when that is not possible.</summary>
    ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long amountMinor, CancellationToken cancel);

    /// <summary>
    /// Lets go of what is held and pays back what is taken. An id it has not seen is remembered, so that a late authorization moves
    /// nothing.
    /// </summary>
    ValueTask<Outcome<GatewayPayment>> Void(string paymentId, CancellationToken cancel);

    /// <summary>Pays back, once a refund id, never more than was taken. Moves nothing when that is not possible.</summary>
    ValueTask<Outcome<GatewayPayment>> Refund(string paymentId, string refundId, long amountMinor, CancellationToken cancel);

    /// <summary>What is true of a payment now. One it has never seen is <see cref="GatewayPayment.Seen"/> false.</summary>
    ValueTask<Outcome<GatewayPayment>> LookUp(string paymentId, CancellationToken cancel);

    /// <summary>
    /// Its entries of all payments, by payment id, kind and reference, after a place in that order: for comparing the books.
    /// </summary>
    ValueTask<IReadOnlyList<LedgerEntry>> Entries(LedgerPlace after, int limit, CancellationToken cancel);
}

/// <summary>What the provider is asked to secure.</summary>
/// <param name="TakesAtOnce">Whether authorization and capture are one step.</param>
public sealed record Charge(string PaymentId, string OrderId, long AmountMinor, string Currency, string MethodToken, bool TakesAtOnce);

/// <summary>What the provider knows of one payment.</summary>
/// <param name="Seen">False when it has never heard of the id.</param>
/// <param name="TransactionId">The provider's own id of the payment; empty for one that it only knows as voided or not at all.</param>
/// <param name="DeclineCode">Why it moves nothing, or null.</param>
/// <param name="Voided">Whether it was let go: nothing more can be taken.</param>
/// <param name="Entries">Every movement so far, in the order in which it happened. Entries are only ever added.</param>
/// <param name="Wait">What it still waits for, or null.</param>
public sealed record GatewayPayment(
    string PaymentId,
    bool Seen,
    string TransactionId,
    string? DeclineCode,
    bool Voided,
    IReadOnlyList<LedgerEntry> Entries,
    PaymentWait? Wait = null
)
{
    /// <summary>A payment that the provider has never heard of.</summary>
    public static GatewayPayment Unseen(string paymentId) => new(paymentId, false, string.Empty, null, false, []);
}

/// <summary>What a payment waits for. Amounts are minor units of the payment's currency.</summary>
/// <param name="Kind">One of the constants.</param>
/// <param name="UntilMs">When the wait ends.</param>
/// <param name="MissingMinor">What is still to be paid.</param>
/// <param name="ReceivedMinor">What has arrived and is not enough.</param>
public sealed record PaymentWait(
    string Kind,
    long UntilMs,
    long MissingMinor,
    long ReceivedMinor = 0,
    string Account = "",
    string AccountHolder = "",
    string Reference = "",
    string Bic = ""
)
{
    /// <summary>The shopper must approve.</summary>
    public const string Challenge = "challenge";

    /// <summary>A transfer must arrive.</summary>
    public const string Transfer = "bank_transfer";

    /// <summary>The provider answers later.</summary>
    public const string Provider = "wait";
}

/// <summary>One movement of money. Payment id, kind and reference are its identity in both books.</summary>
/// <param name="Number">Place in the book it was read from; 0 before it is written.</param>
/// <param name="Kind">One of <see cref="LedgerKind"/>.</param>
/// <param name="Reference">The refund id of a refund, the transfer's id of what a bank received and sent back, else empty.</param>
public sealed record LedgerEntry(
    long Number,
    string PaymentId,
    string OrderId,
    string Kind,
    string Reference,
    long AmountMinor,
    string Currency,
    string TransactionId,
    long AtMs
)
{
    public LedgerPlace Place => new(PaymentId, Kind, Reference);
}

/// <summary>A place in a ledger read by payment.</summary>
public readonly record struct LedgerPlace(string PaymentId, string Kind, string Reference)
{
    public static LedgerPlace Start { get; } = new(string.Empty, string.Empty, string.Empty);

    public int CompareTo(LedgerPlace other) =>
        string.CompareOrdinal(PaymentId, other.PaymentId) is var id and not 0 ? id
        : string.CompareOrdinal(Kind, other.Kind) is var kind and not 0 ? kind
        : string.CompareOrdinal(Reference, other.Reference);
}

/// <summary>The kinds of movement.</summary>
public static class LedgerKind
{
    /// <summary>An amount was held; at a bank: it arrived and is not taken for the order yet.</summary>
    public const string Authorized = "authorized";

    /// <summary>An amount was taken.</summary>
    public const string Captured = "captured";

    /// <summary>What was held was let go; at a bank: it was sent back.</summary>
    public const string Released = "released";

    /// <summary>Taken money was paid back.</summary>
    public const string Refunded = "refunded";

    /// <summary>The reference of the refund that a void of a captured payment is; no other refund may have this id.</summary>
    public const string VoidReference = "void";
}
