// Of each so many units of the goods a promotion is for, the cheapest cost less.
using Cartwright.Contracts;

namespace Cartwright.Promotions.Rules;

internal static class BuyXGetY
{
    /// <param name="lines">Unit price and units of each line; units are 0 where the promotion is not for it.</param>
    /// <param name="left">What each line still costs: no line gives more.</param>
    public static long[] Discount(Promotion promotion, (long UnitPrice, long Units)[] lines, long[] left)
    {
        var discounts = new long[lines.Length];
        long units = 0;
        var order = new int[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            units += lines[i].Units;
            order[i] = i;
        }

        var free = units / (promotion.Buy!.Value + promotion.Get!.Value) * promotion.Get.Value;

        // Whole lines are taken at once, so that 10,000 units cost no more than one.
        Array.Sort(
            order,
            (a, b) => lines[a].UnitPrice != lines[b].UnitPrice ? lines[a].UnitPrice.CompareTo(lines[b].UnitPrice) : a.CompareTo(b)
        );
        foreach (var index in order)
        {
            var taken = Math.Min(free, lines[index].Units);
            discounts[index] = Math.Min(left[index], Money.Share(lines[index].UnitPrice * taken, promotion.Value, Promotion.Whole));
            free -= taken;
            if (free == 0)
            {
                break;
            }
        }

        return discounts;
    }
}
