// Serves the files of pictures: for ever what is made, for seconds what stands in for it.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Catalog.Photos;

/// <summary>GET /media/{hash}/{width}.{format}.</summary>
internal static class ShowMedia
{
    private const string ForEver = "public, max-age=31536000, immutable";

    // As long as a size takes to be made; a page that is opened again then has it.
    private const string ForNow = "public, max-age=5";
    private const string ForHours = "public, max-age=3600";

    private static readonly Refusal NotFound = Refusal.NotFound(
        "picture_not_found",
        "There is no such picture in this size. A product's pictures say in which they can be had."
    );

    public static async Task<IResult> Show(
        string hash,
        string file,
        HttpContext context,
        [FromServices] IPictureStore files,
        [FromKeyedServices("catalog")] Database database
    )
    {
        if (!PictureNames.IsHash(hash) || !IsSize(file, out var width, out var format))
        {
            return Answer.Problem(NotFound);
        }

        var name = PictureNames.Size(hash, width, format);
        try
        {
            if (await Answered(context, files, name, ForEver) is { } there)
            {
                return there;
            }

            var row = await database.Read(sql => PhotoSql.Find(sql, hash));
            if (row is null or { State: "going" or "new" } || !PictureSizes.Of(row.Width).Contains(width))
            {
                return Answer.Problem(NotFound);
            }

            var fallback = PictureNames.Size(hash, PictureSizes.Fallback(row.Width), "jpg");
            return await Answered(context, files, fallback, row.State == "waiting" && format != "jpg" ? ForNow : ForHours)
                ?? Answer.Problem(NotFound);
        }
        catch (PicturesAway)
        {
            return Answer.Problem(KeepPhotos.Unavailable);
        }
    }

    /// <summary>Whether a file's name is a width in a format that there can be.</summary>
    private static bool IsSize(string file, out int width, out string format)
    {
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        format = dot < 0 ? string.Empty : file[(dot + 1)..];
        return int.TryParse(dot < 0 ? file : file[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out width)
            && file.StartsWith(width.ToString(CultureInfo.InvariantCulture) + ".", StringComparison.Ordinal)
            && format is "avif" or "webp" or "jpg";
    }

    // A 304 needs no look at the file: only who was given the ETag has it, and what it names never changes.
    private static async Task<IResult?> Answered(HttpContext context, IPictureStore files, string name, string kept)
    {
        var etag = Conditional.ETag(name.Replace('/', '-'));
        var (from, to, isRange) = Asked(context.Request, etag);
        var range =
            isRange && from >= 0
                ? (From: from, Count: to is { } last ? Math.Min(last, long.MaxValue - 1) - from + 1 : (long?)null)
                : (0, null);
        var open = await files.Open(name, range.From, range.Count, context.RequestAborted);
        if (open is null)
        {
            return null;
        }

        var headers = context.Response.Headers;
        headers.ETag = etag;
        headers.CacheControl = kept;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.AcceptRanges = "bytes";
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(etag))
        {
            await open.DisposeAsync();
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        if (isRange && from < 0)
        {
            // The last bytes: how many there are is known only now.
            await open.DisposeAsync();
            from = Math.Max(0, open.Bytes + from);
            open = await files.Open(name, from, null, context.RequestAborted);
            if (open is null)
            {
                return null;
            }
        }

        if (isRange && from >= open.Bytes)
        {
            await open.DisposeAsync();
            headers.ContentRange = new ContentRangeHeaderValue(open.Bytes).ToString();
            return TypedResults.StatusCode(StatusCodes.Status416RangeNotSatisfiable);
        }

        return new MediaResult(open, TypeOf(name), isRange ? (from, Math.Min(to ?? long.MaxValue, open.Bytes - 1)) : null);
    }

    // One range and no more: several in one reply are for nobody's pictures. What cannot be read is as if nothing were said (RFC 9110,
    // 14.2).
    private static (long From, long? To, bool IsRange) Asked(HttpRequest request, string etag)
    {
        var asked = request.Headers.Range.ToString();
        var unless = request.Headers.IfRange.ToString();
        if (
            !RangeHeaderValue.TryParse(asked, out var range)
            || range.Unit != "bytes"
            || range.Ranges.Count != 1
            || (unless.Length > 0 && unless != etag)
        )
        {
            return (0, null, false);
        }

        var only = range.Ranges.Single();
        return only.From is { } from ? (from, only.To, true)
            : only.To is > 0 and { } last ? (-last, null, true)
            : (0, null, false);
    }

    private static string TypeOf(string name) =>
        name[(name.LastIndexOf('.') + 1)..] switch
        {
            "jpg" => "image/jpeg",
            var format => "image/" + format,
        };

    /// <summary>A file, or a part of it.</summary>
    private sealed class MediaResult(PictureFile file, string type, (long From, long To)? range) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            await using var open = file;
            var response = httpContext.Response;
            response.ContentType = type;
            response.ContentLength = range is { } part ? part.To - part.From + 1 : open.Bytes;
            if (range is { } bytes)
            {
                response.StatusCode = StatusCodes.Status206PartialContent;
                response.Headers.ContentRange = new ContentRangeHeaderValue(bytes.From, bytes.To, open.Bytes).ToString();
            }

            await open.Content.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}
