// What an order costs, exactly: whole minor units, and every part adds up to its sum.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>One thing in the basket, priced by the catalog.</summary>
/// <param name="NoWithdrawal">Why a consumer may not withdraw from it; null: they may.</param>
public sealed record Item(
    string ProductId,
    string ProductName,
    string VendorId,
    string Category,
    long Quantity,
    long UnitPrice,
    string? NoWithdrawal = null
);

/// <summary>What promotions take off: one part a line, none larger than its line.</summary>
/// <param name="Promotions">What it is made of; null when there is nothing to take off and nothing to count.</param>
public sealed record Reduction(
    IReadOnlyList<long> LineDiscounts,
    bool FreeShipping,
    string? AppliedCode,
    IReadOnlyList<AppliedTerm>? Promotions = null
)
{
    public static Reduction None(int lines) => new(new long[lines], false, null);
}

/// <summary>The sums and the lines they are made of. <c>Subtotal - Discount + Shipping + Tax = Total</c>.</summary>
public sealed record Priced(IReadOnlyList<Line> Lines, long Subtotal, long Discount, long Shipping, long Tax, long TaxIncluded, long Total);

/// <summary>
/// The rules, in this order. 1. A line is quantity times unit price. 2. Discounts are taken off lines. 3. Shipping depends on what is left.
/// 4. Tax is one share of the discounted lines and the shipping together, rounded once, because rounding each line would drift;
/// shipping is taxed like the goods. 5. That tax is split over lines and shipping by largest remainder.
/// </summary>
public static class Pricing
{
    public static Priced Price(
        IReadOnlyList<Item> items,
        Reduction reduction,
        string shippingMethod,
        ShippingRate shippingRate,
        TaxRate taxRate
    )
    {
        long subtotal = 0;
        long discount = 0;
        var taxed = new long[items.Count + 1];
        for (var i = 0; i < items.Count; i++)
        {
            var amount = checked(items[i].Quantity * items[i].UnitPrice);
            var off = reduction.LineDiscounts[i];
            if (off < 0 || off > amount)
            {
                throw new InvalidOperationException($"A discount of {off} on a line of {amount} would make somebody pay for a sale.");
            }

            subtotal = checked(subtotal + amount);
            discount += off;
            taxed[i] = amount - off;
        }

        var shipping = items.Count == 0 || reduction.FreeShipping ? 0 : Shipping(shippingMethod, subtotal - discount, shippingRate);
        taxed[^1] = shipping;
        var all = checked(subtotal - discount + shipping);
        var tax = Money.Share(all, taxRate.Milli, taxRate.Included ? TaxRate.Whole + taxRate.Milli : TaxRate.Whole);
        var parts = Money.Allocate(tax, taxed);
        var lines = new Line[items.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var item = items[i];
            lines[i] = new(
                item.ProductId,
                item.ProductName,
                item.VendorId,
                item.Category,
                item.Quantity,
                item.UnitPrice,
                reduction.LineDiscounts[i],
                taxRate.Included ? 0 : parts[i],
                taxRate.Included ? parts[i] : 0,
                item.NoWithdrawal
            );
        }

        return taxRate.Included
            ? new(lines, subtotal, discount, shipping, 0, tax, all)
            : new(lines, subtotal, discount, shipping, tax, 0, checked(all + tax));
    }

    /// <summary>What a method costs for goods of that worth.</summary>
    public static long Shipping(string method, long goods, ShippingRate rate) =>
        method switch
        {
            Rates.Express => rate.Express,
            Rates.Standard => goods >= rate.FreeFrom ? 0 : rate.Standard,
            _ => throw new ArgumentException($"'{method}' is not a shipping method.", nameof(method)),
        };
}
