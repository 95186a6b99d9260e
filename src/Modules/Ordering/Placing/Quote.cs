// What an order of the caller's cart would cost, itemised, and what would stop it. Nothing is held and nothing is changed.
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Ordering;

/// <summary>One line of a quote. <paramref name="Problem"/> says in words why it cannot be ordered.</summary>
/// <param name="TaxRate">Percent; where and why stands with the class under <c>taxes</c>.</param>
/// <param name="NoWithdrawal">Why a consumer may not withdraw from it: made_to_order, perishable; null: they may.</param>
public sealed record QuoteLineBody(
    string ProductId,
    string ProductName,
    long Quantity,
    decimal Price,
    decimal Subtotal,
    decimal Discount,
    decimal Tax,
    bool Available,
    long? AvailableQuantity,
    string? Problem,
    string TaxClass = TaxClasses.Standard,
    decimal TaxRate = 0,
    string? NoWithdrawal = null,
    [OneOf(
        Ordering.TaxReason.Taxed,
        Ordering.TaxReason.OneStopShop,
        Ordering.TaxReason.ZeroRated,
        Ordering.TaxReason.Export,
        Ordering.TaxReason.Exempt,
        Ordering.TaxReason.ReverseCharge
    )]
        string TaxReason = Ordering.TaxReason.Taxed
);

/// <summary>A promotion in force, with what it takes off the goods.</summary>
/// <param name="Code">Absent for one that needs no code.</param>
public sealed record DiscountBody(string PromotionId, string? Code, string Description, decimal Amount, bool FreeShipping)
{
    internal static IReadOnlyList<DiscountBody> Of(IReadOnlyList<AppliedTerm>? applied, string currency) =>
        [
            .. (applied ?? []).Select(one => new DiscountBody(
                one.PromotionId,
                one.Code,
                one.Name,
                Currencies.ToMajor(one.Discount, currency),
                one.FreeShipping
            )),
        ];
}

/// <summary>One thing that stops the order, under the code that the placement would be refused with.</summary>
/// <param name="Field">The member of the body that it is about, when it is about one.</param>
public sealed record ProblemBody(string Code, string Detail, string? ProductId, string? Field = null);

/// <summary>The coupon that the quote was asked with, or that lies in the cart.</summary>
/// <param name="Applied">
/// Whether it is in force. One of the cart's that is not stops nothing: the totals are those without it, and an order that expects them is
/// taken.
/// </param>
/// <param name="Problem">The code of why not.</param>
/// <param name="Reason">The same for people.</param>
public sealed record QuoteCouponBody(string Code, bool Applied, string? Problem, string? Reason);

/// <summary>A quote. <c>subtotal - discount + shipping + tax = total_price</c>; it may be ordered while <c>problems</c> is empty.</summary>
/// <param name="ShippingMethod">The one that is priced; none where nothing is sent.</param>
/// <param name="ShippingMethods">All there are for this cart at the place; none where nothing is sent.</param>
/// <param name="RequiresShipping">
/// Whether any of it is sent; of what is not, the address need only say the country, and region or postal code where tax goes by them.
/// </param>
/// <param name="Delivery">When it would arrive or lie ready; null where nothing is sent.</param>
/// <param name="TaxRate">Percent; of several classes the highest rate.</param>
/// <param name="TaxLabel">For people: all rates, or why there is none.</param>
/// <param name="Taxes">By class, in the order of the lines. Their amounts add up to tax and tax_included.</param>
/// <param name="VatNumber">As it was read; null when none was given.</param>
/// <param name="VatCheck">What became of looking it up; null where nobody looks.</param>
public sealed record QuoteReply(
    string Currency,
    IReadOnlyList<QuoteLineBody> Lines,
    decimal Subtotal,
    IReadOnlyList<DiscountBody> Discounts,
    decimal Discount,
    string ShippingMethod,
    decimal Shipping,
    IReadOnlyList<ShippingMethodBody> ShippingMethods,
    decimal Tax,
    decimal TaxIncluded,
    decimal TaxRate,
    string TaxLabel,
    decimal TotalPrice,
    IReadOnlyList<ProblemBody> Problems,
    QuoteCouponBody? Coupon = null,
    IReadOnlyList<TaxBody>? Taxes = null,
    string? VatNumber = null,
    VatCheckBody? VatCheck = null,
    bool RequiresShipping = true,
    DeliveryBody? Delivery = null
);

