// The HTTP routes of product pictures: upload, changes, and the files themselves.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Photos;

/// <summary>A picture that comes: as JSON by its address, or as a form with the file.</summary>
/// <param name="File">The file; of a form only.</param>
/// <param name="Url">An http or https address of the public network to fetch it from; of JSON only.</param>
/// <param name="Alt">What it shows, for those who do not see it.</param>
/// <param name="Position">Counted from 0; at the end when absent.</param>
public sealed record NewPhoto(string? File = null, string? Url = null, string? Alt = null, int? Position = null);

/// <summary>What changes of a picture; absent members stay.</summary>
/// <param name="Alt">What it shows.</param>
/// <param name="Position">Where it stands, counted from 0.</param>
/// <param name="FocalX">Where to look when it is cut: 0 (left) to 100 (right).</param>
/// <param name="FocalY">0 (top) to 100 (bottom).</param>
public sealed record PhotoPatch(string? Alt = null, int? Position = null, int? FocalX = null, int? FocalY = null);

/// <summary>The pictures of a product, and those that are still to come.</summary>
public sealed record PhotosBody(IReadOnlyList<PhotoBody> Items, IReadOnlyList<WaitingPhoto> Waiting);

/// <summary>A picture that is to be fetched.</summary>
/// <param name="Url">From there.</param>
/// <param name="State"><c>waiting</c>, or <c>failed</c>: it is not tried again.</param>
/// <param name="Detail">Why it did not work so far; absent before the first try.</param>
public sealed record WaitingPhoto(
    string Url,
    [OneOf("waiting", "failed")] string State,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
        string? Detail
);

internal static class PhotoRoutes
{
    // What a form adds to its file.
    private const int FormBytes = 64 * 1024;

    private static readonly PhotoBody Example = PhotoBody.Of(
        new("3f5a0c8e1b7d4f2a9c6e8b1d3f5a7c9e0b2d4f6a8c1e3b5d7f9a0c2e4b6d8f1a", 4_032, 3_024, "The mouse from above, beside a keyboard")
    );

