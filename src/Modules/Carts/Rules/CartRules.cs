// The rules of a cart: state and command in, new state or refusal out. No clock, no disk, no network.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Carts;

/// <summary>What commands do.</summary>
public static class CartRules
{
    private static readonly IComparer<CartItem> Order = Comparer<CartItem>.Create(
        (left, right) =>
            left.AddedMs != right.AddedMs ? left.AddedMs.CompareTo(right.AddedMs) : string.CompareOrdinal(left.ProductId, right.ProductId)
    );

    /// <summary>Decides a command.</summary>
    /// <param name="cart">The cart as of now (<see cref="CartState.At"/>).</param>
    /// <param name="record">The text of the command's record, or null when there is none.</param>
    /// <param name="command">What shall happen.</param>
    /// <param name="nowMs">Unix ms.</param>
    /// <param name="ttlMs">How long a cart lives after a change.</param>
    public static Outcome<CartDecision> Decide(CartState cart, string? record, CartCommand command, long nowMs, long ttlMs)
    {
        if (command.ExpectedVersion is { } expected && expected != cart.Version && !Planted.LastCartWriteWins)
        {
            return Conditional.VersionMismatch(cart.Version);
        }

        var outcome = command switch
        {
            AddItem add => Add(cart, add, nowMs),
            SetItem set => Set(cart, set),
            RemoveItem remove => cart.Find(remove.ProductId) is { } item && !(item.Saved && remove.KeepSaved)
                ? Without(cart, item, "item_removed")
                : Nothing(cart),
            ClearCart => Clear(cart),
            ForgetCart => Forget(cart),
            SaveItem save => Save(cart, save),
            MoveToCart move => Move(cart, move),
            SetCoupon coupon => cart.Coupon == coupon.Code
                ? Nothing(cart)
                : new CartDecision(cart with { Coupon = coupon.Code }, [new("coupon", null, 0, 0)], null),
            SetEmail email => cart.Email == email.Email && cart.Language == email.Language
                ? Nothing(cart)
                : new CartDecision(cart with { Email = email.Email, Language = email.Language }, [new("email", null, 0, 0)], null),
            AcknowledgePrices acknowledge => Acknowledge(cart, acknowledge),
            ReturnToCart => cart.Items.Count == 0 ? Nothing(cart) : new CartDecision(cart, [new("returned", null, 0, 0)], null),
            ExpireCart => Nothing(cart),
            TakeItems take => CheckoutRules.Take(cart, Read<OrderRecord>(record), take),
            RestoreItems => CheckoutRules.Restore(cart, Read<OrderRecord>(record)),
            HandOver => MergeRules.HandOver(cart, Read<HandedOver>(record)),
            Receive receive => MergeRules.Receive(cart, Read<Received>(record), receive, nowMs),
            _ => throw new InvalidOperationException($"There is no rule for {command.GetType().Name}."),
        };
        return outcome.Then(decision =>
            decision.Traces.Count == 0
                ? decision
                : decision with
                {
                    Next = decision.Next with
                    {
                        Version = cart.Version + 1,
                        Guest = cart.Version == 0 ? command.Guest : cart.Guest,
                        CreatedMs = cart.Version == 0 ? nowMs : cart.CreatedMs,
                        UpdatedMs = nowMs,
                        ExpiresMs = nowMs + ttlMs,
                    },
                }
        );
    }

    internal static string Write<T>(T record) => JsonSerializer.Serialize(record, Event.Json);

    internal static T? Read<T>(string? record)
        where T : class => record is null ? null : JsonSerializer.Deserialize<T>(record, Event.Json);

    internal static CartDecision Nothing(CartState cart) => new(cart, [], null);

    /// <summary>The cart with a line added or put in the place of the one of the same product.</summary>
    internal static CartState With(CartState cart, CartItem item)
    {
        var items = new List<CartItem>(cart.Items.Count + 1);
        items.AddRange(cart.Items.Where(other => other.ProductId != item.ProductId));
        items.Add(item);
        items.Sort(Order);
        return cart with { Items = items };
    }

