// The contract, carried out in this process.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <inheritdoc/>
public sealed class LocalPromotions(Database database, CouponMemory memory, RedeemCoupon redeem, GiveBackCoupon giveBack, TimeProvider clock) : IPromotions
{
    /// <inheritdoc/>
    public async ValueTask<Outcome<PriceReply>> Price(PriceRequest request, CancellationToken cancel)
    {
        if (PriceCart.Wrong(request) is { } wrong)
        {
            return wrong;
        }

        if (request.CouponCode.Length == 0)
        {
            return PriceCart.Full(request);
        }

        if (CouponCode.Normalize(request.CouponCode) is not { } code || await memory.Find(code) is not { } coupon)
        {
            return PriceCart.Full(request, CouponRefusals.Unknown);
        }

        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var reply = PriceCart.Apply(coupon, request, nowMs);
        if (reply.RefusalCode.Length > 0 || !coupon.IsLimited)
        {
            return reply;
        }

        var total = coupon.TotalLimit is null ? 0 : await database.Read(sql => CouponStore.UsesTotal(sql, coupon.CouponId, nowMs));
        var ofCustomer = coupon.PerCustomerLimit is null ? 0 : await database.Read(sql => CouponStore.UsesOfCustomer(sql, coupon.CouponId, request.UserId, nowMs));
        return coupon.UsedUp(total, ofCustomer) is { } usedUp ? PriceCart.Full(request, usedUp) : reply;
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<RedeemReply>> Redeem(RedeemRequest request, CancellationToken cancel) => redeem.Run(request, cancel);

    /// <inheritdoc/>
    public ValueTask<Outcome<GiveBackReply>> GiveBack(GiveBackRequest request, CancellationToken cancel) => giveBack.Run(request.OrderId, cancel);
}
