// Why Stripe took nothing, in the words of the contract.
using System.Net;
using Stripe;

namespace Cartwright.Stripe;

/// <summary>Stripe has some sixty codes; a shopper can do one of a few things.</summary>
internal static class StripeDecline
{
    /// <summary>The bank has let go of what it held before it was taken.</summary>
    public const string HoldExpired = "authorization_expired";

    /// <summary>Too little, too much, or no amount that can be charged in the currency.</summary>
    public const string Amount = "amount_not_accepted";

    /// <summary>The code of an error. Source: https://docs.stripe.com/error-codes and https://docs.stripe.com/declines/codes</summary>
    public static string Of(StripeError? error) =>
        (error?.Code, error?.DeclineCode) switch
        {
            ("amount_too_small" or "amount_too_large" or "invalid_charge_amount", _) => Amount,
            ("payment_intent_authentication_failure" or "authentication_required", _) => "challenge_refused",
            (_, "authentication_required" or "authentication_not_handled") => "challenge_refused",
            (_, "insufficient_funds" or "withdrawal_count_limit_exceeded" or "card_velocity_exceeded") => "insufficient_funds",
            ("card_declined" or "expired_card" or "incorrect_cvc" or "incorrect_number" or "processing_error", _) => "card_declined",
            ("resource_missing" or "payment_method_unexpected_state" or "payment_method_invalid_parameter", _) => "unknown_payment_method",
            _ when error?.Type == "card_error" => "card_declined",
            _ => "payment_refused",
        };

    /// <summary>Whether it says only that the intent is not where it was thought to be: what is true is to be looked at.</summary>
    public static bool IsState(StripeException refused) =>
        refused.StripeError?.Code is "payment_intent_unexpected_state" or "charge_already_captured" or "charge_already_refunded";

    /// <summary>Whether Stripe does not know who asks.</summary>
    public static bool IsKeyRefused(StripeException refused) =>
        refused.HttpStatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}
