namespace Cartwright.Contracts;

/// <summary>
/// What Ordering may ask of Payments. Every call may be repeated with the same payment id: money moves once.
/// A refusal of kind <see cref="RefusalKind.Unavailable"/> with <c>payment_unknown</c> means that nobody knows yet: ask again with the same ids.
/// </summary>
public interface IPayments
{
    /// <summary>
    /// Secures the amount, and takes it at once when <c>capture</c> is set. Refused with <c>card_declined</c>, <c>insufficient_funds</c>,
    /// <c>unknown_payment_method</c>, or <c>payment_voided</c> when the payment was voided before. Another amount under the same id: <c>payment_differs</c>.
    /// </summary>
    ValueTask<Outcome<AuthorizeReply>> Authorize(AuthorizeRequest request, CancellationToken cancel);

    /// <summary>Takes an authorized amount. Refused with <c>payment_not_found</c>, <c>payment_voided</c>, <c>amount_exceeds_authorized</c>.</summary>
    ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel);

    /// <summary>Lets an authorization go; a captured payment is refunded in full. An unknown payment is remembered as voided, so that a late authorization is refused.</summary>
    ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel);

    /// <summary>Gives money back. Refused with <c>refund_exceeds_captured</c>, <c>payment_not_found</c>.</summary>
    ValueTask<Outcome<RefundReply>> Refund(RefundRequest request, CancellationToken cancel);
}
