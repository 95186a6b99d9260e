// Which promotions apply to a cart and what each takes off: a plain function of promotions, cart, time and what is known of the customer.
using System.Buffers;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>What has been found out about a customer for one cart. What nobody needed stays unknown.</summary>
internal sealed class Known
{
    /// <summary>The customer's groups; null while nobody has looked.</summary>
    public IReadOnlySet<string>? Groups { get; set; }

    /// <summary>Whether this is the customer's first order; null when nobody said.</summary>
    public bool? FirstOrder { get; init; }

    /// <summary>Promotions whose uses were counted, each with why it cannot be used once more, or null.</summary>
    public Dictionary<string, Refusal?> Uses { get; } = new(StringComparer.Ordinal);
}

/// <summary>One promotion in force.</summary>
internal sealed record Applied(Promotion Promotion, string Code, long[] LineDiscounts, long Discount);

/// <summary>A cart with its promotions, or what must be found out first.</summary>
internal sealed record Picked(IReadOnlyList<Applied> Applied, Refusal? Refused, bool AsksGroups, bool AsksFirstOrder);

/// <summary>The coupon that was asked for, with its code as it was typed.</summary>
internal sealed record Wanted(Compiled Promotion, string Code);

/// <summary>The rules put together.</summary>
internal static class PriceCart
{
    /// <summary>Promotions of one order: each is a row with the order, and nobody reads a longer list.</summary>
    public const int AppliedMax = 10;

    /// <summary>Bounds that keep every sum below 64 bits, or the refusal.</summary>
    public static Refusal? Wrong(PriceRequest request)
    {
        if (request.Lines.Count > Limits.CartLinesMax)
        {
            return Refusal.Invalid("too_many_lines", $"A cart can have {Limits.CartLinesMax} lines.");
        }

        foreach (var line in request.Lines)
        {
            if (line.Quantity is < 0 or > Limits.QuantityMax || line.UnitPriceMinor is < 0 or > Limits.PriceStoredMinorMax)
            {
                return Refusal.Invalid(
                    "invalid_line",
                    $"Product {line.ProductId}: the quantity must be from 0 to {Limits.QuantityMax}, the price from 0 to {Limits.PriceStoredMinorMax} minor units."
                );
            }
        }

        return null;
    }

    /// <summary>
    /// The rule, as it is told to shops: by priority, the highest first; among equals the larger discount, then the older promotion. Each
    /// takes its part of what is left. Of an exclusive group only the first applies. One that is not stackable applies only when it comes
    /// first, and then alone.
    /// </summary>
    public static Picked Pick(PriceBook book, Wanted? wanted, PriceRequest request, Known known, long nowMs)
    {
        var whole = WholeOf(request);
        var sheet = book.For(request, whole, nowMs);
        var picked = Pick(sheet.Found, whole, wanted, request, known, nowMs);
        book.Done(sheet);
        return picked;
    }

    private static Picked Pick(
        List<(Compiled Promotion, Covered Covered)> candidates,
        Covered whole,
        Wanted? wanted,
        PriceRequest request,
        Known known,
        long nowMs
    )
    {
        var asksFirst = false;
        if (!Narrow(candidates, known, ref asksFirst))
        {
            return new([], null, AsksGroups: true, asksFirst);
        }

        Refusal? refused = null;
        if (wanted is not null)
        {
            var covered = CoveredBy(wanted.Promotion, request);
            if (known.Groups is null && wanted.Promotion.Promotion.CustomerGroups.Count > 0)
            {
                return new([], null, AsksGroups: true, asksFirst);
            }

            asksFirst |= wanted.Promotion.Promotion.FirstOrder && known.FirstOrder is null;
            refused =
                wanted.Promotion.Against(covered, whole.Amount, nowMs, request.Currency, agreed: false)
                ?? Personal(wanted.Promotion.Promotion, known);
            if (refused is null)
            {
                candidates.Add((wanted.Promotion, covered));
            }
        }

        var applied = candidates.Count == 0 ? [] : Stack(candidates, wanted, request, ref refused);
        return new(applied, refused, false, asksFirst);
    }

