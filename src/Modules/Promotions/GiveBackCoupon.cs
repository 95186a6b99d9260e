// Gives an order's use of a coupon back, once, and remembers orders that never used one.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>The slice behind <see cref="IPromotions.GiveBack"/>.</summary>
public sealed class GiveBackCoupon
{
    private readonly TimeProvider clock;
    private readonly CommitKind<string, Outcome<GiveBackReply>> givingBack;

    public GiveBackCoupon(Database database, TimeProvider clock)
    {
        this.clock = clock;
        givingBack = database.Kind<string, Outcome<GiveBackReply>>(Decide);
    }

    public async ValueTask<Outcome<GiveBackReply>> Run(string orderId, CancellationToken cancel) => orderId.Length == 0
        ? Refusal.Invalid("invalid_id", "Giving a coupon back needs an order.")
        : await givingBack.Commit(orderId, cancel);

    private async ValueTask<Outcome<GiveBackReply>[]> Decide(Transaction tx, IReadOnlyList<string> orderIds)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var uses = await CouponStore.Redemptions(tx, [.. orderIds.Distinct()]);
        await CouponStore.LockIds(tx, [.. uses.Where(u => u.CouponId is not null).Select(u => u.CouponId!).Distinct()]);

        // Read once more behind the locks: another process may have made a use final meanwhile.
        var byOrder = (tx.Dialect.OneProcess ? uses : await CouponStore.Redemptions(tx, [.. orderIds.Distinct()])).ToDictionary(u => u.OrderId, StringComparer.Ordinal);
        var final = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var orderId in orderIds)
        {
            var before = byOrder.GetValueOrDefault(orderId);
            if (before?.State == RedemptionState.GivenBack)
            {
                continue;
            }

            if (before is { State: RedemptionState.Final, CouponId: { } couponId })
            {
                final[couponId] = final.GetValueOrDefault(couponId) + 1;
            }

            var after = before is null
                ? new Redemption(orderId, null, string.Empty, string.Empty, 0, string.Empty, RedemptionState.GivenBack, 0, nowMs)
                : before with { State = RedemptionState.GivenBack, AtMs = nowMs };
            await CouponStore.Put(tx, after);
            byOrder[orderId] = after;
        }

        foreach (var (couponId, count) in final)
        {
            await CouponStore.AddFinal(tx, couponId, -count);
        }

        return [.. orderIds.Select(_ => (Outcome<GiveBackReply>)new GiveBackReply())];
    }
}
