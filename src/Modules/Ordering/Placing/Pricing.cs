// What an order costs, exactly: whole minor units, and every part adds up to its sum.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>One thing in the basket, priced by the catalog.</summary>
/// <param name="TaxClass">As the product says, <see cref="TaxClasses"/>.</param>
/// <param name="NoWithdrawal">Why a consumer may not withdraw from it; null: they may.</param>
/// <param name="PricesIncludeTax">Whether the product says that its price contains the tax; null: as the place's rate does.</param>
/// <param name="TaxMark">Which of the taxes of its class it pays, <see cref="ClassTax.Mark"/>.</param>
/// <param name="NoShipping">Whether it is not sent, such as an e-book.</param>
/// <param name="WeightG">Grams of a unit; 0: nobody has said.</param>
public sealed record Item(
    string ProductId,
    string ProductName,
    string VendorId,
    string Category,
    long Quantity,
    long UnitPrice,
    string TaxClass = TaxClasses.Standard,
    string? NoWithdrawal = null,
    bool? PricesIncludeTax = null,
    int? TaxMark = null,
    bool NoShipping = false,
    long WeightG = 0
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
/// <param name="Tax">On top of prices; <paramref name="TaxIncluded"/> is inside them.</param>
/// <param name="Taxes">By class; their amounts add up to both.</param>
public sealed record Priced(
    IReadOnlyList<Line> Lines,
    long Subtotal,
    long Discount,
    long Shipping,
    long Tax,
    long TaxIncluded,
    long Total,
    IReadOnlyList<TaxTerm> Taxes
);

/// <summary>
/// The rules, in this order. 1. A line is quantity times unit price. 2. Discounts are taken off lines. 3. Shipping depends on what is left.
/// 4. Shipping goes with the goods that are sent: each class of taxes has the part of it that its lines are of them, discounted, by largest
/// remainder; whether it contains tax is the shop's rule, whatever a product says of its own price. 5. The tax of a class is one share of
/// its discounted lines and its shipping together, rounded once, because rounding each
/// line would drift. 6. That tax is split over the lines and the shipping of the class by largest remainder.
/// </summary>
public static class Pricing
{
    /// <summary>With the shipping of the table.</summary>
    /// <param name="taxes">What each class in the basket pays.</param>
    public static Priced Price(
        IReadOnlyList<Item> items,
        Reduction reduction,
        string shippingMethod,
        ShippingRate shippingRate,
        IReadOnlyList<ClassTax> taxes
    ) => Price(items, reduction, Shipping(shippingMethod, Parcel.Of(items, reduction, 0).Worth, shippingRate), taxes);

    /// <param name="shippingPrice">What the chosen method costs, before promotions.</param>
    /// <param name="taxes">What each class in the basket pays.</param>
    public static Priced Price(IReadOnlyList<Item> items, Reduction reduction, long shippingPrice, IReadOnlyList<ClassTax> taxes)
    {
        long subtotal = 0;
        long discount = 0;
        var classOf = new int[items.Count];
        var (goods, sent, sentBefore) = (new long[taxes.Count], new long[taxes.Count], new long[taxes.Count]);
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
            var of = classOf[i] = IndexOf(taxes, items[i]);
            goods[of] += amount - off;
            sent[of] += items[i].NoShipping ? 0 : amount - off;
            sentBefore[of] += items[i].NoShipping ? 0 : amount;
        }

        var shipping = Shipping(items, reduction, shippingPrice);
        var shippingOf = Spread(shipping, sent, sentBefore, classOf.Where((_, i) => !items[i].NoShipping), taxes);
        var lines = new Line[items.Count];
        var terms = new List<TaxTerm>(taxes.Count);
        var (tax, included) = (0L, 0L);
        for (var of = 0; of < taxes.Count; of++)
        {
            if (shippingOf[of] == 0 && !Array.Exists(classOf, one => one == of))
            {
                continue;
            }

            var term = Tax(taxes[of], of, items, reduction, classOf, goods[of], shippingOf[of], lines);
            terms.Add(term);
            (tax, included) = term.Included ? (tax, included + term.Amount) : (checked(tax + term.Amount), included);
        }

        return new(lines, subtotal, discount, shipping, tax, included, checked(subtotal - discount + shipping + tax), terms);
    }

    // The tax of one class, and its lines.
    private static TaxTerm Tax(
        ClassTax paid,
        int of,
        IReadOnlyList<Item> items,
        Reduction reduction,
        int[] classOf,
        long goods,
        long shipping,
        Line[] lines
    )
    {
        var taxed = new long[items.Count + 1];
        for (var i = 0; i < items.Count; i++)
        {
            taxed[i] = classOf[i] == of ? checked(items[i].Quantity * items[i].UnitPrice) - reduction.LineDiscounts[i] : 0;
        }

        taxed[^1] = paid.TaxesShipping ? shipping : 0;
        var all = checked(goods + taxed[^1]);
        var tax = paid.Rate.On(all);
        var parts = Money.Allocate(tax, taxed);
        for (var i = 0; i < items.Count; i++)
        {
            if (classOf[i] != of)
            {
                continue;
            }

            var item = items[i];
            lines[i] = new(
                item.ProductId,
                item.ProductName,
                item.VendorId,
                item.Category,
                item.Quantity,
                item.UnitPrice,
                reduction.LineDiscounts[i],
                paid.Rate.Included ? 0 : parts[i],
                paid.Rate.Included ? parts[i] : 0,
                item.TaxClass,
                item.NoWithdrawal,
                paid.Mark,
                item.NoShipping ? true : null,
                item.WeightG > 0 ? item.WeightG : null
            );
        }

        return new(
            paid.Class,
            paid.Place,
            paid.Rate.Milli,
            paid.Rate.Included,
            paid.Reason,
            paid.Rate.Included ? all - tax : all,
            tax,
            shipping,
            parts[^1],
            paid.TaxesShipping ? null : true,
            paid.Mark
        );
    }

    // With goods that are all given away shipping goes by their worth, and with goods that are worth nothing at the highest rate: a
    // default never takes less tax.
    private static long[] Spread(long shipping, long[] goods, long[] before, IEnumerable<int> classOf, IReadOnlyList<ClassTax> taxes)
    {
        if (goods.Length == 1)
        {
            return [shipping];
        }

        var ofShipping = IndexOf(taxes, TaxTerm.OfShipping);
        if (ofShipping >= 0)
        {
            var alone = new long[goods.Length];
            alone[ofShipping] = shipping;
            return alone;
        }

        var parts = Shares(shipping, goods, before, classOf, taxes);
        for (var of = 0; of < parts.Length; of++)
        {
            if (taxes[of].Mark is not null && parts[of] > 0 && IndexOf(taxes, null, taxes[of].Class) is >= 0 and var rule)
            {
                (parts[rule], parts[of]) = (parts[rule] + parts[of], 0);
            }
        }

        return parts;
    }

    private static long[] Shares(long shipping, long[] goods, long[] before, IEnumerable<int> classOf, IReadOnlyList<ClassTax> taxes)
    {
        if (Array.Exists(goods, one => one > 0) || Array.Exists(before, one => one > 0))
        {
            return Money.Allocate(shipping, Array.Exists(goods, one => one > 0) ? goods : before);
        }

        var parts = new long[goods.Length];
        if (shipping > 0)
        {
            parts[classOf.MaxBy(of => taxes[of].Rate.Milli)] = shipping;
        }

        return parts;
    }

    private static int IndexOf(IReadOnlyList<ClassTax> taxes, Item item) =>
        IndexOf(taxes, item.TaxMark, item.TaxClass) is >= 0 and var found
            ? found
            : throw new InvalidOperationException($"Nobody has looked up the tax of the class {item.TaxClass}.");

    private static int IndexOf(IReadOnlyList<ClassTax> taxes, int? mark, string? taxClass = null)
    {
        for (var i = 0; i < taxes.Count; i++)
        {
            if (taxes[i].Mark == mark && (taxClass is null || taxes[i].Class == taxClass))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What the shopper pays of the price of the chosen method.</summary>
    public static long Shipping(IReadOnlyList<Item> items, Reduction reduction, long price) =>
        items.Count == 0 || reduction.FreeShipping ? 0 : price;

    /// <summary>What a method costs for goods of that worth.</summary>
    public static long Shipping(string method, long goods, ShippingRate rate) =>
        method switch
        {
            Rates.Express => rate.Express,
            Rates.Standard => goods >= rate.FreeFrom ? 0 : rate.Standard,
            _ => throw new ArgumentException($"'{method}' is not a shipping method.", nameof(method)),
        };
}
