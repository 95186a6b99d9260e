// A promotion made ready for pricing: its lists as sets, its conditions in the order in which they cost least.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Promotions.Rules;

namespace Cartwright.Promotions;

/// <summary>What of a cart a promotion is for.</summary>
/// <param name="Amount">Minor units, before any discount.</param>
internal readonly record struct Covered(long Amount, long Units);

/// <summary>One promotion. It never changes, so any number of carts use it at once.</summary>
internal sealed class Compiled
{
    // A few names are compared faster than hashed.
    private const int ComparedMax = 4;

    private readonly string[] fewProducts;
    private readonly string[] fewCategories;
    private readonly HashSet<string>? products;
    private readonly HashSet<string>? categories;
    private readonly bool forAll;

    public Compiled(Promotion promotion)
    {
        Promotion = promotion;
        forAll = promotion.IsForAllGoods;
        fewProducts = promotion.Products.Count <= ComparedMax ? [.. promotion.Products] : [];
        fewCategories = promotion.Categories.Count <= ComparedMax ? [.. promotion.Categories] : [];
        products = promotion.Products.Count <= ComparedMax ? null : new(promotion.Products, StringComparer.Ordinal);
        categories = promotion.Categories.Count <= ComparedMax ? null : new(promotion.Categories, StringComparer.OrdinalIgnoreCase);
    }

    public Promotion Promotion { get; }

    public bool Covers(PriceLine line)
    {
        if (forAll)
        {
            return true;
        }

        foreach (var product in fewProducts)
        {
            if (product == line.ProductId)
            {
                return true;
            }
        }

        foreach (var category in fewCategories)
        {
            if (CategoryMatch.Is(line.Category, category))
            {
                return true;
            }
        }

        return products?.Contains(line.ProductId) == true || (categories is not null && IsAmong(categories, line.Category));
    }

    // Its own category, or one above it.
    private static bool IsAmong(HashSet<string> categories, string category)
    {
        var named = categories.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var end = category.Length; end > 0; end = category.LastIndexOf('/', end - 1))
        {
            if (named.Contains(category.AsSpan(0, end)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Why it does not apply to a cart, as far as that can be said without looking into tables; null when it may.</summary>
    public Refusal? Against(Covered covered, long subtotal, long nowMs, string currency, bool agreed)
    {
        var p = Promotion;
        return !agreed && p.Closed(currency, nowMs) is { } closed ? closed
            : covered.Units == 0 ? PromotionRefusals.NotApplicable(p)
            : subtotal < p.MinSubtotalMinor ? PromotionRefusals.MinimumNotMet(p, p.MinSubtotalMinor - subtotal)
            : covered.Units < p.MinQuantity ? PromotionRefusals.QuantityNotMet(p, p.MinQuantity - covered.Units)
            : p.Type == PromotionType.BuyXGetY && covered.Units < p.Buy + p.Get ? PromotionRefusals.NotApplicable(p)
            : null;
    }

    /// <summary>The same without words, for the thousands that do not apply.</summary>
    public bool MayApply(Covered covered, long subtotal, long nowMs, string currency)
    {
        var p = Promotion;
        return covered.Units > 0
            && !(p.StartsMs > nowMs)
            && !(p.EndsMs <= nowMs)
            && (p.Currency is null || p.Currency == currency)
            && subtotal >= p.MinSubtotalMinor
            && covered.Units >= p.MinQuantity
            && (p.Type != PromotionType.BuyXGetY || covered.Units >= p.Buy + p.Get);
    }

    /// <summary>What it would take off the cart alone; minor units.</summary>
    public long Alone(Covered covered, IReadOnlyList<PriceLine> lines) =>
        Promotion.Type switch
        {
            PromotionType.Percent => Money.Share(covered.Amount, Promotion.Value, Promotions.Promotion.Whole),
            PromotionType.Amount => Math.Min(Promotion.Value, covered.Amount),
            PromotionType.BuyXGetY => Take(lines, Amounts(lines)).Sum(),
            _ => 0,
        };

    /// <summary>What it takes off each line of what the line still costs.</summary>
    public long[] Take(IReadOnlyList<PriceLine> lines, long[] left)
    {
        if (Promotion.Type == PromotionType.BuyXGetY)
        {
            var units = new (long UnitPrice, long Units)[left.Length];
            for (var i = 0; i < units.Length; i++)
            {
                units[i] = (lines[i].UnitPriceMinor, Covers(lines[i]) ? lines[i].Quantity : 0);
            }

            return BuyXGetY.Discount(Promotion, units, left);
        }

        if (Promotion.Type == PromotionType.FreeShipping)
        {
            return new long[left.Length];
        }

        var eligible = new long[left.Length];
        for (var i = 0; i < eligible.Length; i++)
        {
            eligible[i] = Covers(lines[i]) ? left[i] : 0;
        }

        return Promotion.Type switch
        {
            PromotionType.Percent when Planted.RoundsTwice =>
            [
                .. eligible.Select(part => Money.Share(part, Promotion.Value, Promotions.Promotion.Whole)),
            ],
            PromotionType.Percent => PercentOff.Discount(Promotion, eligible),
            PromotionType.Amount when Planted.SharesDoNotAddUp && eligible.Sum() > Promotion.Value =>
            [
                .. eligible.Select(part => Money.Share(part, Promotion.Value, eligible.Sum())),
            ],
            PromotionType.Amount => AmountOff.Discount(Promotion, eligible),
            _ => throw new InvalidOperationException($"Promotion {Promotion.Id} has the type {Promotion.Type}, which has no rule."),
        };
    }

    public static long[] Amounts(IReadOnlyList<PriceLine> lines)
    {
        var amounts = new long[lines.Count];
        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] = lines[i].Quantity * lines[i].UnitPriceMinor;
        }

        return amounts;
    }
}
