// The status of a call in gRPC's numbers, and how our refusals look in them to programs that know nothing of refusals.
// Numbers and meanings: https://github.com/grpc/grpc/blob/master/doc/statuscodes.md
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary>gRPC's status codes.</summary>
public enum GrpcStatus
{
    Ok = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>From refusals and from HTTP to gRPC.</summary>
internal static class GrpcStatuses
{
    private static readonly string[] Texts = [.. Enumerable.Range(0, 17).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>The number as it stands in the header.</summary>
    public static string Text(this GrpcStatus status) => Texts[(int)status];

    /// <summary>What an ordinary client makes of a refusal: whether to repeat, to read again, or to give up.</summary>
    public static GrpcStatus Of(RefusalKind kind) => kind switch
    {
        RefusalKind.Unauthenticated => GrpcStatus.Unauthenticated,
        RefusalKind.Forbidden => GrpcStatus.PermissionDenied,
        RefusalKind.NotFound or RefusalKind.Gone => GrpcStatus.NotFound,
        RefusalKind.Conflict or RefusalKind.Unprocessable => GrpcStatus.FailedPrecondition,
        RefusalKind.PreconditionFailed => GrpcStatus.Aborted,
        RefusalKind.TooLarge or RefusalKind.TooMany => GrpcStatus.ResourceExhausted,
        RefusalKind.Unavailable => GrpcStatus.Unavailable,
        _ => GrpcStatus.InvalidArgument,
    };

    /// <summary>What an HTTP status says that something between us and the server gave, which speaks no gRPC.</summary>
    /// <remarks>https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md</remarks>
    public static GrpcStatus OfHttp(int status) => status switch
    {
        400 => GrpcStatus.Internal,
        401 => GrpcStatus.Unauthenticated,
        403 => GrpcStatus.PermissionDenied,
        404 => GrpcStatus.Unimplemented,
        429 or 502 or 503 or 504 => GrpcStatus.Unavailable,
        _ => GrpcStatus.Unknown,
    };
}
