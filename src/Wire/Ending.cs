// How one try of a call ended, read from what Grpc.Net.Client reports of it.
using System.Security.Authentication;
using System.Text.Json;
using Cartwright.Contracts;
using Google.Protobuf;
using Grpc.Core;

namespace Cartwright.Wire;

/// <summary>How a try ended.</summary>
internal enum Ending
{
    /// <summary>With a reply or the module's own refusal.</summary>
    Answered,

    /// <summary>The module could not be asked, or did not say how it ended. Another try may do better.</summary>
    Outage,

    /// <summary>It was not asked, because it did not answer a moment ago.</summary>
    LeftAlone,

    /// <summary>No answer before the deadline.</summary>
    TooLate,

    /// <summary>It will end so each time until somebody changes something.</summary>
    Broken,
}

/// <summary>One try's end.</summary>
/// <param name="Ending">Which of the following is there.</param>
/// <param name="Message">The reply.</param>
/// <param name="Refused">The module's refusal.</param>
/// <param name="Why">For people, when nothing was answered.</param>
internal readonly record struct Ended(Ending Ending, IMessage? Message, Refusal? Refused, string? Why)
{
    public static Ended With(IMessage message) => new(Ending.Answered, message, null, null);

    public static Ended Without(Ending ending, string why) => new(ending, null, null, why);

    /// <summary>What a failure says about the module.</summary>
    public static Ended By(RpcException failure)
    {
        try
        {
            if (RefusalTrailer.Read(failure.Trailers) is { } refused)
            {
                return new(Ending.Answered, null, refused, null);
            }
        }
        catch (JsonException e)
        {
            return Without(Ending.Broken, "its refusal cannot be read: " + e.Message);
        }

        var why = failure.Status.Detail;
        return failure.Status.DebugException switch
        {
            InvalidProtocolBufferException e => Without(Ending.Broken, "its reply cannot be read: " + e.Message),
            HttpRequestException e => SpeaksNoHttp2(e)
                ? Without(
                    Ending.Broken,
                    "it speaks no HTTP/2 there: that is a public port, or no port of ours. Give the inner one (Wire:Port, 8081)"
                )
                : Without(e.InnerException is AuthenticationException ? Ending.Broken : Ending.Outage, e.GetBaseException().Message),
            IOException e => Without(Ending.Outage, e.GetBaseException().Message),
            _ => failure.StatusCode switch
            {
                StatusCode.Unavailable => Without(Ending.Outage, why),
                StatusCode.DeadlineExceeded => Without(Ending.TooLate, "no answer before the deadline"),
                StatusCode.Unauthenticated => Without(
                    Ending.Broken,
                    "it does not take our service token: give both processes the same Service:Token"
                ),

                // The library's word for what came without a status, and for what is no gRPC at all.
                StatusCode.Cancelled => Without(
                    why.StartsWith("Bad gRPC response", StringComparison.Ordinal) ? Ending.Broken : Ending.Outage,
                    why
                ),
                _ => Without(Ending.Broken, $"{failure.StatusCode}: {why}"),
            },
        };
    }

    private static bool SpeaksNoHttp2(HttpRequestException failure) =>
        failure.HttpRequestError == HttpRequestError.VersionNegotiationError
        || failure.InnerException is HttpProtocolException { ErrorCode: 13 };
}
