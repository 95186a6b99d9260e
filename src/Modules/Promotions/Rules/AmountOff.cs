// A fixed amount off the goods the coupon is for, never more than they cost.
using Cartwright.Contracts;

namespace Cartwright.Promotions.Rules;

internal static class AmountOff
{
    public static long[] Discount(Coupon coupon, IReadOnlyList<long> eligible) =>
        Money.Allocate(Math.Min(coupon.Value, eligible.Sum()), eligible);
}
