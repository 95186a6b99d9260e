// Why a promotion does not apply. The details are shown to the customer as they are.
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Promotions;

/// <summary>The reasons, each under its code.</summary>
public static class PromotionRefusals
{
    /// <summary>
    /// The same words for a code that never was, one made for somebody else, and one that another has used: a guesser learns nothing.
    /// </summary>
    public static Refusal Unknown { get; } =
        Refusal.Conflict(Refusal.CouponUnknown, "There is no coupon with this code, or it has been used. Check the spelling.");

    public static Refusal NotStarted(Promotion p) =>
        About(p, "coupon_not_started", $"{Called(p)} can be used from {Time(p.StartsMs!.Value)} on.");

    public static Refusal Expired(Promotion p) => About(p, "coupon_expired", $"{Called(p)} ended at {Time(p.EndsMs!.Value)}.");

    public static Refusal CurrencyDiffers(Promotion p, string currency) =>
        About(p, "coupon_currency_differs", $"{Called(p)} is for {p.Currency}, and this cart is in {currency}.");

    public static Refusal MinimumNotMet(Promotion p, long missingMinor) =>
        About(
            p,
            "coupon_minimum_not_met",
            $"{Called(p)} needs a subtotal of {new Money(p.MinSubtotalMinor, p.Currency!)}: {new Money(missingMinor, p.Currency!)} more."
        );

    public static Refusal QuantityNotMet(Promotion p, long missing) =>
        About(p, "coupon_quantity_not_met", $"{Called(p)} needs {p.MinQuantity} units of the goods it is for: {missing} more.");

    public static Refusal GroupOnly(Promotion p) =>
        About(p, "coupon_group_only", $"{Called(p)} is for members of a group of customers that you are not in.");

    public static Refusal FirstOrderOnly(Promotion p) =>
        About(p, "coupon_first_order_only", $"{Called(p)} is for a customer's first order.");

    public static Refusal NotApplicable(Promotion p) =>
        About(
            p,
            "coupon_not_applicable",
            p.Type == PromotionType.BuyXGetY
                ? $"{Called(p)} needs {p.Buy + p.Get} units of the goods it is for."
                : $"{Called(p)} is for other goods than those in this cart."
        );

    /// <summary>The goods are right and cost so little that the discount comes to nothing in the currency's units.</summary>
    public static Refusal TooLittle(Promotion p) => About(p, "coupon_not_applicable", $"{Called(p)} takes nothing off so small an amount.");

    public static Refusal Excluded(Promotion p, Promotion by) =>
        About(p, "coupon_excluded", $"{Called(p)} does not go together with {Within(by)}, which applies to this cart.");

    /// <summary>Those before it have left nothing to take off.</summary>
    public static Refusal NothingLeft(Promotion p) =>
        About(p, "coupon_excluded", $"{Called(p)} has nothing to take off: other promotions have done so already.");

    public static Refusal Exhausted(Promotion p) => About(p, "coupon_exhausted", $"{Called(p)} has been used as often as it can be.");

    public static Refusal AlreadyUsed(Promotion p) =>
        About(
            p,
            "coupon_already_used",
            p.PerCustomerLimit is null or 1
                ? $"You have used {Within(p)} already."
                : $"You have used {Within(p)} {p.PerCustomerLimit} times already, which is as often as one customer can."
        );

    private static string Called(Promotion p) => p.Name is null ? $"Coupon {p.Code}" : $"'{p.Name}'";

    private static string Within(Promotion p) => p.Name is null ? $"coupon {p.Code}" : $"'{p.Name}'";

    private static Refusal About(Promotion p, string code, string detail) =>
        Refusal.Conflict(code, detail, new JsonObject { ["promotion_id"] = p.Id });

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
