// What strangers' clients are told of a refusal.
using Cartwright.Contracts;
using Cartwright.Wire;
using Grpc.Core;

namespace Cartwright.Unit.Wire;

public sealed class StatusTests
{
    [Theory]
    [InlineData(RefusalKind.Invalid, 3)]
    [InlineData(RefusalKind.Unauthenticated, 16)]
    [InlineData(RefusalKind.Forbidden, 7)]
    [InlineData(RefusalKind.NotFound, 5)]
    [InlineData(RefusalKind.Conflict, 9)]
    [InlineData(RefusalKind.Gone, 5)]
    [InlineData(RefusalKind.PreconditionFailed, 10)]
    [InlineData(RefusalKind.TooLarge, 8)]
    [InlineData(RefusalKind.UnsupportedMedia, 3)]
    [InlineData(RefusalKind.Unprocessable, 9)]
    [InlineData(RefusalKind.TooMany, 8)]
    [InlineData(RefusalKind.Unavailable, 14)]
    public void A_refusal_has_the_status_nearest_to_it(RefusalKind kind, int status) =>
        Assert.Equal(status, (int)RefusalTrailer.StatusOf(kind));

    [Fact]
    public void Only_what_may_be_repeated_is_unavailable() =>
        Assert.Equal(
            [RefusalKind.Unavailable],
            Enum.GetValues<RefusalKind>().Where(kind => RefusalTrailer.StatusOf(kind) == StatusCode.Unavailable)
        );
}
