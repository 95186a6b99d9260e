// Lines, journal entries and records within the cart's own row: JSON, compressed, because a row may have 400 KB and is charged by the
// kilobyte.
using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Cartwright.Carts;
using Cartwright.Kernel;

namespace Cartwright.DynamoDb;

/// <summary>A line as the cart's own row has it.</summary>
/// <param name="Rev">The commit that wrote it last; its row must have the same.</param>
internal sealed record StampedLine(CartItem Item, long Rev);

/// <summary>Packs and unpacks.</summary>
internal static class Packed
{
    // The fastest quality: it takes most of what can be taken from such short texts.
    private const int Quality = 1;
    private const int Window = 18;
    private const int UnpackedBytesMax = 16 * 1024 * 1024;

    public static byte[] Lines(IReadOnlyList<StampedLine> lines)
    {
        var buffer = new ArrayBufferWriter<byte>(256 + (lines.Count * 128));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var (item, rev) in lines)
            {
                json.WriteStartArray();
                json.WriteStringValue(item.ProductId);
                json.WriteStringValue(item.Name);
                json.WriteNumberValue(item.Quantity);
                json.WriteNumberValue(item.PriceMinor);
                json.WriteStringValue(item.Currency);
                json.WriteNumberValue(item.AddedMs);
                json.WriteBooleanValue(item.Saved);
                json.WriteNumberValue(rev);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Pack(buffer.WrittenSpan);
    }

    public static List<StampedLine> Lines(byte[] packed)
    {
        using var json = JsonDocument.Parse(Unpack(packed));
        var lines = new List<StampedLine>(json.RootElement.GetArrayLength());
        foreach (var line in json.RootElement.EnumerateArray())
        {
            lines.Add(
                new(
                    new(
                        line[0].GetString()!,
                        line[1].GetString()!,
                        line[2].GetInt64(),
                        line[3].GetInt64(),
                        line[4].GetString()!,
                        line[5].GetInt64(),
                        line[6].GetBoolean()
                    ),
                    line[7].GetInt64()
                )
            );
        }

        return lines;
    }

    public static byte[] Write(CartWrite write) => Pack(JsonSerializer.SerializeToUtf8Bytes(write, Event.Json));

    public static CartWrite Write(byte[] packed) =>
        JsonSerializer.Deserialize<CartWrite>(Unpack(packed).Span, Event.Json)
        ?? throw new JsonException("A journal entry of a cart is empty.");

    public static byte[] Text(string text) => Pack(Encoding.UTF8.GetBytes(text));

    public static string Text(byte[] packed) => Encoding.UTF8.GetString(Unpack(packed).Span);

    private static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, packed, out var length, Quality, Window)
            ? packed[..length]
            : throw new InvalidOperationException("Compression needs more room than it says.");
    }

    private static ReadOnlyMemory<byte> Unpack(byte[] packed)
    {
        for (var room = Math.Max(1_024, packed.Length * 8); room <= UnpackedBytesMax; room *= 4)
        {
            var bytes = new byte[room];
            if (BrotliDecoder.TryDecompress(packed, bytes, out var length))
            {
                return bytes.AsMemory(0, length);
            }
        }

        throw new InvalidDataException("A cart's row holds what this program did not write.");
    }
}
