namespace Cartwright.Contracts;

/// <summary>
/// What Ordering may ask of Payments. Every call may be repeated with the same payment id: money moves once.
/// A refusal of kind <see cref="RefusalKind.Unavailable"/> with <c>payment_unknown</c> means that nobody knows yet: ask again with the same
/// ids. An order has one payment under its own id, and others under <c>{order_id}:charge:{n}</c> for what it came to cost more. Amounts are
/// minor units.
/// </summary>
public interface IPayments
{
    /// <summary>
    /// Secures the amount, and takes it at once when <c>capture</c> is set and the provider can. The reply's <c>state</c> is one of
    /// <see cref="PaymentWaits"/> or <c>authorized</c>, <c>captured</c>. With <c>action_required</c> (the customer must answer) and
    /// <c>awaiting</c> (time must pass, a transfer above all) nothing is taken yet, <c>action</c> says what for, and <c>expires_unix_ms</c>
    /// until when. Ask again at <c>payment.changed</c>, at that time, or whenever: the reply is always what is true then, and a repeated
    /// call starts nothing new. <c>captured</c> true alone means that the whole amount is taken; with <c>authorized</c> it is held and
    /// waits for <see cref="Capture"/>.
    /// Refused with <c>card_declined</c>, <c>insufficient_funds</c>, <c>unknown_payment_method</c>, <c>challenge_refused</c>,
    /// <c>capture_failed</c>, <c>payment_expired</c> when the wait has ended, or <c>payment_voided</c> when the payment was voided before:
    /// each is final, and nothing is kept. Likewise with <c>payment_method_not_accepted</c> or <c>no_payment_methods</c> for a token that
    /// <see cref="ListMethods"/> does not name. What has begun goes on when its provider is switched off: money that was taken is still
    /// answered for, and one that was never asked is not asked any more. Another amount, currency, order or method under the same id:
    /// <c>payment_differs</c>. Another live payment for the order: <c>order_already_paid</c>.
    /// </summary>
    ValueTask<Outcome<AuthorizeReply>> Authorize(AuthorizeRequest request, CancellationToken cancel);

    /// <summary>
    /// The first of three parts of <see cref="Authorize"/>, for whoever commits them with what the payment is for: writes down that the
    /// amount is wanted. No provider is asked. Whoever stops here has wanted it all the same: the payment is asked about by Payments
    /// itself, and is ended by <see cref="Void"/>. Refused as <see cref="Authorize"/> is without its provider's word; with
    /// <c>not_by_message</c>, like the other two parts, where Payments is asked by messages.
    /// </summary>
    ValueTask<Outcome<WantReply>> Want(AuthorizeRequest request, CancellationToken cancel);

    /// <summary>
    /// The second part: asks the provider, outside of any transaction, and keeps its answer in memory for <see cref="Learn"/>. The reply
    /// says only that there is one. Refused with <c>payment_unknown</c> when there is none, and like <see cref="Want"/>, which it does
    /// where it was not done.
    /// </summary>
    ValueTask<Outcome<AskReply>> Ask(AuthorizeRequest request, CancellationToken cancel);

    /// <summary>
    /// The third part: writes down what <see cref="Ask"/> was told, and answers as <see cref="Authorize"/> does. Asks nobody, so that it
    /// may stand in a transaction; a wait whose time is over is answered as a wait. Without an answer in memory (a process was started anew
    /// in between) it answers what is known: <c>payment_unknown</c> while nothing is, so that <see cref="Ask"/> is to be repeated.
    /// </summary>
    ValueTask<Outcome<AuthorizeReply>> Learn(LearnRequest request, CancellationToken cancel);

