// How JSON is read and written at the edge: snake_case, strict, exact decimals, RFC 3339 times in UTC, ids as strings.
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Cartwright.Kernel;

namespace Cartwright.Web;

/// <summary>The options that every body, reply and example uses.</summary>
public static class Json
{
    public static JsonSerializerOptions Options { get; } = Frozen();

    /// <summary>
    /// For reading bodies: JSON knows one kind of number, so 1.0 and 1e2 are whole numbers (RFC 8259, 6) where 1.5 is none. Apart from
    /// <see cref="Options"/>, because a converter costs whoever writes and hides the type from the API document.
    /// </summary>
    public static JsonSerializerOptions Reading { get; } = Frozen(new WholeConverter<long>(), new WholeConverter<int>());

    /// <summary>Gives other options (those of the framework) the same rules.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.AllowTrailingCommas = false;
        options.ReadCommentHandling = JsonCommentHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = Limits.JsonDepthMax;

        // Letters of every script stay readable; <, >, & and quotes are escaped, so that a reply pasted into a page stays text.
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
        options.Converters.Add(new TimeConverter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver())
            .WithAddedModifier(IdsAreText)
            .WithAddedModifier(ListsAreWhole);
    }

    /// <summary>
    /// For options that only write and describe: the schema exporter fails on a parameter <c>JsonElement x = default</c>, which is how a
    /// body tells absent from null. Such a member is described as an object of any shape, which is what it is.
    /// </summary>
    public static void DescribeElements(JsonTypeInfo type)
    {
        for (var i = 0; type.Kind == JsonTypeInfoKind.Object && i < type.Properties.Count; i++)
        {
            if (type.Properties[i] is var old && old.PropertyType == typeof(JsonElement))
            {
                var anew = type.CreateJsonPropertyInfo(typeof(object), old.Name);
                (anew.Get, anew.AttributeProvider, anew.ShouldSerialize) = (
                    old.Get,
                    old.AttributeProvider,
                    (_, value) => value is JsonElement { ValueKind: not JsonValueKind.Undefined }
                );
                type.Properties[i] = anew;
            }
        }
    }

    private static JsonSerializerOptions Frozen(params JsonConverter[] more)
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        foreach (var converter in more)
        {
            options.Converters.Add(converter);
        }

        options.MakeReadOnly();
        return options;
    }

    private static void IdsAreText(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (
                property.PropertyType == typeof(string)
                && property.CustomConverter is null
                && (property.Name is "id" || property.Name.EndsWith("_id", StringComparison.Ordinal))
            )
            {
                property.CustomConverter = IdConverter.Instance;
            }
        }
    }

    /// <summary>
    /// The serializer lets null pass among the entries of a list whose type has none, and then it is met where nobody looks for it.
    /// </summary>
    private static void ListsAreWhole(JsonTypeInfo type)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && type.ElementType is { IsValueType: false })
        {
            type.OnDeserialized = list =>
            {
                if (((IEnumerable)list).Cast<object?>().Contains(null))
                {
                    throw new JsonException("must not have null among its entries");
                }
            };
        }
    }

    private sealed class WholeConverter<T> : JsonConverter<T>
        where T : struct, System.Numerics.IBinaryInteger<T>, System.Numerics.IMinMaxValue<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number)
            {
                if (reader.TryGetInt64(out var whole))
                {
                    return whole >= long.CreateChecked(T.MinValue) && whole <= long.CreateChecked(T.MaxValue)
                        ? T.CreateChecked(whole)
                        : throw new JsonException("must be a whole number within range");
                }

                if (
                    reader.TryGetDecimal(out var exact)
                    && decimal.Truncate(exact) == exact
                    && exact >= decimal.CreateChecked(T.MinValue)
                    && exact <= decimal.CreateChecked(T.MaxValue)
                )
                {
                    return T.CreateChecked(exact);
                }
            }

            throw new JsonException("must be a whole number within range");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(long.CreateChecked(value));
    }

    private sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            // A time without an offset would mean another moment on another machine.
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : string.Empty;
            return
                text.Length is >= 20 and <= 35
                && text[10] is 'T' or 't'
                && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
                ? time
                : throw new JsonException("must be a time as in 2024-01-15T10:30:00Z");
        }

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<char> text = stackalloc char[32];
            value.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-ddTHH:mm:ss.FFF", CultureInfo.InvariantCulture);
            text[length++] = 'Z';
            writer.WriteStringValue(text[..length]);
        }
    }
}

/// <summary>
/// An id: text, and a whole number is taken as its digits. Set by itself on text members named <c>id</c> or <c>…_id</c>.
/// </summary>
public sealed class IdConverter : JsonConverter<string>
{
    internal static readonly IdConverter Instance = new();

    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number when reader.TryGetInt64(out _) && !reader.HasValueSequence => Encoding.ASCII.GetString(reader.ValueSpan),
            _ => throw new JsonException("must be an id: text or a whole number"),
        };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
