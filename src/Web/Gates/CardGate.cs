// Keeps card numbers out of everything that comes before a body: paths, queries and headers, all of which end in logs of somebody's.
using Microsoft.AspNetCore.Http;

namespace Cartwright.Web;

/// <summary>
/// Refuses a request that carries a card number. Bodies are looked at where they are read (<see cref="Body{T}"/>). An Idempotency-Key is
/// its client's own, so that an honest one is never refused: one that could be a card number goes on under a name that stands for it, the
/// same each time, and is itself kept nowhere.
/// </summary>
internal sealed class CardGate(RequestDelegate next, Cursors cursors)
{
    private const string Key = "Idempotency-Key";

    // Made by machines, with digits by chance: credentials, signatures, and the ids of traces. None of them is stored or shown.
    private static readonly string[] NotLookedAt =
    [
        "authorization",
        "proxy-authorization",
        "cookie",
        "traceparent",
        "tracestate",
        "baggage",
        "b3",
        "x-b3-",
        "x-datadog-",
        "x-amzn-",
        "x-cloud-trace-context",
        "x-request-id",
        "request-id",
        "x-correlation-id",
        "correlation-id",
        "traceresponse",
        "sentry-trace",
        "uber-trace-id",
        "cf-",
        "if-",
        "sec-",
        "webhook-signature",
        "webhook-timestamp",
    ];

    public Task Invoke(HttpContext context)
    {
        if (context.Request.Headers.TryGetValue(Key, out var keys) && keys.Any(key => CardNumber.IsIn(key)))
        {
            context.Request.Headers[Key] = keys.Select(key => CardNumber.IsIn(key) ? cursors.StandIn(Key, key!) : key).ToArray();
        }

        return HasOne(context.Request) ? Answer.Problem(CardNumber.Refused).ExecuteAsync(context) : next(context);
    }

    private static bool HasOne(HttpRequest request)
    {
        if (
            CardNumber.IsInId(request.Path.Value)
            || (
                request.QueryString.HasValue
                && request.Query.Any(one => CardNumber.IsIn(one.Key) || one.Value.Any(value => CardNumber.IsIn(one.Key, value)))
            )
        )
        {
            return true;
        }

        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                // The name before the look: of every request with a token that is most of what would be looked at.
                if (CardNumber.MayBeIn(value) && !IsMachines(name) && CardNumber.IsInId(value))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsMachines(string header)
    {
        foreach (var machine in NotLookedAt)
        {
            if (header.StartsWith(machine, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
