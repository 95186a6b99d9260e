// The HTTP routes of the checkout: what an order of the cart would cost, and placing it.
using System.Globalization;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>Body of a quote.</summary>
/// <param name="ShippingMethod">
/// standard, express, a word of the shop's own, or pickup; absent while the buyer has not chosen, and then the first that there is is
/// priced.
/// </param>
/// <param name="ShippingAddress">
/// Absent: the address of record. Of goods that are not sent the country is enough, with region or postal code where tax goes by them.
/// </param>
/// <param name="CouponCode">Absent: the coupon in the cart.</param>
/// <param name="PaymentMethod">Absent while the shopper has not chosen.</param>
/// <param name="Email">
/// Guests only, as the placement will say it: what a customer can have once is told by it. Absent while it is not known.
/// </param>
/// <param name="VatNumber">Of a business that buys, with the letters of its country; its form and check digits are looked at.</param>
/// <param name="PickupPointId">
/// Where it is fetched, of GET /api/pickup-points, with shipping_method pickup; not needed where there is one point alone.
/// </param>
public sealed record QuoteBody(
    string? ShippingMethod = null,
    BuyerAddressBody? ShippingAddress = null,
    string? CouponCode = null,
    PaymentMethod? PaymentMethod = null,
    string? Email = null,
    string? VatNumber = null,
    string? PickupPointId = null
);

/// <summary>How to pay.</summary>
/// <param name="Token">A token of the payment provider, never a card number.</param>
public sealed record PaymentMethod(string Token);

/// <summary>Body of a placement.</summary>
/// <param name="ShippingMethod">One of the quote's shipping_methods; not needed where nothing is sent.</param>
/// <param name="ShippingAddress">
/// Absent: the address of record. Whole where a parcel is sent; what is not sent, or fetched, needs no street.
/// </param>
/// <param name="PaymentMethod">One of GET /api/payment-methods; not needed when the total is 0.</param>
/// <param name="Email">Guests only, and required of them; a customer's comes from the account.</param>
/// <param name="ExpectedTotal">The total the shopper saw; another one is refused with the present total.</param>
/// <param name="VatNumber">As in the quote; it is kept with the order.</param>
/// <param name="PickupPointId">As in the quote.</param>
/// <param name="AgreedPolicies">
/// The texts of GET /api/policies that were shown and agreed to; the order keeps them with the time. One that is not today's is refused.
/// </param>
public sealed record PlaceOrderBody(
    string? ShippingMethod = null,
    PaymentMethod? PaymentMethod = null,
    BuyerAddressBody? ShippingAddress = null,
    string? CouponCode = null,
    decimal? ExpectedTotal = null,
    string? Email = null,
    string? VatNumber = null,
    IReadOnlyList<AgreeBody>? AgreedPolicies = null,
    string? PickupPointId = null
);

