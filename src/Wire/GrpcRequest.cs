// Reads the one message of a call from its body, and no byte more than it may have.
using System.Buffers;
using System.IO.Pipelines;

namespace Cartwright.Wire;

/// <summary>A message, or why there is none.</summary>
/// <param name="Status">Ok with a message.</param>
/// <param name="Why">For the caller, when there is none.</param>
/// <param name="Message">Good until <see cref="Release"/>.</param>
/// <param name="Rented">Holds the message when it was too long to stay where it arrived.</param>
internal readonly record struct GrpcRequest(GrpcStatus Status, string? Why, ReadOnlySequence<byte> Message, byte[]? Rented)
{
    /// <summary>Longer messages are taken out of the body as they arrive: what lies there unread keeps the sender from sending on, and the smallest HTTP/2 window has 64 KB.</summary>
    private const int LeftInBodyBytesMax = 32 * 1024;

    /// <summary>
    /// Waits for one whole message and the end of the body: what a call does may not depend on what follows.
    /// The statuses are those of the protocol's own table: too long RESOURCE_EXHAUSTED, compressed or not exactly one UNIMPLEMENTED, cut off INTERNAL.
    /// </summary>
    public static async ValueTask<GrpcRequest> Read(PipeReader body, int bytesMax, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel);
            var buffer = read.Buffer;
            if (buffer.Length >= GrpcFrame.HeadBytes)
            {
                var (flag, length) = GrpcFrame.Head(buffer);
                if (Wrong(flag, length, bytesMax) is { } wrong)
                {
                    return wrong;
                }

                var message = buffer.Slice(GrpcFrame.HeadBytes);
                if (message.Length > length)
                {
                    return Several;
                }

                if (message.Length == length && read.IsCompleted)
                {
                    return new(GrpcStatus.Ok, null, message, null);
                }

                if (length > LeftInBodyBytesMax)
                {
                    body.AdvanceTo(message.Start);
                    return await ReadLong(body, (int)length, cancel);
                }
            }

            if (read.IsCompleted)
            {
                return buffer.IsEmpty ? new(GrpcStatus.Unimplemented, "This call takes exactly one message; none came.", default, null) : CutOff;
            }

            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>Lets go of the message's bytes.</summary>
    public void Release(PipeReader body)
    {
        if (Rented is not null)
        {
            ArrayPool<byte>.Shared.Return(Rented);
        }
        else if (Status == GrpcStatus.Ok)
        {
            body.AdvanceTo(Message.End);
        }
    }

    private static GrpcRequest Several => new(GrpcStatus.Unimplemented, "This call takes exactly one message; more came.", default, null);

    private static GrpcRequest CutOff => new(GrpcStatus.Internal, "The message was cut off.", default, null);

    private static GrpcRequest? Wrong(byte flag, uint length, int bytesMax) => flag switch
    {
        1 => new(GrpcStatus.Unimplemented, "Compressed messages are not read here; send them as identity.", default, null),
        > 1 => new(GrpcStatus.Internal, "The message has no frame: its first byte is neither 0 nor 1.", default, null),
        _ => length > bytesMax ? new(GrpcStatus.ResourceExhausted, $"The message has {length} bytes; at most {bytesMax} are read.", default, null) : null,
    };

    private static async ValueTask<GrpcRequest> ReadLong(PipeReader body, int length, CancellationToken cancel)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        var filled = 0;
        var kept = false;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancel);
                if (read.Buffer.Length > length - filled)
                {
                    return Several;
                }

                read.Buffer.CopyTo(bytes.AsSpan(filled));
                filled += (int)read.Buffer.Length;
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    kept = filled == length;
                    return kept ? new(GrpcStatus.Ok, null, new ReadOnlySequence<byte>(bytes, 0, length), bytes) : CutOff;
                }
            }
        }
        finally
        {
            if (!kept)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }
}
