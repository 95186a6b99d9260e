// A payout that a provider outside of the shop is asked for.
using Cartwright.Contracts.Ports;

namespace Cartwright.Ordering;

/// <summary>It is written down before the provider is asked. Minor units.</summary>
/// <param name="Status">One of the constants.</param>
/// <param name="Reason">Why it was refused, or why nobody knows yet; null where there is nothing to say.</param>
/// <param name="Reference">The provider's id of it; null before it answered.</param>
/// <param name="Returned">What came back after it was paid.</param>
public sealed record PayoutTransfer(
    string Id,
    string Provider,
    string VendorId,
    string Currency,
    long Amount,
    string Destination,
    string? Note,
    string Status,
    string? Reason,
    string? Reference,
    string ActorId,
    int Tries,
    long CreatedMs,
    long UpdatedMs,
    long Returned = 0
)
{
    /// <summary>Asked for, or about to be: its amount is reserved.</summary>
    public const string Asked = "asked";

    /// <summary>The money has left, and the vendor's ledger has it.</summary>
    public const string Paid = "paid";

    /// <summary>Nothing has moved, and all is owed as before.</summary>
    public const string Refused = "refused";

    /// <summary>As the provider is asked for it.</summary>
    public PayoutOrder Order =>
        new()
        {
            PayoutId = Id,
            VendorId = VendorId,
            Destination = Destination,
            AmountMinor = Amount,
            Currency = Currency,
        };
}

/// <summary>A transfer that is asked for; a null amount means the whole balance.</summary>
public sealed record NewTransfer(
    string Id,
    string VendorId,
    string Currency,
    long? Amount,
    string? Note,
    string ActorId,
    string Key,
    string BodyHash,
    long AtMs
);
