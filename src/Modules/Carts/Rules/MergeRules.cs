// A guest signs in: the guest's cart hands its lines over, the user's cart takes them in. Two commands on two carts, each repeatable.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal static class MergeRules
{
    /// <summary>Rounds a guest's cart can hand over to one user: a browser signs in with one guest a few times at most.</summary>
    private const int RoundsMax = 100;

    public static Outcome<CartDecision> HandOver(CartState cart, HandedOver? record)
    {
        var rounds = record?.Rounds ?? [];
        if (cart.Items.Count == 0 || rounds.Count >= RoundsMax)
        {
            return new CartDecision(cart, [], record is null ? CartRules.Write(new HandedOver(rounds)) : null);
        }

        var handed = new HandedOver([.. rounds, new HandedRound(cart.Items, cart.Coupon)]);
        return new CartDecision(
            cart with
            {
                Items = Planted.RemovedLineReturns ? cart.Items : [],
                Coupon = null,
            },
            [new("merged", null, cart.Items.Sum(item => item.Quantity), 0)],
            CartRules.Write(handed)
        );
    }

    public static Outcome<CartDecision> Receive(CartState cart, Received? record, Receive command, long nowMs)
    {
        var done = Planted.MergesTwice ? 0 : record?.Rounds ?? 0;
        if (command.Handed.Rounds.Count <= done)
        {
            return new CartDecision(cart, [], record is null ? CartRules.Write(new Received(0, [])) : null);
        }

        var next = cart;
        var traces = new List<CartTrace>();
        var report = new List<MergedItem>();
        foreach (var round in command.Handed.Rounds.Skip(done))
        {
            foreach (var guest in round.Items)
            {
                if (guest.Saved)
                {
                    var reason =
                        next.Find(guest.ProductId) is not null ? "in_cart"
                        : next.Items.Count(item => item.Saved) >= Limits.SavedLinesMax ? "saved_full"
                        : string.Empty;
                    report.Add(
                        new(
                            guest.ProductId,
                            guest.Quantity,
                            0,
                            reason.Length == 0 ? guest.Quantity : 0,
                            reason.Length == 0 ? "saved" : "dropped",
                            reason
                        )
                    );
                    if (reason.Length == 0)
                    {
                        next = CartRules.With(next, guest);
                        traces.Add(new("merged", guest.ProductId, 0, guest.Quantity));
                    }

                    continue;
                }

                var user = next.Find(guest.ProductId) is { Saved: false } line ? line : null;
                var merged = Merge(next, guest, user, command);
                report.Add(merged);
                if (merged.Quantity > (user?.Quantity ?? 0) || (user is not null && merged.Quantity != user.Quantity))
                {
                    var offer = command.Offers[guest.ProductId];
                    next = CartRules.With(
                        next,
                        new CartItem(
                            guest.ProductId,
                            offer.Name,
                            merged.Quantity,
                            (user ?? guest).PriceMinor,
                            (user ?? guest).Currency,
                            user?.AddedMs ?? nowMs,
                            Saved: false
                        )
                    );
                    traces.Add(new("merged", guest.ProductId, user?.Quantity ?? 0, merged.Quantity));
                }
            }

            if (next.Coupon is null && round.Coupon is not null)
            {
                next = next with { Coupon = round.Coupon };
                traces.Add(new("merged", null, 0, 0));
            }
        }

        return new CartDecision(next, traces, CartRules.Write(new Received(command.Handed.Rounds.Count, report)));
    }

    private static MergedItem Merge(CartState cart, CartItem guest, CartItem? user, Receive command)
    {
        var had = user?.Quantity ?? 0;
        MergedItem Dropped(string reason) => new(guest.ProductId, guest.Quantity, had, had, "dropped", reason);
        if (!command.Offers.TryGetValue(guest.ProductId, out var offer))
        {
            return Dropped("product_not_found");
        }

        if (user is null && cart.Active.Count() >= Limits.CartLinesMax)
        {
            return Dropped("cart_full");
        }

        if (cart.Active.Any(item => item.Currency != guest.Currency))
        {
            return Dropped("currency_differs");
        }

        var wanted = user is null
            ? guest.Quantity
            : command.Rule switch
            {
                MergeRule.Sum => guest.Quantity + had,
                MergeRule.Max => Math.Max(guest.Quantity, had),
                MergeRule.Guest => guest.Quantity,
                _ => had,
            };

        // A merge never takes away what the user had, even when the shop ran short of it since.
        var cap = Math.Min(Limits.QuantityMax, offer.Available ?? long.MaxValue);
        var quantity = wanted <= cap ? wanted : Math.Max(had, cap);
        if (quantity == 0)
        {
            return Dropped("out_of_stock");
        }

        var fate =
            quantity < wanted ? "capped"
            : user is null ? "added"
            : "summed";
        return new(
            guest.ProductId,
            guest.Quantity,
            had,
            quantity,
            fate,
            fate != "capped" ? string.Empty
                : cap == Limits.QuantityMax ? "quantity_limit"
                : "out_of_stock"
        );
    }
}
