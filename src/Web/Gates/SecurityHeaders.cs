// Headers that every reply carries, errors and files included (OWASP ASVS 5.0, 3.4).
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Web;

internal static class SecurityHeaders
{
    private static readonly StringValues Policy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src "
        + PictureRule.Sources
        + "; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // The documentation page sets styles from its script, and has its drawings in its style sheet.
    private static readonly StringValues DocPolicy = Policy
        .ToString()
        .Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal)
        .Replace("img-src", "img-src data:", StringComparison.Ordinal);

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Referrer = "same-origin";
    private static readonly StringValues Opener = "same-origin";
    private static readonly StringValues Frames = "DENY";
    private static readonly StringValues Transport = "max-age=31536000; includeSubDomains";

    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(Docs.PagePath, StringComparison.OrdinalIgnoreCase)
            ? DocPolicy
            : Policy;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Frames;
        headers["Referrer-Policy"] = Referrer;
        headers["Cross-Origin-Opener-Policy"] = Opener;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = Transport;
        }
    }

    /// <summary>Takes them away again, for a reply that brings its own.</summary>
    public static void Remove(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Remove(HeaderNames.ContentSecurityPolicy);
        headers.Remove(HeaderNames.XContentTypeOptions);
        headers.Remove(HeaderNames.XFrameOptions);
        headers.Remove("Referrer-Policy");
        headers.Remove("Cross-Origin-Opener-Policy");
        headers.Remove(HeaderNames.StrictTransportSecurity);
    }
}
