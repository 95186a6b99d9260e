// Counts an order's uses of promotions against their limits, all or none. All orders that wait are decided together, in arrival order, so
// that the limits hold exactly.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>One use that an order asks for.</summary>
/// <param name="PromotionId">Empty when no promotion was found under the code.</param>
/// <param name="Code">Upper case; empty for a promotion that needs none.</param>
public sealed record UseAsked(string PromotionId, string Code, long DiscountMinor);

/// <summary>What is known of a promotion at the moment of a decision; null members do not stand.</summary>
/// <param name="Total">Uses that count now.</param>
/// <param name="OfCustomer">Those of the customer.</param>
/// <param name="FirstOrder">Another order of the customer that took what is for first orders.</param>
/// <param name="Code">The code for one use, when it was asked for by one.</param>
public sealed record UseFacts(Promotion? Promotion, long Total, long OfCustomer, string? FirstOrder, CodeFound? Code);

/// <summary>The slice behind <see cref="IPromotions.Redeem"/>.</summary>
public sealed class RedeemUses
{
    // An unpaid order is held for days at most. A longer hold would let unpaid orders use a promotion up.
    private const int HoldSecondsMax = 24 * 60 * 60;

    private readonly TimeProvider clock;
    private readonly CommitKind<RedeemRequest, Outcome<RedeemReply>> redeeming;

    public RedeemUses(Database database, TimeProvider clock)
    {
        this.clock = clock;
        redeeming = database.Kind<RedeemRequest, Outcome<RedeemReply>>(Decide);
    }

    public async ValueTask<Outcome<RedeemReply>> Run(RedeemRequest request, CancellationToken cancel)
    {
        if (request.OrderId.Length == 0 || request.UserId.Length == 0)
        {
            return Refusal.Invalid("invalid_id", "A use of a promotion needs an order and a customer.");
        }

        if (
            request.HoldSeconds is < 0 or > HoldSecondsMax
            || request.DiscountMinor < 0
            || request.Applied.Any(one => one.DiscountMinor < 0 || one.PromotionId.Length == 0)
            || request.Applied.Count > PriceCart.AppliedMax
            || request.Applied.Select(one => one.PromotionId).Distinct().Count() != request.Applied.Count
        )
        {
            return Refusal.Invalid(
                "invalid_redemption",
                $"Up to {PriceCart.AppliedMax} different promotions are held for 0 to {HoldSecondsMax} seconds, and their discounts are not negative."
            );
        }

        return await redeeming.Commit(request, cancel);
    }

    /// <summary>Pure: why one promotion cannot be used by a new use of an order, or null.</summary>
    /// <param name="heldBefore">
    /// The order held this use before and its time ran out: only the place within the limits is gone with the hold.
    /// </param>
    public static Refusal? Against(UseFacts facts, UseAsked asked, string currency, bool heldBefore, long nowMs)
    {
        if (facts.Promotion is not { } p)
        {
            // Of what needs no code and has no limits only the number of uses is known. The order was promised its discount, so it keeps
            // it.
            return asked.Code.Length == 0 ? null : PromotionRefusals.Unknown;
        }

        return asked.Code.Length > 0
            && asked.Code != p.Code
            && (facts.Code is null || facts.Code.PromotionId != p.Id || facts.Code.OrderId is not null)
                ? PromotionRefusals.Unknown
            : !p.IsCounted ? null
            : (heldBefore ? null : p.Closed(currency, nowMs))
                ?? p.UsedUp(facts.Total, facts.OfCustomer)
                ?? (p.FirstOrder && facts.FirstOrder is not null ? PromotionRefusals.FirstOrderOnly(p) : null);
    }

    private async ValueTask<Outcome<RedeemReply>[]> Decide(Transaction tx, IReadOnlyList<RedeemRequest> requests)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var asked = new IReadOnlyList<UseAsked>[requests.Count];
        for (var i = 0; i < asked.Length; i++)
        {
            asked[i] =
                requests[i].Applied.Count > 0
                    ?
                    [
                        .. requests[i]
                            .Applied.Select(one => new UseAsked(
                                one.PromotionId,
                                CouponCode.Normalize(one.Code) ?? string.Empty,
                                one.DiscountMinor
                            )),
                    ]
                    : [await ByCode(tx, requests[i], nowMs)];
        }

        var promotions = (
            await PromotionStore.Lock(
                tx,
                [.. asked.SelectMany(uses => uses.Select(use => use.PromotionId)).Where(id => id.Length > 0).Distinct()]
            )
        ).ToDictionary(p => p.Id, StringComparer.Ordinal);
        var uses = (await UseStore.OfOrders(tx, [.. requests.Select(r => r.OrderId).Distinct()]))
            .GroupBy(use => use.OrderId, StringComparer.Ordinal)
            .ToDictionary(order => order.Key, order => order.ToList(), StringComparer.Ordinal);