    /// <summary>
    /// Takes of an authorized amount until <c>amount_minor</c> is taken in all, so that repeating it takes nothing more. The rest is let
    /// go, unless <c>more</c> is set and the hold can be taken in parts; a total that is taken already lets go of the rest.
    /// Refused with <c>payment_not_found</c>, <c>payment_voided</c>, <c>amount_exceeds_authorized</c>,
    /// <c>capture_failed</c> when the provider will not take it (what was held is let go), <c>authorization_expired</c> when
    /// the bank has let go of it, <c>payment_waits</c> while the customer or time
    /// has the word.
    /// </summary>
    ValueTask<Outcome<CaptureReply>> Capture(CaptureRequest request, CancellationToken cancel);

    /// <summary>
    /// Lets an authorization go; a captured payment is refunded in full. An unknown payment is remembered as voided, so that a late
    /// authorization is refused. Money that arrives for a voided payment is sent back, and both books show it.
    /// </summary>
    ValueTask<Outcome<VoidReply>> Void(VoidRequest request, CancellationToken cancel);

    /// <summary>
    /// Gives money back, once a <c>refund_id</c>. Refused with <c>refund_exceeds_captured</c>, <c>payment_not_found</c>;
    /// <c>refund_differs</c> for another amount under the same id.
    /// </summary>
    ValueTask<Outcome<RefundReply>> Refund(RefundRequest request, CancellationToken cancel);

    /// <summary>
    /// What the shop takes, in the order in which it is offered; nothing when it takes no payments. It changes only when Payments starts
    /// anew, so an answer may be kept for some seconds. Never refused.
    /// </summary>
    ValueTask<Outcome<ListMethodsReply>> ListMethods(ListMethodsRequest request, CancellationToken cancel);

    /// <summary>
    /// Keeps how far another module's chain of proofs has come, in a database that this module cannot write, and answers what is kept: what
    /// was told where its number is the highest so far, else what had been kept before. A number is never kept twice and never goes back.
    /// Repeating changes nothing. Number 0 asks only. Refused with <c>not_by_message</c> where Payments is asked by messages, which carry
    /// money alone.
    /// </summary>
    ValueTask<Outcome<KeepAnchorReply>> KeepAnchor(KeepAnchorRequest request, CancellationToken cancel);
}

/// <summary>Whether what a shopper wants to pay with is taken, in the same words at every door.</summary>
public static class AcceptedMethods
{
    /// <summary>The refusal of a token that no accepted method has, or null. The token is not repeated: it may be anything.</summary>
    public static Refusal? Refused(IReadOnlyCollection<AcceptedMethod> accepted, string token) =>
        accepted.Any(method =>
            method.Tokens.Any(one => one.Token == token)
            || method.TokenPrefixes.Any(prefix => token.Length > prefix.Length && token.StartsWith(prefix, StringComparison.Ordinal))
        )
            ? null
            : NotAmong([.. accepted.Select(method => method.Method)]);

    /// <summary>409 <c>payment_method_not_accepted</c>, or <c>no_payment_methods</c> where there are none.</summary>
    public static Refusal NotAmong(IReadOnlyCollection<string> methods) =>
        methods.Count == 0
            ? Refusal.Conflict(
                "no_payment_methods",
                "This shop does not take payments yet. Its merchant opens them with Payments:Providers=bank_transfer, Payments:BankTransfer:Iban and Payments:BankTransfer:Name."
            )
            : Refusal.Conflict(
                "payment_method_not_accepted",
                $"This shop does not take this payment method. It takes: {string.Join(", ", methods)}. GET /api/payment-methods lists the tokens, and Payments:Providers decides what is taken.",
                new()
                {
                    ["accepted"] = new System.Text.Json.Nodes.JsonArray([
                        .. methods.Select(method => System.Text.Json.Nodes.JsonValue.Create(method)),
                    ]),
                }
            );
}

/// <summary>The states of an <see cref="AuthorizeReply"/> in which the money is not there yet.</summary>
public static class PaymentWaits
{
    /// <summary>The customer must do something: a challenge.</summary>
    public const string ActionRequired = "action_required";

    /// <summary>Nobody can hurry it: a bank transfer on its way, or a provider that answers later.</summary>
    public const string Awaiting = "awaiting";
}
