// A refusal on its way: the status nearest to it for programs that know nothing of refusals, and the whole of it in a trailer.
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Grpc.Core;

namespace Cartwright.Wire;

/// <summary>Puts refusals into gRPC's statuses and takes them out again.</summary>
internal static class RefusalTrailer
{
    /// <summary>The refusal as JSON (<see cref="RefusalText"/>); gRPC writes what ends in -bin as base64.</summary>
    public const string Name = "cartwright-refusal-bin";

    /// <summary>What ends the call.</summary>
    public static RpcException Thrown(Refusal refused) =>
        new(
            new Status(StatusOf(refused.Kind), refused.Detail),
            new Metadata { { Name, Encoding.UTF8.GetBytes(RefusalText.WriteBounded(refused)) } }
        );

    /// <summary>The refusal that ended a call; null when it was none. Throws <see cref="JsonException"/> when it cannot be read.</summary>
    public static Refusal? Read(Metadata trailers) =>
        trailers.GetValueBytes(Name) is { } text ? RefusalText.Read(Encoding.UTF8.GetString(text)) : null;

    /// <summary>What an ordinary client makes of a refusal: whether to repeat, to read again, or to give up.</summary>
    public static StatusCode StatusOf(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Unauthenticated => StatusCode.Unauthenticated,
            RefusalKind.Forbidden => StatusCode.PermissionDenied,
            RefusalKind.NotFound or RefusalKind.Gone => StatusCode.NotFound,
            RefusalKind.Conflict or RefusalKind.Unprocessable => StatusCode.FailedPrecondition,
            RefusalKind.PreconditionFailed => StatusCode.Aborted,
            RefusalKind.TooLarge or RefusalKind.TooMany => StatusCode.ResourceExhausted,
            RefusalKind.Unavailable => StatusCode.Unavailable,
            _ => StatusCode.InvalidArgument,
        };
}
