// One try of a call: sends the frame, reads the reply's frame and its trailers, and says how it ended.
using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Wire;

/// <summary>A request and its reply over HTTP/2. Keeps nothing between tries.</summary>
internal static class GrpcExchange
{
    private const int FirstReadBytes = 4 * 1024;
    private static readonly MediaTypeHeaderValue Grpc = new(GrpcText.ContentType);

    /// <summary>Throws only <see cref="OperationCanceledException"/>, when <paramref name="cancel"/> is.</summary>
    public static async ValueTask<GrpcReply> Try(HttpMessageInvoker http, Uri address, string? authorization, ArraySegment<byte> frame, TimeSpan timeout, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame.Array!, frame.Offset, frame.Count),
        };
        request.Content.Headers.ContentType = Grpc;
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcText.Timeout(timeout));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("authorization", authorization);
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } trace } activity)
        {
            request.Headers.TryAddWithoutValidation("traceparent", trace);
            if (activity.TraceStateString is { Length: > 0 } state)
            {
                request.Headers.TryAddWithoutValidation("tracestate", state);
            }
        }

        try
        {
            using var response = await http.SendAsync(request, cancel);
            return await Read(response, cancel);
        }
        catch (HttpRequestException failure)
        {
            cancel.ThrowIfCancellationRequested();
            return SpeaksNoHttp2(failure)
                ? GrpcReply.Without(Ending.Broken, "it speaks no HTTP/2 there: that is a public port, or no port of ours. Give the inner one (Wire:Port, 8081)")
                : GrpcReply.Without(failure.InnerException is AuthenticationException ? Ending.Broken : Ending.Outage, Root(failure));
        }
        catch (IOException failure)
        {
            cancel.ThrowIfCancellationRequested();
            return GrpcReply.Without(Ending.Outage, Root(failure));
        }
    }

    private static async ValueTask<GrpcReply> Read(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var status = (int)response.StatusCode;
            return Ended(GrpcStatuses.OfHttp(status), $"it answered with HTTP {status}");
        }

        if (response.Content.Headers.ContentType?.MediaType is not { } type || !GrpcText.IsGrpc(type))
        {
            return GrpcReply.Without(Ending.Broken, "what answers there speaks no gRPC");
        }

        // A status among the headers: there is no message.
        if (Status(response.Headers) is { } only)
        {
            return only == GrpcStatus.Ok
                ? GrpcReply.Without(Ending.Broken, "it answered without a message")
                : Ended(only, response.Headers);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstReadBytes);
        var kept = false;
        try
        {
            var filled = 0;
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            while (true)
            {
                if (filled == buffer.Length)
                {
                    var (_, more) = GrpcFrame.Head(buffer);
                    if (filled > more + GrpcFrame.HeadBytes)
                    {
                        return GrpcReply.Without(Ending.Broken, "it answered with more than one message");
                    }

                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(more + GrpcFrame.HeadBytes, buffer.Length) + 1);
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = await body.ReadAsync(buffer.AsMemory(filled), cancel);
                if (read == 0)
                {
                    break;
                }

                filled += read;
                if (filled >= GrpcFrame.HeadBytes && GrpcFrame.Head(buffer).Length > Limits.WireMessageBytesMax)
                {
                    return GrpcReply.Without(Ending.Broken, $"its reply has more than {Limits.WireMessageBytesMax} bytes");
                }
            }

            var status = Status(response.TrailingHeaders);
            if (status is null)
            {
                return GrpcReply.Without(Ending.Outage, "its reply was cut off");
            }

            if (status != GrpcStatus.Ok)
            {
                return Ended(status.Value, response.TrailingHeaders);
            }

            if (filled < GrpcFrame.HeadBytes)
            {
                return GrpcReply.Without(Ending.Broken, "it answered without a message");
            }

            var (flag, length) = GrpcFrame.Head(buffer);
            if (flag != 0 || filled != length + GrpcFrame.HeadBytes)
            {
                return GrpcReply.Without(Ending.Broken, "its reply is not one plain message");
            }

            kept = true;
            return GrpcReply.With(new ArraySegment<byte>(buffer, GrpcFrame.HeadBytes, (int)length));
        }
        finally
        {
            if (!kept)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static GrpcReply Ended(GrpcStatus status, HttpResponseHeaders headers)
    {
        if (Value(headers, GrpcServer.RefusalTrailer) is { } encoded)
        {
            try
            {
                return GrpcReply.With(RefusalText.Read(Encoding.UTF8.GetString(Convert.FromBase64String(Padded(encoded)))));
            }
            catch (Exception e) when (e is FormatException or JsonException)
            {
                return GrpcReply.Without(Ending.Broken, "its refusal cannot be read: " + e.Message);
            }
        }

        return Ended(status, GrpcText.Decode(Value(headers, "grpc-message") ?? string.Empty));
    }

    private static GrpcReply Ended(GrpcStatus status, string why) => status switch
    {
        GrpcStatus.Unavailable or GrpcStatus.Cancelled => GrpcReply.Without(Ending.Outage, why),
        GrpcStatus.DeadlineExceeded => GrpcReply.Without(Ending.TooLate, why),
        GrpcStatus.Unauthenticated => GrpcReply.Without(Ending.Broken, "it does not take our service token: give both processes the same Service:Token"),
        _ => GrpcReply.Without(Ending.Broken, $"{status}: {why}"),
    };

    private static GrpcStatus? Status(HttpResponseHeaders headers) => Value(headers, "grpc-status") is { } text
        ? int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && number <= (int)GrpcStatus.Unauthenticated
            ? (GrpcStatus)number : GrpcStatus.Unknown
        : null;

    private static string? Value(HttpResponseHeaders headers, string name)
    {
        if (!headers.NonValidated.TryGetValues(name, out var values))
        {
            return null;
        }

        foreach (var value in values)
        {
            return value;
        }

        return null;
    }

    // Base64 in trailers comes with padding or without it.
    private static string Padded(string base64) => base64.PadRight((base64.Length + 3) / 4 * 4, '=');

    private static bool SpeaksNoHttp2(HttpRequestException failure) =>
        failure.HttpRequestError == HttpRequestError.VersionNegotiationError || failure.InnerException is HttpProtocolException { ErrorCode: 13 };

    private static string Root(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure.Message;
    }
}
