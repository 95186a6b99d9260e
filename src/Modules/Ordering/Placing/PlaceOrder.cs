// Places an order: the cart, its price, and one commit of the order with all that it takes; or a hold on everything, and the order's
// commit. From that commit on the checkout owns the order.
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>The slice behind POST /api/orders and <see cref="IOrdering.PlaceOrder"/>.</summary>
/// <remarks>
/// Repeating. 1. The same key with the same wish answers what was answered first, byte for byte; with another wish it is refused with
/// <c>idempotency_key_reused</c>; while the first is running, with <c>idempotency_in_progress</c>. 2. A refused placement is not
/// remembered:
/// it changed nothing, so a shopper who has fixed the cause may come again with the same key, even with another wish (Stripe remembers only
/// what began to execute; the IETF draft leaves it open). 3. Without a key, a user's presses run one after the other, and a press on a cart
/// version that an order was made of answers that order. 4. Whatever memory misses, the unique indexes decide at the commit, and the loser
/// lets go of its holds.
/// </remarks>
public sealed partial class PlaceOrder(
    Baskets baskets,
    ShopTaxes taxes,
    ShopShipping shipping,
    Neighbours neighbours,
    IIdentity identity,
    OrderStore store,
    PaymentChoices choices,
    Pseudonyms names,
    Buyers buyers,
    PlacementsUnderWay underWay,
    IIds ids,
    [Steady] TimeProvider clock,
    ILogger<PlaceOrder> log,
    SharedCommit? shared = null,
    ShopPolicies? policies = null
)
{
    private static readonly Refusal InProgress = Refusal.Conflict(
        "idempotency_in_progress",
        "The first request with this Idempotency-Key is still running. Repeat in a second."
    ) with
    {
        RetryAfterSeconds = 1,
    };

    private static readonly Refusal KeyReused = new(
        RefusalKind.Unprocessable,
        "idempotency_key_reused",
        "This Idempotency-Key was used with another body. Use a new key for a new order."
    );

    private readonly bool inOneCommit = shared?.Takes(typeof(IInventory), typeof(IPromotions), typeof(ICarts)) == true;
    private readonly IPayments? till = shared?.Takes(typeof(IPayments)) == true ? neighbours.Payments : null;

    // Products of which there were too few for an order, until there are enough for one.
    private readonly ConcurrentDictionary<string, bool> refusedLately = new(StringComparer.Ordinal);

    /// <summary>Answers the order's first reply, whether it was made now or before.</summary>
    public async ValueTask<Outcome<Placed>> Place(Placement asked, CancellationToken cancel)
    {
        if (asked.Refused(await shipping.Codes()) is { } faulty)
        {
            return faulty;
        }

        using var press = asked.Key is { } key ? underWay.TryEnter(asked.UserId, key) : await underWay.Enter(asked.UserId, cancel);
        if (press is null)
        {
            return InProgress;
        }

        var bodyHash = asked.BodyHash();
        if (asked.Key is not null && await PlacedUnder(asked.UserId, asked.Key, bodyHash) is { } before)
        {
            return before;
        }

        if (!(await baskets.Cart(asked.UserId, cancel)).Is(out var cart, out var refused))
        {
            return refused;
        }

        if (asked.Key is null && await PlacedFrom(cart, bodyHash) is { } pressedBefore)
        {
            return pressedBefore;
        }

        if (
            !(await shipping.PointOf(asked.ShippingMethod, asked.PickupPointId)).Is(out var point, out refused)
            || !(await Recipient(asked, point, cancel)).Is(out var recipient, out refused)
        )
        {
            return refused;
        }

        if (!(await taxes.At(recipient.Address, asked.Number, cancel, asked.Network)).Is(out var due, out refused))
        {
            return refused;
        }

        var way = await shipping.To(recipient.Address, asked.ShippingMethod, point);
        var buyer = buyers.Of(recipient.Email, point is null ? recipient.Address : recipient.Address.PlaceAlone(), asked.IsGuest);
        if (!(await baskets.Fill(cart, asked.CouponCode, way, due, cancel, asked.Network, buyer)).Is(out var basket, out refused))
        {
            return refused;
        }

        if (basket.Problems.Count > 0)
        {
            return basket.Refused(basket.Problems[0]);
        }

        if (Unsaid(basket, asked, recipient.IsSaid ? recipient.Address : null) is { } unsaid)
        {
            return unsaid;
        }

        if (await StillSoldOut(basket.Items, cancel) is { } soldOut)
        {
            return soldOut;
        }

        if (policies?.Changed(asked.Agreed) is { } policyChanged)
        {
            return policyChanged;
        }

        var terms = basket.Terms(recipient.Email, recipient.Address) with { Policies = asked.Agreed, Language = asked.Language };
        if (CouponLost(basket, asked, terms) is { } lost)
        {
            return lost;
        }

        if (asked.PriceChanged(terms) is { } changed)
        {
            return changed;
        }

        if (await choices.Refused(asked.PaymentToken, terms.Total, cancel) is { } notPayable)
        {
            return notPayable;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var order = Order.Place(
            ids.Next(),
            asked.UserId,
            terms,
            Checkout.Begin(asked.PaymentToken ?? string.Empty, dueMs: CheckoutRunner.LeaseFrom(now)),
            now,
            seal: true
        );
        var placed = new Placed(order.Id, bodyHash, Placed.ReplyOf(order));

        // From here on the work is finished even when the shopper goes away: an order half placed helps nobody.
        var wanted = new Wanted(
            new(order, cart.Version, Planted.KnowsKeysByBody && asked.Key is not null ? bodyHash : asked.Key, bodyHash, placed.Reply)
            {
                EmailName = buyer.EmailName.Length == 0 ? null : buyer.EmailName,
                CartBeganMs = cart.BeganUnixMs,
            },
            buyer,
            asked.Holder(names),
            IsUnpaid: await choices.Waits(asked.PaymentToken, terms.Total, CancellationToken.None)
        );
        var (notHeld, result) = inOneCommit ? await PlaceInOneCommit(wanted) : await PlaceOneByOne(wanted);
        if (notHeld is not null)
        {
            // Another order took the last use of a promotion after this one was priced: nothing is held, and the shopper hears what it
            // costs without.
            return
                notHeld.Facts?.ContainsKey("promotion_id") == true
                && (await baskets.Fill(cart, asked.CouponCode, way, due, CancellationToken.None, asked.Network, buyer)).Is(
                    out var without,
                    out _
                )
                ? without.Refused(without.Problems.Count > 0 ? without.Problems[0] : without.Coupon?.Refused ?? notHeld)
                : notHeld;
        }

        return result switch
        {
            PlaceResult.Stored => placed,
            PlaceResult.CartTaken => await PlacedFrom(cart, bodyHash, keyless: asked.Key is null) ?? AlreadyOrdered(null),
            _ => await PlacedUnder(asked.UserId, asked.Key!, bodyHash) ?? KeyReused,
        };
    }

    /// <summary>
    /// Takes units, uses and cart for good, stores the order and the wish for its payment, all of it in one commit or nothing: no crash can
    /// come between, and a refusal leaves no row.
    /// </summary>
    private async Task<(Refusal? NotHeld, PlaceResult Result)> PlaceInOneCommit(Wanted wanted)
    {
        var order = wanted.Order.Order with { IsTaken = true };
        var (notHeld, result) = ((Refusal?)null, PlaceResult.Stored);
        await store.InOneCommit<Outcome<bool>>(async () =>
        {
            // The steps may run twice.
            (notHeld, result) = (null, PlaceResult.Stored);
            notHeld = (
                await neighbours.Inventory.Reserve(
                    Checkout.Hold(order, holdSeconds: 0, wanted.Holder, wanted.IsUnpaid),
                    CancellationToken.None
                )
            ).Refused;
            if (notHeld is null && Checkout.HasUses(order))
            {
                notHeld = (
                    await neighbours.Promotions.Redeem(Checkout.Use(order, holdSeconds: 0, wanted.Buyer), CancellationToken.None)
                ).Refused;
            }

            if (notHeld is not null)
            {
                return notHeld;
            }

            result = await store.Place(wanted.Order with { Order = order });
            if (result != PlaceResult.Stored)
            {
                return AlreadyOrdered(null);
            }

            notHeld = (await neighbours.Carts.TakeForCheckout(Checkout.Take(order), CancellationToken.None)).Refused;
            if (notHeld is null && till is not null && order.PlacedTerms.Total > 0)
            {
                notHeld = (await till.Want(Checkout.Wish(order, neighbours.Taking.For(order)), CancellationToken.None)).Refused;
            }

            return notHeld is null ? true : notHeld;
        });
        if (notHeld is not null)
        {
            Remember(notHeld);
        }

        return (notHeld, result);
    }

    /// <summary>The same over the wire: a hold that ends by itself, the order, and whatever is left to the checkout.</summary>
    private async Task<(Refusal? NotHeld, PlaceResult Result)> PlaceOneByOne(Wanted wanted)
    {
        if (await Hold(wanted.Order.Order, wanted.Buyer, wanted.Holder, wanted.IsUnpaid) is { } notHeld)
        {
            return (notHeld, PlaceResult.Stored);
        }

        var result = await Store(wanted.Order);
        if (result != PlaceResult.Stored)
        {
            await LetGo(wanted.Order.Order);
        }

        return (null, result);
    }

    /// <summary>
    /// The cart's coupon no longer applies, and the shopper has not yet said yes to the total without it. One that is no coupon at all
    /// never promised anything:
    /// carts from before kept mistyped codes, and such a cart is ordered as if it had none.
    /// </summary>
    private static Refusal? CouponLost(Basket basket, Placement asked, Terms terms)
    {
        if (basket.Coupon is not { OfCart: true, Refused: { } refused })
        {
            return null;
        }

        var agreed = asked.SaysTotal ? asked.PriceChanged(terms) is null : refused.Code == Refusal.CouponUnknown;
        return agreed ? null : basket.Refused(refused);
    }

    /// <summary>
    /// Who comes for what another was just refused asks first: of a crowd at the last units, hardly anybody's order is made in vain.
    /// Whoever comes for anything else pays nothing for it, and <see cref="Hold"/> decides as ever.
    /// </summary>
    private async ValueTask<Refusal?> StillSoldOut(IReadOnlyList<Item> items, CancellationToken cancel)
    {
        if (refusedLately.IsEmpty || !items.Any(item => refusedLately.ContainsKey(item.ProductId)))
        {
            return null;
        }

        var asked = new CheckAvailabilityRequest();
        asked.ProductIds.AddRange(items.Select(item => item.ProductId));
        if (!(await neighbours.Inventory.CheckAvailability(asked, cancel)).Is(out var reply, out _))
        {
            return null;
        }

        var available = reply.Products.ToDictionary(product => product.ProductId, product => product.Available, StringComparer.Ordinal);
        var missing = new List<(string ProductId, long Requested, long Available)>();
        foreach (var item in items)
        {
            if (available.TryGetValue(item.ProductId, out var left) && left < item.Quantity)
            {
                missing.Add((item.ProductId, item.Quantity, left));
            }
            else
            {
                refusedLately.TryRemove(item.ProductId, out _);
            }
        }

        return missing.Count == 0 ? null : Refusal.OutOfStock(missing);
    }

    private void Remember(Refusal refused)
    {
        if (refused.Code != "out_of_stock" || refused.Facts?["lines"] is not JsonArray lines)
        {
            return;
        }

        if (refusedLately.Count >= Limits.SoldOutRememberedMax)
        {
            refusedLately.Clear();
        }

        foreach (var line in lines)
        {
            refusedLately[(string)line!["product_id"]!] = true;
        }
    }

    /// <summary>What the key has answered before, if anything.</summary>
    private async ValueTask<Outcome<Placed>?> PlacedUnder(string userId, string key, string bodyHash) =>
        await store.PlacedUnder(userId, Planted.KnowsKeysByBody ? bodyHash : key) switch
        {
            null => null,
            { } placed when placed.BodyHash == bodyHash || Planted.KeyOfAnyBody => placed,
            _ => KeyReused,
        };

    /// <summary>
    /// The living order made of this cart: of the version it has, or, where the order has already taken the lines and nothing has happened
    /// since, of the version before (taking is one change).
    /// </summary>
    private async ValueTask<Outcome<Placed>?> PlacedFrom(Cart cart, string bodyHash, bool keyless = true)
    {
        var taken = cart.Lines.Count == 0;
        if (await store.PlacedFrom(cart.UserId, taken ? cart.Version - 1 : cart.Version, cart.BeganUnixMs) is not { } placed)
        {
            return null;
        }

        if (keyless && placed.BodyHash == bodyHash)
        {
            return placed;
        }

        if (taken)
        {
            return null;
        }

        return AlreadyOrdered(placed.OrderId);
    }

    private static Refusal AlreadyOrdered(string? orderId) =>
        Refusal.Conflict(
            "cart_already_ordered",
            "An order has already been made of this cart.",
            orderId is null ? null : new() { ["order_id"] = orderId }
        );

    /// <summary>What goods that are sent need and the wish does not say: a method, and a whole address.</summary>
    /// <param name="address">Null where none was said.</param>
    private static Refusal? Unsaid(Basket basket, Placement asked, PostalAddress? address) =>
        basket.Shipping is not { Ships: true } choice ? null
        : asked.ShippingMethod is null ? new Check().Required("shipping_method", null).Refused
        : choice.Incomplete(address);

    /// <summary>
    /// Where the order goes and who hears of it: what was given, else what the account says. What is fetched goes to the pickup point, and
    /// where nobody says a place, what is not sent is taxed at home; whether anything is sent is known with the goods.
    /// </summary>
    private async ValueTask<Outcome<(string Email, PostalAddress Address, bool IsSaid)>> Recipient(
        Placement asked,
        PickupPoint? point,
        CancellationToken cancel
    )
    {
        if (asked is { Email: { } email, Address: { } address })
        {
            return (email, point?.AddressFor(address.Name) ?? address, true);
        }

        if (!(await identity.GetUser(new() { UserId = asked.UserId }, cancel)).Is(out var user, out var refused))
        {
            return refused;
        }

        var mail = asked.Email ?? user.Email;
        if (mail.Length == 0)
        {
            return Placement.EmailRequired;
        }

        var known = asked.Address ?? PostalAddress.From(user.Address);
        return point is not null ? (mail, point.AddressFor(known?.Name ?? user.Name), true)
            : known is not null ? (mail, known, true)
            : taxes.Home is { } home ? (mail, new PostalAddress(string.Empty, string.Empty, string.Empty, home), false)
            : new Check().Required("shipping_address", null).Refused!;
    }

    /// <summary>Holds the units and the coupon's use, all or none. Should this process die, the holds end by themselves.</summary>
    private async ValueTask<Refusal?> Hold(Order order, BuyerNames buyer, string holder, bool unpaid)
    {
        try
        {
            var refused = (
                await neighbours.Inventory.Reserve(
                    Checkout.Hold(order, (int)Limits.PlacementHoldLife.TotalSeconds, holder, unpaid),
                    CancellationToken.None
                )
            ).Refused;
            if (refused is not null && refused.Kind != RefusalKind.Unavailable)
            {
                Remember(refused);
                return refused;
            }

            if (refused is null && Checkout.HoldsUses(order))
            {
                refused = (
                    await neighbours.Promotions.Redeem(
                        Checkout.Use(order, (int)Limits.PlacementHoldLife.TotalSeconds, buyer),
                        CancellationToken.None
                    )
                ).Refused;
            }

            if (refused is not null)
            {
                await LetGo(order);
            }

            return refused;
        }
        catch (Exception)
        {
            // Whether anything is held is unknown, so the door is closed behind it.
            await LetGo(order);
            throw;
        }
    }

    private async ValueTask<PlaceResult> Store(NewOrder order)
    {
        try
        {
            return await store.Place(order);
        }
        catch (Overloaded)
        {
            // Certainly not stored. After any other failure the order may be there, and then it needs what it holds.
            await LetGo(order.Order);
            throw;
        }
    }

    private async ValueTask LetGo(Order order)
    {
        try
        {
            await neighbours.Inventory.Release(
                new() { RequestId = order.Id + ":release", ReservationId = order.Id },
                CancellationToken.None
            );
            if (Checkout.HoldsUses(order))
            {
                await neighbours.Promotions.GiveBack(
                    new() { RequestId = order.Id + ":give-back", OrderId = order.Id },
                    CancellationToken.None
                );
            }
        }
        catch (Exception failure)
        {
            // The shopper's answer is the refusal that led here; what is held ends with its expiry.
            LogHeld(log, order.Id, failure);
        }
    }

    /// <summary>An order and what it is to take.</summary>
    private sealed record Wanted(NewOrder Order, BuyerNames Buyer, string Holder, bool IsUnpaid);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What was held for {OrderId} could not be given back and will expire.")]
    private static partial void LogHeld(ILogger log, string orderId, Exception failure);
}