    public static void MapPhotos(this IEndpointRouteBuilder routes)
    {
        var images = routes.MapGroup("/api/products/{product_id}/images").Area("Catalog");
        images
            .MapPost("/", AddPhoto)
            .May(Permission.ProductsEdit, Role.Vendor)
            .RequireRateLimiting(RateLimits.Write)
            .TakesBodyOf(Limits.PictureBytesMax + FormBytes)
            .TakesUpload<NewPhoto>()
            .Doc(
                "Add a picture to a product",
                "A form (multipart/form-data) with one `file`, and `alt` and `position` if you like; or JSON with the `url` of a picture, which is fetched at once. "
                    + "JPEG, PNG, WebP, AVIF and SVG, told by their content, up to 20 MB (Pictures:MegabytesMax) and 50 megapixels. What is kept is upright, in sRGB and without metadata; "
                    + "an SVG is drawn and kept as PNG. The JPEG can be had at once; the other sizes are made in the background, and until then their addresses answer the JPEG. "
                    + "The same picture again changes nothing."
            )
            .Header("If-Match", CatalogRoutes.IfMatch)
            .Refuses(RefusalKind.Invalid, "malformed_form", "the form cannot be read, or has more than one file")
            .Refuses(RefusalKind.Invalid, "file_missing", "the form has no file")
            .Refuses(RefusalKind.Invalid, "validation_failed", "`alt`, `position` or `url` cannot be taken; see `errors`")
            .Refuses(RefusalKind.Invalid, "unknown_member", "the form or body has members this call does not take")
            .Refuses(RefusalKind.Invalid, "picture_not_taken", "the file is no picture of a kind that is taken")
            .Refuses(RefusalKind.Invalid, "picture_broken", "it is damaged, or half a file")
            .Refuses(RefusalKind.Invalid, "address_not_taken", "`url` does not lead into the public network, or is none")
            .Refuses(RefusalKind.Unprocessable, "address_not_fetched", "`url` does not answer with a picture in time and size")
            .Refuses(RefusalKind.TooLarge, "body_too_large", "the file has too many bytes")
            .Refuses(RefusalKind.TooLarge, "picture_too_large", "it has too many pixels or frames")
            .Refuses(RefusalKind.UnsupportedMedia, "unsupported_media_type", "the body is neither a form nor JSON")
            .Refuses(RefusalKind.Conflict, "too_many_images", "the product has as many as it can")
            .Refuses(RefusalKind.Conflict, "picture_quota", "the vendor's pictures fill what it may have")
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it has changed since the version in If-Match")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Refuses(RefusalKind.Unavailable, "pictures_busy", "too many pictures are on their way; see Retry-After")
            .Refuses(RefusalKind.Unavailable, "pictures_unavailable", "where pictures are kept does not answer")
            .Refuses(RefusalKind.Unavailable, "picture_going", "this very picture is being deleted for good; see Retry-After")
            .Produces<PhotoBody>(StatusCodes.Status201Created)
            .Example(response: Example);
        images
            .MapGet("/", ListPhotos)
            .May(Permission.ProductsView, Role.Vendor)
            .Doc("List the pictures of a product", "With those that are still to be fetched, and why one could not be.")
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Produces<PhotosBody>()
            .Example(response: new PhotosBody([Example], [new("https://example.com/mouse.jpg", "waiting", null)]));
        images
            .MapPatch("/{image_id}", EditPhoto)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Doc("Describe or move a picture", "Absent members stay as they are. The first picture is the one that lists and carts show.")
            .Header("If-Match", CatalogRoutes.IfMatch)
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.NotFound, "image_not_found", "the product has no picture of this id")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it has changed since the version in If-Match")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id")
            .Produces<PhotoBody>()
            .Example(
                new
                {
                    alt = "The mouse from above",
                    position = 0,
                    focal_x = 30,
                },
                Example
            );
        images
            .MapDelete("/{image_id}", DeletePhoto)
            .May(Permission.ProductsEdit, Role.Vendor)
            .Produces(StatusCodes.Status204NoContent)
            .Doc(
                "Take a picture from a product",
                "Its files go once no product has had it for a month (Pictures:UnusedDays): until then orders and mails still show it."
            )
            .Header("If-Match", CatalogRoutes.IfMatch)
            .Refuses(RefusalKind.NotFound, "product_not_found", "there is no such product, or it is another vendor's")
            .Refuses(RefusalKind.NotFound, "image_not_found", "the product has no picture of this id")
            .Refuses(RefusalKind.PreconditionFailed, "version_mismatch", "it has changed since the version in If-Match")
            .Refuses(RefusalKind.Forbidden, "vendor_id_missing", "the caller is a vendor without a vendor id");
        routes
            .MapGroup("/media")
            .Area("Catalog")
            .MapGet("/{hash}/{file}", ShowMedia.Show)
            .Anyone()
            .RequireRateLimiting(RateLimits.Read)
            .Doc(
                "Get a picture in a size",
                "`{width}.avif` and `{width}.webp` in each of the picture's `widths`, and one JPEG. What stands here never changes, and may be kept for ever. "
                    + "A size that is not made yet is answered by the JPEG, to be kept for seconds. Ranges are served."
            )
            .Header("If-None-Match", "The ETag you have.")
            .Header("Range", "One range of bytes, such as `bytes=0-1023`.")
            .Refuses(RefusalKind.NotFound, "picture_not_found", "there is no such picture, or not in this size")
            .Refuses(RefusalKind.Unavailable, "pictures_unavailable", "where pictures are kept does not answer")
            .Produces(StatusCodes.Status200OK, contentType: "image/avif", additionalContentTypes: ["image/webp", "image/jpeg"])
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status304NotModified)
            .Produces(StatusCodes.Status416RangeNotSatisfiable);
    }

    private static async Task<IResult> AddPhoto(
        string product_id,
        HttpContext context,
        Caller caller,
        KeepPhotos keep,
        FetchPhotos fetch,
        PhotoUploads uploads
    )
    {
        if (
            !CatalogRoutes.SellerOf(caller).Is(out var seller, out var refused)
            || !CatalogRoutes.Expected(context.Request).Is(out var version, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        var cancel = context.RequestAborted;
        var type = context.Request.ContentType ?? string.Empty;
        var added = type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? await uploads.InRoom(async () =>
                (await PhotoUploads.Read(context.Request, keep.BytesMax, cancel)).Is(out var upload, out var unread)
                    ? await keep.Add(product_id, upload.File, upload.Said, version, seller, cancel)
                    : unread
            )
            : await FromAddress(product_id, context, version, seller, fetch, uploads);
        if (!added.Is(out var photo, out refused))
        {
            return Answer.Problem(refused);
        }

        return TypedResults.Created(photo.Url, PhotoBody.Of(photo));
    }

    private static async Task<Outcome<Photo>> FromAddress(
        string productId,
        HttpContext context,
        long? version,
        Seller seller,
        FetchPhotos fetch,
        PhotoUploads uploads
    )
    {
        var body = await Body<NewPhoto>.BindAsync(context);
        if (body.Refused is { } unread)
        {
            return unread.Code == "unsupported_media_type"
                ? unread with
                {
                    Detail = "Send the file as a form (multipart/form-data), or its address as 'Content-Type: application/json'.",
                }
                : unread;
        }

        var (said, check) = (body.Value, new Check());
        check
            .Required("url", said.Url)
            .That(said.Url is null || OutsideFetch.Takes(said.Url), "url", "must be an http or https address without name and password")
            .That(said.File is null, "file", "is of forms only");
        return check.Refused is { } wrong
            ? wrong
            : await uploads.InRoom(() =>
                fetch.Add(productId, said.Url!, new(said.Alt, said.Position), version, seller, context.RequestAborted)
            );
    }

    private static async Task<IResult> ListPhotos(
        string product_id,
        Caller caller,
        IProductStore products,
        [FromKeyedServices("catalog")] Database database
    )
    {
        if (!CatalogRoutes.SellerOf(caller, Permission.ProductsView).Is(out var seller, out var refused))
        {
            return Answer.Problem(refused);
        }

        var product = (await products.Find([product_id])).SingleOrDefault();
        return product is null || product.Deleted || !seller.MayChange(product.VendorId)
            ? Answer.Problem(ReadProducts.NotFound)
            : TypedResults.Ok(
                new PhotosBody(
                    [.. ProductPhotos.Read(product.Pictures).Select(PhotoBody.Of)],
                    [
                        .. (await database.Read(sql => FetchSql.Of(sql, product_id))).Select(row => new WaitingPhoto(
                            row.Address,
                            row.State,
                            row.Detail
                        )),
                    ]
                )
            );
    }

    private static async Task<IResult> EditPhoto(
        string product_id,
        string image_id,
        Body<PhotoPatch> body,
        Caller caller,
        HttpContext context,
        ChangeProducts products,
        IProductStore store
    )
    {
        var said = body.Value;
        if (
            !CatalogRoutes.SellerOf(caller).Is(out var seller, out var refused)
            || !CatalogRoutes.Expected(context.Request).Is(out var version, out refused)
            || !(
                await products.ChangePhotos(
                    product_id,
                    new EditPhoto(image_id, said.Alt, said.Position, said.FocalX, said.FocalY),
                    version,
                    seller,
                    context.RequestAborted
                )
            ).Is(out _, out refused)
        )
        {
            return Answer.Problem(refused);
        }

        var now = (await store.Find([product_id])).SingleOrDefault();
        return ProductPhotos.Read(now?.Pictures ?? string.Empty).FirstOrDefault(photo => photo.ImageId == image_id) is { } photo
            ? TypedResults.Ok(PhotoBody.Of(photo))
            : Answer.Problem(PhotoRules.NotFound);
    }

    private static async Task<IResult> DeletePhoto(
        string product_id,
        string image_id,
        Caller caller,
        HttpContext context,
        ChangeProducts products
    ) =>
        CatalogRoutes.SellerOf(caller).Is(out var seller, out var refused)
        && CatalogRoutes.Expected(context.Request).Is(out var version, out refused)
            ? Answer.NoContent(await products.ChangePhotos(product_id, new RemovePhoto(image_id), version, seller, context.RequestAborted))
            : Answer.Problem(refused);
}
