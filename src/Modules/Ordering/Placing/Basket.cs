// What is in a shopper's cart now, at today's prices, and everything that stops it from being ordered. Quote and placement both start here.
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>The coupon that a basket was priced with, and why it does not apply, if it does not.</summary>
/// <param name="OfCart">It lies in the cart; otherwise this request named it.</param>
public sealed record CouponSeen(string Code, bool OfCart, Refusal? Refused);

/// <summary>A priced cart. <see cref="Problems"/> is empty when nothing but stock could stop the order.</summary>
/// <remarks>
/// A coupon that this very request names and that does not apply is a problem. One that lies in the cart is none: it may have ended since
/// it was put there, and then the basket is priced without it and <see cref="Coupon"/> says why. <see cref="Shipping"/> is null of an
/// empty basket.
/// </remarks>
public sealed record Basket(
    Cart Cart,
    string Currency,
    IReadOnlyList<Item> Items,
    Reduction Reduction,
    Priced Priced,
    IReadOnlyList<Refusal> Problems,
    CouponSeen? Coupon = null,
    VatNumber? Number = null,
    VatCheck? VatCheck = null,
    ShippingChoice? Shipping = null
)
{
    /// <summary>The currency of a basket with nothing in it.</summary>
    public const string CurrencyOfNothing = "USD";

    /// <summary>
    /// What stops the order. Where it is a promotion, with what the basket costs without it, so that the shopper can say yes to that.
    /// </summary>
    public Refusal Refused(Refusal problem)
    {
        if (!problem.Code.StartsWith("coupon_", StringComparison.Ordinal))
        {
            return problem;
        }

        var facts = (JsonObject?)problem.Facts?.DeepClone() ?? [];
        facts["total_price"] = Currencies.ToMajor(Priced.Total, Currency);
        facts["currency"] = Currency;
        return problem with { Facts = facts };
    }

    /// <summary>The bill as an order's terms.</summary>
    public Terms Terms(string email, Web.PostalAddress address) =>
        new(
            email,
            address,
            Shipping!.Code,
            Reduction.AppliedCode,
            Currency,
            Priced.Lines,
            Priced.Subtotal,
            Priced.Discount,
            Priced.Shipping,
            Priced.Tax,
            Priced.TaxIncluded,
            Priced.Total,
            Reduction.Promotions,
            Priced.Taxes,
            Number?.Text,
            VatCheck: VatCheck,
            Delivery: Shipping.Term
        );
}

/// <summary>Fills baskets.</summary>
public sealed class Baskets(ICarts carts, ICatalog catalog, IPromotions promotions, FirstOrderSql orders, SumBoundsSql sums)
{
    /// <summary>The cart as it is.</summary>
    public ValueTask<Outcome<Cart>> Cart(string userId, CancellationToken cancel) => carts.GetCart(new() { UserId = userId }, cancel);

