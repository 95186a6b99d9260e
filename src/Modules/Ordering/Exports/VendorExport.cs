// GET /api/vendor/orders/export: a vendor's own lines as a file, page by page.
using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Ordering;

internal static class VendorExportRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/api/vendor")
            .Area("Vendor")
            .MapGet("/orders/export", Export)
            .Only(Role.Vendor)
            .RequireRateLimiting(RateLimits.Costly)
            .Doc(
                "Export orders with your lines",
                "A file, streamed, of the orders that the list would have. CSV has a row a line of yours, with what is yours of its order on each; JSON Lines has an order a line, as GET /api/vendor/orders/{order_id} has it. A cell that a spreadsheet would compute has an apostrophe before it."
            )
            .Query("format", "`csv` (when absent) or `jsonl`.", words: ["csv", "jsonl"])
            .Query("status", "Only those whose part of yours is in this state.", words: [.. VendorRoutes.Stages])
            .Query("from", "From this day or time of the shop on.")
            .Query("to", "Before this day or time of the shop.")
            .Query("product_id", "Only orders with this product of yours.")
            .Query("q", "As of the list.")
            .Refuses(RefusalKind.Forbidden, "vendor_missing", "the account sells for no vendor")
            .Refuses(RefusalKind.Invalid, "validation_failed", "a filter has a value that it cannot have; see `errors`")
            .Produces<string>(StatusCodes.Status200OK, "text/csv");

    private static IResult Export(HttpContext context, Caller caller, VendorLists lists, [FromServices] ShopZone zone)
    {
        var query = context.Request.Query;
        string? Given(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
        if (!VendorRoutes.VendorOf(caller).Is(out var vendorId, out var refused))
        {
            return Answer.Problem(refused);
        }

        var check = new Check().OneOf("format", Given("format"), "csv", "jsonl");
        return VendorRoutes
            .Asked(check, vendorId, Given("status"), Given("from"), Given("to"), Given("product_id"), Given("q"), zone.Now)
            .Is(out var filter, out refused)
            ? new VendorOrderFile(lists, filter, Given("format") == "jsonl")
            : Answer.Problem(refused);
    }
}

/// <summary>A file of a vendor's orders that is written as it is read.</summary>
internal sealed class VendorOrderFile(VendorLists lists, VendorFilter filter, bool isJson) : IResult
{
    private static readonly string[] Names =
    [
        "order_id",
        "created_at",
        "status",
        "name",
        "line1",
        "line2",
        "city",
        "region",
        "postal_code",
        "country",
        "shipping_method",
        "currency",
        "subtotal",
        "discount",
        "shipping",
        "tax",
        "total_price",
        "commission",
        "payable",
        "product_id",
        "product_name",
        "quantity",
        "shipped",
        "price",
        "line_subtotal",
        "line_discount",
        "line_tax",
        "tax_rate",
    ];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = isJson ? "application/x-ndjson" : "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=orders.{(isJson ? "jsonl" : "csv")}";
        response.Headers.CacheControl = "no-store";
        await Write(response.BodyWriter, httpContext.RequestAborted);
    }

    /// <summary>Writes the orders; an order that is paid meanwhile may or may not be among them.</summary>
    internal async Task Write(PipeWriter to, CancellationToken cancel)
    {
        if (!isJson)
        {
            Csv.Row(to, Names);
        }

        var next = filter;
        while (true)
        {
            var page = await lists.Find(next, Limits.PageItemsMax);
            foreach (var row in page.Rows)
            {
                Write(to, VendorOrderBody.Of(row.Order, filter.VendorId, row.Share));
            }

            await to.FlushAsync(cancel);
            if (page.GoOn is not { } place)
            {
                return;
            }

            next = next with { After = place };
        }
    }

    private void Write(PipeWriter to, VendorOrderBody order)
    {
        if (isJson)
        {
            using (var writer = new Utf8JsonWriter(to, new JsonWriterOptions { Encoder = Json.Options.Encoder, SkipValidation = true }))
            {
                JsonSerializer.Serialize(writer, order, Json.Options);
            }

            to.Write("\n"u8);
            return;
        }

        var address = order.ShippingAddress;
        foreach (var line in order.Items)
        {
            Csv.Row(
                to,
                [
                    order.OrderId,
                    order.CreatedAt,
                    order.Status,
                    address.Name,
                    address.Line1,
                    address.Line2,
                    address.City,
                    address.Region,
                    address.PostalCode,
                    address.Country,
                    order.ShippingMethod,
                    order.Currency,
                    order.Subtotal,
                    order.Discount,
                    order.Shipping,
                    order.Tax,
                    order.TotalPrice,
                    order.Commission,
                    order.Payable,
                    line.ProductId,
                    line.ProductName,
                    line.Quantity,
                    line.Shipped,
                    line.Price,
                    line.Subtotal,
                    line.Discount,
                    line.Tax,
                    line.TaxRate,
                ]
            );
        }
    }
}
