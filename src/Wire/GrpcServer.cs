// Answers contracts over HTTP/2 as gRPC, the unary part of it: one message in, one out, the status in trailers.
// The protocol: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
using System.Collections.Frozen;
using System.Diagnostics;
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Cartwright.Wire;

/// <summary>
/// What listens on the inner port. Who does not show the service token learns nothing, not even which calls there are; only the health service needs none.
/// A refusal goes out with the status nearest to it, and whole in the trailer <c>cartwright-refusal-bin</c>.
/// </summary>
public sealed class GrpcServer
{
    /// <summary>The refusal as JSON in base64; beside the status that ordinary clients understand.</summary>
    internal const string RefusalTrailer = "cartwright-refusal-bin";

    private readonly WireTokens tokens;
    private readonly FrozenDictionary<string, WireAnswer> paths;
    private readonly GrpcHealth health;
    private readonly TimeProvider clock;
    private readonly ILogger<GrpcServer> log;

    /// <param name="contracts">What this process answers.</param>
    /// <param name="settings">The tokens.</param>
    /// <param name="serving">Whether a service is to be sent calls now, for the health service; asked with the empty name for the whole process. A draining process says no and still answers.</param>
    /// <param name="clock">For deadlines.</param>
    /// <param name="log">For what callers are not told.</param>
    public GrpcServer(IEnumerable<AnsweredContract> contracts, WireSettings settings, Func<string, bool> serving, TimeProvider clock, ILogger<GrpcServer> log)
    {
        var answered = contracts.ToList();
        tokens = new WireTokens(settings);
        paths = answered.SelectMany(contract => contract.Answers).ToFrozenDictionary(StringComparer.Ordinal);
        health = new GrpcHealth(answered.Select(contract => contract.Name), serving);
        this.clock = clock;
        this.log = log;
    }

    /// <summary>A <see cref="RequestDelegate"/>.</summary>
    public Task Answer(HttpContext context)
    {
        var request = context.Request;
        if (!context.Response.SupportsTrailers())
        {
            context.Response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        if (!GrpcText.IsGrpc(request.ContentType))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        context.Response.ContentType = GrpcText.ContentType;
        if (request.Path == GrpcHealth.CheckPath)
        {
            return Answer(context, GrpcHealth.CheckPath, health.Check, GrpcHealth.BytesMax);
        }

        if (!tokens.Hold(request.Headers.Authorization))
        {
            return End(context, GrpcStatus.Unauthenticated, "The service token is missing or does not hold.");
        }

        return paths.TryGetValue(request.Path.Value ?? string.Empty, out var answer)
            ? Answer(context, request.Path.Value!, answer, Limits.WireMessageBytesMax)
            : End(context, GrpcStatus.Unimplemented, $"There is no call {request.Path.Value} here.");
    }

    private async Task Answer(HttpContext context, string path, WireAnswer answer, int bytesMax)
    {
        var timeout = Timeout.InfiniteTimeSpan;
        if (context.Request.Headers.TryGetValue("grpc-timeout", out var text) && (text.Count != 1 || !GrpcText.TryTimeout(text[0]!, out timeout)))
        {
            await End(context, GrpcStatus.InvalidArgument, $"grpc-timeout is no timeout: '{text}'. It has one to eight digits and one of H, M, S, m, u, n.");
            return;
        }

        if (timeout == TimeSpan.Zero)
        {
            await End(context, GrpcStatus.DeadlineExceeded, "The deadline had passed when the call arrived.");
            return;
        }

        // Messages are bounded as they are read; the bound of public bodies is not theirs.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = null;
        }

        using var activity = Continue(context, path);
        var gone = context.RequestAborted;
        using var deadline = timeout == Timeout.InfiniteTimeSpan ? null : new CancellationTokenSource(timeout, clock);
        using var leaving = deadline is null ? default : gone.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        try
        {
            await Answer(context, answer, bytesMax, deadline?.Token ?? gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Nobody is left to be told.
            activity?.SetStatus(ActivityStatusCode.Error, "cancelled");
        }
        catch (OperationCanceledException) when (deadline is { IsCancellationRequested: true })
        {
            await End(context, GrpcStatus.DeadlineExceeded, "The deadline passed.", activity);
        }
        catch (Exception fault) when (fault is StorageUnavailable or Overloaded)
        {
            log.LogWarning(fault, "{Path} cannot be answered now.", path);
            await End(context, GrpcStatus.Unavailable, fault.Message, activity);
        }
        catch (Exception fault) when (gone.IsCancellationRequested)
        {
            log.LogDebug(fault, "{Path} ended after its caller had gone.", path);
        }
        catch (Exception fault)
        {
            // What went wrong is for our log, not for the caller.
            log.LogError(fault, "{Path} failed.", path);
            await End(context, GrpcStatus.Internal, "The call failed; the log of the module says why.", activity);
        }
    }

    private async Task Answer(HttpContext context, WireAnswer answer, int bytesMax, CancellationToken cancel)
    {
        var body = context.Request.BodyReader;
        var request = await GrpcRequest.Read(body, bytesMax, cancel);
        if (request.Status != GrpcStatus.Ok)
        {
            if (request.Status == GrpcStatus.Unimplemented)
            {
                context.Response.Headers["grpc-accept-encoding"] = "identity";
            }

            await End(context, request.Status, request.Why!);
            return;
        }

        ValueTask<Outcome<IMessage>> answering;
        try
        {
            answering = answer(request.Message, cancel);
        }
        finally
        {
            request.Release(body);
        }

        var outcome = answering.IsCompleted || !cancel.CanBeCanceled ? await answering : await WithinDeadline(answering.AsTask(), cancel);
        if (outcome.Is(out var reply, out var refused))
        {
            GrpcFrame.Write(context.Response.BodyWriter, reply);
            context.Response.AppendTrailer("grpc-status", GrpcStatus.Ok.Text());
            return;
        }

        context.Response.Headers[RefusalTrailer] = Convert.ToBase64String(Encoding.UTF8.GetBytes(RefusalText.WriteBounded(refused)));
        await End(context, GrpcStatuses.Of(refused.Kind), refused.Detail);
    }

    // A module that does not look at its cancellation must not keep its caller waiting; it ends by itself.
    private async Task<Outcome<IMessage>> WithinDeadline(Task<Outcome<IMessage>> answering, CancellationToken cancel)
    {
        try
        {
            return await answering.WaitAsync(cancel);
        }
        catch (OperationCanceledException) when (!answering.IsCompleted)
        {
            _ = answering.ContinueWith(
                late => log.LogError(late.Exception, "A call failed after its deadline."),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw;
        }
    }

    // Without a body, what would be trailers is the only block of headers.
    private static Task End(HttpContext context, GrpcStatus status, string message, Activity? activity = null)
    {
        context.Response.Headers["grpc-status"] = status.Text();
        context.Response.Headers["grpc-message"] = GrpcText.Encode(message);
        (activity ?? Activity.Current)?.SetStatus(ActivityStatusCode.Error, message);
        return Task.CompletedTask;
    }

    private static Activity? Continue(HttpContext context, string path)
    {
        if (!Telemetry.Traces.HasListeners())
        {
            return null;
        }

        // Where ASP.NET Core has begun an activity it already continues the caller's; else the header does.
        var parent = Activity.Current?.Context ?? default;
        if (parent == default)
        {
            ActivityContext.TryParse(context.Request.Headers.TraceParent, context.Request.Headers.TraceState, isRemote: true, out parent);
        }

        return Telemetry.Traces.StartActivity(path[1..], ActivityKind.Server, parent);
    }
}
