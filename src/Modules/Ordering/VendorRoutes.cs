// The HTTP routes of vendors: each sees and moves its own lines of orders that are paid, and nothing of anyone else's.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

/// <summary>Body of a vendor's move.</summary>
public sealed record VendorMoveBody([OneOf(Ordering.Status.Processing, Ordering.Status.Shipped, Ordering.Status.Delivered)] string Status, string? Carrier = null, string? TrackingNumber = null);

/// <summary>An amount.</summary>
public sealed record AmountBody(decimal Amount, string Currency);

/// <summary>A vendor's last thirty days.</summary>
/// <param name="ToProcess">Orders the vendor has not begun with.</param>
public sealed record VendorSummaryBody(
    string VendorId, DateTimeOffset Since, long Orders, long Units, long ToProcess, long Processing, long Shipped, long Delivered, long Cancelled, long Returned, IReadOnlyList<AmountBody> Revenue);

internal static class VendorRoutes
{
    private static readonly TimeSpan SummarySpan = TimeSpan.FromDays(30);
    private static readonly Refusal NoVendor = Refusal.Forbidden("vendor_missing", "Your account sells for no vendor. Ask an admin to name one.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        var vendor = routes.MapGroup("/api/vendor").Area("Vendor");
        vendor.MapGet("/orders", List).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read)
            .Doc("Orders with your lines", "Newest first, your own lines only, once they are paid.")
            .Example(response: Examples.Page(Examples.Vendor))
            .Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor");
        vendor.MapGet("/orders/{order_id}", Get).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read)
            .Doc("One order with your lines", "Your own lines only, once they are paid.")
            .Example(response: Examples.Vendor)
            .Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor")
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, none of your lines is in it, or it is not paid");
        vendor.MapPatch("/orders/{order_id}", Move).Only(Role.Vendor).RequireRateLimiting(RateLimits.Write)
            .Doc("Move your lines of an order", "confirmed to processing to shipped to delivered. The order is partially_shipped while some vendors have shipped and others have not.")
            .Example(new VendorMoveBody(Status.Shipped, "DHL", "00340434161094000000"), Examples.Vendor with { Status = Status.Shipped, Tracking = [new("vendor-1", "DHL", "00340434161094000000")], LegalNext = [Status.Delivered] })
            .Refuses(RefusalKind.NotFound, "order_not_found", "there is no such order, or none of your lines in it")
            .Refuses(RefusalKind.Conflict, "illegal_transition", "legal says what is possible");
        vendor.MapGet("/summary", Summary).Only(Role.Vendor).RequireRateLimiting(RateLimits.Read)
            .Doc("Your last thirty days", "Orders by state, units, and what your lines brought after discounts, by currency; cancelled and returned ones are not in the revenue.")
            .Example(response: Examples.Summary)
            .Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor");
    }

    private static async Task<Results<Ok<Page<VendorOrderBody>>, ProblemResult>> List(Caller caller, PageRequest page, OrderLists lists, [OneOf(Status.Confirmed, Status.Processing, Status.Shipped, Status.Delivered, Status.Cancelled, Status.Returned)] string? status)
    {
        const string Purpose = "vendor orders";
        if (caller.VendorId is not { } vendorId)
        {
            return Answer.Problem(NoVendor);
        }

        if (new Check().OneOf("status", status, Status.Confirmed, Status.Processing, Status.Shipped, Status.Delivered, Status.Cancelled, Status.Returned).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        if (!page.After(Purpose, 1).Is(out var after, out var refused))
        {
            return Answer.Problem(refused);
        }

        var rows = await lists.OfVendor(vendorId, status, after?[0], page.Limit + 1);
        return TypedResults.Ok(page.Page(Purpose, rows, order => VendorOrderBody.Of(order, vendorId), order => [order.Id]));
    }

    private static async Task<Results<Ok<VendorOrderBody>, ProblemResult>> Get([FromRoute(Name = "order_id")] string orderId, Caller caller, OrderStore store) =>
        caller.VendorId is not { } vendorId ? Answer.Problem(NoVendor)
        : await store.Get(orderId) is { } order && VendorOrderBody.Sees(order, vendorId) ? TypedResults.Ok(VendorOrderBody.Of(order, vendorId))
        : Answer.Problem(OrderStore.NotFound);

    private static async Task<Results<Ok<VendorOrderBody>, ProblemResult>> Move(
        [FromRoute(Name = "order_id")] string orderId, Body<VendorMoveBody> body, Caller caller, MoveOrder moving)
    {
        if (caller.VendorId is not { } vendorId)
        {
            return Answer.Problem(NoVendor);
        }

        var asked = body.Value;
        if (new Check().Text("status", asked.Status).Text("carrier", asked.Carrier).Text("tracking_number", asked.TrackingNumber).Refused is { } faulty)
        {
            return Answer.Problem(faulty);
        }

        return Answer.Ok(
            await moving.MovePart(orderId, vendorId, asked.Status, asked.Carrier, asked.TrackingNumber, new Actor("vendor", caller.UserId)), order => VendorOrderBody.Of(order, vendorId));
    }

    private static async Task<Results<Ok<VendorSummaryBody>, ProblemResult>> Summary(Caller caller, OrderLists lists, TimeProvider clock)
    {
        if (caller.VendorId is not { } vendorId)
        {
            return Answer.Problem(NoVendor);
        }

        var since = clock.GetUtcNow() - SummarySpan;
        var counts = await lists.OfVendorSince(vendorId, since.ToUnixTimeMilliseconds());
        long Orders(string status) => counts.Where(count => count.Status == status).Sum(count => count.Orders);
        var sold = counts.Where(count => count.Status is not (Status.Cancelled or Status.Returned)).ToList();
        return TypedResults.Ok(new VendorSummaryBody(
            vendorId, since, sold.Sum(count => count.Orders), sold.Sum(count => count.Units),
            Orders(Part.Waiting), Orders(Status.Processing), Orders(Status.Shipped), Orders(Status.Delivered), Orders(Status.Cancelled), Orders(Status.Returned),
            [.. sold.GroupBy(count => count.Currency).Select(currency => new AmountBody(Currencies.ToMajor(currency.Sum(count => count.Amount), currency.Key), currency.Key))]));
    }
}
