// The port of payouts: whoever pays vendors stands behind it. A provider is right when it passes the one suite in
// tests/Conformance/Payouts.
namespace Cartwright.Contracts.Ports;

/// <summary>
/// A provider of payouts. What is asked, what may be answered and what an answer must hold stands, numbered, at the top of
/// <c>payouts.proto</c>. Those built in (<c>manual</c>, <c>sepa_file</c>) keep their memory in the shop's own database; one that is not is
/// asked with no writer held and no transaction open, after the shop has written down that it will ask.
/// </summary>
public interface IPayouts
{
    /// <summary>The provider's name, as <c>Payouts:Provider</c> and each of its payouts have it.</summary>
    string Name { get; }

    /// <summary>What it can do, and what not.</summary>
    PayoutAbilities Can { get; }

    /// <summary>
    /// Sends a payout, once a payout id. Answers what is true of it then. Refused for good, or with kind Unavailable where the same order
    /// may be asked for again: <c>payout_unknown</c>, <c>payouts_away</c>.
    /// </summary>
    ValueTask<Outcome<PayoutTruth>> Send(PayoutOrder order, CancellationToken cancel);

    /// <summary>What is true of a payout now; <see cref="PayoutState.None"/> of one that it never took.</summary>
    ValueTask<Outcome<PayoutTruth>> LookUp(string payoutId, CancellationToken cancel);

    /// <summary>What it took in a period, page by page: for comparing the books.</summary>
    ValueTask<Outcome<PayoutPage>> List(PayoutPeriod period, CancellationToken cancel);
}

/// <summary>What a provider of payouts can do.</summary>
/// <param name="IsOnline">Whether an order moves money by itself; else people carry it, and say what became of it.</param>
/// <param name="Destination">One of <see cref="PayoutDestination"/>.</param>
/// <param name="Currencies">Those that it pays; null: all that the shop knows.</param>
public sealed record PayoutAbilities(bool IsOnline, string Destination, IReadOnlyList<string>? Currencies)
{
    /// <summary>Whether it pays a currency of ISO 4217.</summary>
    public bool Pays(string currency) => Contracts.Currencies.IsKnown(currency) && (Currencies?.Contains(currency) ?? true);
}

/// <summary>Where a provider sends money.</summary>
public static class PayoutDestination
{
    /// <summary>People know where.</summary>
    public const string Nowhere = "none";

    /// <summary>An account at a bank, by IBAN.</summary>
    public const string Iban = "iban";

    /// <summary>An account connected to the shop's own at Stripe: <c>acct_…</c>.</summary>
    public const string StripeAccount = "stripe_account";
}

/// <summary>States of a payout at its provider.</summary>
public static class PayoutState
{
    public const string None = "none";
    public const string Waiting = "waiting";
    public const string Paid = "paid";
    public const string Refused = "refused";
    public const string Returned = "returned";
}

/// <summary>The refusals of the port. Those of kind Unavailable may be repeated under the same id, the others are for good.</summary>
public static class PayoutRefusals
{
    /// <summary>The answer was lost or late: the money may or may not have left.</summary>
    public static Refusal Unknown(string payoutId) =>
        Refusal.Unavailable("payout_unknown", $"Whether the payout {payoutId} was sent is not known yet. The shop looks it up.", 30);

    /// <summary>The provider does not answer, and has not heard of the order.</summary>
    public static Refusal Away(string provider) =>
        Refusal.Unavailable("payouts_away", $"{provider} takes no payouts at the moment. Nothing was sent.", 30);

    /// <summary>Not above zero, or not payable to the last digit.</summary>
    public static Refusal Amount(string detail) => Refusal.Conflict("amount_not_paid", detail);

    public static Refusal Currency(string provider, string currency) =>
        Refusal.Conflict("currency_not_paid", $"{provider} pays out no {currency}. Pay it by hand, and record it.");

    public static Refusal Destination(string detail) => Refusal.Conflict("destination_not_paid", detail);

    public static Refusal Differs(string payoutId) =>
        Refusal.Conflict(
            "payout_differs",
            $"The payout {payoutId} was sent with another amount, currency or account. Nothing was changed."
        );

    /// <summary>Whether nothing has moved under the id, nor ever will.</summary>
    public static bool IsFinal(Refusal refusal) => refusal.Kind != RefusalKind.Unavailable;

    /// <summary>What every provider refuses: an amount that is not above zero, a currency that it does not pay.</summary>
    public static Refusal? Of(IPayouts provider, PayoutOrder order) =>
        order.AmountMinor <= 0 ? Amount("A payout must be above zero.")
        : provider.Can.Pays(order.Currency) ? null
        : Currency(provider.Name, order.Currency);

    /// <summary>Whether a truth is of this very order.</summary>
    public static bool IsOf(this PayoutTruth truth, PayoutOrder order) =>
        truth.PayoutId == order.PayoutId
        && truth.AmountMinor == order.AmountMinor
        && truth.Currency == order.Currency
        && truth.Destination == order.Destination;
}
