// A promotion as it is stored, and the questions that can be answered from it alone.
using Cartwright.Contracts;

namespace Cartwright.Promotions;

/// <summary>The types, as in the HTTP API.</summary>
public static class PromotionType
{
    public const string Percent = "percent";
    public const string Amount = "amount";
    public const string FreeShipping = "free_shipping";
    public const string BuyXGetY = "buy_x_get_y";
}

/// <summary>Whether goods are of a category that a promotion names: it means what is below it too.</summary>
internal static class CategoryMatch
{
    /// <param name="category">Of the goods: names joined by slashes.</param>
    /// <param name="named">By the promotion.</param>
    public static bool Is(string category, string named) =>
        category.Length >= named.Length
        && category.StartsWith(named, StringComparison.OrdinalIgnoreCase)
        && (category.Length == named.Length || category[named.Length] == '/');
}

/// <summary>One promotion. With a code it is a coupon; without one it applies by itself.</summary>
/// <param name="Id">Its own id: a code that was deleted and made anew starts to count anew.</param>
/// <param name="Code">Upper case, or null.</param>
/// <param name="Name">For people; null for a coupon that is called by its code.</param>
/// <param name="Value">Minor units for an amount; hundredths of a percent for percent and buy_x_get_y; 0 for free shipping.</param>
/// <param name="Currency">Of the value and the minimum, and then of the cart; null for any.</param>
/// <param name="MinSubtotalMinor">What the whole cart must cost before any discount.</param>
/// <param name="MinQuantity">Units of the goods it is for that must be in the cart.</param>
/// <param name="Products">When this or <paramref name="Categories"/> has entries, only such lines cost less.</param>
/// <param name="CustomerGroups">When it has entries, only for members of one of them.</param>
/// <param name="FirstOrder">Only for a customer's first order.</param>
/// <param name="Buy">Units to pay for, of buy_x_get_y.</param>
/// <param name="Get">Units that cost less then, of buy_x_get_y.</param>
/// <param name="Stackable">False: it applies alone or not at all.</param>
/// <param name="SingleUseCodes">Asked for by codes made for it, each for one order; its own code then opens nothing.</param>
/// <param name="UsedFinal">Final uses.</param>
public sealed record Promotion(
    string Id,
    string? Code,
    string? Name,
    string Type,
    long Value,
    string? Currency,
    long MinSubtotalMinor,
    long MinQuantity,
    long? StartsMs,
    long? EndsMs,
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
    long UsedFinal,
    long CreatedMs,
    long UpdatedMs
)
{
    /// <summary>Hundredths of a percent in the whole.</summary>
    public const long Whole = 10_000;

    public bool IsLimited => TotalLimit is not null || PerCustomerLimit is not null;

    /// <summary>Whether it applies without anybody asking.</summary>
    public bool IsAutomatic => Code is null && !SingleUseCodes;

    /// <summary>
    /// Whether an order must hold its use before it is stored: another order could take it meanwhile, or it was asked for by its code.
    /// </summary>
    public bool IsCounted => IsLimited || FirstOrder || !IsAutomatic;

    public bool IsForAllGoods => Products.Count == 0 && Categories.Count == 0;

    /// <summary>
    /// The promotion about other categories. One about some goods never becomes one about all: that is for a person to say, and no events
    /// may.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing would be named any more.</exception>
    public Promotion Naming(IReadOnlyList<string> categories, long nowMs)
    {
        var changed = this with { Categories = categories, UpdatedMs = nowMs };
        return changed.IsForAllGoods && !IsForAllGoods
            ? throw new InvalidOperationException($"Promotion {Id} is about some goods and would become one about all.")
            : changed;
    }

    /// <summary>What people call it.</summary>
    public string Title => Name ?? $"Coupon {Code}";

    /// <summary>Whether it is about goods like these; one without products and categories is about all.</summary>
    public bool Covers(string productId, string category) =>
        IsForAllGoods || Products.Contains(productId, StringComparer.Ordinal) || Categories.Any(named => CategoryMatch.Is(category, named));

    /// <summary>Why it cannot be used at this time or in this currency, or null.</summary>
    public Refusal? Closed(string currency, long nowMs) =>
        StartsMs > nowMs ? PromotionRefusals.NotStarted(this)
        : EndsMs <= nowMs ? PromotionRefusals.Expired(this)
        : Currency is not null && Currency != currency ? PromotionRefusals.CurrencyDiffers(this, currency)
        : null;

    /// <summary>Why its limits stand against one more use, or null.</summary>
    /// <param name="total">Uses that count now.</param>
    /// <param name="ofCustomer">Those of the customer.</param>
    public Refusal? UsedUp(long total, long ofCustomer) =>
        PerCustomerLimit <= ofCustomer ? PromotionRefusals.AlreadyUsed(this)
        : TotalLimit <= total ? PromotionRefusals.Exhausted(this)
        : null;
}
