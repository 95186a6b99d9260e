// GET /api/products/export.
using Cartwright.Catalog.Imports;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Catalog.Exports;

internal static class ExportRoutes
{
    public static void Map(RouteGroupBuilder catalog) =>
        catalog
            .MapGet("/products/export", Export)
            .May(Permission.ProductsView, Role.Vendor)
            .Doc(
                "Export products",
                "A file, streamed: products by name, each followed by its variants, drafts and archived ones included; a vendor's own. The layout `cartwright` and JSON Lines can be imported again as they are; a cell that a spreadsheet would compute has an apostrophe before it, which an import takes away. "
                    + "Prices are the products' own; a price for a time stands beside them (`sale`; in CSV `sale.price`, `sale.starts_at` and `sale.ends_at`) in both of these, and Shopify's layout has no place for it."
            )
            .Query("format", "`csv` (when absent) or `jsonl`.", words: ["csv", "jsonl"])
            .Query("layout", "Of CSV: `cartwright` (when absent) or `shopify`.", words: [ImportLayouts.Cartwright, ImportLayouts.Shopify])
            .Query("q", "As of the list.")
            .Query("category", "As of the list.")
            .Query("vendor_id", "Only goods of this vendor.")
            .Query("status", "Only these.", words: [ProductQuery.Any, .. ProductStatus.All])
            .Query("tax_class", "Exactly this class of taxes.")
            .Query("in_stock", "As of the list.", "boolean")
            .Query("ids", "These products and variants, up to 100 ids between commas.")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Refuses(RefusalKind.Invalid, "validation_failed", "a filter has a value that it cannot have; see `errors`")
            .Produces<string>(StatusCodes.Status200OK, "text/csv");

    private static async Task<IResult> Export(HttpContext context, Caller caller, ExportProducts export)
    {
        var asked = context.Request.Query;
        string? Given(string name) => asked.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;
        var check = new Check()
            .OneOf("format", Given("format"), "csv", "jsonl")
            .OneOf("layout", Given("layout"), ImportLayouts.Cartwright, ImportLayouts.Shopify);
        if (
            !CatalogRoutes.SellerOf(caller, Permission.ProductsView).Is(out var seller, out var refused)
            || (refused = check.Refused) is not null
        )
        {
            return Answer.Problem(refused!);
        }

        var text = new ProductQueryText(
            Given("q"),
            Given("category"),
            seller.IsAdmin ? Given("vendor_id") : seller.VendorId,
            null,
            null,
            Given("in_stock"),
            "name",
            null
        )
        {
            Status = Given("status") ?? ProductQuery.Any,
            TaxClass = Given("tax_class"),
            Ids = Given("ids"),
        };
        return ProductQuery.Of(text).Is(out var query, out refused)
            ? new ExportResult(export, ExportProducts.Sheet(Given("format") ?? "csv", Given("layout") ?? ImportLayouts.Cartwright), query)
            : Answer.Problem(refused);
    }

    /// <summary>A file that is written as it is read.</summary>
    private sealed class ExportResult(ExportProducts export, IExportSheet sheet, ProductQuery query) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var (request, response) = (httpContext.Request, httpContext.Response);
            response.ContentType = sheet.ContentType;
            response.Headers.ContentDisposition = $"attachment; filename={sheet.FileName}";
            response.Headers.CacheControl = "no-store";
            return export.Write(sheet, query, $"{request.Scheme}://{request.Host}", response.BodyWriter, httpContext.RequestAborted);
        }
    }
}
