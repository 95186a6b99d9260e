// What an order takes out of a cart, and how it comes back when the order fails.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal static class CheckoutRules
{
    /// <summary>
    /// Each line loses at most what was bought: what the shopper added since stays. A take after its restore takes nothing.
    /// </summary>
    public static Outcome<CartDecision> Take(CartState cart, OrderRecord? record, TakeItems command)
    {
        if (record is not null)
        {
            return CartRules.Nothing(cart);
        }

        var taken = new List<CartItem>();
        var traces = new List<CartTrace>();
        var next = cart;
        foreach (var bought in command.Lines)
        {
            if (next.Find(bought.ProductId) is not { Saved: false } line || bought.Quantity < 1)
            {
                continue;
            }

            var quantity = Math.Min(bought.Quantity, line.Quantity);
            taken.Add(line with { Quantity = quantity });
            traces.Add(new("checked_out", line.ProductId, line.Quantity, line.Quantity - quantity));
            next =
                quantity == line.Quantity
                    ? next with
                    {
                        Items = [.. next.Items.Where(item => item != line)],
                    }
                    : CartRules.With(next, line with { Quantity = line.Quantity - quantity });
        }

        if (traces.Count == 0 && cart.Coupon is not null)
        {
            traces.Add(new("checked_out", null, 0, 0));
        }

        return new CartDecision(next with { Coupon = null }, traces, CartRules.Write(new OrderRecord("taken", taken, cart.Coupon)));
    }

    /// <summary>Puts back exactly what was taken. Bounds are not asked: these lines were the shopper's before.</summary>
    public static Outcome<CartDecision> Restore(CartState cart, OrderRecord? record)
    {
        if (record is { State: "restored" })
        {
            return CartRules.Nothing(cart);
        }

        var restored = CartRules.Write(new OrderRecord("restored", record?.Items ?? [], record?.Coupon));
        if (record is null || (record.Items.Count == 0 && record.Coupon is null))
        {
            return new CartDecision(cart, [], restored);
        }

        var traces = new List<CartTrace>();
        var next = cart with { Coupon = cart.Coupon ?? record.Coupon };
        foreach (var item in record.Items)
        {
            var there = next.Find(item.ProductId) is { Saved: false } line ? line : null;
            var quantity = Math.Min(Limits.QuantityMax, item.Quantity + (there?.Quantity ?? 0));
            next = CartRules.With(next, (there ?? item) with { Quantity = quantity });
            traces.Add(new("restored", item.ProductId, there?.Quantity ?? 0, quantity));
        }

        if (traces.Count == 0)
        {
            traces.Add(new("restored", null, 0, 0));
        }

        return new CartDecision(next, traces, restored);
    }
}