    /// <summary>
    /// For the promotions of an order that is priced anew: only these apply, and neither time nor customer nor limits are asked again.
    /// </summary>
    public static Picked PickAgreed(IReadOnlyList<Wanted> agreed, PriceRequest request, long nowMs)
    {
        var whole = WholeOf(request);
        var candidates = new List<(Compiled Promotion, Covered Covered)>(agreed.Count);
        foreach (var one in agreed)
        {
            var covered = CoveredBy(one.Promotion, request);
            if (one.Promotion.Against(covered, whole.Amount, nowMs, request.Currency, agreed: true) is null)
            {
                candidates.Add((one.Promotion, covered));
            }
        }

        Refusal? refused = null;
        var applied = Stack(candidates, null, request, ref refused);
        return new(
            [.. applied.Select(a => a with { Code = agreed.First(one => one.Promotion.Promotion == a.Promotion).Code })],
            null,
            false,
            false
        );
    }

    /// <summary>As the contract says it.</summary>
    public static PriceReply Reply(PriceRequest request, Picked picked)
    {
        var reply = new PriceReply
        {
            RefusalCode = picked.Refused?.Code ?? string.Empty,
            RefusalDetail = picked.Refused?.Detail ?? string.Empty,
            AsksFirstOrder = picked.AsksFirstOrder,
        };
        var sums = new long[request.Lines.Count];
        foreach (var one in picked.Applied)
        {
            var applied = new AppliedPromotion
            {
                PromotionId = one.Promotion.Id,
                Code = one.Code,
                Name = one.Promotion.Title,
                DiscountMinor = one.Discount,
                FreeShipping = one.Promotion.Type == PromotionType.FreeShipping,
                Counted = one.Promotion.IsCounted,
            };
            applied.LineDiscountsMinor.AddRange(one.LineDiscounts);
            reply.Applied.Add(applied);
            reply.DiscountMinor += one.Discount;
            reply.FreeShipping |= applied.FreeShipping;
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += one.LineDiscounts[i];
            }

            if (one.Code.Length > 0)
            {
                reply.AppliedCode = one.Code;
            }
        }

