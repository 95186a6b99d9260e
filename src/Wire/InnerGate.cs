// The gate of the inner port: who comes in without the service token learns nothing, not even which calls there are.
using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Wire;

/// <summary>
/// Looks at the head of a call before Grpc.AspNetCore reads its message. Only the health service's question needs no token:
/// load balancers have none.
/// </summary>
internal sealed partial class InnerGate
{
    private const string Grpc = "application/grpc";
    private const string HealthCheck = "/grpc.health.v1.Health/Check";

    private readonly WireTokens tokens;

    // By exact path. The routes of ASP.NET Core take capitals and a slash at the end for the same; a call's name is one text.
    private readonly FrozenDictionary<string, Endpoint> calls;

    public InnerGate(IEnumerable<Endpoint> endpoints, WireSettings settings)
    {
        tokens = new WireTokens(settings);
        calls = endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is not null)
            .ToFrozenDictionary(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()!.Method.FullName, StringComparer.Ordinal);
    }

    /// <summary>A <see cref="RequestDelegate"/>.</summary>
    public Task Answer(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        if (!IsGrpc(request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        var path = request.Path.Value!;
        if (path != HealthCheck && !tokens.Hold(request.Headers.Authorization))
        {
            return End(context, StatusCode.Unauthenticated, "The service token is missing or does not hold.");
        }

        if (!calls.TryGetValue(path, out var call))
        {
            return End(context, StatusCode.Unimplemented, "There is no such call here.");
        }

        // The library takes a timeout that it cannot read, or that is over, for none; such a call would be waited for without end.
        if (request.Headers.TryGetValue("grpc-timeout", out var timeout))
        {
            if (timeout.Count != 1 || !Timeout().IsMatch(timeout[0]!))
            {
                return End(
                    context,
                    StatusCode.InvalidArgument,
                    "grpc-timeout is no timeout: it has one to eight digits and one of H, M, S, m, u, n."
                );
            }

            if (NoTime().IsMatch(timeout[0]!))
            {
                return End(context, StatusCode.DeadlineExceeded, "The deadline had passed when the call arrived.");
            }
        }

        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } span)
        {
            var method = call.Metadata.GetMetadata<GrpcMethodMetadata>()!.Method;
            span.DisplayName = path[1..];
            span.SetTag("rpc.system", "grpc").SetTag("rpc.service", method.ServiceName).SetTag("rpc.method", method.Name);
        }

        // The shop's routes may have found one of theirs by this path.
        context.SetEndpoint(call);
        return call.RequestDelegate!(context);
    }

    /// <summary>The plain media type and +proto, with or without parameters.</summary>
    private static bool IsGrpc(string? type) =>
        type == Grpc
        || (
            MediaTypeHeaderValue.TryParse(type, out var read)
            && (
                read.MediaType.Equals(Grpc, StringComparison.OrdinalIgnoreCase)
                || read.MediaType.Equals(Grpc + "+proto", StringComparison.OrdinalIgnoreCase)
            )
        );

    // Without a body, what would be trailers is the only block of headers.
    private static Task End(HttpContext context, StatusCode status, string message)
    {
        context.Response.ContentType = Grpc;
        context.Response.Headers["grpc-status"] = ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers["grpc-message"] = message;
        return Task.CompletedTask;
    }

    [GeneratedRegex("^[0-9]{1,8}[HMSmun]$")]
    private static partial Regex Timeout();

    // A tick has a hundred nanoseconds.
    [GeneratedRegex("^(0+[HMSmu]|0*[0-9]{1,2}n)$")]
    private static partial Regex NoTime();
}
