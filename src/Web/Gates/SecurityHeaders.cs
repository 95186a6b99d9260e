// Headers that every reply carries, errors and files included (OWASP ASVS 5.0, 3.4).
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Web;

/// <param name="sources">What pages may load of others, or null.</param>
internal sealed class SecurityHeaders(PageSources? sources = null)
{
    private static readonly StringValues OwnPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src "
        + PictureRule.Sources
        + "; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    // The documentation page sets styles from its script, and has its drawings in its style sheet.
    private static readonly StringValues DocPolicy = OwnPolicy
        .ToString()
        .Replace("style-src 'self'", "style-src 'self' 'unsafe-inline'", StringComparison.Ordinal)
        .Replace("img-src", "img-src data:", StringComparison.Ordinal);

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Referrer = "same-origin";
    private static readonly StringValues Opener = "same-origin";
    private static readonly StringValues Frames = "DENY";
    private static readonly StringValues Transport = "max-age=31536000; includeSubDomains";

    /// <summary>Where nothing of others is shown.</summary>
    public static readonly SecurityHeaders Own = new();

    private readonly StringValues policy = sources is null ? OwnPolicy : With(sources);

    public void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments(Docs.PagePath, StringComparison.OrdinalIgnoreCase)
            ? DocPolicy
            : policy;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Frames;
        headers["Referrer-Policy"] = Referrer;
        headers["Cross-Origin-Opener-Policy"] = Opener;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = Transport;
        }
    }

    private static string With(PageSources sources) =>
        OwnPolicy
            .ToString()
            .Replace("script-src 'self'", $"script-src 'self' {string.Join(' ', sources.Scripts)}", StringComparison.Ordinal)
            .Replace("connect-src 'self'", $"connect-src 'self' {string.Join(' ', sources.Connections)}", StringComparison.Ordinal)
        + $"; frame-src {string.Join(' ', sources.Frames)}";

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
