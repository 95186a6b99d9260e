// GET cart: the stored lines with today's names, prices and stock. A page that was made before is sent again as long as every fact in it
// holds.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Carts;

/// <summary>A page ready to send, with the facts it shows. The facts are compared, never trusted for a time.</summary>
internal sealed record CartPage(
    CartState State,
    Product?[] Products,
    long?[] Available,
    PriceReply? Priced,
    ReadOnlyMemory<byte> Utf8,
    string ETag
);

/// <summary>
/// What the shop says of the lines of a cart at one moment; null for a product that is no longer for sale, and for a stock that nobody can
/// say.
/// </summary>
internal sealed record CartFactsNow(Product?[] Products, long?[] Available);

internal sealed class ShowCart(ICartStore store, Offers offers, IPromotions promotions, TimeProvider clock)
{
    // Until then Promotions has nothing for a cart without a coupon. In a shop without promotions it is so asked once a second, not once a
    // page.
    private long quietUntilMs;

    /// <summary>Units from which on nobody need be told how many are left.</summary>
    private const long FewUnits = 5;

    /// <summary>About 2 KB a page: both generations together stay under 40 MB.</summary>
    private const int PagesAGeneration = 10_000;

    private readonly Recent<CartPage> pages = new(PagesAGeneration);
    private static readonly JsonTypeInfo<CartBody> Type = (JsonTypeInfo<CartBody>)Json.Options.GetTypeInfo(typeof(CartBody));

    /// <summary>The user's cart as it is to be shown now.</summary>
    public async ValueTask<Outcome<CartPage>> Run(string userId, CancellationToken cancel)
    {
        var before = pages.Find(userId);
        var state = await store.Load(userId, before?.State, cancel);
        return await Show(state, ReferenceEquals(state, before?.State) ? before : null, cancel);
    }

    /// <summary>A cart that is known already, such as after a change.</summary>
    public ValueTask<Outcome<CartPage>> Run(CartState state, CancellationToken cancel) => Show(state, null, cancel);

    /// <summary>The same as a body, to be part of a larger answer.</summary>
    public async ValueTask<Outcome<CartBody>> Body(CartState state, CancellationToken cancel) =>
        (await Facts(state, cancel)).Is(out var facts, out var refused)
            ? Body(state, facts.Products, facts.Available, await Price(state, facts.Products, cancel))
            : refused;

    private async ValueTask<Outcome<CartPage>> Show(CartState state, CartPage? before, CancellationToken cancel)
    {
        var count = state.Items.Count;
        if (count == 0 && state.Coupon is null)
        {
            return before ?? Page(state, [], [], null);
        }

        if (!(await Facts(state, cancel)).Is(out var facts, out var refused))
        {
            return refused;
        }

        var (products, available) = facts;
        var priced = await Price(state, products, cancel);
        var same = before is not null && Equals(priced, before.Priced);
        for (var i = 0; same && i < count; i++)
        {
            same =
                Same(products[i], before!.Products[i]) && Shown(available[i], state.Items[i]) == Shown(before.Available[i], state.Items[i]);
        }

        if (same)
        {
            return before!;
        }

        var page = Page(state, products, available, priced);
        return
            pages.Keep(state.UserId, page, there => there.State.Version <= state.Version) is var kept && ReferenceEquals(kept.State, state)
            ? kept
            : page;
    }

    private async ValueTask<Outcome<CartFactsNow>> Facts(CartState state, CancellationToken cancel)
    {
        var count = state.Items.Count;

        var ids = new string[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = state.Items[i].ProductId;
        }

        if (!(await offers.Ask(ids, cancel)).Is(out var answer, out var refused))
        {
            return refused;
        }

        var found = answer.Products;
        // Both answer in the order asked; products that are no longer for sale are left out.
        var products = new Product?[count];
        var available = new long?[count];
        for (int i = 0, next = 0; i < count; i++)
        {
            if (next < found.Count && found[next].ProductId == state.Items[i].ProductId)
            {
                products[i] = found[next++];
            }

            available[i] = products[i] is null ? 0 : answer.Stock?[i].Available;
        }

        return new CartFactsNow(products, available);
    }

    /// <summary>What promotions do to the cart; null when they do nothing and nobody asked.</summary>
    private async ValueTask<PriceReply?> Price(CartState state, Product?[] products, CancellationToken cancel)
    {
        var nowMs = state.Coupon is null ? clock.GetUtcNow().ToUnixTimeMilliseconds() : 0;
        if (state.Coupon is null && nowMs < Interlocked.Read(ref quietUntilMs))
        {
            return null;
        }

        if (Asked(state, products) is not { } request)
        {
            return state.Coupon is null
                ? null
                : new PriceReply { RefusalCode = "coupon_not_applicable", RefusalDetail = "The cart is empty." };
        }

        if (!(await promotions.Price(request, cancel)).Is(out var reply, out var refused))
        {
            // Without promotions the cart is still shown; the coupon then says that it cannot be looked at.
            return state.Coupon is null ? null : new PriceReply { RefusalCode = refused.Code, RefusalDetail = refused.Detail };
        }

        if (state.Coupon is null && reply.QuietMs > 0)
        {
            Interlocked.Exchange(ref quietUntilMs, nowMs + reply.QuietMs);
        }

        // How long the answer holds is not part of the page.
        reply.QuietMs = 0;
        return state.Coupon is null && reply.Applied.Count == 0 ? null : reply;
    }