        reply.LineDiscountsMinor.AddRange(sums);
        return reply;
    }

    private static Covered WholeOf(PriceRequest request)
    {
        long amount = 0,
            units = 0;
        foreach (var line in request.Lines)
        {
            amount += line.Quantity * line.UnitPriceMinor;
            units += line.Quantity;
        }

        return new(amount, units);
    }

    private static Covered CoveredBy(Compiled promotion, PriceRequest request)
    {
        long amount = 0,
            units = 0;
        foreach (var line in request.Lines)
        {
            if (promotion.Covers(line))
            {
                amount += line.Quantity * line.UnitPriceMinor;
                units += line.Quantity;
            }
        }

        return new(amount, units);
    }

    /// <summary>Leaves out what is not for this customer. False when the customer's groups must be known first.</summary>
    private static bool Narrow(List<(Compiled Promotion, Covered Covered)> candidates, Known known, ref bool asksFirst)
    {
        for (var i = candidates.Count - 1; i >= 0; i--)
        {
            var p = candidates[i].Promotion.Promotion;
            if (p.CustomerGroups.Count > 0 && known.Groups is null)
            {
                return false;
            }

            // What nobody asked for is not promised before it is sure: a cart shows it only from the checkout on.
            var unsure = p.FirstOrder && known.FirstOrder is null;
            asksFirst |= unsure;
            if (unsure || Personal(p, known) is not null)
            {
                candidates.RemoveAt(i);
            }
        }

        return true;
    }

    /// <summary>Why the promotion is not for this customer, or not once more.</summary>
    private static Refusal? Personal(Promotion p, Known known) =>
        p.CustomerGroups.Count > 0 && !p.CustomerGroups.Any(known.Groups!.Contains) ? PromotionRefusals.GroupOnly(p)
        : p.FirstOrder && known.FirstOrder == false ? PromotionRefusals.FirstOrderOnly(p)
        : known.Uses.Count == 0 ? null
        : known.Uses.GetValueOrDefault(p.Id);

    private static List<Applied> Stack(
        List<(Compiled Promotion, Covered Covered)> candidates,
        Wanted? wanted,
        PriceRequest request,
        ref Refusal? refused
    )
    {
        var applied = new List<Applied>();
        var left = Compiled.Amounts(request.Lines);
        var open = ArrayPool<Candidate>.Shared.Rent(candidates.Count);
        for (var i = 0; i < candidates.Count; i++)
        {
            var promotion = candidates[i].Promotion;
            open[i] = new(
                promotion,
                promotion.Promotion.Priority,
                promotion.Alone(candidates[i].Covered, request.Lines),
                promotion.Promotion.ExclusiveGroup,
                promotion.Promotion.Stackable
            );
        }

        // At most a few apply, so the best of the rest is looked for each time: all of them are never sorted.
        for (var count = candidates.Count; count > 0 && applied.Count < AppliedMax; )
        {
            var at = Best(open.AsSpan(0, count));
            var promotion = open[at].Promotion;
            open[at] = open[--count];
            var p = promotion.Promotion;
            var asked = ReferenceEquals(promotion, wanted?.Promotion);
            var discounts = promotion.Take(request.Lines, left);
            var discount = discounts.Sum();
            if (
                discount == 0
                && (p.Type != PromotionType.FreeShipping || applied.Exists(other => other.Promotion.Type == PromotionType.FreeShipping))
            )
            {
                refused =
                    !asked ? refused
                    : applied.Count == 0 ? PromotionRefusals.TooLittle(p)
                    : PromotionRefusals.NothingLeft(p);
                continue;
            }

            for (var i = 0; i < left.Length; i++)
            {
                left[i] -= discounts[i];
            }

            applied.Add(new(p, asked ? wanted!.Code : string.Empty, discounts, discount));
            count = WithoutExcluded(open, count, p, wanted, ref refused);
        }

        ArrayPool<Candidate>.Shared.Return(open, clearArray: true);

        // The list was full before the coupon's turn came.
        if (wanted is not null && refused is null && !applied.Exists(one => one.Promotion == wanted.Promotion.Promotion))
        {
            refused = PromotionRefusals.NothingLeft(wanted.Promotion.Promotion);
        }

        return applied;
    }

    /// <summary>Takes out what does not go together with one that has just been applied; how many are left.</summary>
    private static int WithoutExcluded(Candidate[] open, int count, Promotion applied, Wanted? wanted, ref Refusal? refused)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            ref readonly var one = ref open[i];
            if (
                applied.Stackable
                && one.Stackable
                && (applied.ExclusiveGroup is null || one.ExclusiveGroup is null || one.ExclusiveGroup != applied.ExclusiveGroup)
            )
            {
                if (kept != i)
                {
                    open[kept] = one;
                }

                kept++;
            }
            else if (ReferenceEquals(one.Promotion, wanted?.Promotion))
            {
                refused = PromotionRefusals.Excluded(one.Promotion.Promotion, applied);
            }
        }

        return kept;
    }

    private static int Best(ReadOnlySpan<Candidate> open)
    {
        var best = 0;
        for (var i = 1; i < open.Length; i++)
        {
            ref readonly var one = ref open[i];
            ref readonly var other = ref open[best];
            if (
                one.Priority != other.Priority ? one.Priority > other.Priority
                : one.Alone != other.Alone ? one.Alone > other.Alone
                : string.CompareOrdinal(one.Promotion.Promotion.Id, other.Promotion.Promotion.Id) < 0
            )
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>A promotion whose conditions hold, with what decides its place.</summary>
    private readonly record struct Candidate(Compiled Promotion, int Priority, long Alone, string? ExclusiveGroup, bool Stackable);
}
