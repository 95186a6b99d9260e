// What a coupon takes off a cart: a plain function of coupon, cart, time and uses.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Promotions.Rules;

namespace Cartwright.Promotions;

/// <summary>The rules put together.</summary>
public static class PriceCart
{
    /// <summary>The cart at full price, with why the coupon does not apply, if one was asked for.</summary>
    public static PriceReply Full(PriceRequest request, Refusal? refused = null)
    {
        var reply = new PriceReply { RefusalCode = refused?.Code ?? string.Empty, RefusalDetail = refused?.Detail ?? string.Empty };
        reply.LineDiscountsMinor.Capacity = request.Lines.Count;
        for (var i = 0; i < request.Lines.Count; i++)
        {
            reply.LineDiscountsMinor.Add(0);
        }

        return reply;
    }

    /// <summary>Bounds that keep every sum below 64 bits, or the refusal.</summary>
    public static Refusal? Wrong(PriceRequest request)
    {
        if (request.Lines.Count > Limits.CartLinesMax)
        {
            return Refusal.Invalid("too_many_lines", $"A cart can have {Limits.CartLinesMax} lines.");
        }

        foreach (var line in request.Lines)
        {
            if (line.Quantity is < 0 or > Limits.QuantityMax || line.UnitPriceMinor is < 0 or > Limits.PriceMinorMax)
            {
                return Refusal.Invalid(
                    "invalid_line", $"Product {line.ProductId}: the quantity must be from 0 to {Limits.QuantityMax}, the price from 0 to {Limits.PriceMinorMax} minor units.");
            }
        }

        return null;
    }

    /// <summary>Everything but the limits on uses, which need a look into the tables.</summary>
    public static PriceReply Apply(Coupon coupon, PriceRequest request, long nowMs)
    {
        if (coupon.Closed(request.Currency, nowMs) is { } closed)
        {
            return Full(request, closed);
        }

        var eligible = new long[request.Lines.Count];
        var units = new (long UnitPrice, long Units)[request.Lines.Count];
        long subtotal = 0;
        var covered = false;
        for (var i = 0; i < eligible.Length; i++)
        {
            var line = request.Lines[i];
            var amount = line.Quantity * line.UnitPriceMinor;
            subtotal += amount;
            if (line.Quantity > 0 && coupon.Covers(line.ProductId, line.Category))
            {
                covered = true;
                eligible[i] = amount;
                units[i] = (line.UnitPriceMinor, line.Quantity);
            }
        }

        if (!covered)
        {
            return Full(request, CouponRefusals.NotApplicable(coupon));
        }

        if (subtotal < coupon.MinSubtotalMinor)
        {
            return Full(request, CouponRefusals.MinimumNotMet(coupon, coupon.MinSubtotalMinor - subtotal));
        }

        var discounts = coupon.Type switch
        {
            CouponType.Percent => PercentOff.Discount(coupon, eligible),
            CouponType.Amount => AmountOff.Discount(coupon, eligible),
            CouponType.BuyXGetY => BuyXGetY.Discount(coupon, units),
            CouponType.FreeShipping => new long[eligible.Length],
            _ => throw new InvalidOperationException($"Coupon {coupon.Code} has the type {coupon.Type}, which has no rule."),
        };
        if (coupon.Type == CouponType.BuyXGetY && discounts.All(discount => discount == 0))
        {
            return Full(request, CouponRefusals.NotApplicable(coupon));
        }

        var reply = new PriceReply { DiscountMinor = discounts.Sum(), AppliedCode = coupon.Code, FreeShipping = coupon.Type == CouponType.FreeShipping };
        reply.LineDiscountsMinor.AddRange(discounts);
        return reply;
    }
}
