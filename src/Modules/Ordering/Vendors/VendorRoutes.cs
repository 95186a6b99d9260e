// The HTTP routes of vendors: each sees and moves its own lines of orders that are paid, and nothing of anyone else's.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class VendorRoutes
{
    /// <summary>Days of the summary, today included.</summary>
    private const int SummaryDays = 30;

    internal static readonly string[] Stages =
    [
        Status.Confirmed,
        Status.Processing,
        Status.PartiallyShipped,
        Status.Shipped,
        Status.Delivered,
        Status.Cancelled,
        Status.Returned,
    ];

    internal static readonly Refusal NoVendor = Refusal.Forbidden(
        "vendor_missing",
        "Your account sells for no vendor. Ask an admin to name one."
    );

    public static void Map(IEndpointRouteBuilder routes)
    {
        var vendor = routes.MapGroup("/api/vendor").Area("Vendor");
        Mine(vendor.MapGet("/orders", List).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc(
                "Orders with your lines",
                "Newest first, your own lines only, once they are paid. A page of conditions that rarely meet may be short and still have a next one."
            )
            .Query("product_id", "Only orders with this product of yours.")
            .Query("q", "An order's whole id, or the last eight characters as pages show it.")
            .Example(response: Examples.Page(Examples.Vendor));
        Mine(vendor.MapGet("/orders/{order_id}", Get).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc("One order with your lines", "Your own lines only, once they are paid.")
            .Example(response: Examples.Vendor)
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, none of your lines is in it, or it is not paid");
        Moves(vendor.MapPatch("/orders/{order_id}", Move).Only(Role.Vendor).RequireRateLimiting(RateLimits.Write))
            .Doc(
                "Move your lines of an order",
                "confirmed to processing to shipped to delivered. Shipped sends all that has not left yet. The order is partially_shipped while some vendors have shipped and others have not."
            )
            .Header("If-Match", "The ETag seen; the move is made only if the order is still at that version.")
            .Example(
                new VendorMoveBody(Status.Shipped, "DHL", "00340434161094000000"),
                Examples.Vendor with
                {
                    Status = Status.Shipped,
                    LegalNext = [Status.Delivered],
                }
            );
        Moves(vendor.MapPost("/orders/{order_id}/shipments", Ship).Only(Role.Vendor).RequireRateLimiting(RateLimits.Write))
            .Doc("Send a parcel", "Some of your units leave. When the last ones leave, your part is shipped.")
            .Header("If-Match", "The ETag seen; the parcel is sent only if the order is still at that version.")
            .Example(new SendBody([new("42", 1)], "DHL", "00340434161094000000"), Examples.Vendor)
            .Refuses(RefusalKind.Invalid, "unknown_line", "a product that is not among your lines")
            .Refuses(RefusalKind.Conflict, "quantity_exceeds_unshipped", "available says how many are left")
            .Refuses(RefusalKind.Conflict, "too_many_shipments", "the order has as many as it can")
            .Refuses(RefusalKind.Conflict, "parcel_refused", "the carrier of label_of does not take this parcel; nothing was sent")
            .Refuses(RefusalKind.Unavailable, "carrier_away", "the carrier of label_of does not answer; nothing was sent");
        Moves(
                vendor
                    .MapPatch("/orders/{order_id}/shipments/{shipment_id}", Deliver)
                    .Only(Role.Vendor)
                    .RequireRateLimiting(RateLimits.Write)
            )
            .Doc("A parcel has arrived", "When all parcels of a part that was shipped whole have arrived, the part is delivered.")
            .Header("If-Match", "The ETag seen.")
            .Example(new ArrivedBody(Status.Delivered), Examples.Vendor)
            .Refuses(RefusalKind.NotFound, "shipment_not_found", "you have no such parcel in this order");
        Mine(vendor.MapPost("/orders/bulk", Bulk).Only(Role.Vendor).RequireRateLimiting(RateLimits.Write))
            .Doc(
                "Move your lines of many orders",
                "Each order by itself: the reply has a result an order, in the order of the ids, with the code where one was refused."
            )
            .Example(
                new BulkBody([Examples.Vendor.OrderId], Status.Processing),
                new BulkReply(1, 0, [new(Examples.Vendor.OrderId, true, Status.Processing, null, null)])
            );
        Mine(vendor.MapGet("/summary", Summary).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read))
            .Doc("Your dashboard", "How many of your orders are at each state now, and what was sold in the last thirty days.")
            .Example(response: Examples.Summary);
    }

    /// <summary>The vendor of a caller, or the refusal.</summary>
    internal static Outcome<string> VendorOf(Caller caller) => caller.VendorId is { Length: > 0 } vendorId ? vendorId : NoVendor;

    private static TBuilder Mine<TBuilder>(TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route.Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor");

    private static TBuilder Moves<TBuilder>(TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        Mine(route)
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, none of your lines is in it, or it is not paid")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Conflict, "illegal_transition", "legal says what is possible")
            .Refuses(RefusalKind.Conflict, "edit_in_progress", "the shop is changing the order's lines; repeat in a few seconds")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the order has changed meanwhile");

    private static async Task<Results<Ok<Page<VendorOrderBody>>, ProblemResult>> List(
        Caller caller,
        PageRequest page,
        VendorLists lists,
        [FromServices] ShopZone zone,
        [OneOf(
            Status.Confirmed,
            Status.Processing,
            Status.PartiallyShipped,
            Status.Shipped,
            Status.Delivered,
            Status.Cancelled,
            Status.Returned
        )]
            string? status,
        string? from,
        string? to,
        [FromQuery(Name = "product_id")] string? productId,
        string? q
    )
    {
        const string Purpose = "vendor orders";
        if (!VendorOf(caller).Is(out var vendorId, out var refused))
        {
            return Answer.Problem(refused);
        }

        if (
            !Asked(new(), vendorId, status, from, to, productId, q, zone.Now).Is(out var filter, out refused)
            || !page.After(Purpose, 2).Is(out var after, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        filter = filter with { After = after is null ? null : (long.Parse(after[0], CultureInfo.InvariantCulture), after[1]) };
        var found = await lists.Find(filter, page.Limit);
        return TypedResults.Ok(
            page.Page(Purpose, found.Rows, row => VendorOrderBody.Of(row.Order, vendorId, row.Share), OrderingRoutes.Key(found.GoOn))
        );
    }

    /// <summary>What a list or an export asks, checked: every fault is named.</summary>
    internal static Outcome<VendorFilter> Asked(
        Check check,
        string vendorId,
        string? status,
        string? from,
        string? to,
        string? productId,
        string? q,
        TimeZoneInfo zone
    )
    {
        check.OneOf("status", status, Stages).Text("q", q, Limits.SearchCharsMax);
        var (fromMs, toMs) = (OrderingRoutes.Time("from", from, zone, check), OrderingRoutes.Time("to", to, zone, check));
        return check.Refused is { } faulty ? faulty : new VendorFilter(vendorId, status, fromMs, toMs, productId, q);
    }

    private static async Task<Results<Ok<VendorOrderBody>, StatusCodeHttpResult, ProblemResult>> Get(
        [FromRoute(Name = "order_id")] string orderId,
        Caller caller,
        OrderStore store,
        VendorLists lists,
        HttpContext context
    )
    {
        if (!VendorOf(caller).Is(out var vendorId, out var refused))
        {
            return Answer.Problem(refused);
        }

        if (await store.Get(orderId) is not { } order || !VendorOrderBody.Sees(order, vendorId))
        {
            return Answer.Problem(OrderStore.NotFound);
        }

        return context.NotModified(Conditional.ETag(order.Version))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(VendorOrderBody.Of(order, vendorId, await lists.Share(orderId, vendorId)));
    }

    private static async Task<Results<Ok<VendorOrderBody>, ProblemResult>> Move(
        [FromRoute(Name = "order_id")] string orderId,
        Body<VendorMoveBody> body,
        Caller caller,
        MoveParts moving,
        VendorLists lists,
        HttpContext context
    )
    {
        var asked = body.Value;
        var check = new Check().OneOf("status", asked.Status, Status.Processing, Status.Shipped, Status.Delivered);
        return await Moved(
            caller,
            check.Parcel(asked.Carrier, asked.TrackingNumber),
            asked.Version,
            context,
            lists,
            (vendorId, version, actor) =>
                moving.Move(orderId, vendorId, asked.Status, asked.Carrier, asked.TrackingNumber, version, actor, context.RequestAborted)
        );
    }

    private static async Task<Results<Ok<VendorOrderBody>, ProblemResult>> Ship(
        [FromRoute(Name = "order_id")] string orderId,
        Body<SendBody> body,
        Caller caller,
        MoveParts moving,
        BuyLabels labels,
        VendorLists shares,
        HttpContext context,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        var lines = RequestRules.Units(asked.Lines);
        return await Moved(
            caller,
            new Check().Lines("lines", asked.Lines).Parcel(asked),
            asked.Version,
            context,
            shares,
            (vendorId, version, actor) =>
                asked.LabelOf is { } carrier
                    ? labels.Send(
                        orderId,
                        vendorId,
                        lines,
                        carrier,
                        asked.Service,
                        version,
                        (parcel, at) =>
                            moving.Ship(orderId, vendorId, lines, parcel.Carrier, parcel.TrackingNumber, at, actor, parcel.LabelId, cancel),
                        cancel
                    )
                    : moving.Ship(orderId, vendorId, lines, asked.Carrier, asked.TrackingNumber, version, actor, cancel: cancel)
        );
    }

    private static async Task<Results<Ok<VendorOrderBody>, ProblemResult>> Deliver(
        [FromRoute(Name = "order_id")] string orderId,
        [FromRoute(Name = "shipment_id")] string shipmentId,
        Body<ArrivedBody> body,
        Caller caller,
        MoveParts moving,
        VendorLists lists,
        HttpContext context
    ) =>
        await Moved(
            caller,
            new Check().OneOf("status", body.Value.Status, Status.Delivered),
            null,
            context,
            lists,
            (vendorId, version, actor) => moving.Deliver(orderId, vendorId, ParcelNumber(shipmentId), version, actor)
        );

    // Parcels are counted from 1, so that 0 is none of them.
    internal static int ParcelNumber(string shipmentId) =>
        int.TryParse(shipmentId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static async Task<Results<Ok<VendorOrderBody>, ProblemResult>> Moved(
        Caller caller,
        Check check,
        long? version,
        HttpContext context,
        VendorLists lists,
        Func<string, long?, Actor, ValueTask<Outcome<Order>>> move
    )
    {
        if (
            !VendorOf(caller).Is(out var vendorId, out var refused)
            || (refused = check.Refused) is not null
            || !context.Request.IfMatch().Is(out var seen, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        if (!(await move(vendorId, seen ?? version, new Actor("vendor", caller.UserId))).Is(out var order, out refused))
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.ETag = Conditional.ETag(order.Version);
        return TypedResults.Ok(VendorOrderBody.Of(order, vendorId, await lists.Share(order.Id, vendorId)));
    }

    private static async Task<Results<Ok<BulkReply>, ProblemResult>> Bulk(
        Body<BulkBody> body,
        Caller caller,
        MoveParts moving,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        if (!VendorOf(caller).Is(out var vendorId, out var refused))
        {
            return Answer.Problem(refused);
        }

        var check = new Check()
            .OneOf("status", asked.Status, Status.Processing, Status.Shipped, Status.Delivered)
            .Count("order_ids", asked.OrderIds, MoveParts.BulkOrdersMax, min: 1)
            .That(
                asked.OrderIds.Distinct(StringComparer.Ordinal).Count() == asked.OrderIds.Count,
                "order_ids",
                "must name each order once"
            );
        return check.Parcel(asked.Carrier, null).Refused is { } faulty
            ? Answer.Problem(faulty)
            : TypedResults.Ok(
                await moving.MoveAll(asked.OrderIds, vendorId, asked.Status, asked.Carrier, new Actor("vendor", caller.UserId), cancel)
            );
    }

    private static async Task<Results<Ok<VendorSummaryBody>, ProblemResult>> Summary(Caller caller, VendorLists lists, TimeProvider clock)
    {
        if (!VendorOf(caller).Is(out var vendorId, out var refused))
        {
            return Answer.Problem(refused);
        }

        var since = VendorEntry.DayOf(clock.GetUtcNow().ToUnixTimeMilliseconds()) - ((SummaryDays - 1) * VendorEntry.DayMs);
        var (counts, sums) = await lists.Dashboard(vendorId, since);
        return TypedResults.Ok(VendorSummaryBody.Of(vendorId, since, counts, sums));
    }
}