    /// <summary>
    /// Prices a cart: names and prices are the catalog's, whatever the cart remembers. Refused when another module cannot answer, and with
    /// <c>tax_unknown</c> when a class of the goods has no row at the place, and as <see cref="ShippingDue.For"/>.
    /// </summary>
    /// <param name="cart">From <see cref="Cart"/>.</param>
    /// <param name="couponCode">Null or empty for the one in the cart.</param>
    /// <param name="buyer">Who buys, as far as it is known.</param>
    /// <param name="callerAddress">The network address behind the request, where wrong codes are counted; null inside the shop.</param>
    public async ValueTask<Outcome<Basket>> Fill(
        Cart cart,
        string? couponCode,
        ShippingDue shipping,
        TaxesDue due,
        CancellationToken cancel,
        string? callerAddress = null,
        BuyerNames? buyer = null
    )
    {
        if (cart.Lines.Count == 0)
        {
            var empty = new Priced([], 0, 0, 0, 0, 0, 0, []);
            return (due.Outside is null ? due.Of([TaxClasses.Standard]) : new List<ClassTax>()).Then(_ => new Basket(
                cart,
                Basket.CurrencyOfNothing,
                [],
                Reduction.None(0),
                empty,
                [Refusal.Conflict("cart_empty", "The cart is empty. Put something into it first.")]
            ));
        }

        var asked = new GetProductsRequest();
        asked.ProductIds.AddRange(cart.Lines.Select(line => line.ProductId));
        if (!(await catalog.GetProducts(asked, cancel)).Is(out var found, out var refused))
        {
            return refused;
        }

        var problems = new List<Refusal>();
        var items = Items(cart, found, problems);
        IReadOnlyList<ClassTax>? taxes = null;
        if (due.Outside is null && !(items.Count == 0 ? due.Of([TaxClasses.Standard]) : due.Of(items)).Is(out taxes, out refused))
        {
            return refused;
        }

        var currency = items.Count > 0 ? found.Products[0].Currency : Basket.CurrencyOfNothing;
        var ofCart = string.IsNullOrEmpty(couponCode);
        var code = ofCart ? cart.CouponCode : couponCode!;
        if (!(await Reduce(cart.UserId, items, currency, code, callerAddress, buyer, cancel)).Is(out var reduced, out refused))
        {
            return refused;
        }

        if (reduced.Coupon is { } fault && !ofCart)
        {
            problems.Add(fault.At("coupon_code"));
        }

        var rated = await shipping.Rated(items, reduced.Reduction, currency, cancel);
        if (!rated.For(items, reduced.Reduction, currency).Is(out var choice, out refused))
        {
            return refused;
        }

        if (choice.Problem is { } unavailable)
        {
            problems.Add(unavailable);
        }

        Priced? priced;
        if (due.Outside is not { } outside || items.Count == 0)
        {
            priced = Pricing.Price(items, reduced.Reduction, choice.Price, taxes ?? []);
        }
        else if (
            !(
                await outside.Price(
                    due,
                    currency,
                    items,
                    reduced.Reduction,
                    Pricing.Shipping(items, reduced.Reduction, choice.Price),
                    cancel
                )
            ).Is(out priced, out refused)
        )
        {
            return refused;
        }

        if (SumBoundsSql.TooLarge(priced.Total, currency) is { } tooLarge)
        {
            problems.Add(tooLarge);
        }
        else if (await sums.Full(priced.Lines, currency) is { } full)
        {
            problems.Add(full);
        }

        return new Basket(
            cart,
            currency,
            items,
            reduced.Reduction,
            priced,
            problems,
            code.Length == 0 || items.Count == 0 ? null : new(code, ofCart, reduced.Coupon),
            due.Number,
            due.Checked,
            choice
        );
    }

    /// <summary>409: a product with variants cannot be sent itself. It came into the cart before it had any.</summary>
    internal static Refusal ChooseVariant(Product product) =>
        Refusal.Conflict(
            "choose_variant",
            $"'{product.Name}' comes in variants. Put one of them into the cart in its place.",
            new JsonObject
            {
                ["product_id"] = product.ProductId,
                ["variants"] = new JsonArray([.. product.VariantIds.Select(id => JsonValue.Create(id))]),
            }
        );

    /// <summary>A Catalog of before classes says none.</summary>
    internal static string ClassOf(Product product) => product.TaxClass.Length > 0 ? product.TaxClass : TaxClasses.Standard;

    private static List<Item> Items(Cart cart, GetProductsReply found, List<Refusal> problems)
    {
        var products = found.Products;
        var items = new List<Item>(cart.Lines.Count);
        foreach (var line in cart.Lines)
        {
            var product = products.FirstOrDefault(product => product.ProductId == line.ProductId);
            if (product is null)
            {
                problems.Add(
                    Refusal.Conflict(
                        "product_unavailable",
                        $"'{line.ProductName}' is no longer for sale. Remove it from the cart.",
                        new JsonObject { ["product_id"] = line.ProductId }
                    )
                );
            }
            else if (product.VariantIds.Count > 0)
            {
                problems.Add(ChooseVariant(product));
            }
            else if (product.Currency != products[0].Currency)
            {
                problems.Add(
                    Refusal.Conflict(
                        "currency_differs",
                        $"'{product.Name}' is sold in {product.Currency}, other lines in {products[0].Currency}. Order them apart.",
                        new JsonObject { ["product_id"] = line.ProductId }
                    )
                );
            }
            else
            {
                items.Add(
                    new(
                        product.ProductId,
                        product.Name,
                        product.VendorId,
                        product.Category,
                        line.Quantity,
                        product.PriceMinor,
                        ClassOf(product),
                        NoWithdrawal.Of(product.NoWithdrawal),
                        product.HasPricesIncludeTax ? product.PricesIncludeTax : null,
                        NoShipping: product.NoShipping,
                        WeightG: product.WeightG
                    )
                );
            }
        }

        return items;
    }

