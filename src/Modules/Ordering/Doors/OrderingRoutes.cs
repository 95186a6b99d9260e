// The HTTP routes of checkout and orders. Someone else's order is answered as not there.
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
/// <param name="ShippingAddress">Absent: the address of record.</param>
/// <param name="CouponCode">Absent: the coupon in the cart.</param>
/// <param name="PaymentMethod">Absent while the shopper has not chosen.</param>
/// <param name="Email">
/// Guests only, as the placement will say it: what a customer can have once is told by it. Absent while it is not known.
/// </param>
/// <param name="VatNumber">Of a business that buys, with the letters of its country; its form and check digits are looked at.</param>
public sealed record QuoteBody(
    [OneOf(Rates.Standard, Rates.Express)] string ShippingMethod,
    PostalAddress? ShippingAddress = null,
    string? CouponCode = null,
    PaymentMethod? PaymentMethod = null,
    string? Email = null,
    string? VatNumber = null
);

/// <summary>How to pay.</summary>
/// <param name="Token">A token of the payment provider, never a card number.</param>
public sealed record PaymentMethod(string Token);

/// <summary>Body of a placement.</summary>
/// <param name="PaymentMethod">One of GET /api/payment-methods; not needed when the total is 0.</param>
/// <param name="Email">Guests only, and required of them; a customer's comes from the account.</param>
/// <param name="ExpectedTotal">The total the shopper saw; another one is refused with the present total.</param>
/// <param name="VatNumber">As in the quote; it is kept with the order.</param>
/// <param name="AgreedPolicies">
/// The texts of GET /api/policies that were shown and agreed to; the order keeps them with the time. One that is not today's is refused.
/// </param>
public sealed record PlaceOrderBody(
    [OneOf(Rates.Standard, Rates.Express)] string ShippingMethod,
    PaymentMethod? PaymentMethod = null,
    PostalAddress? ShippingAddress = null,
    string? CouponCode = null,
    decimal? ExpectedTotal = null,
    string? Email = null,
    string? VatNumber = null,
    IReadOnlyList<AgreeBody>? AgreedPolicies = null
);

/// <summary>Body of a cancellation.</summary>
public sealed record CancelBody(string? Reason = null);

/// <summary>Body of a move by the shop.</summary>
/// <param name="Version">The version seen; If-Match says the same.</param>
public sealed record MoveBody([OrderStatus] string Status, string? Reason = null, long? Version = null);

internal static class OrderingRoutes
{
    /// <summary>Larger than any total, and small enough for its thousandths.</summary>
    private const long TotalMax = 1_000_000_000_000_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/checkout/quote", AskQuote)
            .WithToken()
            .RequireRateLimiting(RateLimits.Write)
            .Area("Checkout")
            .Doc(
                "What an order of your cart would cost",
                "Lines, discounts, shipping, tax and total at today's prices, and what stops it: cart_empty, out_of_stock, product_unavailable, choose_variant, currency_differs, order_total_limit, vendor_sum_limit, no_payment_methods, payment_method_not_accepted or a coupon_… problem. A coupon_code that does not apply is a problem with its field; the rest is quoted without it. A coupon of the cart that does not apply any more stops nothing: `coupon` says why, and the totals are those without it. Nothing is held."
            )
            .Refuses(
                RefusalKind.Conflict,
                "tax_unknown",
                "the shop has not said what tax is due at the address: `place` and `key` say where and which key it sets; `errors` which member to change"
            )
            .Refuses(
                RefusalKind.Conflict,
                "shipping_unknown",
                "the shop has not said what shipping costs in the currency of the cart: `key` is the key it sets"
            )
            .Refuses(RefusalKind.Invalid, "vat_number_invalid", "the VAT number has another form, or a check digit is wrong")
            .Example(new QuoteBody(Rates.Standard, Examples.Address), Examples.Quote);

