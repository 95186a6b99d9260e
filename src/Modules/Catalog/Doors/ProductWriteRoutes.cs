// The HTTP routes of Catalog that write products.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using static Cartwright.Catalog.CatalogRoutes;

namespace Cartwright.Catalog;

internal static class ProductWriteRoutes
{
    private static readonly string[] BulkExample = ["1"];

    public static void Map(RouteGroupBuilder catalog)
    {
        catalog
            .MapPost("/products", CreateProduct)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Doc(
                "Offer a new product",
                "A vendor's product always gets the vendor's own id. New products have no stock: POST /api/inventory/{product_id}/adjustments adds some."
            )
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Refuses(RefusalKind.Conflict, "parent_changed", "the product of `parent_id` changed meanwhile; look at both, then repeat")
            .Refuses(RefusalKind.Conflict, "variant_exists", "the parent has a variant with these options; `product_id` names it")
            .Refuses(RefusalKind.Conflict, "sku_taken", "another product of the vendor has this number; `product_id` names it")
            .Refuses(RefusalKind.Conflict, "slug_taken", "`slug` is another product's address")
            .Produces<ProductBody>(StatusCodes.Status201Created)
            .Example(
                new
                {
                    name = "Wireless Mouse",
                    description = "Quiet, and light in the hand.",
                    price = 29.99m,
                    currency = "USD",
                    category = "Electronics",
                    attributes = new { colour = "Graphite", weight_g = 84 },
                },
                ProductExample
            );
        catalog
            .MapPatch("/products/{product_id}", EditProduct)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Doc(
                "Change a product",
                "`category` is a path of names joined by slashes; one that is not there yet is made. A changed `slug` leaves the old address leading to the new one. Absent members stay as they are. Attributes are merged member by member, null removes one (RFC 7396); options and images are replaced. Addresses in `images` are fetched in the background; GET …/images says how far that is."
            )
            .Header("If-Match", IfMatch)
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it has changed since the version in If-Match")
            .Refuses(RefusalKind.Unavailable, "product_damaged", "what is kept of the product cannot be right; the shop's log says why")
            .Refuses(RefusalKind.Conflict, "parent_changed", "the product of `parent_id` changed meanwhile; look at both, then repeat")
            .Refuses(RefusalKind.Conflict, "variant_exists", "the parent has a variant with these options; `product_id` names it")
            .Refuses(RefusalKind.Conflict, "slug_taken", "`slug` is another product's address")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Produces<ProductBody>()
            .Example(new { price = 24.99m, attributes = new { colour = "Sage" } }, ProductExample);
        catalog
            .MapPost("/products/bulk", Bulk)
            .May(Permission.ProductsEdit, Role.Vendor)
            .RequireRateLimiting(RateLimits.Write)
            .Doc(
                "Change many products at once",
                "Up to 100 products, a vendor its own; status and tags of those named, and price, class of taxes and category of their variants too, up to 500 lines in all. "
                    + "`mode` is `good` (what can be changed is) or `all` (all or none: with products in MongoDB they are checked before the first change, and a change that comes between is told by its line)."
            )
            .Header("Idempotency-Key", "Required: repeating with the same key answers the same and changes nothing.")
            .Refuses(RefusalKind.Invalid, "idempotency_key_missing", "there is no Idempotency-Key")
            .Refuses(RefusalKind.Invalid, "too_many_lines", "with their variants these are more than 500 products")
            .Refuses(
                RefusalKind.Conflict,
                "bulk_refused",
                "in mode `all` a line cannot be changed; `results` names it, and nothing was changed"
            )
            .Refuses(RefusalKind.Conflict, "idempotency_in_progress", "a request with this key is being carried out")
            .Refuses(RefusalKind.Unprocessable, "idempotency_key_reused", "the key was used for another change")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Produces<BulkProductsReply>()
            .Example(
                new { product_ids = BulkExample, change = new { price = new { percent = -10 } } },
                new BulkProductsReply(1, 0, [new("1", null, true, null, null)])
            );
        catalog
            .MapDelete("/products/{product_id}", DeleteProduct)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Produces(StatusCodes.Status204NoContent)
            .Doc(
                "Take a product out of the shop",
                "With its variants. Its id is never used again; orders keep what they hold. Repeating is done already."
            )
            .Header("If-Match", IfMatch)
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it has changed since the version in If-Match")
            .Refuses(RefusalKind.Unavailable, "product_damaged", "what is kept of the product cannot be right; the shop's log says why")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id");
    }

    private static async Task<IResult> CreateProduct(
        Body<NewProduct> body,
        Caller caller,
        HttpContext context,
        ChangeProducts products,
        ReadProducts read,
        ShopZone shop
    )
    {
        if (
            !SellerOf(caller).Is(out var seller, out var refused)
            || !(await products.Create(body.Value.Input with { Zone = shop.Now }, seller, context.RequestAborted)).Is(
                out var id,
                out refused
            )
        )
        {
            return Answer.Problem(refused);
        }

        context.Response.Headers.Location = "/api/products/" + id;
        return await Show(id, seller, context, read, StatusCodes.Status201Created);
    }

    private static async Task<IResult> EditProduct(
        string product_id,
        Body<ProductPatch> body,
        Caller caller,
        HttpContext context,
        ChangeProducts products,
        ReadProducts read,
        ShopZone shop
    ) =>
        SellerOf(caller).Is(out var seller, out var refused)
        && Expected(context.Request).Is(out var version, out refused)
        && (await products.Edit(product_id, body.Value.Input with { Zone = shop.Now }, version, seller, context.RequestAborted)).Is(
            out var id,
            out refused
        )
            ? await Show(id, seller, context, read, StatusCodes.Status200OK)
            : Answer.Problem(refused);

    private static async Task<IResult> DeleteProduct(string product_id, Caller caller, HttpContext context, ChangeProducts products) =>
        SellerOf(caller).Is(out var seller, out var refused) && Expected(context.Request).Is(out var version, out refused)
            ? Answer.NoContent(await products.Delete(product_id, version, seller, context.RequestAborted))
            : Answer.Problem(refused);

    private static async Task<IResult> Show(string id, Seller seller, HttpContext context, ReadProducts read, int status)
    {
        // The change is durable: a stock that cannot be asked for now must not make it look as if it had failed.
        if (!(await read.One(id, seller)).Is(out var product, out var refused))
        {
            return Answer.Problem(refused);
        }

        var available = (await read.Available([product], context.RequestAborted)).Is(out var units, out _) ? units[0] : null;
        context.Response.Headers.ETag = product.ETag(available);
        return new ProductResult(product, available, status);
    }

    private static async Task<IResult> Bulk(
        Body<BulkProductsBody> body,
        Caller caller,
        BulkProducts products,
        [FromHeader(Name = "Idempotency-Key")] string? key,
        CancellationToken cancel
    ) =>
        string.IsNullOrEmpty(key)
            ? Answer.Problem(
                Refusal.Invalid(
                    "idempotency_key_missing",
                    "Send an Idempotency-Key, so that a repeated request cannot change prices twice."
                )
            )
        : SellerOf(caller).Is(out var seller, out var refused) ? Answer.Ok(await products.Run(body.Value, key, seller, cancel)).Result
        : Answer.Problem(refused);
}
