// Pictures that tests make, and what is written into them by hand.
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using NetVips;

namespace Cartwright.Unit.Pictures;

internal static class TestPictures
{
    /// <summary>A picture with a red left half.</summary>
    public static Image Image(int width, int height)
    {
        using var black = NetVips.Image.Black(width, height);
        using var red = black.Linear([1.0], [200.0]).Crop(0, 0, Math.Max(1, width / 2), height);
        using var left = black.Insert(red, 0, 0);
        using var all = left.Bandjoin(black, black);
        using var bytes = all.Cast(Enums.BandFormat.Uchar);
        return bytes.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    public static byte[] Jpeg(int width = 64, int height = 48)
    {
        using var image = Image(width, height);
        return image.JpegsaveBuffer();
    }

    public static byte[] Png(int width = 64, int height = 48)
    {
        using var image = Image(width, height);
        return image.PngsaveBuffer();
    }

    public static byte[] WebP(int width = 64, int height = 48)
    {
        using var image = Image(width, height);
        return image.WebpsaveBuffer();
    }

    public static byte[] Avif(int width = 64, int height = 48)
    {
        using var image = Image(width, height);
        return image.HeifsaveBuffer(compression: Enums.ForeignHeifCompression.Av1);
    }

    /// <summary>As a phone writes it: to be turned to the right, with the place, a programme's notes and a comment.</summary>
    public static byte[] JpegWithNotes(int width = 64, int height = 48)
    {
        var plain = Jpeg(width, height);
        byte[] exif =
        [
            .. "Exif\0\0II*\0"u8,
            8,
            0,
            0,
            0,
            1,
            0,
            0x12,
            0x01,
            3,
            0,
            1,
            0,
            0,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            .. "GPS 52.5200N 13.4050E"u8,
        ];
        return
        [
            .. plain[..2],
            .. Segment(0xE1, exif),
            .. Segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>my garden</x:xmpmeta>"u8.ToArray()),
            .. Segment(0xFE, "taken at home"u8.ToArray()),
            .. plain[2..],
        ];
    }

    /// <summary>A PNG of a few bytes that says it is as large as this.</summary>
    public static byte[] PngThatSays(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        var rows = new MemoryStream();
        using (var packed = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write(new byte[100_000]);
        }

        return [0x89, .. "PNG\r\n\x1A\n"u8, .. Chunk("IHDR", header), .. Chunk("IDAT", rows.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Segment(byte code, byte[] content) =>
        [0xFF, code, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Chunk(string name, byte[] content)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. content];
        var (length, check) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(check, Crc(named));
        return [.. length, .. named, .. check];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
            }
        }

        return ~crc;
    }
}
