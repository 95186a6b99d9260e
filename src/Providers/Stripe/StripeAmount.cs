// Amounts as Stripe counts them. Its smallest unit is ours but for a few currencies.
using Cartwright.Contracts;

namespace Cartwright.Stripe;

/// <summary>Minor units of ISO 4217, which the shop has, to and from Stripe's.</summary>
/// <remarks>https://docs.stripe.com/currencies: zero-decimal, three-decimal and special currencies.</remarks>
internal static class StripeAmount
{
    // ISO 4217 has no digits for these, and Stripe counts them in hundredths.
    private static readonly string[] Hundredths = ["ISK", "UGX"];

    // ISO 4217 has two digits for it, and Stripe none.
    private const string Whole = "MGA";

    // The last of three digits must be 0: cards are charged in steps of ten.
    private const int ThreeDigits = 3;

    /// <summary>An amount for Stripe; null for one that it cannot charge exactly.</summary>
    public static long? Of(long minor, string currency) =>
        Hundredths.Contains(currency) ? (minor <= long.MaxValue / 100 ? minor * 100 : null)
        : currency == Whole ? (minor % 100 == 0 ? minor / 100 : null)
        : Currencies.MinorDigits(currency) == ThreeDigits && minor % 10 != 0 ? null
        : minor;

    /// <summary>
    /// Minor units of what Stripe says. What is no whole number of them is rounded down: the books then differ, and staff see it.
    /// </summary>
    public static long ToMinor(long amount, string currency) =>
        Hundredths.Contains(currency) ? amount / 100
        : currency == Whole ? checked(amount * 100)
        : amount;
}
