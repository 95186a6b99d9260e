// A promotion as clients write and read it, and the rules it must satisfy to be stored.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Promotions;

/// <summary>A promotion as it is written.</summary>
/// <param name="Type">percent, amount, free_shipping or buy_x_get_y.</param>
/// <param name="Code">
/// 3 to 40 of A-Z, 0-9, - and _; case does not matter. Absent: it applies by itself, or by codes for one use each.
/// </param>
/// <param name="Value">
/// Percent, or an amount of <paramref name="Currency"/>; absent for free_shipping. buy_x_get_y: percent off the units got, 100 when absent.
/// </param>
/// <param name="Currency">Required with an amount or a minimum. With a currency the promotion is for carts of that currency.</param>
/// <param name="MinSubtotal">What the cart's lines must add up to before any discount.</param>
/// <param name="StartsAt">
/// Included. A day or a time without an offset is one of the shop: <c>2026-12-01</c> is from that day's beginning on.
/// </param>
/// <param name="EndsAt">Not included; a day without a time is meant whole.</param>
/// <param name="Products">Only these products, or those of the categories, cost less.</param>
/// <param name="Buy">buy_x_get_y: units at full price.</param>
/// <param name="Get">buy_x_get_y: units that cost less for them, the cheapest.</param>
/// <param name="ExclusiveGroup">Of one group only the first applies.</param>
/// <param name="Priority">The highest comes first; 0 when absent.</param>
/// <param name="Name">What customers read. Required without a code.</param>
/// <param name="MinQuantity">Units of the goods it is for that must be in the cart.</param>
/// <param name="CustomerGroups">Only for members of one of these groups.</param>
/// <param name="FirstOrder">Only for a customer's first order.</param>
/// <param name="Stackable">False: it applies alone or not at all. True when absent.</param>
/// <param name="SingleUseCodes">Asked for by codes made for it, each for one order.</param>
public sealed record PromotionBody(
    [OneOf(PromotionType.Percent, PromotionType.Amount, PromotionType.FreeShipping, PromotionType.BuyXGetY)] string Type,
    string? Code = null,
    decimal? Value = null,
    string? Currency = null,
    decimal? MinSubtotal = null,
    ShopMoment? StartsAt = null,
    ShopMoment? EndsAt = null,
    long? TotalLimit = null,
    long? PerCustomerLimit = null,
    IReadOnlyList<string>? Products = null,
    IReadOnlyList<string>? Categories = null,
    int? Buy = null,
    int? Get = null,
    string? ExclusiveGroup = null,
    int? Priority = null,
    string? Name = null,
    long? MinQuantity = null,
    IReadOnlyList<string>? CustomerGroups = null,
    bool? FirstOrder = null,
    bool? Stackable = null,
    bool? SingleUseCodes = null
)
{
    // A path of names, as the catalog bounds it.
    private const int CategoryCharsMax = 300;

    // What an admin can list by hand. A rule about more products is a category.
    private const int ListedMax = 500;
    private const int GroupsMax = 20;
    private const int SetUnitsMax = 100;
    private const int PriorityMax = 1_000_000;
    private const long UsesMax = 1_000_000_000;

    /// <summary>The stored form without its counters, or every fault by field.</summary>
    /// <param name="zone">The shop's, of windows without an offset; UTC when it is null.</param>
    public Outcome<Promotion> Checked(string promotionId, long nowMs, TimeZoneInfo? zone = null)
    {
        var code = Code is null ? null : CouponCode.Normalize(Code);
        var singleUse = SingleUseCodes == true;
        var check = new Check();
        var starts = check.Moment("starts_at", StartsAt, zone ?? TimeZoneInfo.Utc);
        var ends = check.Moment("ends_at", EndsAt, zone ?? TimeZoneInfo.Utc, end: true);
        check
            .That(
                Code is null || code is not null,
                "code",
                $"must have {CouponCode.CharsMin} to {CouponCode.CharsMax} of the characters A-Z, 0-9, - and _"
            )
            .That(Code is null || !singleUse, "code", "must be absent where each customer gets a code of its own")
            .That(Code is not null || !string.IsNullOrWhiteSpace(Name), "name", "is required without a code: customers read it")
            .Text("name", Name, min: 0)
            .OneOf("type", Type, PromotionType.Percent, PromotionType.Amount, PromotionType.FreeShipping, PromotionType.BuyXGetY)
            .That(Currency is null || Currencies.IsKnown(Currency), "currency", "must be an ISO 4217 code that the shop knows, such as USD")
            .That(MinSubtotal is null or 0 || Currency is not null, "currency", "is required with a minimum")
            .That(starts is null || ends is null || starts < ends, "ends_at", "must be later than starts_at")
            .Range("total_limit", TotalLimit, 1, UsesMax)
            .Range("per_customer_limit", PerCustomerLimit, 1, UsesMax)
            .That(
                TotalLimit is null || PerCustomerLimit is null || PerCustomerLimit <= TotalLimit,
                "per_customer_limit",
                "must not be more than total_limit: it could never be reached"
            )
            .That(
                FirstOrder != true || PerCustomerLimit is null or 1,
                "per_customer_limit",
                "must be absent or 1 where only the first order counts"
            )
            .Range("min_quantity", MinQuantity, 1, Limits.QuantityMax)
            .Count("products", Products, ListedMax)
            .Count("categories", Categories, ListedMax)
            .Count("customer_groups", CustomerGroups, GroupsMax)
            .That(Products?.All(p => p is { Length: > 0 and <= Limits.NameCharsMax }) != false, "products", "must be product ids")
            .That(
                Categories?.All(c => c is { Length: > 0 and <= CategoryCharsMax }) != false,
                "categories",
                "must be categories: paths of names joined by slashes"
            )
            .That(
                CustomerGroups?.All(g => CustomerGroupName.Normalize(g) is not null) != false,
                "customer_groups",
                "must be names of customer groups: " + CustomerGroupName.Rule
            )
            .Text("exclusive_group", ExclusiveGroup)
            .Range("priority", Priority, -PriorityMax, PriorityMax)
            .That((Buy is null && Get is null) || Type == PromotionType.BuyXGetY, "buy", "and get belong to the type buy_x_get_y");
        var value = CheckedValue(check);
        var min = MinSubtotal is null or 0 ? 0 : check.Money("min_subtotal", MinSubtotal, Currency, max: Limits.OrderTotalMinorMax);
        return check.Refused is { } wrong
            ? wrong
            : new Promotion(
                promotionId,
                code,
                string.IsNullOrWhiteSpace(Name) ? null : Name.Trim(),
                Type,
                value,
                Currency,
                min,
                MinQuantity ?? 0,
                starts?.ToUnixTimeMilliseconds(),
                ends?.ToUnixTimeMilliseconds(),
                TotalLimit,
                PerCustomerLimit,
                Products ?? [],
                Categories ?? [],
                [.. (CustomerGroups ?? []).Select(g => CustomerGroupName.Normalize(g)!)],
                FirstOrder == true,
                Buy,
                Get,
                ExclusiveGroup,
                Priority ?? 0,
                Stackable != false,
                singleUse,
                0,
                nowMs,
                nowMs
            );
    }

    /// <summary>The stored form as it was written.</summary>
    public static PromotionBody Of(Promotion p) =>
        new(
            p.Type,
            p.Code,
            p.Type switch
            {
                PromotionType.Amount => Currencies.ToMajor(p.Value, p.Currency!),
                PromotionType.FreeShipping => null,
                _ => p.Value / 100m,
            },
            p.Currency,
            p.MinSubtotalMinor == 0 ? null : Currencies.ToMajor(p.MinSubtotalMinor, p.Currency!),
            p.StartsMs is { } starts ? DateTimeOffset.FromUnixTimeMilliseconds(starts) : null,
            p.EndsMs is { } ends ? DateTimeOffset.FromUnixTimeMilliseconds(ends) : null,
            p.TotalLimit,
            p.PerCustomerLimit,
            p.Products,
            p.Categories,
            p.Buy,
            p.Get,
            p.ExclusiveGroup,
            p.Priority,
            p.Name,
            p.MinQuantity == 0 ? null : p.MinQuantity,
            p.CustomerGroups,
            p.FirstOrder,
            p.Stackable,
            p.SingleUseCodes
        );

    private long CheckedValue(Check check)
    {
        switch (Type)
        {
            case PromotionType.Percent:
                check.Required("value", Value);
                return Percent(check, Value ?? 1);
            case PromotionType.BuyXGetY:
                check.Required("buy", Buy).Required("get", Get).Range("buy", Buy, 1, SetUnitsMax).Range("get", Get, 1, SetUnitsMax);
                return Percent(check, Value ?? 100);
            case PromotionType.Amount:
                check.Required("value", Value).Required("currency", Currency);
                return check.Money("value", Value, Currency, min: 1, max: Limits.OrderTotalMinorMax);
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

/// <summary>Where a promotion is within its window.</summary>
public static class PromotionState
{
    public const string Scheduled = "scheduled";
    public const string Live = "live";
    public const string Ended = "ended";

    public static string Of(Promotion p, long nowMs) =>
        p.EndsMs <= nowMs ? Ended
        : p.StartsMs > nowMs ? Scheduled
        : Live;
}

/// <summary>A promotion as it is read: as written, with its uses.</summary>
/// <param name="State">Whether its window has not begun, is open, or is over.</param>
/// <param name="StartsAtLocal">
/// As the shop's clocks show it, <c>2026-12-01T00:00</c>; <paramref name="EndsAtLocal"/> likewise, in <paramref name="TimeZone"/>.
/// </param>
/// <param name="Used">Uses that count now: those of confirmed orders, and of orders on their way through the checkout.</param>
public sealed record PromotionReply(
    string PromotionId,
    string? Code,
    string Name,
    [OneOf(PromotionType.Percent, PromotionType.Amount, PromotionType.FreeShipping, PromotionType.BuyXGetY)] string Type,
    [OneOf(PromotionState.Scheduled, PromotionState.Live, PromotionState.Ended)] string State,
    decimal? Value,
    string? Currency,
    decimal? MinSubtotal,
    long? MinQuantity,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    string? StartsAtLocal,
    string? EndsAtLocal,
    string TimeZone,
    long? TotalLimit,
    long? PerCustomerLimit,
    IReadOnlyList<string> Products,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> CustomerGroups,
    bool FirstOrder,
    int? Buy,
    int? Get,
    string? ExclusiveGroup,
    int Priority,
    bool Stackable,
    bool SingleUseCodes,
    long Used,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    /// <param name="zone">The shop's; UTC when it is null.</param>
    public static PromotionReply Of(Promotion p, long used, long nowMs, TimeZoneInfo? zone = null)
    {
        var b = PromotionBody.Of(p);
        var clocks = zone ?? TimeZoneInfo.Utc;
        var (starts, ends) = (At(p.StartsMs), At(p.EndsMs));
        static DateTimeOffset? At(long? ms) => ms is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
        return new(
            p.Id,
            p.Code,
            p.Title,
            p.Type,
            PromotionState.Of(p, nowMs),
            b.Value,
            b.Currency,
            b.MinSubtotal,
            b.MinQuantity,
            starts,
            ends,
            starts is { } first ? ShopMoment.Shown(first, clocks) : null,
            ends is { } last ? ShopMoment.Shown(last, clocks) : null,
            clocks.Id,
            b.TotalLimit,
            b.PerCustomerLimit,
            p.Products,
            p.Categories,
            p.CustomerGroups,
            p.FirstOrder,
            b.Buy,
            b.Get,
            b.ExclusiveGroup,
            p.Priority,
            p.Stackable,
            p.SingleUseCodes,
            used,
            DateTimeOffset.FromUnixTimeMilliseconds(p.CreatedMs),
            DateTimeOffset.FromUnixTimeMilliseconds(p.UpdatedMs)
        );
    }
}

/// <summary>Names of customer groups.</summary>
public static class CustomerGroupName
{
    public const string Rule = "1 to 40 of a-z, 0-9, - and _";

    private const int CharsMax = 40;

    /// <summary>Lower case, or null when no group can have the name.</summary>
    public static string? Normalize(string? name) =>
        name?.Trim().ToLowerInvariant() is { Length: > 0 and <= CharsMax } group
        && group.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? group
            : null;
}
