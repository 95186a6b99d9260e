// What is true of a payment, as its provider says it.
namespace Cartwright.Contracts.Ports;

/// <summary>What the provider knows of one payment.</summary>
/// <param name="Seen">False when it has never heard of the id.</param>
/// <param name="TransactionId">The provider's own id of the payment; empty for one that it only knows as voided or not at all.</param>
/// <param name="DeclineCode">Why it moves nothing, or null.</param>
/// <param name="Voided">Whether it was let go: nothing more can be taken.</param>
/// <param name="Entries">
/// Every movement so far, in the order in which it happened. Entries are only ever added; a refund that failed afterwards is the one that
/// goes, and shows as a difference between the books.
/// </param>
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
    /// <summary>What is held and not taken yet; null when nothing is.</summary>
    public PaymentHold? Hold { get; init; }

    /// <summary>Every dispute of it so far, settled ones included.</summary>
    public IReadOnlyList<Dispute> Disputes { get; init; } = [];

    /// <summary>A payment that the provider has never heard of.</summary>
    public static GatewayPayment Unseen(string paymentId) => new(paymentId, false, string.Empty, null, false, []);
}
