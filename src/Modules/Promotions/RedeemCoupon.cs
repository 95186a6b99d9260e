// Counts an order's use of a coupon against its limits. All that wait are decided together, in arrival order, so that the limits hold exactly.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>The slice behind <see cref="IPromotions.Redeem"/>.</summary>
public sealed class RedeemCoupon
{
    // An unpaid order is held for minutes. A hold of more than a day would let unpaid orders use a coupon up.
    private const int HoldSecondsMax = 24 * 60 * 60;

    private readonly TimeProvider clock;
    private readonly CommitKind<RedeemRequest, Outcome<RedeemReply>> redeeming;

    public RedeemCoupon(Database database, TimeProvider clock)
    {
        this.clock = clock;
        redeeming = database.Kind<RedeemRequest, Outcome<RedeemReply>>(Decide);
    }

    public async ValueTask<Outcome<RedeemReply>> Run(RedeemRequest request, CancellationToken cancel)
    {
        if (request.OrderId.Length == 0 || request.UserId.Length == 0)
        {
            return Refusal.Invalid("invalid_id", "A use of a coupon needs an order and a customer.");
        }

        if (request.HoldSeconds is < 0 or > HoldSecondsMax || request.DiscountMinor < 0)
        {
            return Refusal.Invalid("invalid_redemption", $"A use is held for 0 to {HoldSecondsMax} seconds, and its discount is not negative.");
        }

        return await redeeming.Commit(request, cancel);
    }

    /// <summary>Pure: the order's use after the command, the same one when there is nothing to change, or the refusal.</summary>
    /// <param name="before">The order's use so far, or null.</param>
    /// <param name="coupon">The coupon of the code, or null.</param>
    /// <param name="total">Uses of the coupon that count now.</param>
    /// <param name="ofCustomer">Those of the customer.</param>
    public static Outcome<Redemption> Decide(Redemption? before, Coupon? coupon, RedeemRequest request, string code, long total, long ofCustomer, long nowMs)
    {
        var state = request.HoldSeconds == 0 ? RedemptionState.Final : RedemptionState.Held;
        var expiresMs = nowMs + (request.HoldSeconds * 1_000L);
        switch (before)
        {
            case { State: RedemptionState.GivenBack }:
                return Refusal.Conflict("redemption_given_back", $"Order {request.OrderId} gave its use of a coupon back. It cannot use one any more.");
            case not null when before.Code != code:
                return new Refusal(RefusalKind.Unprocessable, "redemption_differs", $"Order {request.OrderId} used coupon {before.Code} before. An order uses one coupon.");
            case { State: RedemptionState.Final }:
                return before;
            case not null when before.Counts(nowMs):
                return before with { State = state, ExpiresMs = Math.Max(before.ExpiresMs, expiresMs) };
        }

        if (coupon is null)
        {
            return CouponRefusals.Unknown;
        }

        // An order that held its use in time may finish after the coupon's end; only its place within the limits is gone with the hold.
        if ((before is null ? coupon.Closed(request.Currency, nowMs) : null) is { } closed)
        {
            return closed;
        }

        return coupon.UsedUp(total, ofCustomer) is { } usedUp
            ? usedUp
            : new Redemption(request.OrderId, coupon.CouponId, code, request.UserId, request.DiscountMinor, request.Currency, state, expiresMs, nowMs);
    }

    private async ValueTask<Outcome<RedeemReply>[]> Decide(Transaction tx, IReadOnlyList<RedeemRequest> requests)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var codes = requests.Select(r => CouponCode.Normalize(r.CouponCode) ?? string.Empty).ToArray();
        var coupons = (await CouponStore.Lock(tx, [.. codes.Distinct()])).ToDictionary(c => c.Code, StringComparer.Ordinal);
        var uses = (await CouponStore.Redemptions(tx, [.. requests.Select(r => r.OrderId).Distinct()])).ToDictionary(r => r.OrderId, StringComparer.Ordinal);

        // Counted before anything is written, and then kept up in memory: final uses reach the coupon's row only once a batch.
        var totals = new Dictionary<string, long>(StringComparer.Ordinal);
        var final = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var coupon in coupons.Values)
        {
            totals[coupon.CouponId] = coupon.TotalLimit is null ? 0 : await CouponStore.UsesTotal(tx, coupon.CouponId, nowMs);
        }

        var replies = new Outcome<RedeemReply>[requests.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var request = requests[i];
            var before = uses.GetValueOrDefault(request.OrderId);
            var coupon = coupons.GetValueOrDefault(codes[i]);
            var ofCustomer = coupon?.PerCustomerLimit is null ? 0 : await CouponStore.UsesOfCustomer(tx, coupon.CouponId, request.UserId, nowMs);
            if (!Decide(before, coupon, request, codes[i], coupon is null ? 0 : totals[coupon.CouponId], ofCustomer, nowMs).Is(out var after, out var refused))
            {
                replies[i] = refused;
                continue;
            }

            replies[i] = new RedeemReply();
            if (after == before)
            {
                continue;
            }

            await CouponStore.Put(tx, after);
            uses[after.OrderId] = after;
            if (before?.Counts(nowMs) != true && totals.TryGetValue(after.CouponId!, out var total))
            {
                totals[after.CouponId!] = total + 1;
            }

            if (after.State == RedemptionState.Final)
            {
                final[after.CouponId!] = final.GetValueOrDefault(after.CouponId!) + 1;
            }
        }

        foreach (var (couponId, count) in final)
        {
            await CouponStore.AddFinal(tx, couponId, count);
        }

        return replies;
    }
}
