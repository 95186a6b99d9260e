// The tokens that Stripe's form makes, and how shoppers are offered the form.
using Cartwright.Contracts;

namespace Cartwright.Stripe;

/// <summary>A payment method (<c>pm_…</c>) or a confirmation token (<c>ctoken_…</c>): neither says a card's number.</summary>
internal static class StripeToken
{
    private const string Method = "pm_";
    private const string Confirmation = "ctoken_";
    private const int CharsMax = 200;

    public static bool IsOne(string token) =>
        token.Length <= CharsMax
        && (Has(token, Method) || Has(token, Confirmation))
        && token.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    public static bool IsConfirmation(string token) => Has(token, Confirmation);

    /// <summary>Cards by Stripe as a way to pay.</summary>
    public static AcceptedMethod Offered(bool isLive) =>
        new()
        {
            Method = "card",
            Provider = StripeSettings.Provider,
            Test = !isLive,
            TokenPrefixes = { Method, Confirmation },
        };

    private static bool Has(string token, string prefix) =>
        token.Length > prefix.Length && token.StartsWith(prefix, StringComparison.Ordinal);
}
