// Which amounts the stand-in takes, as Stripe has it.
namespace Cartwright.Servers;

/// <summary>https://docs.stripe.com/currencies: least amounts, and three-decimal currencies in steps of ten.</summary>
internal static class StripeLimits
{
    private const long AmountMax = 99_999_999;

    private static readonly Dictionary<string, long> Minimum = new()
    {
        ["usd"] = 50,
        ["eur"] = 50,
        ["gbp"] = 30,
        ["jpy"] = 50,
    };

    private static readonly string[] ThreeDigits = ["bhd", "jod", "kwd", "omr", "tnd"];

    /// <summary>What a form asks for. Throws <see cref="StripeRefused"/>.</summary>
    public static (long Amount, string Currency) Of(IReadOnlyDictionary<string, string> form)
    {
        var currency =
            form.GetValueOrDefault("currency") ?? throw StripeRefused.Wrong("parameter_missing", "Missing: currency.", "currency");
        if (!long.TryParse(form.GetValueOrDefault("amount"), out var amount) || amount < 1)
        {
            throw StripeRefused.Wrong("parameter_invalid_integer", "This value must be greater than or equal to 1.", "amount");
        }

        if (currency.Any(char.IsAsciiLetterUpper) || (ThreeDigits.Contains(currency) && amount % 10 != 0))
        {
            throw StripeRefused.Wrong("invalid_charge_amount", "The amount or its currency is not one that can be charged.", "amount");
        }

        if (amount < Minimum.GetValueOrDefault(currency, 1))
        {
            throw StripeRefused.Wrong("amount_too_small", "The amount is below the least that can be charged.", "amount");
        }

        if (amount > AmountMax)
        {
            throw StripeRefused.Wrong("amount_too_large", "The amount must be no more than 999,999.99.", "amount");
        }

        return (amount, currency);
    }
}