    /// <summary>What promotions take off, and why the coupon takes nothing off, if it does not.</summary>
    private async ValueTask<Outcome<(Reduction Reduction, Refusal? Coupon)>> Reduce(
        string userId,
        List<Item> items,
        string currency,
        string couponCode,
        string? callerAddress,
        BuyerNames? buyer,
        CancellationToken cancel
    )
    {
        if (items.Count == 0)
        {
            return (Reduction.None(0), null);
        }

        var asked = new PriceRequest
        {
            UserId = userId,
            Currency = currency,
            CouponCode = couponCode,
            CallerAddress = callerAddress ?? string.Empty,
            EmailName = buyer?.EmailName ?? string.Empty,
            PlaceName = buyer?.PlaceName ?? string.Empty,
        };
        foreach (var item in items)
        {
            asked.Lines.Add(
                new PriceLine
                {
                    ProductId = item.ProductId,
                    Category = item.Category,
                    Quantity = item.Quantity,
                    UnitPriceMinor = item.UnitPrice,
                }
            );
        }

        Refusal? notLookedAt = null;
        var answer = await promotions.Price(asked, cancel);
        if (answer.Refused is { Kind: RefusalKind.TooMany } tooMany && couponCode.Length > 0)
        {
            // Whoever guessed too often may buy all the same, without a coupon.
            (notLookedAt, asked.CouponCode) = (tooMany, string.Empty);
            answer = await promotions.Price(asked, cancel);
        }

        if (!answer.Is(out var price, out var refused))
        {
            return WithoutPromotions(items, couponCode, refused);
        }

        // Only a shop that has something for first orders pays for looking.
        if (price.AsksFirstOrder)
        {
            asked.FirstOrder = !await orders.HasOrdered(userId, asked.EmailName);
            if (!(await promotions.Price(asked, cancel)).Is(out price, out refused))
            {
                return WithoutPromotions(items, couponCode, refused);
            }
        }

        return (Reduced(price), price.RefusalCode.Length > 0 ? Refusal.Conflict(price.RefusalCode, price.RefusalDetail) : notLookedAt);
    }

    /// <summary>
    /// While Promotions cannot be asked, a basket without a coupon costs what its goods cost. Who was shown a lower total says so with the
    /// order (<c>expected_total</c>), and is refused with the new one. A coupon is a promise, so that a basket with one waits.
    /// </summary>
    private static Outcome<(Reduction Reduction, Refusal? Coupon)> WithoutPromotions(
        List<Item> items,
        string couponCode,
        Refusal refused
    ) => refused.Kind == RefusalKind.Unavailable && couponCode.Length == 0 ? (Reduction.None(items.Count), null) : refused;

    /// <summary>The answer of Promotions as what is taken off.</summary>
    public static Reduction Reduced(PriceReply price) =>
        new(
            price.LineDiscountsMinor,
            price.FreeShipping,
            price.AppliedCode.Length > 0 ? price.AppliedCode : null,
            price.Applied.Count == 0
                ? null
                :
                [
                    .. price.Applied.Select(promotion => new AppliedTerm(
                        promotion.PromotionId,
                        promotion.Code.Length > 0 ? promotion.Code : null,
                        promotion.Name,
                        promotion.DiscountMinor,
                        promotion.FreeShipping,
                        promotion.Counted
                    )),
                ]
        );
}
