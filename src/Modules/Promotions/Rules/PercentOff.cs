// So many percent off the goods a promotion is for.
using Cartwright.Contracts;

namespace Cartwright.Promotions.Rules;

internal static class PercentOff
{
    /// <summary>
    /// The sum is rounded once, half away from zero, and then given to the lines: rounding each line would lose or gain units.
    /// </summary>
    public static long[] Discount(Promotion promotion, long[] eligible) =>
        Money.Allocate(Money.Share(eligible.Sum(), promotion.Value, Promotion.Whole), eligible);
}
