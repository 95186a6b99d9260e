// The HTTP routes of Catalog.
using System.Globalization;
using System.Text.Json;
using Cartwright.Catalog.Imports;
using Cartwright.Catalog.Pictures;
using Cartwright.Catalog.Search;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog;

internal static class CatalogRoutes
{
    internal const string IfMatch =
        "The ETag of the version you read: the change is made only if it still is the present one. Stock is no part of the version.";

    private static readonly string[] BulkExample = ["1"];

    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        var catalog = routes.MapGroup("/api").Area("Catalog");
        MapReads(catalog);
        MapWrites(catalog);
        MapImports(catalog);
        SearchRoutes.Map(routes);
    }

    private static void MapReads(RouteGroupBuilder catalog)
    {
        catalog
            .MapGet("/products", ListProducts)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Search and list products",
                "Full-text search with filters, orders and facets. The first page carries `total` and `facets`; each facet is counted under the other filters. "
                    + "Variants are not listed unless asked for by `parent_id`. Stock is as of now; whether something is in stock at all, as filters and facets have it, may lag a moment behind. "
                    + "Prices of different currencies are compared by number."
            )
            .Query(
                "q",
                "Words to look for; the last may be a beginning. Singular and plural, accents, hyphens and parts of German compounds do not matter; where nothing has the words, misspelled ones are corrected and `corrected` says so. "
                    + "An id comes first, then a hit in the name, then in category or attributes, then in the description."
            )
            .Query("category", "Exactly this category.")
            .Query("vendor_id", "Only goods of this vendor.")
            .Query("min_price", "Lowest price in major units, included.", "number")
            .Query("max_price", "Highest price in major units, included.", "number")
            .Query("in_stock", "`true`: only what can be bought now. `false`: only what is sold out.", "boolean")
            .Query(
                "sort",
                "`relevance` (default with `q`), `newest` (default without), `price`, `-price`, `name`, `-name`.",
                words: [.. ProductQuery.Sorts.Keys]
            )
            .Query("parent_id", "The variants of this product.")
            .Query(
                "status",
                "Vendors and admins only: withheld products of theirs are in the list too, and `q` finds a whole id, `sku` or `barcode`, also a variant's.",
                words: [ProductQuery.Any, .. ProductStatus.All]
            )
            .Query("tax_class", "Vendors and admins only, as `status`: exactly this class of taxes.")
            .Query("ids", "Vendors and admins only, as `status`: these products and variants, up to 100 ids between commas.")
            .Refuses(RefusalKind.Unauthenticated, "unauthenticated", "`status`, `tax_class` or `ids` is asked without a token")
            .Refuses(RefusalKind.Forbidden, "forbidden", "`status`, `tax_class` or `ids` is asked by a shopper")
            .Query("exact", "`true`: the words as typed; nothing is corrected.", "boolean")
            .Query(
                "attr.{name}",
                "One of the values of an attribute or option, as `facets.attributes` names them; repeated for several values of it: `attr.Colour=Red&attr.Colour=Blue`."
            )
            .Refuses(RefusalKind.Unavailable, "search_not_ready", "the search index, which filters by attribute, is being made")
            .Refuses(RefusalKind.Invalid, "validation_failed", "a filter has a value that it cannot have; see `errors`")
            .Produces<ProductListBody>()
            .Example(
                response: new ProductListBody(
                    [ProductExample],
                    "eyJ…",
                    42,
                    new([new("Electronics", 42)], [new("vendor-1", 42, "Northwind Goods")], new(29.99m, 249.00m), new(40))
                )
            );
        catalog
            .MapGet("/products/{product_id}", GetProduct)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get a product",
                "With what can be bought of it now. A draft or archived product is there for those only who may change it. The ETag names version and stock; send it as If-None-Match to be told 304 while neither changed."
            )
            .Header("If-None-Match", "The ETag you have.")
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it was deleted")
            .Refuses(RefusalKind.Unavailable, "product_damaged", "what is kept of the product cannot be right; the shop's log says why")
            .Produces<ProductBody>()
            .Produces(StatusCodes.Status304NotModified)
            .Example(response: ProductExample);
        catalog
            .MapGet("/products/{product_id}/history", History)
            .Only(Role.Vendor, Role.Admin)
            .Doc(
                "See what was changed of a product, and by whom",
                "Newest first; a vendor sees that of its own products. Stock has its own ledger. Kept for two years (`Retention:ProductHistory`)."
            )
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Produces<Page<ChangeBody>>()
            .Example(
                response: new Page<ChangeBody>(
                    [
                        new(
                            7,
                            DateTimeOffset.UnixEpoch,
                            "019a7c1e-0000-7000-8000-000000000002",
                            "changed",
                            [new("price", JsonSerializer.SerializeToElement(34.99m), JsonSerializer.SerializeToElement(29.99m))]
                        ),
                    ],
                    null
                )
            );
        catalog
            .MapGet("/products/{product_id}/image.svg", GetPicture)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get the drawn picture of a product",
                "An SVG of 600 by 600, drawn from the product's kind and colour; for products without pictures of their own."
            )
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it was deleted")
            .Produces<string>(StatusCodes.Status200OK, "image/svg+xml")
            .Produces(StatusCodes.Status304NotModified);
    }

    private static void MapWrites(RouteGroupBuilder catalog)
    {
        catalog
            .MapPost("/products", CreateProduct)
            .Only(Role.Vendor, Role.Admin)
            .Doc(
                "Offer a new product",
                "A vendor's product always gets the vendor's own id. New products have no stock: POST /api/inventory/{product_id}/adjustments adds some."
            )
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Refuses(RefusalKind.Conflict, "parent_changed", "the product of `parent_id` changed meanwhile; look at both, then repeat")
            .Refuses(RefusalKind.Conflict, "variant_exists", "the parent has a variant with these options; `product_id` names it")
            .Refuses(RefusalKind.Conflict, "sku_taken", "another product of the vendor has this number; `product_id` names it")
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
            .Only(Role.Vendor, Role.Admin)
            .Doc(
                "Change a product",
                "Absent members stay as they are. Attributes are merged member by member, null removes one (RFC 7396); options and images are replaced. Addresses in `images` are fetched in the background; GET …/images says how far that is."
            )
            .Header("If-Match", IfMatch)
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it has changed since the version in If-Match")
            .Refuses(RefusalKind.Unavailable, "product_damaged", "what is kept of the product cannot be right; the shop's log says why")
            .Refuses(RefusalKind.Conflict, "parent_changed", "the product of `parent_id` changed meanwhile; look at both, then repeat")
            .Refuses(RefusalKind.Conflict, "variant_exists", "the parent has a variant with these options; `product_id` names it")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Produces<ProductBody>()
            .Example(new { price = 24.99m, attributes = new { colour = "Sage" } }, ProductExample);
        catalog
            .MapPost("/products/bulk", Bulk)
            .Only(Role.Vendor, Role.Admin)
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
            .Only(Role.Vendor, Role.Admin)
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

    private static void MapImports(RouteGroupBuilder catalog)
    {
        catalog
            .MapPost("/products/import", Import)
            .Only(Role.Vendor, Role.Admin)
            .TakesBodyOf(Limits.ImportBytesMax)
            .Doc(
                "Import products",
                "A body of CSV (RFC 4180 with a header line; `text/csv`) or JSON Lines (`application/x-ndjson`), streamed, up to 256 MiB, UTF-8. "
                    + "Columns: product_id, name, description, price, currency, category, vendor_id, parent_id, attributes, options, tax_class, prices_include_tax (true or false), "
                    + "status, sku, barcode, brand, tags (between commas), seo.title, seo.description, "
                    + "requires_shipping (true or false), weight_g (whole grams), compare_at_price, safety, images (addresses between blanks, http or https, which are fetched and kept), attributes.<name>, options.<name>, safety.<name>. "
                    + "A line with a `product_id` changes your product of that id or makes it, so that an import may be repeated; one without makes a new product. "
                    + "The lines are carried out in the background; a restart goes on where it was."
            )
            .Refuses(RefusalKind.UnsupportedMedia, "unsupported_media_type", "the body is neither CSV nor JSON Lines")
            .Refuses(RefusalKind.Invalid, "body_missing", "the body has no line")
            .Refuses(RefusalKind.TooLarge, "body_too_large", "the body is larger than 256 MiB")
            .Refuses(RefusalKind.TooMany, "too_many_jobs", "too many imports of yours are unfinished")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Accepts<string>("text/csv", "application/x-ndjson")
            .Produces<JobAccepted>(StatusCodes.Status202Accepted)
            .Example(response: new JobAccepted("019a7c1e-0000-7000-8000-000000000001"));
        catalog
            .MapGet("/jobs/{job_id}", GetJob)
            .Only(Role.Vendor, Role.Admin)
            .Doc("See how far an import is", "Only who uploaded it and admins see it.")
            .Refuses(RefusalKind.NotFound, "job_not_found", "there is no such job of yours")
            .Produces<JobBody>()
            .Example(
                response: new JobBody(
                    "019a7c1e-0000-7000-8000-000000000001",
                    "running",
                    300,
                    1_200,
                    1,
                    [new(17, "validation_failed", "price must be from 0.01 to 10000000.00.")],
                    DateTimeOffset.UnixEpoch,
                    null
                )
            );
    }

    private static async Task<IResult> ListProducts(HttpContext context, PageRequest page, ListProducts list)
    {
        var query = context.Request.Query;
        string? Given(string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;
        var text = new ProductQueryText(
            Given("q"),
            Given("category"),
            Given("vendor_id"),
            Given("min_price"),
            Given("max_price"),
            Given("in_stock"),
            Given("sort"),
            Given("parent_id")
        )
        {
            Status = Given("status"),
            TaxClass = Given("tax_class"),
            Ids = Given("ids"),
            Exact = Given("exact"),
            Attributes = SearchRoutes.Attributes(query),
        };
        if (text.IsForStaff)
        {
            return
                StaffOf(context.CallerOrNull()).Is(out var seller, out var denied)
                && (await list.ForStaff(text, seller, page, context.RequestAborted)).Is(out var own, out denied)
                ? new StockedPageResult(own)
                : Answer.Problem(denied);
        }

        return (await list.Answer(context.Request.QueryString.Value ?? string.Empty, text, page, context.RequestAborted)).Is(
            out var answer,
            out var refused
        )
            ? new StockedPageResult(answer)
            : Answer.Problem(refused);
    }

    private static async Task<IResult> GetProduct(string product_id, HttpContext context, ReadProducts products)
    {
        if (
            !(await products.One(product_id, SellerOrNull(context))).Is(out var product, out var refused)
            || !(await products.Available([product], context.RequestAborted)).Is(out var units, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        return context.NotModified(product.ETag(units[0]))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : new ProductResult(product, units[0], StatusCodes.Status200OK);
    }

    // Pages show pictures without a token: of a draft the drawing may be seen, which says no more than kind and colour.
    private static async Task<IResult> GetPicture(string product_id, HttpContext context, ReadProducts products)
    {
        if (!(await products.Drawn(product_id)).Is(out var product, out var refused))
        {
            return Answer.Problem(refused);
        }

        var picture = Picture.Of(product.Row);
        var fresh = context.NotModified(picture.ETag);
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=604800";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return fresh
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Text(picture.Svg(), "image/svg+xml; charset=utf-8");
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

    private static async Task<IResult> Import(HttpContext context, Caller caller, ReceiveImport receive)
    {
        var format = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
        {
            "text/csv" or "application/csv" => "csv",
            "application/x-ndjson"
            or "application/ndjson"
            or "application/jsonl"
            or "application/x-jsonlines"
            or "application/json-lines"
            or "application/jsonlines" => "jsonl",
            _ => null,
        };
        if (format is null)
        {
            return Answer.Problem(
                new Refusal(
                    RefusalKind.UnsupportedMedia,
                    "unsupported_media_type",
                    "Send 'Content-Type: text/csv' or 'application/x-ndjson'."
                )
            );
        }

        return SellerOf(caller).Is(out var seller, out var refused)
            ? Answer.Accepted(
                (await receive.Receive(context.Request.BodyReader, format, seller, context.RequestAborted)).Then(id => new JobAccepted(id)),
                job => "/api/jobs/" + job.JobId
            )
            : Answer.Problem(refused);
    }

    private static async Task<IResult> GetJob(string job_id, Caller caller, [FromKeyedServices("catalog")] Database database)
    {
        var job = await database.Read(sql => ImportStore.Find(sql, job_id));
        return job is null || (!caller.IsAdmin && job.Uploader.UserId != caller.UserId)
            ? Answer.Problem(Refusal.NotFound("job_not_found", "There is no import of yours under this id."))
            : TypedResults.Ok(
                new JobBody(
                    job.JobId,
                    job.State,
                    job.Done,
                    job.Total,
                    job.Failed,
                    await database.Read(sql => ImportStore.Errors(sql, job_id)),
                    DateTimeOffset.FromUnixTimeMilliseconds(job.CreatedMs),
                    job.FinishedMs is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null
                )
            );
    }

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

    private static async Task<IResult> History(
        string product_id,
        Caller caller,
        PageRequest page,
        IProductStore store,
        [FromKeyedServices("catalog")] Database database
    )
    {
        var purpose = "history\n" + product_id;
        if (!SellerOf(caller).Is(out var seller, out var refused) || !page.After(purpose, 1).Is(out var after, out refused))
        {
            return Answer.Problem(refused);
        }

        // That of a deleted one too: who deleted it is asked for then.
        if ((await store.Find([product_id])) is not [var product] || !seller.MayChange(product.VendorId))
        {
            return Answer.Problem(ReadProducts.NotFound);
        }

        var before = after is null ? long.MaxValue : long.Parse(after[0], CultureInfo.InvariantCulture);
        var rows = await database.Read(sql => ProductHistorySql.Before(sql, product_id, before, page.Limit + 1));
        return TypedResults.Ok(
            page.Page(
                purpose,
                rows,
                row => new ChangeBody(
                    row.Version,
                    DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs),
                    row.UserId,
                    row.Kind,
                    JsonSerializer.Deserialize<MemberChange[]>(row.Changes, Json.Options)!
                ),
                row => [row.Version.ToString(CultureInfo.InvariantCulture)]
            )
        );
    }

    private static Seller? SellerOrNull(HttpContext context) =>
        context.CallerOrNull() is { } caller && (caller.IsAdmin || caller.VendorId is not null)
            ? new Seller(caller.UserId, caller.VendorId, caller.IsAdmin)
            : null;

    private static Outcome<Seller> StaffOf(Caller? caller) =>
        caller is null ? new Refusal(RefusalKind.Unauthenticated, "unauthenticated", "Sign in to see goods that are not for sale.")
        : !caller.IsAdmin && !caller.Is(Role.Vendor)
            ? Refusal.Forbidden("forbidden", "Only vendors and admins see goods that are not for sale.")
        : SellerOf(caller);

    internal static Outcome<Seller> SellerOf(Caller caller) =>
        caller.IsAdmin || caller.VendorId is not null
            ? new Seller(caller.UserId, caller.VendorId, caller.IsAdmin)
            : Refusal.Forbidden(
                "vendor_id_missing",
                "Your account is not tied to a vendor yet. An admin can do that: PUT /api/users/{id}/roles."
            );

    // Of the ETag "7.120" the version is 7; the stock behind the dot may have changed since without any harm to this change.
    internal static Outcome<long?> Expected(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString().Trim();
        return header is "" or "*" ? (long?)null
            : header is ['"', .. var inner, '"']
            && long.TryParse(
                inner.Split('.')[0],
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var version
            )
                ? (long?)version
            : new Refusal(
                RefusalKind.PreconditionFailed,
                "version_mismatch",
                "If-Match must be one ETag as this product gave it, such as \"7.120\"."
            );
    }

    private static ProductBody ProductExample { get; } =
        new(
            "1",
            "Wireless Mouse",
            "Quiet, and light in the hand.",
            29.99m,
            "USD",
            "Electronics",
            "vendor-1",
            JsonSerializer.SerializeToElement(new { colour = "Graphite", weight_g = 84 }),
            ["/api/products/1/image.svg"],
            new(97),
            DateTimeOffset.UnixEpoch,
            "Northwind Goods"
        );
}

/// <summary>A product as its kept bytes.</summary>
internal sealed class ProductResult(ShownProduct product, long? available, int status) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = product.Length(available);
        product.Write(response.BodyWriter, available);
        return response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }
}

/// <summary>A page as its kept bytes.</summary>
internal sealed class StockedPageResult(StockedPage page) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = page.Length;
        page.Write(response.BodyWriter);
        return response.BodyWriter.FlushAsync(httpContext.RequestAborted).AsTask();
    }
}
