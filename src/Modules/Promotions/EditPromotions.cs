// Makes, changes and deletes promotions.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Promotions;

/// <summary>The slices behind POST, PATCH and DELETE of /api/promotions and /api/coupons.</summary>
public sealed class EditPromotions(Database database, PromotionMemory memory, IIds ids, TimeProvider clock, ShopZone? shop = null)
{
    /// <summary>Finds the promotion that a route means.</summary>
    public delegate ValueTask<Promotion?> Which(Sql sql);

    private TimeZoneInfo Zone => (shop ?? ShopZone.Utc).Now;

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The promotion of an id.</summary>
    public static Which WithId(string id) => sql => PromotionStore.Get(sql, id);

    /// <summary>The promotion of a code as somebody wrote it.</summary>
    public static Which WithCode(string code) =>
        sql => CouponCode.Normalize(code) is { } normalized ? PromotionStore.Find(sql, normalized) : ValueTask.FromResult<Promotion?>(null);

    public async Task<Outcome<PromotionReply>> Create(PromotionBody body, CancellationToken cancel)
    {
        if (!body.Checked(ids.Next(), NowMs, Zone).Is(out var promotion, out var refused))
        {
            return refused;
        }

        if (promotion.IsAutomatic && await memory.AutomaticCount() >= PromotionMemory.AutomaticMax)
        {
            return Refusal.Conflict(
                "too_many_promotions",
                $"There are {PromotionMemory.AutomaticMax} promotions that need no code. Delete some that have ended."
            );
        }

        return await database.Write<Outcome<PromotionReply>>(
            async tx =>
            {
                if (!await PromotionStore.Add(tx, promotion))
                {
                    return Refusal.Conflict(
                        "coupon_exists",
                        $"There is a coupon {promotion.Code} already. Change that one, or use another code."
                    );
                }

                memory.Keep(tx, promotion);
                return PromotionReply.Of(promotion, used: 0, NowMs, Zone);
            },
            cancel
        );
    }

    /// <summary>
    /// Changes the members that are given; null takes one away (RFC 7396). Uses that were counted stay counted. Null when it is not there.
    /// </summary>
    public Task<Outcome<PromotionReply>?> Change(Which which, JsonObject patch, CancellationToken cancel) =>
        database.Write<Outcome<PromotionReply>?>(
            async tx =>
            {
                if (await which(tx) is not { } promotion)
                {
                    return null;
                }

                if (
                    !MergePatch.Of(PromotionBody.Of(promotion), patch, "a promotion").Is(out var body, out var refused)
                    || !body.Checked(promotion.Id, NowMs, Zone).Is(out var changed, out refused)
                )
                {
                    return refused;
                }

                if (changed.Code != promotion.Code)
                {
                    return Refusal.Invalid(
                        "coupon_code_fixed",
                        $"The code of {promotion.Title} cannot be changed: customers have it. Make another coupon."
                    );
                }

                changed = changed with { CreatedMs = promotion.CreatedMs, UsedFinal = promotion.UsedFinal };
                await PromotionStore.Save(tx, changed);
                memory.Keep(tx, changed);
                return PromotionReply.Of(changed, await UseStore.Total(tx, changed.Id, NowMs), NowMs, Zone);
            },
            cancel
        );

    /// <summary>
    /// True when it was there. Orders that hold or have used it keep their discount; its codes for one use open nothing any more.
    /// </summary>
    public Task<bool> Delete(Which which, CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                if (await which(tx) is not { } promotion)
                {
                    return false;
                }

                await PromotionStore.Delete(tx, promotion.Id);
                memory.Forget(tx, promotion);
                return true;
            },
            cancel
        );
}
