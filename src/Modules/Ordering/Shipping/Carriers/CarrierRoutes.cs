// The HTTP routes of carriers: which there are, the label of a parcel for whoever packs it, and where a parcel is for whoever waits for it.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>A carrier of the shop.</summary>
/// <param name="Label">For people.</param>
public sealed record CarrierBody(string Name, string Label);

/// <summary>All carriers that labels can be bought from and whose rates zones can name.</summary>
public sealed record CarriersBody(IReadOnlyList<CarrierBody> Items);

/// <summary>One thing that happened to a parcel.</summary>
/// <param name="Place">For people; null where it is not told.</param>
public sealed record TrackingEventBody(
    DateTimeOffset At,
    [OneOf("announced", "in_transit", "out_for_delivery", "delivered", "returned")] string Status,
    string? Place
);

/// <summary>What the carrier says of a parcel, the oldest first.</summary>
public sealed record TrackingReply(IReadOnlyList<TrackingEventBody> Items);

internal static class CarrierRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGroup("/api/carriers")
            .Area("Shipping")
            .MapGet(string.Empty, List)
            .May(Permission.OrdersEdit, Role.Vendor)
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "The shop's carriers",
                "Whose labels can be bought with a parcel (label_of), and whose rates a zone can name (provider). None in a shop that has none: parcels are sent with a number typed by hand."
            )
            .Example(response: new CarriersBody([new(SimulatedCarrier.Known, "Simulated Carrier")]));
        Label(routes.MapGet("/api/orders/{order_id}/shipments/{shipment_id}/label", Print).Area("Orders").May(Permission.OrdersView));
        Label(routes.MapGet("/api/vendor/orders/{order_id}/shipments/{shipment_id}/label", PrintOwn).Area("Vendor").Only(Role.Vendor))
            .Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor");
        routes
            .MapGet("/api/orders/{order_id}/shipments/{shipment_id}/tracking", Track)
            .Area("Orders")
            .WithTokenOr(OrderKeys.Header, Permission.OrdersView)
            .RequireRateLimiting(RateLimits.Costly)
            .Header(OrderKeys.Header, "The key of this order, from the link in its mail.")
            .Doc("Where a parcel is", "As the carrier says it now, for parcels whose label was bought here (has_label).")
            .Example(response: new TrackingReply([new(new DateTimeOffset(2026, 1, 15, 10, 30, 0, TimeSpan.Zero), "announced", null)]))
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is not yours")
            .Refuses(RefusalKind.NotFound, "label_not_found", "the label of the parcel was not bought here")
            .Refuses(RefusalKind.NotFound, "tracking_unknown", "the carrier does not know the parcel")
            .Refuses(RefusalKind.Unavailable, "carrier_away", "the carrier does not answer now");
    }

    private static TBuilder Label<TBuilder>(TBuilder route)
        where TBuilder : IEndpointConventionBuilder =>
        route
            .RequireRateLimiting(RateLimits.Read)
            .Doc("The label of a parcel", "As the carrier printed it, to be saved and printed; kept for some weeks (Retention:Labels).")
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or it is not yours")
            .Refuses(RefusalKind.NotFound, "label_not_found", "the label was not bought here, or is not kept any more");

    private static Ok<CarriersBody> List(CarrierDesk desk) =>
        TypedResults.Ok(new CarriersBody([.. desk.All.Select(one => new CarrierBody(one.Name, one.Label))]));

    private static async Task<Results<FileContentHttpResult, ProblemResult>> Print(
        [FromRoute(Name = "order_id")] string orderId,
        [FromRoute(Name = "shipment_id")] string shipmentId,
        OrderStore store,
        BuyLabels labels
    ) =>
        await store.Get(orderId) is { } order
            ? File(await labels.Print(order, VendorRoutes.ParcelNumber(shipmentId), null))
            : Answer.Problem(OrderStore.NotFound);

    private static async Task<Results<FileContentHttpResult, ProblemResult>> PrintOwn(
        [FromRoute(Name = "order_id")] string orderId,
        [FromRoute(Name = "shipment_id")] string shipmentId,
        Caller caller,
        OrderStore store,
        BuyLabels labels
    ) =>
        !VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused) ? Answer.Problem(refused)
        : await store.Get(orderId) is { } order && VendorOrderBody.Sees(order, vendorId)
            ? File(await labels.Print(order, VendorRoutes.ParcelNumber(shipmentId), vendorId))
        : Answer.Problem(OrderStore.NotFound);

    private static async Task<Results<Ok<TrackingReply>, ProblemResult>> Track(
        [FromRoute(Name = "order_id")] string orderId,
        [FromRoute(Name = "shipment_id")] string shipmentId,
        Caller? caller,
        [FromHeader(Name = OrderKeys.Header)] string? key,
        OrderStore store,
        OrderKeys keys,
        BuyLabels labels,
        CancellationToken cancel
    ) =>
        await store.Own(orderId, caller, key, keys) is not { } order
            ? Answer.Problem(OrderStore.NotFound)
            : Answer.Ok(
                (await labels.Track(order, VendorRoutes.ParcelNumber(shipmentId), null, cancel)).Then(events => new TrackingReply([
                    .. events.Select(one => new TrackingEventBody(OrderBody.Time(one.AtUnixMs), one.Status, one.Place)),
                ]))
            );

    // To be saved, never shown: what a carrier sends is not a page of the shop.
    private static Results<FileContentHttpResult, ProblemResult> File(Outcome<(string MediaType, byte[] Content)> label) =>
        label.Is(out var found, out var refused)
            ? TypedResults.File(
                found.Content,
                found.MediaType,
                found.MediaType.StartsWith("text/", StringComparison.Ordinal) ? "label.txt" : "label"
            )
            : Answer.Problem(refused);
}