    private static PriceRequest? Asked(CartState state, Product?[] products)
    {
        var request = new PriceRequest
        {
            UserId = state.UserId,
            CouponCode = state.Coupon ?? string.Empty,
            Currency = state.Active.FirstOrDefault()?.Currency ?? string.Empty,
        };
        for (var i = 0; i < products.Length; i++)
        {
            if (state.Items[i] is { Saved: false } item)
            {
                request.Lines.Add(
                    new PriceLine
                    {
                        ProductId = item.ProductId,
                        Category = products[i]?.Category ?? string.Empty,
                        Quantity = item.Quantity,
                        UnitPriceMinor = PriceNow(item, products[i]),
                    }
                );
            }
        }

        return request.Lines.Count == 0 ? null : request;
    }

    private static CartPage Page(CartState state, Product?[] products, long?[] available, PriceReply? priced)
    {
        var utf8 = JsonSerializer.SerializeToUtf8Bytes(Body(state, products, available, priced), Type);
        var version = state.Version.ToString(CultureInfo.InvariantCulture);
        return new(state, products, available, priced, utf8, Conditional.ETag($"{version}-{Fingerprint(utf8):x16}"));
    }

    private static CartBody Body(CartState state, Product?[] products, long?[] available, PriceReply? priced)
    {
        var items = new List<CartBodyLine>(state.Items.Count);
        var saved = new List<CartBodyLine>();
        long units = 0,
            total = 0;
        string? currency = null;
        for (var i = 0; i < state.Items.Count; i++)
        {
            var item = state.Items[i];
            var line = Line(item, products[i], available[i]);
            if (item.Saved)
            {
                saved.Add(line);
                continue;
            }

            items.Add(line);
            units += item.Quantity;
            total = checked(total + (item.Quantity * PriceNow(item, products[i])));
            currency ??= item.Currency;
        }

        decimal? Off(PriceReply? reply, bool applies) =>
            applies && reply is not null && currency is not null ? Currencies.ToMajor(reply.DiscountMinor, currency) : null;
        return new(
            state.UserId,
            state.Version,
            currency,
            items,
            saved,
            state.Coupon is null || priced is null ? null : CouponOf(state.Coupon, priced, currency),
            Off(priced, priced?.AppliedCode.Length > 0 || priced?.Applied.Count > 0),
            units,
            currency is null ? 0 : Currencies.ToMajor(total, currency),
            state.Items.Count == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(state.ExpiresMs),
            state.Email,
            priced is not { Applied.Count: > 0 } || currency is null
                ? null
                :
                [
                    .. priced.Applied.Select(one => new CartBodyPromotion(
                        one.Name,
                        Text(one.Code),
                        Currencies.ToMajor(one.DiscountMinor, currency),
                        one.FreeShipping ? true : null
                    )),
                ]
        );
    }

    private static CartBodyCoupon CouponOf(string code, PriceReply priced, string? currency)
    {
        var applied = priced.AppliedCode.Length > 0;
        var own = priced.Applied.FirstOrDefault(one => one.Code.Length > 0);
        return new(
            code,
            applied,
            applied && currency is not null ? Currencies.ToMajor(own?.DiscountMinor ?? priced.DiscountMinor, currency) : null,
            own?.FreeShipping ?? priced.FreeShipping ? true : null,
            Text(priced.RefusalCode),
            Text(priced.RefusalDetail)
        );
    }

    private static CartBodyLine Line(CartItem item, Product? product, long? available)
    {
        var price = PriceNow(item, product);
        var problem =
            product is null ? "no_longer_sold"
            : product.VariantIds.Count > 0 ? "choose_variant"
            : product.Currency != item.Currency ? "currency_differs"
            : available is null || available >= item.Quantity ? null
            : available == 0 ? "out_of_stock"
            : "less_available";
        return new(
            item.ProductId,
            product?.Name ?? item.Name,
            item.Quantity,
            Currencies.ToMajor(price, item.Currency),
            Currencies.ToMajor(checked(price * item.Quantity), item.Currency),
            item.Currency,
            DateTimeOffset.FromUnixTimeMilliseconds(item.AddedMs),
            problem is null && available is null ? null : problem is null,
            problem is null ? null
                : problem is "currency_differs" or "choose_variant" ? 0
                : available,
            problem,
            price == item.PriceMinor
                ? null
                : new(Currencies.ToMajor(item.PriceMinor, item.Currency), Currencies.ToMajor(price, item.Currency)),
            Text(product?.Image),
            product?.NoShipping == true ? false : null,
            Text(product?.VendorId),
            problem is null && available is > 0 and <= FewUnits ? available : null
        );
    }

    private static long PriceNow(CartItem item, Product? product) =>
        product is not null && product.Currency == item.Currency ? product.PriceMinor : item.PriceMinor;

    private static long? Shown(long? available, CartItem item) =>
        available is { } units ? Math.Min(units, Math.Max(item.Quantity, FewUnits + 1)) : null;

    private static bool Same(Product? left, Product? right) =>
        ReferenceEquals(left, right)
        || (
            left is not null
            && right is not null
            && left.PriceMinor == right.PriceMinor
            && left.Name == right.Name
            && left.Currency == right.Currency
            && left.Image == right.Image
            && left.NoShipping == right.NoShipping
            && left.VendorId == right.VendorId
            && left.VariantIds.Count == right.VariantIds.Count
        );

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    // Prices and stock change under one version of a cart, so its ETag has a second part. FNV-1a, because nobody gains by making pages of a
    // cart of their own collide.
    private static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var one in bytes)
        {
            hash = unchecked((hash ^ one) * 1099511628211UL);
        }

        return hash;
    }
}
