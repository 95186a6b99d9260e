// What a file is by its content, and whether all of it is there. Names and content types are what somebody says.
using System.Buffers.Binary;
using System.Text;

namespace Cartwright.Pictures;

/// <summary>What a file is.</summary>
internal enum PictureKind
{
    None,
    Jpeg,
    Png,
    WebP,
    Avif,
    Svg,
}

internal static class PictureKinds
{
    private const byte Marker = 0xFF;
    private const int SvgLookedAt = 1_024;

    private static ReadOnlySpan<byte> PngBegin => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>By the first bytes.</summary>
    public static PictureKind Of(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? PictureKind.Jpeg
        : file.StartsWith(PngBegin) ? PictureKind.Png
        : file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..12].SequenceEqual("WEBP"u8) ? PictureKind.WebP
        : IsAvif(file) ? PictureKind.Avif
        : IsSvg(file) ? PictureKind.Svg
        : PictureKind.None;

    /// <summary>What a file that is none of them may be called in a refusal.</summary>
    public static string Guess(ReadOnlySpan<byte> file) =>
        file.StartsWith("GIF8"u8) ? "It is a GIF. "
        : file.Length >= 12 && file[4..8].SequenceEqual("ftyp"u8)
            ? "It is HEIC or a film. Set the phone to \"most compatible\", or export it as JPEG. "
        : file.StartsWith("BM"u8) ? "It is a BMP. "
        : file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) ? "It is a TIFF or a raw photo. "
        : file.StartsWith("%PDF"u8) ? "It is a PDF. "
        : string.Empty;

    /// <summary>
    /// Whether the file goes on to its own end. Decoders fill what is missing with grey, and half a picture would be shown for ever.
    /// </summary>
    public static bool IsWhole(PictureKind kind, ReadOnlySpan<byte> file) =>
        kind switch
        {
            PictureKind.Jpeg => JpegEnds(file),
            PictureKind.Png => PngEnds(file),
            PictureKind.WebP => BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L <= file.Length && ChunksEnd(file[12..]),
            PictureKind.Avif => BoxesEnd(file),
            _ => true,
        };

    private static bool IsAvif(ReadOnlySpan<byte> file)
    {
        if (file.Length < 16 || !file[4..8].SequenceEqual("ftyp"u8))
        {
            return false;
        }

        var brands = file[8..(int)Math.Clamp(BinaryPrimitives.ReadUInt32BigEndian(file), 12, Math.Min(file.Length, 256))];
        for (var at = 0; at + 4 <= brands.Length; at += 4)
        {
            if (at != 4 && brands.Slice(at, 4).SequenceEqual("avif"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSvg(ReadOnlySpan<byte> file)
    {
        var head = Encoding.UTF8.GetString(file[..Math.Min(file.Length, SvgLookedAt)]).TrimStart('\uFEFF').TrimStart();
        return head.StartsWith('<') && head.Contains("<svg", StringComparison.Ordinal);
    }

    // Segments up to the scan, then the scan's own bytes, in which a marker is never followed by 00 or a restart.
    private static bool JpegEnds(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (at + 1 < file.Length)
        {
            if (file[at] != Marker)
            {
                var next = file[at..].IndexOf(Marker);
                if (next < 0)
                {
                    return false;
                }

                at += next;
                continue;
            }

            var code = file[at + 1];
            if (code == 0xD9)
            {
                return true;
            }

            if (code is 0x00 or Marker or 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += code == Marker ? 1 : 2;
                continue;
            }

            if (at + 4 > file.Length)
            {
                return false;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
        }

        return false;
    }

    private static bool PngEnds(ReadOnlySpan<byte> file)
    {
        var at = (long)PngBegin.Length;
        while (at + 12 <= file.Length)
        {
            var chunk = file[(int)at..];
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..8].SequenceEqual("IEND"u8))
            {
                return at <= file.Length;
            }
        }

        return false;
    }

    private static bool ChunksEnd(ReadOnlySpan<byte> chunks)
    {
        var at = 0L;
        while (at + 8 <= chunks.Length)
        {
            var bytes = BinaryPrimitives.ReadUInt32LittleEndian(chunks[(int)(at + 4)..]);
            at += 8 + bytes + (bytes & 1);
        }

        return at >= chunks.Length && at <= chunks.Length + 1;
    }

    private static bool BoxesEnd(ReadOnlySpan<byte> file)
    {
        var at = 0L;
        while (at + 8 <= file.Length)
        {
            var box = file[(int)at..];
            var bytes = (long)BinaryPrimitives.ReadUInt32BigEndian(box);
            if (bytes == 1 && box.Length >= 16)
            {
                bytes = (long)Math.Min(BinaryPrimitives.ReadUInt64BigEndian(box[8..]), int.MaxValue);
            }

            if (bytes == 0)
            {
                return true;
            }

            if (bytes < 8)
            {
                return false;
            }

            at += bytes;
        }

        return at == file.Length;
    }
}
