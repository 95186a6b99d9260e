// Of each so many units of the goods the coupon is for, the cheapest cost less.
using Cartwright.Contracts;

namespace Cartwright.Promotions.Rules;

internal static class BuyXGetY
{
    /// <param name="lines">Unit price and units of each line; units are 0 where the coupon is not for it.</param>
    public static long[] Discount(Coupon coupon, IReadOnlyList<(long UnitPrice, long Units)> lines)
    {
        var discounts = new long[lines.Count];
        var sets = lines.Sum(line => line.Units) / (coupon.Buy!.Value + coupon.Get!.Value);
        var left = sets * coupon.Get.Value;

        // Whole lines are taken at once, so that 10,000 units cost no more than one.
        foreach (var index in Enumerable.Range(0, lines.Count).OrderBy(i => lines[i].UnitPrice).ThenBy(i => i))
        {
            var units = Math.Min(left, lines[index].Units);
            discounts[index] = Money.Share(lines[index].UnitPrice * units, coupon.Value, Coupon.Whole);
            left -= units;
        }

        return discounts;
    }
}