    internal static Refusal OutOfStock(Offer offer, long wanted) =>
        Refusal.Conflict(
            "out_of_stock",
            offer.Available == 0
                ? $"{offer.Name} is sold out."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Only {offer.Available} of {offer.Name} {(offer.Available == 1 ? "is" : "are")} left, {wanted} were asked for."
                ),
            new JsonObject
            {
                ["product_id"] = offer.ProductId,
                ["requested"] = wanted,
                ["available"] = offer.Available,
            }
        );

    private static Outcome<CartDecision> Add(CartState cart, AddItem command, long nowMs)
    {
        var offer = command.Offer;
        var line = cart.Find(offer.ProductId) is { Saved: false } there ? there : null;
        var was = line?.Quantity ?? 0;
        var quantity = was + command.Quantity;
        if (Refuse(cart, offer, quantity, isNew: line is null) is { } refused)
        {
            return refused;
        }

        // A saved line that is added again is in the cart with the units asked for now.
        var item = new CartItem(
            offer.ProductId,
            offer.Name,
            quantity,
            offer.PriceMinor,
            offer.Currency,
            line?.AddedMs ?? nowMs,
            Saved: false
        );
        return new CartDecision(With(cart, item), [new("item_added", offer.ProductId, was, quantity)], null);
    }

    private static Outcome<CartDecision> Set(CartState cart, SetItem command)
    {
        var offer = command.Offer;
        if (cart.Find(offer.ProductId) is not { Saved: false } line)
        {
            return NotThere(offer.ProductId);
        }

        if (Refuse(cart, offer, command.Quantity, isNew: false) is { } refused)
        {
            return refused;
        }

        var item = line with { Name = offer.Name, Quantity = command.Quantity, PriceMinor = offer.PriceMinor, Currency = offer.Currency };
        return item == line
            ? Nothing(cart)
            : new CartDecision(With(cart, item), [new("item_set", offer.ProductId, line.Quantity, item.Quantity)], null);
    }

    private static CartDecision Clear(CartState cart) =>
        cart.Active.Any() || cart.Coupon is not null
            ? new CartDecision(
                cart with
                {
                    Items = [.. cart.Items.Where(item => item.Saved)],
                    Coupon = null,
                },
                [new("cleared", null, cart.Active.Sum(item => item.Quantity), 0)],
                null
            )
            : Nothing(cart);

    private static CartDecision Forget(CartState cart) =>
        cart.Items.Count == 0 && cart.Coupon is null && cart.Email is null
            ? Nothing(cart)
            : new CartDecision(
                cart with
                {
                    Items = [],
                    Coupon = null,
                    Email = null,
                    Language = null,
                },
                [new("cleared", null, cart.Units, 0)],
                null
            );

    private static Outcome<CartDecision> Save(CartState cart, SaveItem command) =>
        cart.Find(command.ProductId) switch
        {
            null => NotThere(command.ProductId),
            { Saved: true } => Nothing(cart),
            _ when cart.Items.Count(item => item.Saved) >= Limits.SavedLinesMax => Refusal.Conflict(
                "saved_full",
                $"At most {Limits.SavedLinesMax} lines can be saved for later. Remove some first."
            ),
            { } line => new CartDecision(
                With(cart, line with { Saved = true }),
                [new("saved", line.ProductId, line.Quantity, line.Quantity)],
                null
            ),
        };

    private static Outcome<CartDecision> Move(CartState cart, MoveToCart command)
    {
        var offer = command.Offer;
        return cart.Find(offer.ProductId) switch
        {
            null => NotThere(offer.ProductId),
            { Saved: false } => Nothing(cart),
            { } line when Refuse(cart, offer, line.Quantity, isNew: true) is { } refused => refused,
            { } line => new CartDecision(
                With(cart, line with { Saved = false, Name = offer.Name, PriceMinor = offer.PriceMinor, Currency = offer.Currency }),
                [new("item_added", line.ProductId, 0, line.Quantity)],
                null
            ),
        };
    }

    private static CartDecision Acknowledge(CartState cart, AcknowledgePrices command)
    {
        var next = new List<CartItem>(cart.Items.Count);
        var traces = new List<CartTrace>();
        foreach (var item in cart.Items)
        {
            // Another currency is not another price: such a line has to be removed.
            var seen =
                command.Offers.TryGetValue(item.ProductId, out var offer) && offer.Currency == item.Currency
                    ? item with
                    {
                        PriceMinor = offer.PriceMinor,
                        Name = offer.Name,
                    }
                    : item;
            next.Add(seen);
            if (seen != item)
            {
                traces.Add(new("price_acknowledged", item.ProductId, item.Quantity, item.Quantity));
            }
        }

        return traces.Count == 0 ? Nothing(cart) : new CartDecision(cart with { Items = next }, traces, null);
    }

    private static Outcome<CartDecision> Without(CartState cart, CartItem item, string change) =>
        new CartDecision(
            cart with
            {
                Items = [.. cart.Items.Where(other => other.ProductId != item.ProductId)],
            },
            [new(change, item.ProductId, item.Quantity, 0)],
            null
        );

    private static Refusal? Refuse(CartState cart, Offer offer, long quantity, bool isNew)
    {
        if (quantity > Limits.QuantityMax)
        {
            return Refusal.Conflict("quantity_limit", $"A cart can hold at most {Limits.QuantityMax} units of one product.");
        }

        if (quantity > offer.Available)
        {
            return OutOfStock(offer, quantity);
        }

        if (isNew && cart.Active.Count() >= Limits.CartLinesMax)
        {
            return Refusal.Conflict(
                "cart_full",
                $"A cart can hold at most {Limits.CartLinesMax} different products. Remove or save some first."
            );
        }

        if (cart.Active.FirstOrDefault(item => item.ProductId != offer.ProductId && item.Currency != offer.Currency) is { } other)
        {
            return Refusal.Conflict(
                "currency_differs",
                $"{offer.Name} is sold in {offer.Currency}, but the cart is in {other.Currency}. Buy or clear the cart first."
            );
        }

        // Who takes units out of a cart that is worth too much since its prices rose is on the right way.
        var worth =
            cart.Active.Where(item => item.ProductId != offer.ProductId).Total(item => (Int128)item.Quantity * item.PriceMinor)
            + ((Int128)quantity * offer.PriceMinor);
        return worth > Limits.OrderTotalMinorMax && worth > cart.ValueMinor
            ? Refusal.Conflict(
                "cart_value_limit",
                $"A cart can be worth at most {Currencies.ToMajor(Limits.OrderTotalMinorMax, offer.Currency)} {offer.Currency}; with these units it would be {Currencies.ToMajor(worth, offer.Currency)}. Order in parts.",
                new JsonObject
                {
                    ["product_id"] = offer.ProductId,
                    ["value_max"] = Currencies.ToMajor(Limits.OrderTotalMinorMax, offer.Currency),
                    ["currency"] = offer.Currency,
                }
            )
            : null;
    }

    private static Refusal NotThere(string productId) =>
        Refusal.NotFound("item_not_found", $"The cart has no product {productId}. It may have been removed meanwhile: add it again.");
}
