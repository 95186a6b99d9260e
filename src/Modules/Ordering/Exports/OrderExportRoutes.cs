// GET /api/orders/export: orders as a file, page by page, so that a shop of any size costs the memory of one page.
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

internal static class OrderExportRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/api/orders")
            .Area("Orders")
            .MapGet("/export", Export)
            .May(Permission.OrdersView)
            .Doc(
                "Export orders",
                "A file, streamed, of the orders that the list would have. CSV has a row a line of an order, with the order's own columns on each; JSON Lines has an order a line, as GET /api/orders/{order_id} has it. A cell that a spreadsheet would compute has an apostrophe before it."
            )
            .Query("format", "`csv` (when absent) or `jsonl`.", words: ["csv", "jsonl"])
            .Query("status", "Only those in this state.")
            .Query("from", "From this day or time of the shop on.")
            .Query("to", "Before this day or time of the shop.")
            .Query("product_id", "Only orders with this product.")
            .Query("user_id", "Only this user's orders.")
            .Query("q", "As of the list.")
            .Query("min_total", "At least this total, in major units; with currency.", "number")
            .Query("max_total", "At most this total, in major units; with currency.", "number")
            .Query("currency", "Only orders in this currency.")
            .Query("sort", "The order of the file; newest first when absent.", words: [.. OrderLists.Sorts.Keys])
            .Refuses(RefusalKind.Invalid, "validation_failed", "a filter has a value that it cannot have; see `errors`")
            .Produces<string>(StatusCodes.Status200OK, "text/csv");

    private static IResult Export(HttpContext context, Caller caller, OrderLists lists, [FromServices] ShopZone zone)
    {
        var query = context.Request.Query;
        string? Given(string name) => query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
        var check = new Check().OneOf("format", Given("format"), "csv", "jsonl");
        var asked = new OrderQuery(
            Given("status"),
            Given("from"),
            Given("to"),
            Given("product_id"),
            Given("user_id"),
            Given("q"),
            Given("min_total"),
            Given("max_total"),
            Given("currency"),
            Given("sort")
        );
        return check.Refused is { } faulty ? Answer.Problem(faulty)
            : OrderingRoutes.Asked(caller, asked, zone.Now).Is(out var filter, out var refused)
                ? new OrderFile(lists, filter, Given("format") == "jsonl")
            : Answer.Problem(refused);
    }
}

/// <summary>A file of orders that is written as it is read.</summary>
internal sealed class OrderFile(OrderLists lists, OrderFilter filter, bool isJson) : IResult
{
    private static readonly string[] Names =
    [
        "order_id",
        "created_at",
        "status",
        "payment_status",
        "user_id",
        "email",
        "name",
        "line1",
        "line2",
        "city",
        "region",
        "postal_code",
        "country",
        "currency",
        "subtotal",
        "discount",
        "shipping",
        "tax",
        "tax_included",
        "total_price",
        "captured",
        "refunded",
        "coupon_code",
        "shipping_method",
        "vat_number",
        "product_id",
        "product_name",
        "vendor_id",
        "quantity",
        "price",
        "line_subtotal",
        "line_discount",
        "line_tax",
        "tax_class",
        "tax_rate",
        "line_status",
    ];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = isJson ? "application/x-ndjson" : "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=orders.{(isJson ? "jsonl" : "csv")}";
        response.Headers.CacheControl = "no-store";
        await Write(response.BodyWriter, httpContext.RequestAborted);
    }

    /// <summary>Writes the orders; an order that is placed meanwhile may or may not be among them.</summary>
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
            foreach (var (order, _) in page.Rows)
            {
                Write(to, OrderBody.Of(order, admin: true));
            }

            await to.FlushAsync(cancel);
            if (page.GoOn is not { } place)
            {
                return;
            }

            next = next with { After = place };
        }
    }

    private void Write(PipeWriter to, OrderBody order)
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
                    order.Payment.Status,
                    order.UserId,
                    order.Email,
                    address.Name,
                    address.Line1,
                    address.Line2,
                    address.City,
                    address.Region,
                    address.PostalCode,
                    address.Country,
                    order.Currency,
                    order.Subtotal,
                    order.Discount,
                    order.Shipping,
                    order.Tax,
                    order.TaxIncluded,
                    order.TotalPrice,
                    order.Payment.Captured,
                    order.Payment.Refunded,
                    order.CouponCode,
                    order.ShippingMethod,
                    order.VatNumber,
                    line.ProductId,
                    line.ProductName,
                    line.VendorId,
                    line.Quantity,
                    line.Price,
                    line.Subtotal,
                    line.Discount,
                    line.Tax,
                    line.TaxClass,
                    line.TaxRate,
                    line.Status,
                ]
            );
        }
    }
}
