// gRPC's frame: one byte that says whether the message is compressed, four that give its length, the message.
using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Cartwright.Wire;

/// <summary>Writes frames, and reads their heads.</summary>
internal static class GrpcFrame
{
    /// <summary>Bytes before the message.</summary>
    public const int HeadBytes = 5;

    /// <summary>The flag and the length; needs <see cref="HeadBytes"/> bytes.</summary>
    public static (byte Flag, uint Length) Head(in ReadOnlySequence<byte> frame)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        frame.Slice(0, HeadBytes).CopyTo(head);
        return Head(head);
    }

    public static (byte Flag, uint Length) Head(ReadOnlySpan<byte> head) => (head[0], BinaryPrimitives.ReadUInt32BigEndian(head[1..]));

    /// <summary>A message in its frame, straight into the response.</summary>
    public static void Write(IBufferWriter<byte> to, IMessage message)
    {
        var head = to.GetSpan(HeadBytes);
        head[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(head[1..], message.CalculateSize());
        to.Advance(HeadBytes);
        message.WriteTo(to);
    }

    /// <summary>A message in its frame, in an array of the pool; the caller gives it back.</summary>
    public static ArraySegment<byte> Rent(IMessage message)
    {
        var size = message.CalculateSize();
        var bytes = ArrayPool<byte>.Shared.Rent(HeadBytes + size);
        bytes[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), size);
        message.WriteTo(bytes.AsSpan(HeadBytes, size));
        return new ArraySegment<byte>(bytes, 0, HeadBytes + size);
    }
}
