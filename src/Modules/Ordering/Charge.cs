// What Payments is asked for beyond the plain way: an action of the customer, and payments after the first.
namespace Cartwright.Ordering;

/// <summary>A payment after the first, taken in full.</summary>
public sealed record Charge(string PaymentId, long Amount);

/// <summary>What the customer has to do, or wait for, so that the payment goes on.</summary>
/// <param name="State">action_required or awaiting.</param>
/// <param name="Kind">What it is: challenge, bank_transfer.</param>
/// <param name="Url">Where the customer does it, or null.</param>
/// <param name="Reference">What the customer has to give with the money, or null.</param>
/// <param name="ExpiresMs">Until when; afterwards the order fails.</param>
public sealed record PaymentAction(string State, string Kind, string? Url, string? Reference, string? Instructions, long ExpiresMs)
{
    public const string Required = "action_required";
    public const string Awaiting = "awaiting";

    /// <summary>For the timeline.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Sentence => State == Required ? "The payment has to be approved by the customer." : "The payment is on its way.";
}
