// The HTTP routes of orders. Someone else's order is answered as not there.
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

/// <summary>Body of a cancellation.</summary>
public sealed record CancelBody(string? Reason = null);

/// <summary>Body of a move by the shop.</summary>
/// <param name="Version">The version seen; If-Match says the same.</param>
/// <param name="Unpaid">True: goods leave although their money, which was only held, could not be taken.</param>
public sealed record MoveBody([OrderStatus] string Status, string? Reason = null, long? Version = null, bool? Unpaid = null);

internal static class OrderingRoutes
{
    /// <summary>Larger than any total, and small enough for its thousandths.</summary>
    private const long TotalMax = 1_000_000_000_000_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/orders").Area("Orders");
        orders
            .MapGet("/", List)
            .WithToken(Permission.OrdersView)
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Your orders",
                "Newest first unless sorted otherwise. An admin sees all orders and may choose a user with user_id. A page of conditions that rarely meet may be short, even empty, and still have a next_cursor: go on with it."
            )
            .Query(
                "q",
                "Of one user's orders: any part of the order's id, of the e-mail address, of the recipient's name or of a product's name. Of all orders: words of the names and of the address before the @, the address, the order's whole id, or the last eight characters of it as pages show it; all words must match, and of the last one its beginning is enough: Grac finds Grace."
            )
            .Query("min_total", "At least this total, in major units; with currency.", "number")
            .Query("max_total", "At most this total, in major units; with currency.", "number")
            .Query("currency", "Only orders in this currency.")
            .Query("product_id", "Only orders with this product.")
            .Query("user_id", "Only this user's orders; for admins.")
            .Example(response: Examples.Page(Examples.Order));

        orders
            .MapGet("/{order_id}", Get)
            .WithTokenOr(OrderKeys.Header, Permission.OrdersView)
            .Doc(
                "One order",
                "As it is now, with its version as ETag. The key in the link of each of its mails opens it without a token, and this order alone."
            )
            .Header(OrderKeys.Header, "The key of this order, from the link in its mail.")
            .Example(response: Examples.Order)
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's");

        orders
            .MapGet("/{order_id}/events", Events)
            .WithTokenOr(OrderKeys.Header, Permission.OrdersView)
            .Header(OrderKeys.Header, "The key of this order, from the link in its mail.")
            .Doc(
                "The timeline of an order",
                "Everything that happened to it, oldest first. The hash of each entry covers the entry and the hash before it; the first follows the hash of what was agreed."
            )
            .Example(response: Examples.Page(Examples.Entry))
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is someone else's");

        orders
            .MapGet("/{order_id}/stream", Stream)
            .WithToken(Permission.OrdersView)
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
            .WithToken(Permission.OrdersEdit)
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
            .May(Permission.OrdersEdit)
            .Doc(
                "Move an order",
                "Any legal move: confirmed to processing or cancelled, processing to shipped, shipped to delivered, delivered to returned (with refund and restock, which takes `orders.refund` or `returns.edit` as well). Whether an order is confirmed only its payment decides."
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
            .Refuses(
                RefusalKind.Conflict,
                "payment_not_taken",
                "to shipped: the money was only held, and the bank refuses it. With unpaid: true it is sent all the same"
            )
            .Refuses(RefusalKind.Conflict, "capture_in_progress", "the bank has not answered yet: repeat in a few seconds")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the order has changed meanwhile");
    }

    private static async Task<Results<Ok<Page<OrderBody>>, ProblemResult>> List(
        Caller caller,
        PageRequest page,
        OrderLists lists,
        [FromServices] ShopZone zone,
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
        var order = sort ?? OrderLists.NewestFirst;
        var purpose = "orders " + order;
        var asked = new OrderQuery(status, from, to, productId, userId, q, minTotal, maxTotal, currency, sort);
        if (!Asked(caller, asked, zone.Now).Is(out var filter, out var refused) || !page.After(purpose, 2).Is(out var after, out refused))
        {
            return Answer.Problem(refused);
        }

        filter = filter with { After = after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]) };
        var found = await lists.Find(filter, page.Limit);
        return TypedResults.Ok(
            page.Page(purpose, found.Rows, row => OrderBody.Of(row.Order, caller.May(Permission.OrdersView)), Key(found.GoOn))
        );
    }

    /// <summary>What a list or an export asks, checked: every fault is named. Somebody else's orders are answered as not there.</summary>
    internal static Outcome<OrderFilter> Asked(Caller caller, OrderQuery asked, TimeZoneInfo zone)
    {
        var check = new Check()
            .OneOf(
                "status",
                asked.Status,
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
            .OneOf("sort", asked.Sort, [.. OrderLists.Sorts.Keys])
            .Text("q", asked.Q, Limits.SearchCharsMax);
        var (fromMs, toMs) = (Time("from", asked.From, zone, check), Time("to", asked.To, zone, check));
        check
            .That(
                asked.Currency is null || Currencies.IsKnown(asked.Currency),
                "currency",
                "must be an ISO 4217 code that the shop knows, such as USD"
            )
            .That(
                asked.Currency is not null || (asked.MinTotal is null && asked.MaxTotal is null),
                "currency",
                "is required with min_total and max_total"
            );
        var (minMilli, maxMilli) = (Milli("min_total", asked.MinTotal, check), Milli("max_total", asked.MaxTotal, check));
        if (check.Refused is { } faulty)
        {
            return faulty;
        }

        var owner = caller.UserId;
        if (
            (
                asked.UserId is not null
                && !caller.Owner(asked.UserId, OrderStore.NotFound.Code, Permission.OrdersView).Is(out owner!, out var notTheirs)
                    ? notTheirs
                    : null
            ) is
            { } hidden
        )
        {
            return hidden;
        }

        return new OrderFilter(
            caller.May(Permission.OrdersView) && asked.UserId is null ? null : owner,
            asked.Status,
            fromMs,
            toMs,
            asked.ProductId,
            asked.Q,
            asked.Sort ?? OrderLists.NewestFirst,
            null,
            minMilli,
            maxMilli,
            asked.Currency
        );
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
            : TypedResults.Ok(OrderBody.Of(order, caller?.May(Permission.OrdersView) == true));
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
                entry => EntryBody.Of(entry, caller?.May(Permission.OrdersView) == true),
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

        return !(await store.Own(orderId, caller, Permission.OrdersEdit)).Is(out var order, out var hidden)
            ? Answer.Problem(hidden)
            : Answer.Ok(
                await moving.Cancel(orderId, body.Value.Reason, RequestRules.ActorOf(caller, order), cancel),
                moved => OrderBody.Of(moved, caller.May(Permission.OrdersView))
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

        if (Lacks(caller, asked.Status) is { } missing)
        {
            return Answer.Problem(missing);
        }

        return context.Request.IfMatch().Is(out var version, out var refused)
            ? Answer.Ok(
                await moving.Move(
                    orderId,
                    asked.Status,
                    asked.Reason,
                    version ?? asked.Version,
                    new Actor("admin", caller.UserId),
                    cancel,
                    asked.Unpaid is true
                ),
                order => OrderBody.Of(order, admin: true)
            )
            : Answer.Problem(refused);
    }

    /// <summary>
    /// What the caller lacks beside <c>orders.edit</c>: a whole order that comes back is paid back with all that it cost.
    /// </summary>
    internal static Refusal? Lacks(Caller caller, string status) =>
        status == Status.Returned && !caller.May(Permission.OrdersRefund) && !caller.May(Permission.ReturnsEdit)
            ? Permissions.Missing(Permission.OrdersRefund)
            : null;

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

    internal static long? Time(string field, string? text, TimeZoneInfo zone, Check check) =>
        check.Moment(field, text is null ? null : new ShopMoment(text), zone)?.ToUnixTimeMilliseconds();
}
