// Conditional requests (RFC 9110, section 13) on versions: strong ETags, If-None-Match, If-Match.
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Cartwright.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Web;

/// <summary>ETags made of versions.</summary>
public static class Conditional
{
    // By the token too: beside a product stands what suits its reader.
    private const string AllVary = "Accept-Language, Accept-Encoding, Authorization";

    /// <summary>The strong ETag of a version: <c>"7"</c>.</summary>
    public static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The strong ETag of a hash or other text without quotes.</summary>
    public static string ETag(string opaque) => $"\"{opaque}\"";

    /// <summary>How long a list may be shown while it is asked for anew; nothing is sold by what a list says.</summary>
    public const int StaleSeconds = 30;

    private static readonly string ForEverybody = string.Create(
        CultureInfo.InvariantCulture,
        $"public, max-age=0, stale-while-revalidate={StaleSeconds}"
    );

    /// <summary>The strong ETag of these bytes.</summary>
    public static string TagOf(ReadOnlySpan<byte> body) => ETag(Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12)));

    /// <summary>
    /// As <see cref="NotModified"/>, for what is the same for everybody: caches may show it for <see cref="StaleSeconds"/> while they ask
    /// anew. Whoever sends a token gets it privately: a list of theirs may be another one.
    /// </summary>
    public static bool NotModifiedForAll(this HttpContext context, string etag)
    {
        var fresh = context.NotModified(etag);
        var headers = context.Response.Headers;
        headers.Append(HeaderNames.Vary, AllVary);
        if (context.Request.Headers.Authorization.Count == 0 && headers.CacheControl == "no-cache")
        {
            headers.CacheControl = ForEverybody;
        }

        return fresh;
    }

    /// <summary>A value for everybody, as JSON with its ETag, or 304.</summary>
    public static IResult ForAll<T>(this HttpContext context, T value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Json.Options);
        return context.NotModifiedForAll(TagOf(bytes)) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : Answer.Json(bytes);
    }

    /// <summary>
    /// Sets the ETag, lets clients keep the reply as long as they ask before use, and says whether the client's copy is still good:
    /// then the status is 304 and no body may follow.
    /// </summary>
    public static bool NotModified(this HttpContext context, string etag)
    {
        var headers = context.Response.Headers;
        headers.ETag = etag;

        // What was opened by a key is as private as what a token opens; the gate has said so.
        headers.CacheControl = context.CallerOrNull() is null && headers.CacheControl != "no-store" ? "no-cache" : "private, no-cache";
        var asked = context.Request.Headers.IfNoneMatch;
        for (var i = 0; i < asked.Count; i++)
        {
            if (Names(asked[i], etag))
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The version that the client wants to change, null when it did not say (or said <c>*</c>). Whether it still is the present one
    /// is decided where the change is made; then the refusal is <see cref="VersionMismatch"/>.
    /// </summary>
    public static Outcome<long?> IfMatch(this HttpRequest request)
    {
        var header = request.Headers.IfMatch;
        if (header.Count == 0 || header is [{ } any] && any.Trim() == "*")
        {
            return (long?)null;
        }

        return
            header is [{ } one]
            && one.Trim() is ['"', .. var digits, '"']
            && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (long?)version
            : new Refusal(
                RefusalKind.PreconditionFailed,
                "version_mismatch",
                "If-Match must be one ETag as this resource gave it, such as \"7\"."
            );
    }

    /// <summary>412: the version given is not the present one.</summary>
    public static Refusal VersionMismatch(long present) =>
        new(
            RefusalKind.PreconditionFailed,
            "version_mismatch",
            $"It has changed meanwhile: the present version is {present}. Read it again and repeat."
        )
        {
            Facts = new() { ["version"] = present },
        };

    private static bool Names(string? list, string etag)
    {
        foreach (var part in list.AsSpan().Split(','))
        {
            var one = list.AsSpan()[part].Trim();
            if (one is "*" || (one.StartsWith("W/") ? one[2..] : one).SequenceEqual(etag))
            {
                return true;
            }
        }

        return false;
    }
}
