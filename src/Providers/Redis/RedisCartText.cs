// Writes carts as JSON for Redis: what other programs read stands here, member by member.
using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Carts;

namespace Cartwright.Redis;

/// <summary>
/// A line is <c>{"quantity":2,"price":2999,"currency":"USD","name":"Wireless Mouse","added_at":"2026-01-15T10:30:00Z","saved":false}</c>,
/// price in minor units; <c>#meta</c> is
/// <c>{"version":7,"coupon":null,"created":…,"updated":…,"expires":…,"lines":1,"units":2,"value":5998,"currency":"USD"}</c>, with
/// <c>"guest":true</c> and <c>"email"</c> where there are any. Times are UTC with milliseconds. One commit uses one of these.
/// </summary>
internal sealed class RedisCartText
{
    /// <summary>Most entries of the journal fit.</summary>
    private const int BytesAtFirst = 1_024;

    // As text that people read with redis-cli; it never stands in a web page as it is.
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly ArrayBufferWriter<byte> buffer = new(BytesAtFirst);
    private readonly Utf8JsonWriter json;

    public RedisCartText() => json = new Utf8JsonWriter(buffer, Plain);

    public byte[] Line(CartItem item)
    {
        json.WriteStartObject();
        json.WriteNumber("quantity"u8, item.Quantity);
        json.WriteNumber("price"u8, item.PriceMinor);
        json.WriteString("currency"u8, item.Currency);
        json.WriteString("name"u8, item.Name);
        WriteTime("added_at"u8, item.AddedMs);
        json.WriteBoolean("saved"u8, item.Saved);
        json.WriteEndObject();
        return Done();
    }

    public byte[] Meta(CartHead head)
    {
        json.WriteStartObject();
        json.WriteNumber("version"u8, head.Version);
        json.WriteString("coupon"u8, head.Coupon);
        WriteTime("created"u8, head.CreatedMs);
        WriteTime("updated"u8, head.UpdatedMs);
        WriteTime("expires"u8, head.ExpiresMs);
        json.WriteNumber("lines"u8, head.Lines);
        json.WriteNumber("units"u8, head.Units);
        json.WriteNumber("value"u8, head.ValueMinor);
        json.WriteString("currency"u8, head.Currency);
        if (head.Guest)
        {
            json.WriteBoolean("guest"u8, true);
        }

        if (head.Email is not null)
        {
            json.WriteString("email"u8, head.Email);
        }

        if (head.Language is not null)
        {
            json.WriteString("language"u8, head.Language);
        }

        json.WriteEndObject();
        return Done();
    }

    public byte[] Write(CartWrite write)
    {
        JsonSerializer.Serialize(json, write, JournalJson.Default.CartWrite);
        return Done();
    }

    private byte[] Done()
    {
        json.Flush();
        var written = buffer.WrittenSpan.ToArray();
        buffer.ResetWrittenCount();
        json.Reset();
        return written;
    }

    private void WriteTime(ReadOnlySpan<byte> name, long unixMs) =>
        json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime);
}
