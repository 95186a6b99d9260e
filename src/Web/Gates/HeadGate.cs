// HEAD is answered as GET without a body (RFC 9110, 9.3.2), by every route that takes GET.
using Microsoft.AspNetCore.Http;

namespace Cartwright.Web;

/// <summary>
/// Lets a HEAD go its way as a GET. The server has read the request's own method from the wire and writes no body after it, whatever is
/// handed to it; a reply that has no end asks <see cref="Head.Asked"/> and ends at once.
/// </summary>
/// <param name="next">The rings inside.</param>
/// <param name="paths">
/// Where; null for everywhere below /api and /media and for what monitors ask. Pages and assets answer HEAD themselves, without reading
/// the file.
/// </param>
internal sealed class HeadGate(RequestDelegate next, string[]? paths = null)
{
    private static readonly string[] Usual = ["/api", "/media", "/healthz", "/readyz", "/metrics"];

    // What is no HEAD, which is nearly everything, passes without a state of its own.
    public Task Invoke(HttpContext context) =>
        HttpMethods.IsHead(context.Request.Method) && (paths ?? Usual).Any(path => context.Request.Path.StartsWithSegments(path))
            ? GoAsGet(context)
            : next(context);

    private async Task GoAsGet(HttpContext context)
    {
        context.Request.Method = HttpMethods.Get;
        context.Items[typeof(HeadGate)] = true;
        try
        {
            await next(context);
        }
        finally
        {
            // The log names what was asked.
            context.Request.Method = HttpMethods.Head;
        }
    }
}

/// <summary>For routes whose reply has no end.</summary>
public static class Head
{
    /// <summary>Whether the caller wants the head of the reply alone.</summary>
    public static bool Asked(HttpContext context) => context.Items.ContainsKey(typeof(HeadGate));
}
