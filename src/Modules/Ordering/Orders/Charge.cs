// What Payments is asked for beyond the plain way: an action of the customer, and payments after the first.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>A payment after the first, taken in full.</summary>
public sealed record Charge(string PaymentId, long Amount);

/// <summary>What the customer has to do, or wait for, so that the payment goes on.</summary>
/// <param name="State">action_required or awaiting.</param>
/// <param name="Kind">What it is: challenge, bank_transfer, wait.</param>
/// <param name="Url">A challenge: where the customer answers it.</param>
/// <param name="Account">A transfer: the account to pay to, with its holder and the reference to give.</param>
/// <param name="Amount">
/// What is still to be paid, in minor units; <paramref name="Received"/> is what has arrived and is not enough.
/// </param>
/// <param name="ExpiresMs">Until when; afterwards the order fails.</param>
public sealed record NextAction(
    string State,
    string Kind,
    string? Url,
    string? Account,
    string? AccountHolder,
    string? Reference,
    long Amount,
    long Received,
    string? Instructions,
    long ExpiresMs
)
{
    /// <summary>For the timeline.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Sentence =>
        State == PaymentWaits.ActionRequired ? "The payment has to be approved by the customer." : "The payment is on its way.";

    /// <summary>What a payment that waits asks for.</summary>
    /// <param name="untilMs">The end of the wait, where the payment names none.</param>
    internal static NextAction Of(AuthorizeReply reply, long untilMs)
    {
        var action = reply.Action ?? new();
        static string? Text(string text) => text.Length == 0 ? null : text;
        return new(
            reply.State,
            Text(action.Kind) ?? "wait",
            Text(action.Url),
            Text(action.Account),
            Text(action.AccountHolder),
            Text(action.Reference),
            action.AmountMinor,
            action.ReceivedMinor,
            Text(action.Instructions),
            reply.ExpiresUnixMs > 0 ? reply.ExpiresUnixMs : untilMs
        );
    }
}