internal static class CheckoutRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/checkout/quote", AskQuote)
            .WithToken()
            .RequireRateLimiting(RateLimits.Write)
            .Area("Checkout")
            .Doc(
                "What an order of your cart would cost",
                "Lines, discounts, shipping, tax and total at today's prices, and what stops it: cart_empty, out_of_stock, product_unavailable, choose_variant, currency_differs, order_total_limit, vendor_sum_limit, shipping_method_unavailable, address_incomplete, no_payment_methods, payment_method_not_accepted or a coupon_… problem. A coupon_code that does not apply is a problem with its field; the rest is quoted without it. A coupon of the cart that does not apply any more stops nothing: `coupon` says why, and the totals are those without it. Nothing is held."
            )
            .Refuses(
                RefusalKind.Conflict,
                "tax_unknown",
                "the shop has not said what tax is due at the address: `place` and `key` say where and which key it sets; `errors` which member to change"
            )
            .Refuses(
                RefusalKind.Conflict,
                "not_shipped_there",
                "the shop ships nothing of this to the address; pickup: true where it can be fetched, with shipping_method pickup"
            )
            .Refuses(
                RefusalKind.Conflict,
                "shipping_unknown",
                "the shop has not said what shipping costs in the currency of the cart: `key` is the key it sets"
            )
            .Refuses(RefusalKind.Conflict, "weight_unknown", "shipping there costs by weight, and nobody has said what `product_id` weighs")
            .Refuses(RefusalKind.Invalid, "vat_number_invalid", "the VAT number has another form, or a check digit is wrong")
            .Example(new QuoteBody(Rates.Standard, Examples.BuyerAddress), Examples.Quote);

        routes
            .MapGroup("/api/orders")
            .Area("Orders")
            .MapPost("/", Place)
            .WithToken()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Place an order of your cart",
                "Holds every line or none, stores the order as pending and answers; payment follows at once in the background: watch the stream. Send an Idempotency-Key to repeat safely: the same key and body give the same reply byte for byte. Without a key one version of the cart still makes one order. A refused placement changes nothing and its key may be used again."
            )
            .Header("Idempotency-Key", "A UUID of the client's choice for this one order.")
            .Example(new PlaceOrderBody(Rates.Standard, new("tok_visa"), Examples.BuyerAddress, ExpectedTotal: 59.96m), Examples.Order)
            .Produces<OrderBody>(StatusCodes.Status201Created)
            .Refuses(RefusalKind.Invalid, "email_required", "a guest gave no e-mail address")
            .Refuses(RefusalKind.Invalid, "vat_number_invalid", "the VAT number has another form, or a check digit is wrong")
            .Refuses(RefusalKind.Conflict, "cart_empty", "there is nothing to order")
            .Refuses(RefusalKind.Conflict, "out_of_stock", "lines says which and how many are left")
            .Refuses(
                RefusalKind.Conflict,
                "too_many_unpaid_orders",
                "the payment would wait (waits in GET /api/payment-methods), and as many orders of yours wait already, or of guests from your network, as the shop lets wait; unpaid and max say how many"
            )
            .Refuses(RefusalKind.Conflict, "too_many_unpaid_units", "likewise by their units")
            .Refuses(
                RefusalKind.Conflict,
                "unpaid_share",
                "orders that wait for their payment may keep only a part of a product's units; lines says which and how many more may wait. Paid at once, everything in stock can be had"
            )
            .Refuses(RefusalKind.Conflict, "price_changed", "total_price is not expected_total")
            .Refuses(
                RefusalKind.Conflict,
                "policy_changed",
                "a text that was agreed to is another by now; policies says the versions of today"
            )
            .Refuses(RefusalKind.Conflict, "product_unavailable", "a product is no longer for sale")
            .Refuses(RefusalKind.Conflict, "choose_variant", "a product comes in variants; `variants` are their ids")
            .Refuses(
                RefusalKind.Conflict,
                "order_total_limit",
                "the total is beyond total_max: a million million minor units, 10,000,000,000.00 USD"
            )
            .Refuses(
                RefusalKind.Conflict,
                "vendor_sum_limit",
                "what the shop keeps of a vendor is beyond sum_max, until it has paid the vendor"
            )
            .Refuses(RefusalKind.Conflict, "payment_method_not_accepted", "accepted says which methods the shop takes")
            .Refuses(RefusalKind.Conflict, "no_payment_methods", "the shop takes no payments yet, and the total is not 0")
            .Refuses(
                RefusalKind.Conflict,
                "coupon_exhausted",
                "or another coupon_… code: the coupon named by coupon_code does not apply (errors.coupon_code), or the cart's has ended; total_price is what the order costs without it, and with that as expected_total it is taken"
            )
            .Refuses(RefusalKind.Conflict, "tax_unknown", "the shop has not said what tax is due at the address; nothing is held or stored")
            .Refuses(
                RefusalKind.Conflict,
                "shipping_unknown",
                "the shop has not said what shipping costs in the currency of the cart; nothing is held or stored"
            )
            .Refuses(RefusalKind.Conflict, "not_shipped_there", "the shop ships nothing of this to the address; nothing is held or stored")
            .Refuses(RefusalKind.Conflict, "weight_unknown", "shipping there costs by weight, and nobody has said what `product_id` weighs")
            .Refuses(RefusalKind.Conflict, "shipping_method_unavailable", "`methods` are those by which this can be shipped there")
            .Refuses(RefusalKind.Conflict, "cart_already_ordered", "this version of the cart has become an order")
            .Refuses(RefusalKind.Conflict, "idempotency_in_progress", "the first request with this key is still running")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");
    }

    private static async Task<Results<Ok<QuoteReply>, ProblemResult>> AskQuote(
        Body<QuoteBody> body,
        Caller caller,
        Quote quote,
        HttpContext context,
        CancellationToken cancel
    ) =>
        Answer.Ok(
            await quote.For(
                caller.UserId,
                body.Value.ShippingAddress?.Address(),
                body.Value.ShippingMethod,
                body.Value.CouponCode,
                cancel,
                context.Network(),
                body.Value.PaymentMethod?.Token,
                caller.Email is null && caller.IsGuest ? body.Value.Email : caller.Email,
                body.Value.VatNumber,
                body.Value.PickupPointId
            )
        );

    private static async Task<Results<JsonBytesResult, ProblemResult>> Place(
        Body<PlaceOrderBody> body,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        PlaceOrder placing,
        PolicyStore policies,
        HttpContext context,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        if (new Check().Count("agreed_policies", asked.AgreedPolicies, ShopPolicies.PoliciesMax).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (asked.AgreedPolicies is { Count: > 0 })
        {
            // What an order names can be read for as long as there is the order.
            await policies.Today();
        }

        var guest = caller.Email is null && caller.IsGuest;
        var placement = new Placement(
            caller.UserId,
            guest,
            guest ? asked.Email : caller.Email,
            asked.ShippingAddress?.Address(),
            asked.ShippingMethod,
            asked.PaymentMethod?.Token,
            asked.CouponCode,
            asked.ExpectedTotal,
            null,
            key,
            context.Network(),
            asked.VatNumber,
            asked.AgreedPolicies is { Count: > 0 } agreed ? [.. agreed.Select(one => new AgreedPolicy(one.Name, one.Version))] : null,
            asked.PickupPointId,
            context.Language()
        );
        if (!(await placing.Place(placement, cancel)).Is(out var placed, out var refused))
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.Location = "/api/orders/" + placed.OrderId;
        return Answer.Json(placed.Reply, StatusCodes.Status201Created);
    }
}
