// The test cards of the stand-in: by the names that Stripe gives them, and by the numbers that its form takes.
namespace Cartwright.Servers;

/// <summary>How a card behaves.</summary>
/// <param name="Decline">The decline code, or null for one that pays.</param>
/// <param name="AsksFirst">Whether its bank asks the shopper.</param>
/// <param name="IsDisputed">Whether its holder objects as soon as it has paid.</param>
/// <param name="InParts">Whether a hold on it can be taken in several captures.</param>
internal sealed record StripeCard(string? Decline = null, bool AsksFirst = false, bool IsDisputed = false, bool InParts = true)
{
    /// <summary>https://docs.stripe.com/testing</summary>
    public static IReadOnlyDictionary<string, StripeCard> ByName { get; } =
        new Dictionary<string, StripeCard>(StringComparer.Ordinal)
        {
            ["pm_card_visa"] = new(),
            ["pm_card_mastercard"] = new(),
            ["pm_card_jcb"] = new(InParts: false),
            ["pm_card_chargeDeclined"] = new("generic_decline"),
            ["pm_card_visa_chargeDeclined"] = new("generic_decline"),
            ["pm_card_visa_chargeDeclinedInsufficientFunds"] = new("insufficient_funds"),
            ["pm_card_authenticationRequired"] = new(AsksFirst: true),
            ["pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"] = new("insufficient_funds", AsksFirst: true),
            ["pm_card_createDispute"] = new(IsDisputed: true),
        };

    /// <summary>The numbers that stand for them in a form.</summary>
    public static IReadOnlyDictionary<string, StripeCard> ByNumber { get; } =
        new Dictionary<string, StripeCard>(StringComparer.Ordinal)
        {
            ["4242424242424242"] = new(),
            ["4000000000000002"] = new("generic_decline"),
            ["4000000000009995"] = new("insufficient_funds"),
            ["4000002760003184"] = new(AsksFirst: true),
        };
}
