namespace Cartwright.Contracts;

/// <summary>
/// What Ordering may ask of Payments. Every call may be repeated with the same payment id: money moves once.
/// A refusal of kind <see cref="RefusalKind.Unavailable"/> with <c>payment_unknown</c> means that nobody knows yet: ask again with the same ids.
/// An order has one payment under its own id, and others under <c>{order_id}:charge:{n}</c> for what it came to cost more. Amounts are minor units.
/// </summary>
public interface IPayments
{
    /// <summary>
    /// Secures the amount, and takes it at once when <c>capture</c> is set and the provider can. The reply's <c>state</c> is one of
    /// <see cref="PaymentWaits"/> or <c>authorized</c>, <c>captured</c>. With <c>action_required</c> (the customer must answer) and <c>awaiting</c> (time must pass, a
    /// transfer above all) nothing is taken yet, <c>action</c> says what for, and <c>expires_unix_ms</c> until when. Ask again at <c>payment.changed</c>, at that time,
    /// or whenever: the reply is always what is true then, and a repeated call starts nothing new. <c>captured</c> true alone means that the whole amount is taken;
    /// with <c>authorized</c> it is held and waits for <see cref="Capture"/>.
    /// Refused with <c>card_declined</c>, <c>insufficient_funds</c>, <c>unknown_payment_method</c>, <c>challenge_refused</c>, <c>capture_failed</c>,
    /// <c>payment_expired</c> when the wait has ended, or <c>payment_voided</c> when the payment was voided before: each is final, and nothing is kept.
    /// Another amount, currency, order or method under the same id: <c>payment_differs</c>. Another live payment for the order: <c>order_already_paid</c>.
    /// </summary>
    ValueTask<Outcome<AuthorizeReply>> Authorize(AuthorizeRequest request, CancellationToken cancel);

    /// <summary>
    /// Takes an authorized amount. Refused with <c>payment_not_found</c>, <c>payment_voided</c>, <c>amount_exceeds_authorized</c>, <c>capture_failed</c> when the provider
    /// will not take it (what was held is let go), <c>payment_waits</c> while the customer or time has the word.
    /// </summary>
    ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel);

    /// <summary>
    /// Lets an authorization go; a captured payment is refunded in full. An unknown payment is remembered as voided, so that a late authorization is refused.
    /// Money that arrives for a voided payment is sent back, and both books show it.
    /// </summary>
    ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel);

    /// <summary>Gives money back, once a <c>refund_id</c>. Refused with <c>refund_exceeds_captured</c>, <c>payment_not_found</c>; <c>refund_differs</c> for another amount under the same id.</summary>
    ValueTask<Outcome<RefundReply>> Refund(RefundRequest request, CancellationToken cancel);
}

/// <summary>The states of an <see cref="AuthorizeReply"/> in which the money is not there yet.</summary>
public static class PaymentWaits
{
    /// <summary>The customer must do something: a challenge.</summary>
    public const string ActionRequired = "action_required";

    /// <summary>Nobody can hurry it: a bank transfer on its way, or a provider that answers later.</summary>
    public const string Awaiting = "awaiting";
}
