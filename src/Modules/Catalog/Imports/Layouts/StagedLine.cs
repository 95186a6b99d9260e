// A line of an import as it waits between reading and carrying out.
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Contracts;

namespace Cartwright.Catalog.Imports;

/// <summary>One product, or why there is none.</summary>
/// <param name="Line">Where it begins in the file, from 1.</param>
/// <param name="Product">Its members as a JSON object, as <see cref="ImportLine.Of"/> reads them; null of a refused one.</param>
/// <param name="Record">The record as it was in the file; null where it must not be kept.</param>
internal sealed record StagedLine(long Line, string? Product, string? Record, Refusal? Refused)
{
    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Its product's id and its parent's, where it says them.</summary>
    public string? ProductId { get; init; }

    public string? ParentId { get; init; }

    public int Bytes => (Product?.Length ?? 0) + (Record?.Length ?? 0) + 64;

    public static byte[] Write(IEnumerable<StagedLine> lines)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartArray();
            foreach (var line in lines)
            {
                writer.WriteStartObject();
                writer.WriteNumber("line"u8, line.Line);
                if (line.Product is not null)
                {
                    writer.WritePropertyName("product"u8);
                    writer.WriteRawValue(line.Product, skipInputValidation: true);
                }

                if (line.Record is not null && line.Record != line.Product)
                {
                    writer.WriteString("record"u8, line.Record);
                }

                if (line.Refused is { } refused)
                {
                    writer.WriteString("code"u8, refused.Code);
                    writer.WriteString("detail"u8, refused.Detail);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The lines of a batch, ready to be carried out.</summary>
    /// <param name="zone">Of times without an offset.</param>
    public static List<ReadLine> Read(byte[] batch, TimeZoneInfo zone)
    {
        using var document = JsonDocument.Parse(batch);
        var lines = new List<ReadLine>(document.RootElement.GetArrayLength());
        foreach (var line in document.RootElement.EnumerateArray())
        {
            var product = line.TryGetProperty("product"u8, out var said) ? said.Clone() : default;
            var record =
                line.TryGetProperty("record"u8, out var kept) ? kept.GetString()
                : product.ValueKind == JsonValueKind.Object ? product.GetRawText()
                : null;
            var parsed = line.TryGetProperty("code"u8, out var code)
                ? Refusal.Invalid(code.GetString()!, line.GetProperty("detail"u8).GetString()!)
                : ImportLine.Of(product, zone);
            lines.Add(new(line.GetProperty("line"u8).GetInt64(), parsed, record));
        }

        return lines;
    }
}

/// <summary>A line with what it says, or why it was refused.</summary>
internal sealed record ReadLine(long Line, Outcome<ImportLine> Parsed, string? Record);
