// What strangers' clients are told of a refusal, and what we make of an HTTP status.
using Cartwright.Contracts;
using Cartwright.Wire;

namespace Cartwright.Unit.Wire;

public sealed class StatusTests
{
    [Theory]
    [InlineData(RefusalKind.Invalid, "3")]
    [InlineData(RefusalKind.Unauthenticated, "16")]
    [InlineData(RefusalKind.Forbidden, "7")]
    [InlineData(RefusalKind.NotFound, "5")]
    [InlineData(RefusalKind.Conflict, "9")]
    [InlineData(RefusalKind.Gone, "5")]
    [InlineData(RefusalKind.PreconditionFailed, "10")]
    [InlineData(RefusalKind.TooLarge, "8")]
    [InlineData(RefusalKind.UnsupportedMedia, "3")]
    [InlineData(RefusalKind.Unprocessable, "9")]
    [InlineData(RefusalKind.TooMany, "8")]
    [InlineData(RefusalKind.Unavailable, "14")]
    public void A_refusal_has_the_status_nearest_to_it(RefusalKind kind, string status) => Assert.Equal(status, GrpcStatuses.Of(kind).Text());

    [Fact]
    public void Only_what_may_be_repeated_is_unavailable() =>
        Assert.Equal([RefusalKind.Unavailable], Enum.GetValues<RefusalKind>().Where(kind => GrpcStatuses.Of(kind) == GrpcStatus.Unavailable));

    [Theory]
    [InlineData(401, GrpcStatus.Unauthenticated)]
    [InlineData(404, GrpcStatus.Unimplemented)]
    [InlineData(415, GrpcStatus.Unknown)]
    [InlineData(429, GrpcStatus.Unavailable)]
    [InlineData(500, GrpcStatus.Unknown)]
    [InlineData(502, GrpcStatus.Unavailable)]
    public void An_http_status_is_read_as_grpc_says(int http, GrpcStatus status) => Assert.Equal(status, GrpcStatuses.OfHttp(http));
}
