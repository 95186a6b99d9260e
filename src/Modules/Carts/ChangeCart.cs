// The shopper's commands: each asks catalog and stock first, then lets the store decide with what they said.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Carts;

internal sealed class ChangeCart(ICartStore store, ICatalog catalog, IInventory inventory, IConfiguration configuration)
{
    /// <summary>Characters of a coupon code.</summary>
    private const int CouponCharsMax = 64;

    private static readonly Refusal GuestsDenied = Refusal.Forbidden("guests_denied", "This shop keeps carts for signed-in customers only. Sign in or register.");

    private readonly bool guestsDenied = Guests(configuration);

    /// <summary>Whose cart, at which version, by whom; or why not.</summary>
    public Outcome<CartCaller> Owner(Caller caller, string routeUserId, HttpRequest request)
    {
        if (guestsDenied && caller.IsGuest)
        {
            return GuestsDenied;
        }

        if (!caller.Owner(routeUserId, "cart_not_found").Is(out var userId, out var refused) || !Expected(request).Is(out var expected, out refused))
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

        return (await Offer(body.ProductId, cancel)).Is(out var offer, out var refused)
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
            return await Run(by, new RemoveItem(by.UserId, by.Actor, productId), cancel);
        }

        return (await Offer(productId, cancel)).Is(out var offer, out var refused)
            ? await Run(by, new SetItem(by.UserId, by.Actor, offer, body.Quantity), cancel)
            : refused;
    }

    public async ValueTask<Outcome<CartState>> Move(CartCaller by, string productId, CancellationToken cancel) =>
        (await Offer(productId, cancel)).Is(out var offer, out var refused)
            ? await Run(by, new MoveToCart(by.UserId, by.Actor, offer), cancel)
            : refused;

    public async ValueTask<Outcome<CartState>> Coupon(CartCaller by, NewCoupon body, CancellationToken cancel) =>
        new Check().Text("code", body.Code, CouponCharsMax).Refused is { } wrong
            ? wrong
            : await Run(by, new SetCoupon(by.UserId, by.Actor, body.Code.Trim().ToUpperInvariant()), cancel);

    public async ValueTask<Outcome<CartState>> Run(CartCaller by, CartCommand command, CancellationToken cancel) =>
        (await store.Change(command with { ExpectedVersion = by.ExpectedVersion, Guest = by.IsGuest }, cancel)).Then(changed => changed.Cart);

    // An ETag of a cart is its version and a fingerprint of what was shown; a write cares for the version alone.
    private static Outcome<long?> Expected(HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        return header is [{ } tag] && tag.Trim() is ['"', .. var inner, '"'] && inner.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash
            && long.TryParse(inner.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (long?)version
            : request.IfMatch();
    }

    private static bool Guests(IConfiguration configuration) => configuration["Carts:Guests"] switch
    {
        null or "" or "allowed" => false,
        "denied" => true,
        var other => throw new ConfigurationRefused($"Carts:Guests is '{other}'. Set Carts:Guests=allowed or Carts:Guests=denied."),
    };

    private async ValueTask<Outcome<Offer>> Offer(string productId, CancellationToken cancel)
    {
        if (productId.Length is 0 or > Limits.NameCharsMax)
        {
            return Refusal.NotFound("product_not_found", "There is no such product.");
        }

        if (!(await catalog.GetProducts(new GetProductsRequest { ProductIds = { productId } }, cancel)).Is(out var products, out var refused)
            || !(await inventory.CheckAvailability(new CheckAvailabilityRequest { ProductIds = { productId } }, cancel)).Is(out var stock, out refused))
        {
            return refused;
        }

        return products.Products.Count == 1
            ? new Offer(productId, products.Products[0].Name, products.Products[0].PriceMinor, products.Products[0].Currency, stock.Products[0].Available)
            : Refusal.NotFound("product_not_found", $"There is no product {productId}.");
    }
}

/// <summary>Who changes whose cart.</summary>
internal sealed record CartCaller(string UserId, string Actor, bool IsGuest, long? ExpectedVersion);
