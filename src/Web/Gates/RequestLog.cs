// One line a request, for those who want it: what was asked by its template, how it ended, how long it took, who by kind.
// Never an id, a path, or a query.
using System.Diagnostics;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Cartwright.Web;

/// <summary>
/// The outermost ring of the public port. Requests are counted; while its lines are not wanted it costs one look at a level.
/// </summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger log, ServedRequests served)
{
    /// <summary>The category: <c>Logging:Requests=true</c> sets it to Information.</summary>
    public const string Category = "Cartwright.Requests";

    /// <summary>The reply's header with <see cref="IdOf"/>.</summary>
    public const string IdHeader = "X-Request-Id";

    public Task Invoke(HttpContext context)
    {
        served.Begin();
        return log.IsEnabled(LogLevel.Information) ? Logged(context) : next(context);
    }

    /// <summary>What a request is called in its reply, in problem documents and in logs: the trace's id.</summary>
    public static string IdOf(HttpContext context) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier;

    /// <summary>The template, such as <c>/api/orders/{order_id}</c>; "-" for what no route answers, the shop's pages included.</summary>
    public static string RouteOf(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";

    private async Task Logged(HttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            LogRequest(
                log,
                Method(context.Request.Method),
                RouteOf(context),
                context.Response.StatusCode,
                Stopwatch.GetElapsedTime(began).TotalMilliseconds,
                KindOf(context.CallerOrNull()),
                IdOf(context)
            );
        }
    }

    // Whatever else stands there, a caller has made up.
    private static string Method(string method) =>
        method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? method : "_OTHER";

    private static string KindOf(Caller? caller) =>
        caller switch
        {
            null => "nobody",
            _ when caller.Is(Role.Admin) => "admin",
            _ when caller.Is(Role.Staff) => "staff",
            _ when caller.Is(Role.Vendor) => "vendor",
            { IsGuest: true } => "guest",
            _ => "customer",
        };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Route} {Status} {Milliseconds:0.0} ms, {Caller}, trace {TraceId}")]
    private static partial void LogRequest(
        ILogger log,
        string method,
        string route,
        int status,
        double milliseconds,
        string caller,
        string traceId
    );
}
