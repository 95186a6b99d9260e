// The HTTP routes with which the shop's own people send parcels of an order and say that they have arrived. Vendors' are in VendorRoutes.
using Cartwright.Contracts;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class ParcelRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var parcels = routes.MapGroup("/api/orders/{order_id}/shipments").Area("Orders");
        Moves(parcels.MapPost("/", Send).May(Permission.OrdersEdit).RequireRateLimiting(RateLimits.Write))
            .Doc(
                "Send a parcel of an order",
                "Some units leave, whoever sells them; lines of several vendors are a parcel each, with the same carrier and number. The order is partially_shipped until the last units have left, then shipped. The customer hears of each parcel by mail. Send If-Match: of two presses the second is refused."
            )
            .Header("If-Match", "The ETag seen; the parcel is sent only if the order is still at that version.")
            .Example(new SendBody([new("42", 1)], "DHL", "00340434161094000000"), Examples.Order)
            .Refuses(RefusalKind.Invalid, "unknown_line", "a product that is not in the order")
            .Refuses(RefusalKind.Conflict, "quantity_exceeds_unshipped", "available says how many are left")
            .Refuses(RefusalKind.Conflict, "too_many_shipments", "the order has as many as it can")
            .Refuses(RefusalKind.Conflict, "parcel_refused", "the carrier of label_of does not take this parcel; nothing was sent")
            .Refuses(RefusalKind.Unavailable, "carrier_away", "the carrier of label_of does not answer; nothing was sent")
            .Refuses(
                RefusalKind.Conflict,
                "payment_not_taken",
                "the money was only held, and the bank refuses it: nothing was sent. With unpaid: true it is sent all the same"
            )
            .Refuses(RefusalKind.Conflict, "capture_in_progress", "the bank has not answered yet: repeat in a few seconds");
        Moves(parcels.MapPatch("/{shipment_id}", Arrive).May(Permission.OrdersEdit).RequireRateLimiting(RateLimits.Write))
            .Doc(
                "A parcel of an order has arrived",
                "When all parcels of an order that was shipped whole have arrived, the order is delivered."
            )
            .Header("If-Match", "The ETag seen.")
            .Example(new ArrivedBody(Status.Delivered), Examples.Order)
            .Refuses(RefusalKind.NotFound, "shipment_not_found", "the order has no such parcel");
    }

    private static TBuilder Moves<TBuilder>(TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order")
            .Refuses(
                RefusalKind.Conflict,
                "order_busy",
                "others change the order all the time, and nothing of this was done; repeat in a moment"
            )
            .Refuses(RefusalKind.Conflict, "illegal_transition", "legal says what is possible; an order is put into processing first")
            .Refuses(RefusalKind.Conflict, "edit_in_progress", "the order's lines are being changed; repeat in a few seconds")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "the order has changed meanwhile");

    private static async Task<Results<Ok<OrderBody>, ProblemResult>> Send(
        [FromRoute(Name = "order_id")] string orderId,
        Body<SendBody> body,
        Caller caller,
        MoveParts moving,
        BuyLabels labels,
        HttpContext context,
        CancellationToken cancel
    )
    {
        var asked = body.Value;
        var (lines, actor) = (RequestRules.Units(asked.Lines), new Actor("admin", caller.UserId));
        return await Moved(
            new Check().Lines("lines", asked.Lines).Parcel(asked),
            asked.Version,
            context,
            version =>
                asked.LabelOf is { } carrier
                    ? labels.Send(
                        orderId,
                        null,
                        lines,
                        carrier,
                        asked.Service,
                        version,
                        (parcel, at) =>
                            moving.Send(
                                orderId,
                                lines,
                                parcel.Carrier,
                                parcel.TrackingNumber,
                                at,
                                actor,
                                parcel.LabelId,
                                asked.Unpaid is true,
                                cancel
                            ),
                        cancel
                    )
                    : moving.Send(
                        orderId,
                        lines,
                        asked.Carrier,
                        asked.TrackingNumber,
                        version,
                        actor,
                        unpaid: asked.Unpaid is true,
                        cancel: cancel
                    )
        );
    }

    private static async Task<Results<Ok<OrderBody>, ProblemResult>> Arrive(
        [FromRoute(Name = "order_id")] string orderId,
        [FromRoute(Name = "shipment_id")] string shipmentId,
        Body<ArrivedBody> body,
        Caller caller,
        MoveParts moving,
        HttpContext context
    ) =>
        await Moved(
            new Check().OneOf("status", body.Value.Status, Status.Delivered),
            null,
            context,
            version => moving.Arrive(orderId, VendorRoutes.ParcelNumber(shipmentId), version, new Actor("admin", caller.UserId))
        );

    private static async Task<Results<Ok<OrderBody>, ProblemResult>> Moved(
        Check check,
        long? version,
        HttpContext context,
        Func<long?, ValueTask<Outcome<Order>>> move
    )
    {
        if (check.Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (!context.Request.IfMatch().Is(out var seen, out var refused) || !(await move(seen ?? version)).Is(out var order, out refused))
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.ETag = Conditional.ETag(order.Version);
        return TypedResults.Ok(OrderBody.Of(order, admin: true));
    }
}
