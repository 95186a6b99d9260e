// What a provider remembers in the shop about its payments, so that a lost answer can always be looked up.
namespace Cartwright.Contracts.Ports;

/// <summary>A payment as its provider knows it.</summary>
/// <param name="Reference">The provider's own id; empty for one that was let go before the provider heard of it.</param>
/// <param name="TakesAtOnce">Whether authorization and capture are one step.</param>
/// <param name="IsVoided">Whether it is to be let go: nothing is begun with it any more.</param>
public sealed record ProviderPayment(
    string PaymentId,
    string OrderId,
    string Reference,
    long AmountMinor,
    string Currency,
    bool TakesAtOnce,
    bool IsVoided,
    long CreatedMs
);

/// <summary>
/// A few rows of one provider in the database of Payments: which of its payments is which of ours, and its statement as it was read last.
/// Payments gives each provider its own, as a keyed service under the provider's name. Every call is a transaction of its own.
/// </summary>
public interface IProviderBook
{
    /// <summary>The payment, or null.</summary>
    ValueTask<ProviderPayment?> Find(string paymentId);

    /// <summary>The payment that the provider calls so, or null.</summary>
    ValueTask<ProviderPayment?> FindByReference(string reference);

    /// <summary>Writes a payment down, unless its id is there: what is there then. It is on the disk when this answers.</summary>
    ValueTask<ProviderPayment> Add(ProviderPayment payment, CancellationToken cancel);

    /// <summary>Marks a payment to be let go; one that is not there is written down as that, so that none is begun later.</summary>
    ValueTask<ProviderPayment> Void(string paymentId, CancellationToken cancel);

    /// <summary>Movements of the provider's statement after a place in their order: payment id, kind, reference.</summary>
    ValueTask<IReadOnlyList<LedgerEntry>> Statement(LedgerPlace after, int limit);

    /// <summary>Where the reading of the statement has come to; empty at first. The provider's own words.</summary>
    ValueTask<string> ReadUntil();

    /// <summary>
    /// Adds movements to the statement; those that are there stay as they are. <paramref name="gone"/> are taken out: money that was paid
    /// back and came back to the shop.
    /// </summary>
    /// <param name="until">Where the reading has come to; null leaves that as it is.</param>
    ValueTask Note(IReadOnlyList<LedgerEntry> entries, IReadOnlyList<LedgerPlace> gone, string? until, CancellationToken cancel);
}
