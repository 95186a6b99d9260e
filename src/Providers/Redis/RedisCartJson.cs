// Carts as JSON in Redis: what other programs read stands here, member by member.
using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Carts;
using StackExchange.Redis;

namespace Cartwright.Redis;

/// <summary>
/// A line is <c>{"quantity":2,"price":2999,"currency":"USD","name":"Wireless Mouse","added_at":"2026-01-15T10:30:00Z","saved":false}</c>, price in minor units;
/// <c>#meta</c> is <c>{"version":7,"coupon":null,"created":…,"updated":…,"expires":…,"lines":1,"units":2,"value":5998,"currency":"USD"}</c>, with
/// <c>"guest":true</c> and <c>"email"</c> where there are any. Times are UTC with milliseconds. Members that are not known are passed over.
/// </summary>
internal static class RedisCartJson
{
    // As text that people read with redis-cli; it never stands in a web page as it is.
    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Line(CartItem item)
    {
        var buffer = new ArrayBufferWriter<byte>(192);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("quantity"u8, item.Quantity);
            json.WriteNumber("price"u8, item.PriceMinor);
            json.WriteString("currency"u8, item.Currency);
            json.WriteString("name"u8, item.Name);
            WriteTime(json, "added_at"u8, item.AddedMs);
            json.WriteBoolean("saved"u8, item.Saved);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a line; throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/> when it is none.</summary>
    public static CartItem Line(string productId, ReadOnlySpan<byte> utf8)
    {
        long? quantity = null, price = null, added = null;
        string? currency = null, name = null;
        var saved = false;
        var json = Begin(utf8);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("quantity"u8))
            {
                quantity = Number(ref json);
            }
            else if (json.ValueTextEquals("price"u8))
            {
                price = Number(ref json);
            }
            else if (json.ValueTextEquals("currency"u8))
            {
                currency = Text(ref json);
            }
            else if (json.ValueTextEquals("name"u8))
            {
                name = Text(ref json);
            }
            else if (json.ValueTextEquals("added_at"u8))
            {
                added = Time(ref json);
            }
            else if (json.ValueTextEquals("saved"u8))
            {
                json.Read();
                saved = json.GetBoolean();
            }
            else
            {
                json.Skip();
            }
        }

        return quantity > 0 && price >= 0 && currency is not null && name is not null && added is not null
            ? new CartItem(productId, name, quantity.Value, price.Value, currency, added.Value, saved)
            : throw new JsonException("It must have quantity, price, currency, name and added_at.");
    }

    public static byte[] Meta(CartHead head)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("version"u8, head.Version);
            json.WriteString("coupon"u8, head.Coupon);
            WriteTime(json, "created"u8, head.CreatedMs);
            WriteTime(json, "updated"u8, head.UpdatedMs);
            WriteTime(json, "expires"u8, head.ExpiresMs);
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

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads <c>#meta</c>; throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/> when it is none.</summary>
    public static CartHead Meta(string userId, ReadOnlySpan<byte> utf8)
    {
        long version = 0, units = 0, value = 0;
        long? created = null, updated = null, expires = null;
        string? coupon = null, currency = null, email = null;
        var lines = 0;
        var guest = false;
        var json = Begin(utf8);
        while (Next(ref json))
        {
            if (json.ValueTextEquals("version"u8))
            {
                version = Number(ref json);
            }
            else if (json.ValueTextEquals("coupon"u8))
            {
                coupon = Text(ref json);
            }
            else if (json.ValueTextEquals("created"u8))
            {
                created = Time(ref json);
            }
            else if (json.ValueTextEquals("updated"u8))
            {
                updated = Time(ref json);
            }
            else if (json.ValueTextEquals("expires"u8))
            {
                expires = Time(ref json);
            }
            else if (json.ValueTextEquals("lines"u8))
            {
                lines = (int)Number(ref json);
            }
            else if (json.ValueTextEquals("units"u8))
            {
                units = Number(ref json);
            }
            else if (json.ValueTextEquals("value"u8))
            {
                value = Number(ref json);
            }
            else if (json.ValueTextEquals("currency"u8))
            {
                currency = Text(ref json);
            }
            else if (json.ValueTextEquals("guest"u8))
            {
                json.Read();
                guest = json.GetBoolean();
            }
            else if (json.ValueTextEquals("email"u8))
            {
                email = Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return version > 0 && created is not null && updated is not null && expires is not null
            ? new CartHead(userId, version, guest, coupon, email, created.Value, updated.Value, expires.Value, lines, units, value, currency)
            : throw new JsonException("It must have version, created, updated and expires.");
    }

    public static byte[] Write(CartWrite write) => JsonSerializer.SerializeToUtf8Bytes(write, JournalJson.Default.CartWrite);

    public static CartWrite Write(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, JournalJson.Default.CartWrite) ?? throw new JsonException("It is null.");

    private static Utf8JsonReader Begin(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8);
        return json.Read() && json.TokenType == JsonTokenType.StartObject ? json : throw new JsonException("It must be an object.");
    }

    private static bool Next(ref Utf8JsonReader json)
    {
        if (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            return true;
        }

        // Reads on, so that what follows the object is found to be wrong.
        return json.Read();
    }

    private static long Number(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetInt64();
    }

    private static string? Text(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetString();
    }

    private static long Time(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetDateTimeOffset().ToUnixTimeMilliseconds();
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, long unixMs) =>
        json.WriteString(name, DateTime.SpecifyKind(DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime, DateTimeKind.Utc));
}

/// <summary>Entries of the journal; read by this program only.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CartWrite))]
internal sealed partial class JournalJson : JsonSerializerContext;
