// The HTTP routes of Catalog that read products, and what the other rooms of routes share.
using System.Globalization;
using System.Text.Json;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Exports;
using Cartwright.Catalog.Feeds;
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

    public static void MapCatalog(this IEndpointRouteBuilder routes)
    {
        var catalog = routes.MapGroup("/api").Area("Catalog");
        MapReads(catalog);
        ProductWriteRoutes.Map(catalog);
        ImportRoutes.Map(catalog);
        ExportRoutes.Map(catalog);
        FeedRoutes.Map(catalog);
        CategoryRoutes.Map(routes);
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
                "Full-text search with filters, orders and facets. The first page carries `total` and `facets`; each facet is counted under the other filters; `facets.categories` are those below the chosen one, or beside it where it has none. "
                    + "Variants are not listed unless asked for by `parent_id`. Stock is as of now; whether something is in stock at all, as filters and facets have it, may lag a moment behind. "
                    + "Prices of different currencies are compared by number."
            )
            .Query(
                "q",
                "Words to look for; the last may be a beginning. Singular and plural, accents, hyphens and parts of German compounds do not matter; where nothing has the words, misspelled ones are corrected and `corrected` says so. "
                    + "An id comes first, then a hit in the name, then in category or attributes, then in the description."
            )
            .Query(
                "category",
                "This category and all below it: its path of names (`Clothing/Shirts`, without regard to case), or of slugs as in its address."
            )
            .Query("vendor_id", "Only goods of this vendor.")
            .Query("min_price", "Lowest price in major units, included.", "number")
            .Query("max_price", "Highest price in major units, included.", "number")
            .Query("in_stock", "`true`: only what can be bought now. `false`: only what is sold out.", "boolean")
            .Query(
                "sort",
                "`relevance` (default with `q`), `newest` (default without), `best` (what sold most in the last 90 days; of one order at most three units count), `price`, `-price`, `name`, `-name`.",
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
            .Header("If-None-Match", "The ETag you have; lists for staff and vendors have none.")
            .Refuses(RefusalKind.Unavailable, "search_not_ready", "the search index, which filters by attribute, is being made")
            .Refuses(RefusalKind.Invalid, "validation_failed", "a filter has a value that it cannot have; see `errors`")
            .Produces<ProductListBody>()
            .Produces(StatusCodes.Status304NotModified)
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
            .MapGet("/products/by-slug/{slug}", GetBySlug)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get a product by its address",
                "The product whose slug it is, or whose id, or, where nobody has it now, whose slug it was. `slug` in the answer is the present one."
            )
            .Refuses(RefusalKind.NotFound, "product_not_found", "no product has or had this address")
            .Produces<ProductBody>()
            .Produces(StatusCodes.Status304NotModified)
            .Example(response: ProductExample);
        catalog
            .MapGet("/products/{product_id}/history", History)
            .May(Permission.ProductsView, Role.Vendor)
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
        catalog
            .MapGet("/products/{product_id}/image/{view}.svg", GetView)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get another drawn view of a product",
                "As the drawn picture: `detail` is a part of it up close, `use` shows it where it is used, with what tells its size."
            )
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it was deleted")
            .Refuses(RefusalKind.NotFound, "view_not_found", "views are `detail` and `use`")
            .Produces<string>(StatusCodes.Status200OK, "image/svg+xml")
            .Produces(StatusCodes.Status304NotModified);
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
                ? Private(context, own)
                : Answer.Problem(denied);
        }

        return !(await list.Answer(context.Request.QueryString.Value ?? string.Empty, text, page, context.RequestAborted)).Is(
                out var answer,
                out var refused
            )
                ? Answer.Problem(refused)
            : context.NotModifiedForAll(answer.ETag()) ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : new StockedPageResult(answer);
    }

    // What is withheld is nobody's business but its seller's: no cache keeps it.
    private static StockedPageResult Private(HttpContext context, StockedPage page)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new StockedPageResult(page);
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

    private static async Task<IResult> GetBySlug(string slug, HttpContext context, FindPages pages, ReadProducts products) =>
        await pages.Product(slug) is { } id
            ? await GetProduct(id, context, products)
            : Answer.Problem(Refusal.NotFound("product_not_found", "No product has this address, and none had it."));

    // Pages show pictures without a token: of a draft the drawing may be seen, which says no more than kind and colour.
    private static Task<IResult> GetPicture(string product_id, HttpContext context, ReadProducts products) =>
        Draw(product_id, Views.Front, context, products);

    private static async Task<IResult> GetView(string product_id, string view, HttpContext context, ReadProducts products) =>
        Views.Others.Contains(view)
            ? await Draw(product_id, view, context, products)
            : Answer.Problem(
                Refusal.NotFound("view_not_found", $"Nothing is drawn as '{view}'. There are: {string.Join(", ", Views.Others)}.")
            );

    private static async Task<IResult> Draw(string productId, string view, HttpContext context, ReadProducts products)
    {
        if (!(await products.Drawn(productId)).Is(out var product, out var refused))
        {
            return Answer.Problem(refused);
        }

        var picture = Picture.Of(product.Row) with { View = view };
        var fresh = context.NotModified(picture.ETag);
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=604800";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return fresh
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Text(picture.Svg(), "image/svg+xml; charset=utf-8");
    }

    private static async Task<IResult> History(
        string product_id,
        Caller caller,
        PageRequest page,
        IProductStore store,
        [FromKeyedServices("catalog")] Database database
    )
    {
        var purpose = "history\n" + product_id;
        if (
            !SellerOf(caller, Permission.ProductsView).Is(out var seller, out var refused)
            || !page.After(purpose, 1).Is(out var after, out refused)
        )
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
        context.CallerOrNull() is { } caller && (caller.May(Permission.ProductsView) || caller.VendorId is not null)
            ? new Seller(caller.UserId, caller.VendorId, caller.May(Permission.ProductsView))
            : null;

    private static Outcome<Seller> StaffOf(Caller? caller) =>
        caller is null ? new Refusal(RefusalKind.Unauthenticated, "unauthenticated", "Sign in to see goods that are not for sale.")
        : !caller.May(Permission.ProductsView) && !caller.Is(Role.Vendor)
            ? Refusal.Forbidden("forbidden", "Only vendors, and staff with the permission products.view, see goods that are not for sale.")
        : SellerOf(caller, Permission.ProductsView);

    /// <param name="ofAll">What staff need to do it to the goods of all vendors.</param>
    internal static Outcome<Seller> SellerOf(Caller caller, Permission ofAll = Permission.ProductsEdit) =>
        caller.May(ofAll) || caller.VendorId is not null
            ? new Seller(caller.UserId, caller.VendorId, caller.May(ofAll))
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

    internal static ProductBody ProductExample { get; } =
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
