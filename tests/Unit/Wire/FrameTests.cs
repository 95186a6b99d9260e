// Frames as they come in on the inner port: whole, in pieces, cut off, too long, compressed, and none at all; over real HTTP/2.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Cartwright.Unit.Wire;

public sealed class FrameTests : IAsyncLifetime
{
    private const string Reserve = "/cartwright.v1.Inventory/Reserve";
    private readonly StubInventory inventory = new();
    private readonly KeptLogs logs = new();
    private InnerServer server = null!;

    public async ValueTask InitializeAsync() => server = await InnerServer.Of(inventory, log: logs);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(0, StatusCode.Unimplemented)]
    [InlineData(3, StatusCode.Internal)]
    [InlineData(6, StatusCode.Internal)]
    public async Task A_body_without_one_whole_message_is_refused(int bytes, StatusCode status)
    {
        await server.Refuses(status, Reserve, InnerServer.Frame(new byte[10])[..bytes]);
        Assert.Equal(0, inventory.Asked);
    }

    [Fact]
    public async Task Two_messages_are_refused() =>
        await server.Refuses(StatusCode.Unimplemented, Reserve, [.. InnerServer.Frame([]), .. InnerServer.Frame([])]);

    [Fact]
    public async Task A_compressed_message_is_told_what_is_read()
    {
        var answer = await server.Refuses(
            StatusCode.Unimplemented,
            Reserve,
            InnerServer.Frame([1, 2], flag: 1),
            request => request.Headers.TryAddWithoutValidation("grpc-encoding", "gzip")
        );
        Assert.Equal("identity", answer.Headers.GetValues("grpc-accept-encoding").Single());

        // By what it is compressed must be said: https://github.com/grpc/grpc/blob/master/doc/compression.md
        await server.Refuses(StatusCode.Internal, Reserve, InnerServer.Frame([1, 2], flag: 1));
        Assert.Equal(0, inventory.Asked);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(255)]
    public async Task A_frame_that_is_none_is_refused(byte flag)
    {
        await server.Refuses(StatusCode.Internal, Reserve, InnerServer.Frame([1], flag));
        Assert.Equal(0, inventory.Asked);
    }

    [Theory]
    [InlineData(Limits.WireMessageBytesMax + 1)]
    [InlineData(uint.MaxValue)]
    public async Task A_message_that_says_it_is_too_long_is_refused_by_its_head_alone(uint length)
    {
        // The rest is waited for by nobody.
        await server.Refuses(StatusCode.ResourceExhausted, Reserve, new EndlessContent(InnerServer.Frame([], length: length)));
        Assert.Equal(0, inventory.Asked);
    }

    [Theory]
    [InlineData(50_000, StatusCode.Internal)]
    [InlineData(60_006, StatusCode.Internal)]
    [InlineData(60_010, StatusCode.Unimplemented)]
    public async Task A_long_message_is_held_to_its_length(int bytes, StatusCode status)
    {
        // A whole message of 60,000 bytes, and then nothing, a byte that begins no frame, or another frame.
        byte[] body = [.. InnerServer.Frame(new byte[60_000]), .. InnerServer.Frame([])];
        await server.Refuses(status, Reserve, body[..bytes]);
        Assert.Equal(0, inventory.Asked);
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(10, 7)]
    [InlineData(32 * 1024, 5_000)]
    [InlineData(100_000, 9_999)]
    public async Task A_message_is_read_whole_however_its_bytes_come(int bytes, int piece)
    {
        ReserveRequest? arrived = null;
        inventory.OnReserve = (request, _) =>
        {
            arrived = request;
            return Task.FromResult<Outcome<ReserveReply>>(new ReserveReply());
        };
        var sent = new ReserveRequest { ReservationId = new string('r', bytes) };
        Assert.Equal("0", (await server.Send(Reserve, new PiecesContent(InnerServer.Frame(sent), piece))).Status);
        Assert.Equal(sent, arrived);
    }

    [Fact]
    public async Task Hostile_calls_leave_no_stack_in_the_log_and_the_server_goes_on()
    {
        inventory.OnReserve = (_, _) => Task.FromResult<Outcome<ReserveReply>>(Refusal.Conflict("out_of_stock", "No."));
        var before = logs.Lines.Count;
        byte[] whole = InnerServer.Frame([]);
        foreach (
            var body in new byte[][]
            {
                [],
                [0],
                [7],
                whole[..3],
                whole,
                [.. whole, .. whole],
                [.. whole, 1],
                InnerServer.Frame([0xff, 0xff, 0xff]),
                InnerServer.Frame([1], flag: 1),
                InnerServer.Frame([1], flag: 9),
                InnerServer.Frame([], length: uint.MaxValue),
                InnerServer.Frame([1, 2], length: 9),
            }
        )
        {
            foreach (
                var path in new[]
                {
                    Reserve,
                    "/grpc.health.v1.Health/Check",
                    "/cartwright.v1.Inventory/Steal",
                    "/",
                    "/a%2fb",
                    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                }
            )
            {
                foreach (var token in new[] { null, "wrong", InnerServer.Token })
                {
                    await server.Send(path, new ByteArrayContent(body), token: token);
                }
            }
        }

        Assert.All(logs.Lines.Skip(before), line => Assert.True(line.Exception is null, $"{line.Category}: {line.Text} {line.Exception}"));

        // That its heartbeat was late the server says of a busy machine, whoever calls.
        Assert.DoesNotContain(
            logs.Lines.Skip(before),
            line => line.Level >= LogLevel.Warning && !line.Text.Contains("heartbeat has been running", StringComparison.Ordinal)
        );
        inventory.OnReserve = (_, _) => Task.FromResult<Outcome<ReserveReply>>(new ReserveReply());
        Assert.Equal("0", (await server.Send(Reserve, InnerServer.Frame([]))).Status);
    }
}
