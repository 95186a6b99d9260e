// The payment port: whoever moves the money stands behind it. A provider is right when it passes the one suite in
// tests/Conformance/Payments. One in another language answers payment_provider.proto, where the same is said call by call.
namespace Cartwright.Contracts.Ports;

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

    /// <summary>
    /// What a checkout page needs to make tokens with the provider's own form; null where <see cref="Method"/> lists all that there are.
    /// </summary>
    PaymentForm? Form => null;

    /// <summary>Whether a token is one of this provider's: only those are ever stored.</summary>
    bool Knows(string methodToken);

    /// <summary>
    /// Secures the amount, and takes it when <see cref="Charge.TakesAtOnce"/>. After a void of the same id it moves nothing.
    /// </summary>
    ValueTask<Outcome<GatewayPayment>> Authorize(Charge charge, CancellationToken cancel);

    /// <summary>
    /// Takes of what is authorized until so much is taken in all: repeating it, whoever asks, takes nothing more. Without
    /// <paramref name="more"/>, and where the hold cannot be taken in parts, the rest is let go; so a total that is taken already lets go
    /// of what is still held. Each capture is an entry of its own (<see cref="LedgerKind.CaptureReference"/>). Moves nothing when that is
    /// not possible.
    /// </summary>
    /// <param name="more">Whether the rest stays held for later captures.</param>
    ValueTask<Outcome<GatewayPayment>> Capture(string paymentId, long totalMinor, bool more, CancellationToken cancel);

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
