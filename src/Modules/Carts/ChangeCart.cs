// The shopper's commands: each asks catalog and stock first, then lets the store decide with what they said.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Carts;

internal sealed class ChangeCart(ICartStore store, Offers offers, IPromotions promotions, CartSettings settings)
{
    /// <summary>Characters of a coupon code.</summary>
    private const int CouponCharsMax = 64;

    // What no other goods in the cart would change.
    private static readonly HashSet<string> Final =
    [
        Refusal.CouponUnknown,
        "coupon_expired",
        "coupon_group_only",
        "coupon_exhausted",
        "coupon_already_used",
    ];

    private static readonly Refusal GuestsDenied = Refusal.Forbidden(
        "guests_denied",
        "This shop keeps carts for signed-in customers only. Sign in or register."
    );

    /// <summary>Whose cart, at which version, by whom; or why not.</summary>
    public Outcome<CartCaller> Owner(Caller caller, string routeUserId, HttpRequest request)
    {
        if (settings.GuestsDenied && caller.IsGuest)
        {
            return GuestsDenied;
        }

        if (
            !caller.Owner(routeUserId, "cart_not_found", Permission.CartsEdit).Is(out var userId, out var refused)
            || !Expected(request).Is(out var expected, out refused)
        )
        {
            return refused;
        }

        return new CartCaller(userId, caller.UserId, caller.IsGuest && userId == caller.UserId, expected);
    }

    public async ValueTask<Outcome<CartState>> Add(CartCaller by, NewItem body, CancellationToken cancel)
    {
        var check = new Check().Text("product_id", body.ProductId).Range("quantity", body.Quantity, 1, Limits.QuantityMax);
        if (check.Refused is { } wrong)
        {
            return wrong;
        }

        return (await offers.One(body.ProductId, cancel)).Is(out var offer, out var refused)
            ? await Run(by, new AddItem(by.UserId, by.Actor, offer, body.Quantity), cancel)
            : refused;
    }

    public async ValueTask<Outcome<CartState>> Set(CartCaller by, string productId, NewQuantity body, CancellationToken cancel)
    {
        if (new Check().Range("quantity", body.Quantity, 0, Limits.QuantityMax).Refused is { } wrong)
        {
            return wrong;
        }

        if (body.Quantity == 0)
        {
            return await Run(by, new RemoveItem(by.UserId, by.Actor, productId) { KeepSaved = true }, cancel);
        }

        return (await offers.One(productId, cancel)).Is(out var offer, out var refused)
            ? await Run(by, new SetItem(by.UserId, by.Actor, offer, body.Quantity), cancel)
            : refused;
    }

    public async ValueTask<Outcome<CartState>> Move(CartCaller by, string productId, CancellationToken cancel) =>
        (await offers.One(productId, cancel)).Is(out var offer, out var refused)
            ? await Run(by, new MoveToCart(by.UserId, by.Actor, offer), cancel)
            : refused;

    /// <summary>
    /// Keeps a coupon of the shop, also one that does not apply yet; a code that opens nothing, whose coupon has ended, is used up or is
    /// for others, or that nobody can look at now, is not kept.
    /// </summary>
    /// <param name="network">Where the request comes from: a wrong code is counted there too.</param>
    public async ValueTask<Outcome<CartState>> Coupon(CartCaller by, NewCoupon body, string network, CancellationToken cancel) =>
        (new Check().Text("code", body.Code, CouponCharsMax).Refused ?? await NoCoupon(by.UserId, body.Code, network, cancel))
            is { } refused
            ? refused
            : await Run(by, new SetCoupon(by.UserId, by.Actor, body.Code.Trim().ToUpperInvariant()), cancel);

    // Asked without lines: whether there is such a coupon depends on nothing in the cart, and neither catalog nor stock need answer.
    private async ValueTask<Refusal?> NoCoupon(string userId, string code, string network, CancellationToken cancel)
    {
        var answer = await promotions.Price(
            new PriceRequest
            {
                UserId = userId,
                CouponCode = code,
                CallerAddress = network,
            },
            cancel
        );
        return answer.Is(out var reply, out var refused)
            ? Final.Contains(reply.RefusalCode)
                ? Refusal.Conflict(reply.RefusalCode, reply.RefusalDetail).At("code")
                : null
            : refused.Kind == RefusalKind.Unavailable
                ? Refusal
                    .Unavailable(
                        "coupon_unchecked",
                        "The coupon cannot be looked at just now, so the cart stays as it was. Try again in a moment.",
                        refused.RetryAfterSeconds ?? 1
                    )
                    .At("code")
                : refused.At("code");
    }

    /// <summary>Where the owner wants to be reminded; null takes it back.</summary>
    /// <param name="language">In which language; null for the shop's.</param>
    public async ValueTask<Outcome<CartState>> Email(CartCaller by, NewEmail? body, string? language, CancellationToken cancel) =>
        body is not null && new Check().Required("email", body.Email).Email("email", body.Email).Refused is { } wrong
            ? wrong
            : await Run(by, new SetEmail(by.UserId, by.Actor, body?.Email, body is null ? null : language), cancel);

    /// <summary>The shopper has seen the prices of today.</summary>
    public async ValueTask<Outcome<CartState>> Acknowledge(CartCaller by, CancellationToken cancel)
    {
        var cart = await store.Load(by.UserId, null, cancel);
        return (await offers.Many(cart.Items.Select(item => item.ProductId), cancel)).Is(out var offered, out var refused)
            ? await Run(by, new AcknowledgePrices(by.UserId, by.Actor, offered), cancel)
            : refused;
    }

    /// <summary>Who changes a cart by a link. What they do is written down under their own name.</summary>
    public Outcome<CartCaller> By(Caller caller, CartLink link) =>
        settings.GuestsDenied && caller.IsGuest ? GuestsDenied : new CartCaller(link.UserId, caller.UserId, link.Guest, null);

    public async ValueTask<Outcome<CartState>> Run(CartCaller by, CartCommand command, CancellationToken cancel) =>
        (await store.Change(command with { ExpectedVersion = by.ExpectedVersion, Guest = by.IsGuest }, cancel)).Then(changed =>
            changed.Cart
        );

    // An ETag of a cart is its version and a fingerprint of what was shown; a write cares for the version alone.
    private static Outcome<long?> Expected(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        return
            header is [{ } tag]
            && tag.Trim() is ['"', .. var inner, '"']
            && inner.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash
            && long.TryParse(inner.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (long?)version
            : request.IfMatch();
    }
}

/// <summary>Who changes whose cart.</summary>
internal sealed record CartCaller(string UserId, string Actor, bool IsGuest, long? ExpectedVersion);