/// <summary>The slice behind POST /api/checkout/quote.</summary>
public sealed class Quote(
    Baskets baskets,
    IInventory inventory,
    IIdentity identity,
    ShopShipping shipping,
    ShopTaxes taxes,
    PaymentChoices choices,
    Buyers buyers
)
{
    public async ValueTask<Outcome<QuoteReply>> For(
        string userId,
        PostalAddress? address,
        string? shippingMethod,
        string? couponCode,
        CancellationToken cancel,
        string? network = null,
        string? token = null,
        string? email = null,
        string? vatNumber = null,
        string? pickupPointId = null
    )
    {
        if (
            new Check()
                .Destination("shipping_address", address, shippingMethod)
                .OneOf("shipping_method", shippingMethod, [.. await shipping.Codes()])
                .Text("coupon_code", couponCode, 64, min: 0)
                .Email("email", email)
                .Refused is
            { } faulty
        )
        {
            return faulty;
        }

        VatNumber? number = null;
        if (vatNumber is not null && !Ordering.VatNumber.Read(vatNumber).Is(out number, out var wrong))
        {
            return wrong;
        }

        if (
            !(await shipping.PointOf(shippingMethod, pickupPointId)).Is(out var point, out var refused)
            || !(await Address(userId, address, point, cancel)).Is(out var said, out refused)
        )
        {
            return refused;
        }

        var (place, isSaid) = said;
        var way = await shipping.To(place, shippingMethod, point);
        var buyer = buyers.Of(email, point is null ? place : place.PlaceAlone(), guest: false);
        if (
            !(await baskets.Cart(userId, cancel)).Is(out var cart, out refused)
            // With nothing in the cart no number is looked up.
            || !(await taxes.At(place, cart.Lines.Count == 0 ? null : number, cancel, network)).Is(out var due, out refused)
            || !(await baskets.Fill(cart, couponCode, way, due, cancel, network, buyer)).Is(out var basket, out refused)
            || !(await Stock(basket, cancel)).Is(out var stock, out refused)
        )
        {
            return refused;
        }

        // A place is enough to say what it would cost, and not to order goods that are sent.
        var incomplete = basket.Shipping?.Incomplete(isSaid ? place : null);
        return !isSaid && incomplete is not null
            ? incomplete
            : Reply(basket, stock, incomplete, await choices.Stops(token, basket.Priced.Total, cancel));
    }

    private async ValueTask<Outcome<(PostalAddress Place, bool IsSaid)>> Address(
        string userId,
        PostalAddress? address,
        PickupPoint? point,
        CancellationToken cancel
    )
    {
        if (point is not null || address is not null)
        {
            return (point?.AddressFor(string.Empty) ?? address!, true);
        }

        if (!(await identity.GetUser(new() { UserId = userId }, cancel)).Is(out var user, out var refused))
        {
            return refused;
        }

        return PostalAddress.From(user.Address) is { } kept ? (kept, true)
            : taxes.Home is { } home ? (new PostalAddress(string.Empty, string.Empty, string.Empty, home), false)
            : new Check().Required("shipping_address", null).Refused!;
    }

    private async ValueTask<Outcome<Dictionary<string, long>>> Stock(Basket basket, CancellationToken cancel)
    {
        if (basket.Items.Count == 0)
        {
            return new Dictionary<string, long>();
        }

        var asked = new CheckAvailabilityRequest();
        asked.ProductIds.AddRange(basket.Items.Select(item => item.ProductId));
        return (await inventory.CheckAvailability(asked, cancel)).Then(reply =>
            reply.Products.ToDictionary(product => product.ProductId, product => product.Available, StringComparer.Ordinal)
        );
    }

    private static string? FieldOf(Refusal problem) =>
        problem.Facts?["errors"] is System.Text.Json.Nodes.JsonObject errors ? errors.First().Key : null;

    private static QuoteReply Reply(Basket basket, Dictionary<string, long> stock, Refusal? incomplete, Refusal? notPayable)
    {
        var priced = basket.Priced;
        decimal Major(long minor) => Currencies.ToMajor(minor, basket.Currency);
        var problems = basket
            .Problems.Select(problem => new ProblemBody(
                problem.Code,
                problem.Detail,
                problem.Facts?["product_id"]?.GetValue<string>(),
                FieldOf(problem)
            ))
            .ToList();
        var lines = new List<QuoteLineBody>(priced.Lines.Count);
        foreach (var line in priced.Lines)
        {
            var available = stock.GetValueOrDefault(line.ProductId);
            var problem =
                available >= line.Quantity ? null
                : available == 0 ? $"'{line.ProductName}' is sold out."
                : $"Only {available} of '{line.ProductName}' {(available == 1 ? "is" : "are")} left.";
            lines.Add(
                new(
                    line.ProductId,
                    line.ProductName,
                    line.Quantity,
                    Major(line.UnitPrice),
                    Major(line.Amount),
                    Major(line.Discount),
                    Major(line.Tax),
                    problem is null,
                    problem is null ? null : available,
                    problem,
                    line.TaxClass!,
                    priced.Taxes.First(line.Pays).Milli / 1000m,
                    line.NoWithdrawal,
                    priced.Taxes.First(line.Pays).Reason
                )
            );
            if (problem is not null)
            {
                problems.Add(new("out_of_stock", problem, line.ProductId));
            }
        }

        if (incomplete is not null)
        {
            problems.Add(new("address_incomplete", "Give the name, street and city that it is sent to.", null, "shipping_address"));
        }

        if (notPayable is not null)
        {
            problems.Add(new(notPayable.Code, notPayable.Detail, null));
        }

        return new(
            basket.Currency,
            lines,
            Major(priced.Subtotal),
            DiscountBody.Of(basket.Reduction.Promotions, basket.Currency),
            Major(priced.Discount),
            basket.Shipping?.Code ?? Rates.Standard,
            Major(priced.Shipping),
            [
                .. (basket.Shipping?.Options ?? []).Select(option =>
                    ShippingMethodBody.Of(option, basket.Currency, basket.Reduction.FreeShipping)
                ),
            ],
            Major(priced.Tax),
            Major(priced.TaxIncluded),
            priced.Taxes.Count == 0 ? 0 : priced.Taxes.Max(tax => tax.Milli) / 1000m,
            TaxBody.Label(priced.Taxes),
            Major(priced.Total),
            problems,
            basket.Coupon is { } coupon ? new(coupon.Code, coupon.Refused is null, coupon.Refused?.Code, coupon.Refused?.Detail) : null,
            TaxBody.Of(priced.Taxes, basket.Currency),
            basket.Number?.Text,
            VatCheckBody.Of(basket.VatCheck),
            basket.Shipping?.Ships ?? true,
            DeliveryBody.Of(basket.Shipping?.Term)
        );
    }
}
