// Free attributes between JSON, as the shop has them, and BSON, as other programs read them. Numbers stay exact; nothing is a binary
// fraction.
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cartwright.Web;
using MongoDB.Bson;

namespace Cartwright.MongoDb;

internal static class JsonBson
{
    /// <summary>Digits that a number can have in MongoDB (IEEE 754 decimal128).</summary>
    public const int DigitsMax = 34;

    private const int ExponentMax = 6_000;
    private static readonly JsonWriterOptions Writing = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    /// <summary>Whether every number in the text can be kept exactly.</summary>
    public static bool Fits(string? json)
    {
        if (json is null)
        {
            return true;
        }

        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number && !Fits(reader.ValueSpan))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value of a JSON text that <see cref="Fits(string?)"/>.</summary>
    public static BsonValue Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    /// <summary>The JSON of a value; null when it holds what JSON cannot say.</summary>
    public static string? Text(BsonValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Writing);
        if (!Write(writer, value))
        {
            return null;
        }

        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static bool Fits(ReadOnlySpan<byte> number)
    {
        var text = Encoding.ASCII.GetString(number);
        var e = text.IndexOfAny(['e', 'E']);
        var digits = (e < 0 ? text : text[..e]).Count(char.IsAsciiDigit);
        return digits <= DigitsMax
            && (
                e < 0
                || (
                    int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
                    && Math.Abs(exponent) <= ExponentMax
                )
            );
    }

    private static BsonValue Of(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new BsonDocument(
                element.EnumerateObject().Select(member => new BsonElement(member.Name, Of(member.Value)))
            ),
            JsonValueKind.Array => new BsonArray(element.EnumerateArray().Select(Of)),
            JsonValueKind.String => new BsonString(element.GetString()!),
            JsonValueKind.True => BsonBoolean.True,
            JsonValueKind.False => BsonBoolean.False,
            JsonValueKind.Number => Number(element.GetRawText()),
            _ => BsonNull.Value,
        };

    private static BsonValue Number(string text) =>
        text != "-0" && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole is >= int.MinValue and <= int.MaxValue
                ? new BsonInt32((int)whole)
                : new BsonInt64(whole)
            : new BsonDecimal128(Decimal128.Parse(text));

    private static bool Write(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value)
        {
            case BsonDocument document:
                writer.WriteStartObject();
                foreach (var member in document)
                {
                    writer.WritePropertyName(member.Name);
                    if (!Write(writer, member.Value))
                    {
                        return false;
                    }
                }

                writer.WriteEndObject();
                return true;
            case BsonArray array:
                writer.WriteStartArray();
                var sound = array.All(item => Write(writer, item));
                writer.WriteEndArray();
                return sound;
            case BsonString text:
                writer.WriteStringValue(text.Value);
                return true;
            case BsonBoolean flag:
                writer.WriteBooleanValue(flag.Value);
                return true;
            case BsonNull:
                writer.WriteNullValue();
                return true;
            case BsonInt32 or BsonInt64:
                writer.WriteNumberValue(value.ToInt64());
                return true;
            case BsonDecimal128 { Value: var exact } when !Decimal128.IsNaN(exact) && !Decimal128.IsInfinity(exact):
                writer.WriteRawValue(exact.ToString(), skipInputValidation: true);
                return true;
            case BsonDouble { Value: var fraction } when double.IsFinite(fraction):
                // Ours are none: another program's, or a whole number that came back as one.
                writer.WriteRawValue(fraction.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
                return true;
            default:
                return false;
        }
    }
}
