// A fixed amount off the goods a promotion is for, never more than they cost.
using Cartwright.Contracts;

namespace Cartwright.Promotions.Rules;

internal static class AmountOff
{
    public static long[] Discount(Promotion promotion, long[] eligible) =>
        Money.Allocate(Math.Min(promotion.Value, eligible.Sum()), eligible);
}
