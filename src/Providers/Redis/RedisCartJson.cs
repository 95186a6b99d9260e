// Reads the JSON of carts in Redis, whoever wrote it.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Carts;

namespace Cartwright.Redis;

/// <summary>Reads what <see cref="RedisCartText"/> writes. Members that are not known are passed over.</summary>
internal static class RedisCartJson
{
    /// <summary>Reads a line; throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/> when it is none.</summary>
    public static CartItem Line(string productId, ReadOnlySpan<byte> utf8)
    {
        long? quantity = null,
            price = null,
            added = null;
        string? currency = null,
            name = null;
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

    /// <summary>
    /// Reads <c>#meta</c>; throws <see cref="JsonException"/> or <see cref="InvalidOperationException"/> when it is none.
    /// </summary>
    public static CartHead Meta(string userId, ReadOnlySpan<byte> utf8)
    {
        long version = 0,
            units = 0,
            value = 0;
        long? created = null,
            updated = null,
            expires = null;
        string? coupon = null,
            currency = null,
            email = null,
            language = null;
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
            else if (json.ValueTextEquals("language"u8))
            {
                language = Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return version > 0 && created is not null && updated is not null && expires is not null
            ? new CartHead(
                userId,
                version,
                guest,
                coupon,
                email,
                created.Value,
                updated.Value,
                expires.Value,
                lines,
                units,
                value,
                currency,
                language
            )
            : throw new JsonException("It must have version, created, updated and expires.");
    }

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
}

/// <summary>Entries of the journal; read by this program only.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(CartWrite))]
internal sealed partial class JournalJson : JsonSerializerContext;