        var orders = routes.MapGroup("/api/orders").Area("Orders");
        orders
            .MapPost("/", Place)
            .WithToken()
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Place an order of your cart",
                "Holds every line or none, stores the order as pending and answers; payment follows at once in the background: watch the stream. Send an Idempotency-Key to repeat safely: the same key and body give the same reply byte for byte. Without a key one version of the cart still makes one order. A refused placement changes nothing and its key may be used again."
            )
            .Header("Idempotency-Key", "A UUID of the client's choice for this one order.")
            .Example(new PlaceOrderBody(Rates.Standard, new("tok_visa"), Examples.Address, ExpectedTotal: 59.96m), Examples.Order)
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
            .Refuses(RefusalKind.Conflict, "cart_already_ordered", "this version of the cart has become an order")
            .Refuses(RefusalKind.Conflict, "idempotency_in_progress", "the first request with this key is still running")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key came with another body before");

        orders
            .MapGet("/", List)
            .WithToken()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Your orders",
                "Newest first unless sorted otherwise. An admin sees all orders and may choose a user with user_id. A page of conditions that rarely meet may be short, even empty, and still have a next_cursor: go on with it."
            )
            .Query(
                "q",
                "Of one user's orders: any part of the order's id, of the e-mail address, of the recipient's name or of a product's name. Of all orders: whole words of the names and of the address before the @, the whole address, the order's whole id, or the last eight characters of it as pages show it; all words must match."
            )
            .Query("min_total", "At least this total, in major units; with currency.", "number")
            .Query("max_total", "At most this total, in major units; with currency.", "number")
            .Query("currency", "Only orders in this currency.")
            .Query("product_id", "Only orders with this product.")
            .Query("user_id", "Only this user's orders; for admins.")
            .Example(response: Examples.Page(Examples.Order));

        orders
            .MapGet("/{order_id}", Get)
            .WithTokenOr(OrderKeys.Header)
            .Doc(
                "One order",
                "As it is now, with its version as ETag. The key in the link of each of its mails opens it without a token, and this order alone."
            )
            .Header(OrderKeys.Header, "The key of this order, from the link in its mail.")
            .Example(response: Examples.Order)
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's");

        orders
            .MapGet("/{order_id}/events", Events)
            .WithTokenOr(OrderKeys.Header)
            .Header(OrderKeys.Header, "The key of this order, from the link in its mail.")
            .Doc(
                "The timeline of an order",
                "Everything that happened to it, oldest first. The hash of each entry covers the entry and the hash before it; the first follows the hash of what was agreed."
            )
            .Example(response: Examples.Page(Examples.Entry))
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's");

        orders
            .MapGet("/{order_id}/stream", Stream)
            .WithToken()
            .Doc(
                "Follow an order",
                "Server-sent events: the state now, then one event a change, with a comment every ten seconds in between. Send Last-Event-ID to go on after the last event seen. The stream ends with the order, and after the life of an access token."
            )
            .Header("Last-Event-ID", "The id of the last event seen.")
            .Produces<StatusEvent>(StatusCodes.Status200OK, "text/event-stream")
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's")
            .Refuses(
                RefusalKind.TooMany,
                "too_many_streams_of_yours",
                "you have 20 streams open, or your network 100: close one, or ask for the order instead"
            )
            .Refuses(RefusalKind.Unavailable, "too_many_streams", "as many streams are open as this server serves");

        orders
            .MapPost("/{order_id}/cancel", Cancel)
            .WithToken()
            .RequireRateLimiting(RateLimits.Write)
            .Accepts<CancelBody>(isOptional: true, "application/json")
            .Doc(
                "Cancel an order",
                "Before processing begins. Stock, coupon and money come back; the cart stays as it is. Repeating is harmless."
            )
            .Example(new CancelBody("ordered twice"), Examples.Order with { Status = Status.Cancelled, CanCancel = false, LegalNext = [] })
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Conflict, "illegal_transition", "it is too late; legal says what is possible");

        orders
            .MapPatch("/{order_id}", Move)
            .Only(Role.Admin)
            .Doc(
                "Move an order",
                "Any legal move: confirmed to processing or cancelled, processing to shipped, shipped to delivered, delivered to returned (with refund and restock). Whether an order is confirmed only its payment decides."
            )
            .Header("If-Match", "The ETag seen; the move is made only if the order is still at that version.")
            .Example(
                new MoveBody(Status.Processing),
                Examples.Order with
                {
                    Status = Status.Processing,
                    CanCancel = false,
                    LegalNext = [Status.Shipped],
                }
            )
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Conflict, "illegal_transition", "legal says what is possible")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the order has changed meanwhile");
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
                body.Value.ShippingAddress,
                body.Value.ShippingMethod,
                body.Value.CouponCode,
                cancel,
                context.Network(),
                body.Value.PaymentMethod?.Token,
                caller.Email is null && caller.IsGuest ? body.Value.Email : caller.Email,
                body.Value.VatNumber
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
            asked.ShippingAddress,
            asked.ShippingMethod,
            asked.PaymentMethod?.Token,
            asked.CouponCode,
            asked.ExpectedTotal,
            null,
            key,
            context.Network(),
            asked.VatNumber,
            asked.AgreedPolicies is { Count: > 0 } agreed ? [.. agreed.Select(one => new AgreedPolicy(one.Name, one.Version))] : null
        );
        if (!(await placing.Place(placement, cancel)).Is(out var placed, out var refused))
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.Location = "/api/orders/" + placed.OrderId;
        return Answer.Json(placed.Reply, StatusCodes.Status201Created);
    }

    private static async Task<Results<Ok<Page<OrderBody>>, ProblemResult>> List(
        Caller caller,
        PageRequest page,
        OrderLists lists,
        [OrderStatus] string? status,
        string? from,
        string? to,
        [FromQuery(Name = "product_id")] string? productId,
        [FromQuery(Name = "user_id")] string? userId,
        string? q,
        [FromQuery(Name = "min_total")] string? minTotal,
        [FromQuery(Name = "max_total")] string? maxTotal,
        string? currency,
        [OneOf(OrderLists.NewestFirst, "created_at", "-total_price", "total_price")] string? sort
    )
    {
        var check = new Check()
            .OneOf(
                "status",
                status,
                Status.Pending,
                Status.Confirmed,
                Status.Processing,
                Status.PartiallyShipped,
                Status.Shipped,
                Status.Delivered,
                Status.PaymentFailed,
                Status.Cancelled,
                Status.Returned
            )
            .OneOf("sort", sort, [.. OrderLists.Sorts.Keys])
            .Text("q", q, Limits.SearchCharsMax);
        var (fromMs, toMs) = (Time("from", from, check), Time("to", to, check));
        check
            .That(currency is null || Currencies.IsKnown(currency), "currency", "must be an ISO 4217 code that the shop knows, such as USD")
            .That(currency is not null || (minTotal is null && maxTotal is null), "currency", "is required with min_total and max_total");
        var (minMilli, maxMilli) = (Milli("min_total", minTotal, check), Milli("max_total", maxTotal, check));
        if (check.Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        var owner = caller.UserId;
        if (
            (userId is not null && !caller.Owner(userId, OrderStore.NotFound.Code).Is(out owner!, out var notTheirs) ? notTheirs : null) is
            { } hidden
        )
        {
            return Answer.Problem(hidden);
        }

        var order = sort ?? OrderLists.NewestFirst;
        var purpose = "orders " + order;
        if (!page.After(purpose, 2).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var filter = new OrderFilter(
            caller.IsAdmin && userId is null ? null : owner,
            status,
            fromMs,
            toMs,
            productId,
            q,
            order,
            after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]),
            minMilli,
            maxMilli,
            currency
        );
        var found = await lists.Find(filter, page.Limit);
        return TypedResults.Ok(page.Page(purpose, found.Rows, row => OrderBody.Of(row.Order, caller.IsAdmin), Key(found.GoOn)));
    }

    private static async Task<Results<Ok<OrderBody>, StatusCodeHttpResult, ProblemResult>> Get(
        [FromRoute(Name = "order_id")] string orderId,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        OrderStore store,
        OrderKeys keys,
        HttpContext context
    )
    {
        if (await store.Own(orderId, caller, key, keys) is not { } order)
        {
            return Answer.Problem(OrderStore.NotFound);
        }

        return context.NotModified(Conditional.ETag(order.Version))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(OrderBody.Of(order, caller?.IsAdmin == true));
    }

    private static async Task<Results<Ok<Page<EntryBody>>, ProblemResult>> Events(
        [FromRoute(Name = "order_id")] string orderId,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        PageRequest page,
        OrderStore store,
        OrderKeys keys
    )
    {
        const string Purpose = "order events";
        if (await store.Own(orderId, caller, key, keys) is null)
        {
            return Answer.Problem(OrderStore.NotFound);
        }

        if (!page.After(Purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await store.Timeline(orderId, after is null ? 0 : long.Parse(after[0], CultureInfo.InvariantCulture), page.Limit + 1);
        return TypedResults.Ok(
            page.Page(
                Purpose,
                rows,
                entry => EntryBody.Of(entry, caller?.IsAdmin == true),
                entry => [entry.Sequence.ToString(CultureInfo.InvariantCulture)]
            )
        );
    }

    private static async Task<IResult> Stream(
        [FromRoute(Name = "order_id")] string orderId,
        Caller caller,
        OrderStore store,
        OrderStream stream,
        HttpContext context
    ) =>
        await store.Own(orderId, caller) is not { } order ? Answer.Problem(OrderStore.NotFound)
        : await stream.Serve(order, caller, context) is { } refused ? Answer.Problem(refused)
        : TypedResults.Empty;

    private static async Task<Results<Ok<OrderBody>, ProblemResult>> Cancel(
        [FromRoute(Name = "order_id")] string orderId,
        Caller caller,
        OrderStore store,
        MoveOrder moving,
        HttpContext context,
        CancellationToken cancel
    )
    {
        // The one body that may be absent: there is nothing a client must say to cancel.
        Body<CancelBody> body = context.Request is { ContentLength: null or 0, ContentType: null }
            ? new CancelBody()
            : await Body<CancelBody>.BindAsync(context);
        if ((body.Refused ?? new Check().Words("reason", body.Value.Reason).Refused) is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        return await store.Own(orderId, caller) is not { } order
            ? Answer.Problem(OrderStore.NotFound)
            : Answer.Ok(
                await moving.Cancel(orderId, body.Value.Reason, RequestRules.ActorOf(caller, order), cancel),
                moved => OrderBody.Of(moved, caller.IsAdmin)
            );
    }

    private static async Task<Results<Ok<OrderBody>, ProblemResult>> Move(
        [FromRoute(Name = "order_id")] string orderId,
        Body<MoveBody> body,
        Caller caller,
        MoveOrder moving,
        HttpContext context,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        if (new Check().Text("status", asked.Status).Words("reason", asked.Reason).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        return context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.Ok(
                await moving.Move(orderId, asked.Status, asked.Reason, version ?? asked.Version, new Actor("admin", caller.UserId), cancel),
                order => OrderBody.Of(order, admin: true)
            )
            : Answer.Problem(refused);
    }

    /// <summary>A key as the parts of a cursor.</summary>
    internal static string[]? Key((long Value, string OrderId)? goOn) =>
        goOn is { } key ? [key.Value.ToString(CultureInfo.InvariantCulture), key.OrderId] : null;

    /// <summary>An amount in thousandths of a major unit, which no currency divides further.</summary>
    private static long? Milli(string field, string? text, Check check)
    {
        if (text is null)
        {
            return null;
        }

        var right =
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
            && major <= TotalMax
            && major * 1000 == decimal.Truncate(major * 1000);
        check.That(right, field, $"must be an amount from 0 to {TotalMax} such as 29.99");
        return right ? (long)(major * 1000) : null;
    }

    internal static long? Time(string field, string? text, Check check)
    {
        if (text is null)
        {
            return null;
        }

        // A day alone means its beginning in UTC; a time needs its offset.
        var right = DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        );
        check.That(right, field, "must be a day as 2024-01-15 or a time as 2024-01-15T10:30:00Z");
        return right ? time.ToUnixTimeMilliseconds() : null;
    }
}
