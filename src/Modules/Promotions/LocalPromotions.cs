// The contract, carried out in this process.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <inheritdoc/>
public sealed class LocalPromotions(
    Database database,
    PromotionMemory memory,
    RedeemUses redeem,
    GiveBackUses giveBack,
    WrongCodes wrongCodes,
    TimeProvider clock
) : IPromotions
{
    // Each round finds at least one promotion that is used up. Beyond so many, those nobody has counted are left out of this cart.
    private const int RoundsMax = 16;

    /// <inheritdoc/>
    public async ValueTask<Outcome<PriceReply>> Price(PriceRequest request, CancellationToken cancel)
    {
        if (PriceCart.Wrong(request) is { } wrong)
        {
            return wrong;
        }

        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (request.OrderId.Length > 0)
        {
            return await PriceAnew(request, nowMs);
        }

        var book = await memory.Book();
        Wanted? wanted = null;
        Refusal? unknown = null;
        if (request.CouponCode.Length > 0)
        {
            if (wrongCodes.Exhausted(request.UserId, request.CouponCode) is { } exhausted)
            {
                return exhausted;
            }

            wanted = await Find(request.CouponCode, request.UserId, nowMs);
            unknown = wanted is null ? PromotionRefusals.Unknown : null;
            if (wrongCodes.Tried(request.UserId, request.CallerAddress, request.CouponCode, right: wanted is not null) is { } tooMany)
            {
                return tooMany;
            }
        }

        if (book.Count == 0 && wanted is null)
        {
            return Quiet(PriceCart.Reply(request, new([], unknown, false, false)), book, nowMs);
        }

        var picked = await Pick(book, wanted, request, nowMs);
        if (
            wanted is not null
            && request.Lines.Count == 0
            && await WhateverTheGoods(wanted.Promotion.Promotion, request, nowMs) is { } never
        )
        {
            picked = picked with { Refused = never };
        }

        return Quiet(PriceCart.Reply(request, picked with { Refused = unknown ?? picked.Refused }), book, nowMs);
    }

    /// <inheritdoc/>
    public ValueTask<Outcome<RedeemReply>> Redeem(RedeemRequest request, CancellationToken cancel) => redeem.Run(request, cancel);

    /// <inheritdoc/>
    public ValueTask<Outcome<GiveBackReply>> GiveBack(GiveBackRequest request, CancellationToken cancel) =>
        giveBack.Run(request.OrderId, cancel);

    private static PriceReply Quiet(PriceReply reply, PriceBook book, long nowMs)
    {
        reply.QuietMs = book.Quiet(nowMs, Limits.TablesUnseenMsMax);
        return reply;
    }

    private async ValueTask<Picked> Pick(PriceBook book, Wanted? wanted, PriceRequest request, long nowMs)
    {
        var buyer = Buyer.Of(request.UserId, request.EmailName, request.PlaceName);
        var known = new Known
        {
            FirstOrder = !request.HasFirstOrder
                ? null
                : request.FirstOrder && await database.Read(sql => UseStore.FirstOrder(sql, buyer, string.Empty, nowMs)) is null,
        };
        for (var round = 0; ; round++)
        {
            var picked = PriceCart.Pick(book, wanted, request, known, nowMs);
            if (picked.AsksGroups)
            {
                known.Groups = new HashSet<string>(
                    await database.Read(sql => GroupStore.Of(sql, request.UserId)),
                    StringComparer.OrdinalIgnoreCase
                );
                continue;
            }

            var usedUp = false;
            foreach (var one in picked.Applied)
            {
                if (one.Promotion.IsLimited && !known.Uses.ContainsKey(one.Promotion.Id))
                {
                    var refused =
                        round < RoundsMax ? await UsedUp(one.Promotion, buyer, nowMs) : PromotionRefusals.Exhausted(one.Promotion);
                    known.Uses[one.Promotion.Id] = refused;
                    usedUp |= refused is not null;
                }
            }

            if (!usedUp)
            {
                return picked;
            }
        }
    }

    /// <summary>Why no goods would make it apply for this customer now; null where some may.</summary>
    private async ValueTask<Refusal?> WhateverTheGoods(Promotion p, PriceRequest request, long nowMs) =>
        p.EndsMs <= nowMs ? PromotionRefusals.Expired(p)
        : !await IsFor(p, request.UserId) ? PromotionRefusals.GroupOnly(p)
        : p.IsLimited ? await UsedUp(p, Buyer.Of(request.UserId, request.EmailName, request.PlaceName), nowMs)
        : null;

    private async ValueTask<Refusal?> UsedUp(Promotion p, Buyer buyer, long nowMs)
    {
        var total = p.TotalLimit is null ? 0 : await database.Read(sql => UseStore.Total(sql, p.Id, nowMs));
        var ofCustomer = p.PerCustomerLimit is null ? 0 : await database.Read(sql => UseStore.OfCustomer(sql, p.Id, buyer, nowMs));
        return p.UsedUp(total, ofCustomer);
    }

    /// <summary>What a code opens, or null: also for a code for one use that an order has taken, unless somebody gives it back.</summary>
    private async ValueTask<Wanted?> Find(string typed, string userId, long nowMs)
    {
        if (CouponCode.Normalize(typed) is not { } code)
        {
            return null;
        }

        if (await memory.ByCode(code) is { Promotion.SingleUseCodes: false } coupon)
        {
            return new(coupon, code);
        }

        var found = await database.Read(sql => CodeStore.Find(sql, CouponCode.Hash(code), nowMs));
        return
            found is { OrderId: null }
            && await memory.ById(found.PromotionId) is { Promotion: { SingleUseCodes: true } promotion } compiled
            && await IsFor(promotion, userId)
            ? new(compiled, code)
            : null;
    }

    /// <summary>A code made for a group is unknown to everybody else: what it would say instead, it would say to guessers.</summary>
    private async ValueTask<bool> IsFor(Promotion promotion, string userId) =>
        promotion.CustomerGroups.Count == 0
        || (await database.Read(sql => GroupStore.Of(sql, userId))).Exists(group =>
            promotion.CustomerGroups.Contains(group, StringComparer.OrdinalIgnoreCase)
        );

    private async ValueTask<Outcome<PriceReply>> PriceAnew(PriceRequest request, long nowMs)
    {
        var agreed = new List<Wanted>();
        foreach (var use in await database.Read(sql => UseStore.OfOrders(sql, [request.OrderId])))
        {
            if (use.State != UseState.GivenBack && await memory.ById(use.PromotionId) is { } promotion)
            {
                agreed.Add(new(promotion, use.Code));
            }
        }

        return PriceCart.Reply(request, PriceCart.PickAgreed(agreed, request, nowMs));
    }
}
