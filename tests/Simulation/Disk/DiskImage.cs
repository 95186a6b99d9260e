// The bytes of a file, of which a copy costs no more than a list of their pieces.
namespace Cartwright.Simulation;

/// <summary>Bytes in pieces that copies share until one of them writes there. Bytes behind the end are zeros.</summary>
internal sealed class DiskImage
{
    private const int PieceBytes = 4096;

    private byte[]?[] pieces = [];
    private bool[] shared = [];

    /// <summary>In bytes.</summary>
    public long Length { get; private set; }

    /// <summary>The same bytes again; neither sees what is written to the other.</summary>
    public DiskImage Clone()
    {
        Array.Fill(shared, true);
        return new()
        {
            pieces = [.. pieces],
            shared = [.. shared],
            Length = Length,
        };
    }

    /// <summary>Fills all of it, with zeros behind the end; answers how many bytes lie before the end.</summary>
    public int Read(long offset, Span<byte> into)
    {
        var there = (int)Math.Clamp(Length - offset, 0, into.Length);
        into[there..].Clear();
        for (var done = 0; done < there; )
        {
            var (piece, at) = Math.DivRem(offset + done, PieceBytes);
            var bytes = (int)Math.Min(there - done, PieceBytes - at);
            if (pieces[piece] is { } from)
            {
                from.AsSpan((int)at, bytes).CopyTo(into[done..]);
            }
            else
            {
                into.Slice(done, bytes).Clear();
            }

            done += bytes;
        }

        return there;
    }

    /// <summary>Makes the file longer where it ends before.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset + bytes.Length > Length)
        {
            SetLength(offset + bytes.Length);
        }

        for (var done = 0; done < bytes.Length; )
        {
            var (piece, at) = Math.DivRem(offset + done, PieceBytes);
            var count = (int)Math.Min(bytes.Length - done, PieceBytes - at);
            bytes.Slice(done, count).CopyTo(Own(piece).AsSpan((int)at));
            done += count;
        }
    }

    /// <summary>Cuts the file, or makes it longer with zeros.</summary>
    public void SetLength(long bytes)
    {
        var count = (int)((bytes + PieceBytes - 1) / PieceBytes);
        if (count > pieces.Length)
        {
            Array.Resize(ref pieces, Math.Max(count, 2 * pieces.Length));
            Array.Resize(ref shared, pieces.Length);
        }

        if (bytes < Length)
        {
            Array.Clear(pieces, count, pieces.Length - count);
            Array.Clear(shared, count, shared.Length - count);
            if (bytes % PieceBytes is > 0 and var end)
            {
                Own(bytes / PieceBytes).AsSpan((int)end).Clear();
            }
        }

        Length = bytes;
    }

    /// <summary>Turns one bit over, where the file has one.</summary>
    public void Flip(long bit)
    {
        if (bit / 8 < Length)
        {
            Own(bit / 8 / PieceBytes)[bit / 8 % PieceBytes] ^= (byte)(1 << (int)(bit % 8));
        }
    }

    private byte[] Own(long piece)
    {
        var bytes = pieces[piece];
        if (bytes is null || shared[piece])
        {
            pieces[piece] = bytes = bytes is null ? new byte[PieceBytes] : [.. bytes];
            shared[piece] = false;
        }

        return bytes;
    }
}