        // Counted before anything is written, and then kept up in memory: final uses reach the promotion's row only once a batch.
        var totals = new Dictionary<string, long>(StringComparer.Ordinal);
        var final = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var promotion in promotions.Values)
        {
            totals[promotion.Id] = promotion.TotalLimit is null ? 0 : await UseStore.Total(tx, promotion.Id, nowMs);
        }

        var replies = new Outcome<RedeemReply>[requests.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var before = uses.GetValueOrDefault(requests[i].OrderId) ?? [];
            if (!(await Decide(tx, requests[i], asked[i], before, promotions, totals, nowMs)).Is(out var after, out var refused))
            {
                replies[i] = refused;
                continue;
            }

            replies[i] = new RedeemReply();
            uses[requests[i].OrderId] = after;
            foreach (var use in after)
            {
                var was = before.Find(one => one.PromotionId == use.PromotionId);
                if (was == use)
                {
                    continue;
                }

                await UseStore.Put(tx, use);
                if (was?.Counts(nowMs) != true && !Planted.CountsCouponsLate)
                {
                    totals[use.PromotionId] = totals.GetValueOrDefault(use.PromotionId) + 1;
                }

                if (use.State == UseState.Final)
                {
                    final[use.PromotionId] = final.GetValueOrDefault(use.PromotionId) + 1;
                }
            }
        }

        foreach (var (promotionId, count) in final)
        {
            await PromotionStore.AddFinal(tx, promotionId, count);
        }

        return replies;
    }

    /// <summary>
    /// The order's uses after the command, or the refusal. Codes and the first order are taken here, once everything else stands.
    /// </summary>
    private static async ValueTask<Outcome<List<Use>>> Decide(
        Transaction tx,
        RedeemRequest request,
        IReadOnlyList<UseAsked> asked,
        List<Use> before,
        Dictionary<string, Promotion> promotions,
        Dictionary<string, long> totals,
        long nowMs
    )
    {
        var state = request.HoldSeconds == 0 ? UseState.Final : UseState.Held;
        var expiresMs = nowMs + (request.HoldSeconds * 1_000L);
        if (before.Exists(use => use.State == UseState.GivenBack))
        {
            return Refusal.Conflict(
                "redemption_given_back",
                $"Order {request.OrderId} gave its uses of promotions back. It cannot use one any more."
            );
        }

        if (before.Count > 0 && (before.Count != asked.Count || asked.Any(one => !before.Exists(use => Same(use, one)))))
        {
            return new Refusal(
                RefusalKind.Unprocessable,
                "redemption_differs",
                $"Order {request.OrderId} used {string.Join(", ", before.Select(Named))} before. An order keeps its promotions."
            );
        }

        if (before.Count > 0 && before.TrueForAll(use => use.Counts(nowMs)))
        {
            return before.ConvertAll(use =>
                use.State == UseState.Final ? use : use with { State = state, ExpiresMs = Math.Max(use.ExpiresMs, expiresMs) }
            );
        }

        // A hold that ran out is taken anew by whom it was.
        var buyer = Buyer.Of(request.UserId, request.EmailName, request.PlaceName);
        var guest = request.Guest;
        if (before.Count > 0)
        {
            guest |= before[0].PlaceName is not null;
            buyer = buyer with { EmailName = buyer.EmailName ?? before[0].EmailName, PlaceName = buyer.PlaceName ?? before[0].PlaceName };
        }

        var facts = new UseFacts[asked.Count];
        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = await Facts(tx, request, buyer, asked[i], promotions, totals, nowMs);
            if (Against(facts[i], asked[i], request.Currency, heldBefore: before.Count > 0, nowMs) is { } refused)
            {
                return refused;
            }
        }

        if (
            Array.Find(facts, one => one.Promotion?.FirstOrder == true)?.Promotion is { } first
            && !await UseStore.TakeFirstOrder(tx, buyer, guest, request.OrderId, nowMs)
        )
        {
            return PromotionRefusals.FirstOrderOnly(first);
        }

        for (var i = 0; i < facts.Length; i++)
        {
            if (facts[i].Code is not null)
            {
                await CodeStore.Take(tx, CouponCode.Hash(asked[i].Code), request.OrderId);
            }
        }

        return asked
            .Select(one => new Use(
                request.OrderId,
                one.PromotionId,
                one.Code,
                request.UserId,
                one.DiscountMinor,
                request.Currency,
                state,
                expiresMs,
                nowMs
            )
            {
                EmailName = buyer.EmailName,
                PlaceName = guest ? buyer.PlaceName : null,
            })
            .ToList();
    }

    private static async ValueTask<UseFacts> Facts(
        Transaction tx,
        RedeemRequest request,
        Buyer buyer,
        UseAsked asked,
        Dictionary<string, Promotion> promotions,
        Dictionary<string, long> totals,
        long nowMs
    )
    {
        if (promotions.GetValueOrDefault(asked.PromotionId) is not { } p)
        {
            return new(null, 0, 0, null, null);
        }

        var ofCustomer = p.PerCustomerLimit is null ? 0 : await UseStore.OfCustomer(tx, p.Id, buyer, nowMs);
        var firstOrder = p.FirstOrder ? await UseStore.FirstOrder(tx, buyer, request.OrderId, nowMs) : null;
        var code = p.SingleUseCodes && asked.Code.Length > 0 ? await CodeStore.Find(tx, CouponCode.Hash(asked.Code), nowMs) : null;
        return new(
            p,
            totals.GetValueOrDefault(p.Id),
            ofCustomer,
            firstOrder,
            code?.OrderId == request.OrderId ? code with { OrderId = null } : code
        );
    }

    private static bool Same(Use use, UseAsked asked) =>
        use.Code == asked.Code && (use.PromotionId == asked.PromotionId || asked.PromotionId.Length == 0);

    private static string Named(Use use) => use.Code.Length > 0 ? $"coupon {use.Code}" : $"promotion {use.PromotionId}";

    // Orders from before promotions say their coupon's code alone.
    private static async ValueTask<UseAsked> ByCode(Transaction tx, RedeemRequest request, long nowMs)
    {
        var code = CouponCode.Normalize(request.CouponCode) ?? string.Empty;
        var promotionId =
            code.Length == 0 ? null
            : await PromotionStore.Find(tx, code) is { SingleUseCodes: false } coupon ? coupon.Id
            : (await CodeStore.Find(tx, CouponCode.Hash(code), nowMs))?.PromotionId;
        return new(promotionId ?? string.Empty, code.Length == 0 ? "?" : code, request.DiscountMinor);
    }
}
