// The HTTP routes of pictures that are no product's: the shop's logo, and those of its home page.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Catalog.Photos;

/// <summary>A picture that comes as a form.</summary>
/// <param name="File">The file.</param>
public sealed record NewOwnPicture(string? File = null);

/// <summary>A picture of the shop's own.</summary>
/// <param name="Hash">Of the picture as it is kept.</param>
/// <param name="Url">Of its JPEG, 1280 pixels wide or as wide as the picture.</param>
/// <param name="Width">Of the original in pixels.</param>
/// <param name="Height">Of the original in pixels.</param>
/// <param name="Widths">In which it can be had as <c>/media/{hash}/{width}.avif</c> and <c>.webp</c>, rising.</param>
public sealed record OwnPictureBody(string Hash, string Url, int Width, int Height, IReadOnlyList<int> Widths);

internal static class OwnPictureRoutes
{
    // What a form adds to its file.
    private const int FormBytes = 64 * 1024;

    public static void MapOwnPictures(this IEndpointRouteBuilder routes)
    {
        var pictures = routes.MapGroup("/api/pictures").Area("Shop").May(Permission.SettingsEdit);
        pictures
            .MapPost(string.Empty, Add)
            .RequireRateLimiting(RateLimits.Write)
            .TakesBodyOf(Limits.PictureBytesMax + FormBytes)
            .TakesUpload<NewOwnPicture>()
            .Doc(
                "Keep a picture of the shop's own",
                "A logo, or one for the home page: a form (multipart/form-data) with one `file`, taken as the pictures of products are. It can be had at once, and named in the settings by "
                    + "`url`, `width` and `height`. It stays until it is taken away. The same picture again changes nothing."
            )
            .Refuses(RefusalKind.Invalid, "malformed_form", "the form cannot be read, or has more than one file")
            .Refuses(RefusalKind.Invalid, "file_missing", "the form has no file")
            .Refuses(RefusalKind.Invalid, "unknown_member", "the form has parts this call does not take")
            .Refuses(RefusalKind.Invalid, "picture_not_taken", "the file is no picture of a kind that is taken")
            .Refuses(RefusalKind.Invalid, "picture_broken", "it is damaged, or half a file")
            .Refuses(RefusalKind.TooLarge, "body_too_large", "the file has too many bytes")
            .Refuses(RefusalKind.TooLarge, "picture_too_large", "it has too many pixels or frames")
            .Refuses(RefusalKind.UnsupportedMedia, "unsupported_media_type", "the body is no form")
            .Refuses(RefusalKind.Conflict, "too_many_pictures", "the shop has as many of its own as it can")
            .Refuses(RefusalKind.Conflict, "picture_quota", "the shop's pictures fill what it may have")
            .Refuses(RefusalKind.Unavailable, "pictures_busy", "too many pictures are on their way; see Retry-After")
            .Refuses(RefusalKind.Unavailable, "pictures_unavailable", "where pictures are kept does not answer")
            .Refuses(RefusalKind.Unavailable, "picture_going", "this very picture is being deleted for good; see Retry-After")
            .Produces<OwnPictureBody>(StatusCodes.Status201Created)
            .Example(response: Told(new("3f5a0c8e1b7d4f2a9c6e8b1d3f5a7c9e0b2d4f6a8c1e3b5d7f9a0c2e4b6d8f1a", 640, 160)));
        pictures
            .MapDelete("/{hash}", Delete)
            .RequireRateLimiting(RateLimits.Write)
            .Produces(StatusCodes.Status204NoContent)
            .Doc(
                "Take a picture of the shop's own away",
                "204 also when it was not there. Its files go after a month (Pictures:UnusedDays), unless a product has it, too."
            );
    }

    private static async Task<IResult> Add(HttpContext context, KeepPhotos keep, PhotoUploads uploads)
    {
        var cancel = context.RequestAborted;
        if ((context.Request.ContentType ?? string.Empty).StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is false)
        {
            return Answer.Problem(
                new Refusal(
                    RefusalKind.UnsupportedMedia,
                    "unsupported_media_type",
                    "Send the picture as the part 'file' of a form (multipart/form-data)."
                )
            );
        }

        var kept = await uploads.InRoom(async () =>
            (await PhotoUploads.Read(context.Request, keep.BytesMax, cancel)).Is(out var upload, out var unread)
                ? await keep.KeepOwn(upload.File, cancel)
                : unread
        );
        return kept.Is(out var photo, out var refused) ? TypedResults.Created(photo.Url, Told(photo)) : Answer.Problem(refused);
    }

    private static async Task<IResult> Delete(string hash, KeepPhotos keep, HttpContext context)
    {
        if (PictureNames.IsHash(hash))
        {
            await keep.Release(hash, context.RequestAborted);
        }

        return TypedResults.NoContent();
    }

    private static OwnPictureBody Told(Photo photo) => new(photo.Hash, photo.Url, photo.Width, photo.Height, PictureSizes.Of(photo.Width));
}
