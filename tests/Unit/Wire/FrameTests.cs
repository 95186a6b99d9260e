// Frames: what is written, and what is read from a body that comes in pieces.
using System.Buffers;
using System.IO.Pipelines;
using Cartwright.Contracts;
using Cartwright.Wire;
using Google.Protobuf;

namespace Cartwright.Unit.Wire;

public sealed class FrameTests
{
    private const int BytesMax = 100_000;

    [Fact]
    public void A_frame_is_flag_length_and_message()
    {
        var message = new ReserveReply { ExpiresUnixMs = 300 };
        var expected = InnerServer.Frame(message);
        var written = new ArrayBufferWriter<byte>();
        GrpcFrame.Write(written, message);
        Assert.Equal(expected, written.WrittenSpan.ToArray());
        var rented = GrpcFrame.Rent(message);
        Assert.Equal(expected, rented.ToArray());
        ArrayPool<byte>.Shared.Return(rented.Array!);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 1)]
    [InlineData(10, 7)]
    [InlineData(32 * 1024, 5_000)]
    [InlineData((32 * 1024) + 1, 5_000)]
    [InlineData(BytesMax, 9_999)]
    public async Task A_message_is_read_whole_however_its_bytes_come(int bytes, int piece)
    {
        var message = Enumerable.Range(0, bytes).Select(i => (byte)i).ToArray();
        var (request, pipe) = await Read(InnerServer.Frame(message), piece);
        Assert.Equal(GrpcStatus.Ok, request.Status);
        Assert.Equal(message, request.Message.ToArray());
        request.Release(pipe);
    }

    [Theory]
    [InlineData(0, GrpcStatus.Unimplemented)]
    [InlineData(4, GrpcStatus.Internal)]
    [InlineData(5, GrpcStatus.Internal)]
    [InlineData(14, GrpcStatus.Internal)]
    [InlineData(16, GrpcStatus.Unimplemented)]
    public async Task Not_exactly_one_message_is_none(int bytes, GrpcStatus status)
    {
        byte[] twoFrames = [.. InnerServer.Frame(new byte[10]), .. InnerServer.Frame([])];
        Assert.Equal(status, (await Read(twoFrames[..bytes], 3)).Request.Status);
    }

    [Theory]
    [InlineData(50_000, GrpcStatus.Internal)]
    [InlineData(60_001, GrpcStatus.Unimplemented)]
    public async Task A_long_message_is_held_to_its_length_too(int bytes, GrpcStatus status) =>
        Assert.Equal(status, (await Read(InnerServer.Frame(new byte[bytes], length: 60_000), 8_000)).Request.Status);

    [Theory]
    [InlineData(1, GrpcStatus.Unimplemented)]
    [InlineData(2, GrpcStatus.Internal)]
    [InlineData(255, GrpcStatus.Internal)]
    public async Task Compressed_and_nonsensical_flags_are_told_apart(byte flag, GrpcStatus status) =>
        Assert.Equal(status, (await Read(InnerServer.Frame([1], flag), 10)).Request.Status);

    [Theory]
    [InlineData(BytesMax + 1)]
    [InlineData(uint.MaxValue)]
    public async Task A_message_that_says_it_is_too_long_is_refused_by_its_head_alone(uint length)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(InnerServer.Frame([], length: length));
        var request = await GrpcRequest.Read(pipe.Reader, BytesMax, default);
        Assert.Equal(GrpcStatus.ResourceExhausted, request.Status);
    }

    // The smallest window an HTTP/2 sender has: it sends on only when what it sent was taken.
    private static async Task<(GrpcRequest Request, PipeReader Pipe)> Read(byte[] body, int piece)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
        async Task Write()
        {
            for (var at = 0; at < body.Length; at += piece)
            {
                await pipe.Writer.WriteAsync(body.AsMemory(at, Math.Min(piece, body.Length - at)));
            }

            await pipe.Writer.CompleteAsync();
        }

        var writing = Write();
        var request = await GrpcRequest.Read(pipe.Reader, BytesMax, default);
        if (request.Status == GrpcStatus.Ok)
        {
            await writing;
        }

        return (request, pipe.Reader);
    }
}
