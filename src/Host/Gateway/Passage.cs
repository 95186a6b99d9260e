// A request on its way through the front door: tried again only when it cannot have arrived, and answered in the shop's words when nobody
// else does.
using Cartwright.Kernel;
using Cartwright.Web;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Cartwright.Host;

internal static class Passage
{
    /// <summary>As long as a module takes to be started again.</summary>
    private const int RetryAfterSeconds = 2;

    public static async Task Send(HttpContext context, Func<Task> next)
    {
        var proxy = context.GetReverseProxyFeature();
        if (context.Request.ContentLength > proxy.Route.Config.MaxRequestBodySize)
        {
            await Door.Answer(context, 413, "body_too_large", "The body is larger than this route takes.");
            return;
        }

        Door.LeaveHeadersToTheModule(context);
        await next();
        var failed = context.Features.Get<IForwarderErrorFeature>();
        for (var left = Others(proxy); failed is not null && left.Count > 0 && MayBeSentAgain(context, failed); left = Others(proxy, left))
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            proxy.AvailableDestinations = left;
            await next();
            failed = context.Features.Get<IForwarderErrorFeature>();
        }

        if (failed is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await Explain(context, failed);
        }
    }

    /// <summary>The addresses of the module that this request has not been sent to.</summary>
    private static List<DestinationState> Others(IReverseProxyFeature proxy, IReadOnlyList<DestinationState>? among = null) =>
        [.. (among ?? proxy.AllDestinations).Where(destination => destination != proxy.ProxiedDestination)];

    /// <summary>
    /// Only a question, and only when no connection came about. Whatever changes something is sent once: its sender has the
    /// Idempotency-Key and decides.
    /// </summary>
    private static bool MayBeSentAgain(HttpContext context, IForwarderErrorFeature failed) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested
        && failed.Exception switch
        {
            HttpRequestException sent => sent.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
            OperationCanceledException { InnerException: TimeoutException } => true,
            _ => false,
        };

    private static Task Explain(HttpContext context, IForwarderErrorFeature failed)
    {
        if (BadRequest(failed.Exception) is { } bad)
        {
            // Of the client's own body; the outermost ring has the words.
            throw bad;
        }

        return failed.Error switch
        {
            ForwarderError.RequestTimedOut => Door.Answer(
                context,
                StatusCodes.Status504GatewayTimeout,
                "module_late",
                "This part of the shop did not answer in time, and may yet have done what was asked. "
                    + "Look, or repeat the command with the Idempotency-Key it had."
            ),
            _ => Door.Answer(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "module_unavailable",
                "This part of the shop does not answer at the moment. Try again; a command with the Idempotency-Key it had.",
                RetryAfterSeconds
            ),
        };
    }

    private static BadHttpRequestException? BadRequest(Exception? failure) =>
        failure switch
        {
            BadHttpRequestException bad => bad,
            AggregateException several => several.InnerExceptions.Select(BadRequest).FirstOrDefault(bad => bad is not null),
            _ => failure?.InnerException is { } inner ? BadRequest(inner) : null,
        };
}
