// The outermost ring: no reply leaves without its headers, and no failure leaves as anything but a problem document.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.Web;

internal sealed class Errors(RequestDelegate next, ILogger<Errors> log, SecurityHeaders headers)
{
    public async Task Invoke(HttpContext context)
    {
        Head(context);
        try
        {
            if (context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) is true)
            {
                // Kestrel refuses it in paths; no text of ours has it, and not every store could even look for it.
                throw new BadHttpRequestException("The query has a character of code 0.");
            }

            await next(context);
        }
        catch (Exception failure)
        {
            await Answer(context, failure);
            return;
        }

        var response = context.Response;
        if (
            response.StatusCode >= 400
            && !response.HasStarted
            && response.ContentLength is null
            && response.ContentType is null
            && context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        )
        {
            await ProblemOfStatus(context);
        }
    }

    private void Head(HttpContext context)
    {
        headers.Apply(context);
        context.Response.Headers[RequestLog.IdHeader] = RequestLog.IdOf(context);
    }

    private Task Answer(HttpContext context, Exception failure)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody reads an answer.
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return Task.CompletedTask;
        }

        if (context.Response.HasStarted)
        {
            log.LogError(
                failure,
                "{Method} {Route} failed after its reply had begun ({Trace}).",
                context.Request.Method,
                RequestLog.RouteOf(context),
                RequestLog.IdOf(context)
            );
            context.Abort();
            return Task.CompletedTask;
        }

        var trace = RequestLog.IdOf(context);
        context.Response.Clear();
        Head(context);
        context.Response.Headers.CacheControl = "no-store";
        switch (failure)
        {
            case UnstorableText:
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return ProblemOfStatus(context);
            case BadHttpRequestException bad:
                context.Response.StatusCode = bad.StatusCode;
                return ProblemOfStatus(context);
            case Overloaded:
                return ProblemResult.Write(
                    context,
                    503,
                    "overloaded",
                    "More requests wait than the shop can take. Repeat in a moment.",
                    Later("overloaded")
                );
            case StorageUnavailable:
                log.LogError(
                    failure,
                    "The store cannot take {Method} {Route} ({Trace}).",
                    context.Request.Method,
                    RequestLog.RouteOf(context),
                    trace
                );
                return ProblemResult.Write(
                    context,
                    503,
                    "storage_unavailable",
                    "The store cannot take this at the moment. Repeat it with the same ids.",
                    Later("storage_unavailable")
                );
            default:
                log.LogError(failure, "{Method} {Route} failed ({Trace}).", context.Request.Method, RequestLog.RouteOf(context), trace);
                return ProblemResult.Write(
                    context,
                    500,
                    "internal_error",
                    "Something went wrong on our side. The trace id finds it in our logs.",
                    null
                );
        }
    }

    private static Refusal Later(string code) => Refusal.Unavailable(code, string.Empty);

    private static Task ProblemOfStatus(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var (code, detail) = status switch
        {
            404 => ("route_not_found", "There is no such route."),
            405 => ("method_not_allowed", "This route does not take this method; see the Allow header."),
            408 => ("request_timeout", "The request came too slowly."),
            413 => ("body_too_large", $"The body is larger than this route takes ({Limits.BodyBytesMax} bytes unless stated otherwise)."),
            415 => ("unsupported_media_type", "This route does not take this Content-Type."),
            431 => ("headers_too_large", "The headers are larger than the server takes."),
            < 500 => (
                "bad_request",
                "The request cannot be read: a part of the path, the query, the headers or a text has the wrong form."
            ),
            _ => ("internal_error", "Something went wrong on our side."),
        };
        return ProblemResult.Write(context, status, code, detail);
    }
}
