// One movement of money, the same in the book of the shop and in that of its provider.
namespace Cartwright.Contracts.Ports;

/// <summary>One movement of money. Payment id, kind and reference are its identity in both books.</summary>
/// <param name="Number">Place in the book it was read from; 0 before it is written.</param>
/// <param name="Kind">One of <see cref="LedgerKind"/>.</param>
/// <param name="Reference">
/// The refund id of a refund, of a capture after the first what had been taken before it, the transfer's id of what a bank received and
/// sent back, else empty.
/// </param>
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

    /// <summary>The reference of a capture, by what had been taken before it: empty for the first.</summary>
    public static string CaptureReference(long takenBefore) =>
        takenBefore == 0 ? string.Empty : takenBefore.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
