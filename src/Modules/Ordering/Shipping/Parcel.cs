// What is to be shipped of a basket: its worth and its weight.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>The goods of a basket that are sent.</summary>
/// <param name="Any">Whether there are any.</param>
/// <param name="Worth">Minor units, discounted.</param>
/// <param name="WeightG">Grams; of products whose weight nobody has said, as much as the shop counts for them.</param>
/// <param name="Unweighed">A product whose weight nobody has said, where the shop counts nothing for it; null when there is none.</param>
internal sealed record Parcel(bool Any, long Worth, long WeightG, Item? Unweighed)
{
    /// <param name="defaultWeightG">What a product without a weight counts; 0: nothing is assumed.</param>
    public static Parcel Of(IReadOnlyList<Item> items, Reduction reduction, long defaultWeightG)
    {
        var (any, worth, weight, unweighed) = (false, 0L, 0L, (Item?)null);
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (item.NoShipping)
            {
                continue;
            }

            any = true;
            worth = checked(worth + (item.Quantity * item.UnitPrice) - reduction.LineDiscounts[i]);
            var each = item.WeightG > 0 ? item.WeightG : defaultWeightG;
            weight = checked(weight + (item.Quantity * each));
            unweighed ??= each == 0 ? item : null;
        }

        return new(any, worth, weight, unweighed);
    }
}
