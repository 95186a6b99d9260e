// A coupon as clients write and read it, and the rules it must satisfy to be stored.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Promotions;

/// <summary>A coupon as it is written.</summary>
/// <param name="Code">3 to 40 of A-Z, 0-9, - and _; case does not matter.</param>
/// <param name="Type">percent, amount, free_shipping or buy_x_get_y.</param>
/// <param name="Value">Percent, or an amount of <paramref name="Currency"/>; absent for free_shipping. buy_x_get_y: percent off the units got, 100 when absent.</param>
/// <param name="Currency">Required with an amount or a minimum.</param>
/// <param name="MinSubtotal">What the cart's lines must add up to before any discount.</param>
/// <param name="StartsAt">Included.</param>
/// <param name="EndsAt">Not included.</param>
/// <param name="Products">Only these products, or those of the categories, cost less.</param>
/// <param name="Buy">buy_x_get_y: units at full price.</param>
/// <param name="Get">buy_x_get_y: units that cost less for them, the cheapest.</param>
/// <param name="ExclusiveGroup">Coupons of one group do not go together. A cart takes one coupon, so this matters to other systems only.</param>
public sealed record CouponBody(
    string Code, [OneOf(CouponType.Percent, CouponType.Amount, CouponType.FreeShipping, CouponType.BuyXGetY)] string Type, decimal? Value = null, string? Currency = null, decimal? MinSubtotal = null, DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null,
    long? TotalLimit = null, long? PerCustomerLimit = null, IReadOnlyList<string>? Products = null, IReadOnlyList<string>? Categories = null, int? Buy = null, int? Get = null,
    string? ExclusiveGroup = null, int? Priority = null)
{
    // What an admin can list by hand. A rule about more products is a category.
    private const int ListedMax = 500;
    private const int SetUnitsMax = 100;
    private const long UsesMax = 1_000_000_000;

    /// <summary>The stored form without its counters, or every fault by field.</summary>
    public Outcome<Coupon> Checked(string couponId, long nowMs)
    {
        var code = CouponCode.Normalize(Code);
        var check = new Check()
            .That(code is not null, "code", $"must have {CouponCode.CharsMin} to {CouponCode.CharsMax} of the characters A-Z, 0-9, - and _")
            .OneOf("type", Type, CouponType.Percent, CouponType.Amount, CouponType.FreeShipping, CouponType.BuyXGetY)
            .That(Currency is null || Currencies.IsKnown(Currency), "currency", "must be an ISO 4217 code that the shop knows, such as USD")
            .That(MinSubtotal is null or 0 || Currency is not null, "currency", "is required with a minimum")
            .That(StartsAt is null || EndsAt is null || StartsAt < EndsAt, "ends_at", "must be later than starts_at")
            .Range("total_limit", TotalLimit, 1, UsesMax)
            .Range("per_customer_limit", PerCustomerLimit, 1, UsesMax)
            .Count("products", Products, ListedMax)
            .Count("categories", Categories, ListedMax)
            .That(Products?.All(p => p is { Length: > 0 and <= Limits.NameCharsMax }) != false, "products", "must be product ids")
            .That(Categories?.All(c => c is { Length: > 0 and <= Limits.NameCharsMax }) != false, "categories", "must be names of categories")
            .Text("exclusive_group", ExclusiveGroup)
            .Range("priority", Priority, -1_000_000, 1_000_000)
            .That((Buy is null && Get is null) || Type == CouponType.BuyXGetY, "buy", "and get belong to the type buy_x_get_y");
        var value = CheckedValue(check);
        var min = MinSubtotal is null or 0 ? 0 : check.Money("min_subtotal", MinSubtotal, Currency);
        return check.Refused is { } wrong ? wrong : new Coupon(
            couponId, code!, Type, value, Currency, min, StartsAt?.ToUnixTimeMilliseconds(), EndsAt?.ToUnixTimeMilliseconds(), TotalLimit, PerCustomerLimit,
            Products ?? [], Categories ?? [], Buy, Get, ExclusiveGroup, Priority ?? 0, 0, nowMs, nowMs);
    }

    /// <summary>The stored form as it was written.</summary>
    public static CouponBody Of(Coupon c) => new(
        c.Code,
        c.Type,
        c.Type switch
        {
            CouponType.Amount => Currencies.ToMajor(c.Value, c.Currency!),
            CouponType.FreeShipping => null,
            _ => c.Value / 100m,
        },
        c.Currency,
        c.MinSubtotalMinor == 0 ? null : Currencies.ToMajor(c.MinSubtotalMinor, c.Currency!),
        c.StartsMs is { } starts ? DateTimeOffset.FromUnixTimeMilliseconds(starts) : null,
        c.EndsMs is { } ends ? DateTimeOffset.FromUnixTimeMilliseconds(ends) : null,
        c.TotalLimit,
        c.PerCustomerLimit,
        c.Products,
        c.Categories,
        c.Buy,
        c.Get,
        c.ExclusiveGroup,
        c.Priority);

    private long CheckedValue(Check check)
    {
        switch (Type)
        {
            case CouponType.Percent:
                check.Required("value", Value);
                return Percent(check, Value ?? 1);
            case CouponType.BuyXGetY:
                check.Required("buy", Buy).Required("get", Get).Range("buy", Buy, 1, SetUnitsMax).Range("get", Get, 1, SetUnitsMax);
                return Percent(check, Value ?? 100);
            case CouponType.Amount:
                check.Required("value", Value).Required("currency", Currency);
                return check.Money("value", Value, Currency, min: 1);
            default:
                check.That(Value is null or 0, "value", "must be absent for this type");
                return 0;
        }
    }

    private static long Percent(Check check, decimal percent)
    {
        var holds = percent is >= 1 and <= 100 && decimal.Truncate(percent * 100) == percent * 100;
        check.That(holds, "value", "must be a percentage from 1 to 100 with at most 2 digits after the point");
        return holds ? (long)(percent * 100) : 0;
    }
}

/// <summary>A coupon as it is read: as written, with its uses.</summary>
/// <param name="Used">Uses that count now: those of confirmed orders, and of orders on their way through the checkout.</param>
public sealed record CouponReply(
    string Code, [OneOf(CouponType.Percent, CouponType.Amount, CouponType.FreeShipping, CouponType.BuyXGetY)] string Type, decimal? Value, string? Currency, decimal? MinSubtotal, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    long? TotalLimit, long? PerCustomerLimit, IReadOnlyList<string> Products, IReadOnlyList<string> Categories, int? Buy, int? Get,
    string? ExclusiveGroup, int Priority, long Used, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static CouponReply Of(Coupon c, long used)
    {
        var b = CouponBody.Of(c);
        return new(
            b.Code, b.Type, b.Value, b.Currency, b.MinSubtotal, b.StartsAt, b.EndsAt, b.TotalLimit, b.PerCustomerLimit, c.Products, c.Categories, b.Buy, b.Get,
            b.ExclusiveGroup, c.Priority, used, DateTimeOffset.FromUnixTimeMilliseconds(c.CreatedMs), DateTimeOffset.FromUnixTimeMilliseconds(c.UpdatedMs));
    }
}
