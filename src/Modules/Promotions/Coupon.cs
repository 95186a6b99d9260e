// A coupon as it is stored, and the questions that can be answered from it alone.
using Cartwright.Contracts;

namespace Cartwright.Promotions;

/// <summary>The types, as in the HTTP API.</summary>
public static class CouponType
{
    public const string Percent = "percent";
    public const string Amount = "amount";
    public const string FreeShipping = "free_shipping";
    public const string BuyXGetY = "buy_x_get_y";
}

/// <summary>One coupon.</summary>
/// <param name="CouponId">Its own id: a code that was deleted and made anew starts to count anew.</param>
/// <param name="Code">Upper case.</param>
/// <param name="Value">Minor units for an amount; hundredths of a percent for percent and buy_x_get_y; 0 for free shipping.</param>
/// <param name="Currency">Of the value and the minimum; null when neither needs one.</param>
/// <param name="Products">When this or <paramref name="Categories"/> has entries, only such lines cost less.</param>
/// <param name="Buy">Units to pay for, of buy_x_get_y.</param>
/// <param name="Get">Units that cost less then, of buy_x_get_y.</param>
/// <param name="UsedFinal">Final uses.</param>
public sealed record Coupon(
    string CouponId, string Code, string Type, long Value, string? Currency, long MinSubtotalMinor, long? StartsMs, long? EndsMs, long? TotalLimit,
    long? PerCustomerLimit, IReadOnlyList<string> Products, IReadOnlyList<string> Categories, int? Buy, int? Get, string? ExclusiveGroup, int Priority,
    long UsedFinal, long CreatedMs, long UpdatedMs)
{
    /// <summary>Hundredths of a percent in the whole.</summary>
    public const long Whole = 10_000;

    public bool IsLimited => TotalLimit is not null || PerCustomerLimit is not null;

    /// <summary>Whether the coupon is about goods like these; one without products and categories is about all.</summary>
    public bool Covers(string productId, string category) =>
        (Products.Count == 0 && Categories.Count == 0) || Products.Contains(productId, StringComparer.Ordinal) || Categories.Contains(category, StringComparer.OrdinalIgnoreCase);

    /// <summary>Why the coupon cannot be used at this time or in this currency, or null.</summary>
    public Refusal? Closed(string currency, long nowMs) =>
        StartsMs > nowMs ? CouponRefusals.NotStarted(this)
        : EndsMs <= nowMs ? CouponRefusals.Expired(this)
        : Currency is not null && Currency != currency ? CouponRefusals.CurrencyDiffers(this, currency)
        : null;

    /// <summary>Why the coupon's limits stand against one more use, or null.</summary>
    /// <param name="total">Uses that count now.</param>
    /// <param name="ofCustomer">Those of the customer.</param>
    public Refusal? UsedUp(long total, long ofCustomer) =>
        PerCustomerLimit <= ofCustomer ? CouponRefusals.AlreadyUsed(this)
        : TotalLimit <= total ? CouponRefusals.Exhausted(this)
        : null;
}

/// <summary>Codes.</summary>
public static class CouponCode
{
    public const int CharsMin = 3;
    public const int CharsMax = 40;

    /// <summary>The code as it is stored, or null when no coupon can have it. Customers type codes from paper: case and outer blanks do not matter.</summary>
    public static string? Normalize(string text)
    {
        var code = text.Trim();
        if (code.Length is < CharsMin or > CharsMax)
        {
            return null;
        }

        code = code.ToUpperInvariant();
        foreach (var c in code)
        {
            if (!(char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '_' or '-'))
            {
                return null;
            }
        }

        return code;
    }
}

/// <summary>Why a coupon does not apply. The details are shown to the customer as they are.</summary>
public static class CouponRefusals
{
    public static Refusal Unknown { get; } = Refusal.Conflict("coupon_unknown", "There is no coupon with this code. Check the spelling.");

    public static Refusal NotStarted(Coupon c) => Refusal.Conflict("coupon_not_started", $"Coupon {c.Code} can be used from {Time(c.StartsMs!.Value)} on.");

    public static Refusal Expired(Coupon c) => Refusal.Conflict("coupon_expired", $"Coupon {c.Code} ended at {Time(c.EndsMs!.Value)}.");

    public static Refusal CurrencyDiffers(Coupon c, string currency) =>
        Refusal.Conflict("coupon_currency_differs", $"Coupon {c.Code} is for {c.Currency}, and this cart is in {currency}.");

    public static Refusal MinimumNotMet(Coupon c, long missingMinor) => Refusal.Conflict(
        "coupon_minimum_not_met",
        $"Coupon {c.Code} needs a subtotal of {new Money(c.MinSubtotalMinor, c.Currency!)}: {new Money(missingMinor, c.Currency!)} more.");

    public static Refusal NotApplicable(Coupon c) => Refusal.Conflict("coupon_not_applicable", c.Type == CouponType.BuyXGetY
        ? $"Coupon {c.Code} needs {c.Buy + c.Get} units of the goods it is for."
        : $"Coupon {c.Code} is for other goods than those in this cart.");

    public static Refusal Exhausted(Coupon c) => Refusal.Conflict("coupon_exhausted", $"Coupon {c.Code} has been used as often as it can be.");

    public static Refusal AlreadyUsed(Coupon c) => Refusal.Conflict("coupon_already_used", c.PerCustomerLimit == 1
        ? $"You have used coupon {c.Code} already."
        : $"You have used coupon {c.Code} {c.PerCustomerLimit} times already, which is as often as one customer can.");

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
}
