// The envelope in which events leave the process: CloudEvents 1.0 in its JSON format, structured mode. One text for every broker.
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;

namespace Cartwright.Kernel;

/// <summary>
/// Writes and reads envelopes (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md). <c>type</c> is the
/// topic, <c>subject</c> the aggregate's id and the ordering key, <c>traceparent</c> the W3C trace context (distributed tracing extension).
/// </summary>
public static class CloudEvents
{
    /// <summary>The media type of one event in structured mode.</summary>
    public const string MediaType = "application/cloudevents+json; charset=UTF-8";

    /// <summary>The code of what <see cref="Read"/> refuses.</summary>
    public const string Broken = "broken_envelope";

    /// <summary>The extension attribute of <see cref="Event.Signature"/>.</summary>
    public const string SignatureAttribute = "shopsignature";

    /// <summary>The extension attribute of <see cref="Event.Seal"/>.</summary>
    public const string SealAttribute = "shopseal";

    /// <summary>How times are written: UTC, milliseconds.</summary>
    internal const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>The event as UTF-8 JSON.</summary>
    public static byte[] Write(Event e)
    {
        var text = new ArrayBufferWriter<byte>(256 + e.Data.Length);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", e.Id);
            json.WriteString("source", e.Source);
            json.WriteString("type", e.Topic);
            json.WriteString("subject", e.Subject);
            json.WriteString("time", e.Time.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("datacontenttype", "application/json");
            if (e.TraceParent is not null)
            {
                json.WriteString("traceparent", e.TraceParent);
            }

            if (e.Signature is not null)
            {
                json.WriteString(SignatureAttribute, e.Signature);
            }

            if (e.Seal is not null)
            {
                json.WriteString(SealAttribute, e.Seal);
            }

            json.WritePropertyName("data");
            json.WriteRawValue(e.Data);
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The event in an envelope; members nobody knows are ignored. Refused with <see cref="Broken"/> and the member that is at fault.
    /// </summary>
    public static Outcome<Event> Read(ReadOnlyMemory<byte> envelope)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(envelope, new JsonDocumentOptions { MaxDepth = Limits.JsonDepthMax + 1 });
        }
        catch (JsonException e)
        {
            return Refused($"The envelope is not JSON: {e.Message}");
        }

        using (document)
        {
            try
            {
                return Understand(document.RootElement);
            }
            catch (InvalidOperationException)
            {
                return Refused("The envelope holds what is no text: half a surrogate pair, or bytes that are not UTF-8.");
            }
        }
    }

    private static Outcome<Event> Understand(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Refused("The envelope is not a JSON object.");
        }

        if (Text(root, "specversion") != "1.0")
        {
            return Refused("'specversion' is not \"1.0\".");
        }

        foreach (var name in (string[])["id", "source", "type", "subject"])
        {
            if (!IsName(Text(root, name)))
            {
                return Refused(
                    $"'{name}' is missing, empty, not a string, longer than {Limits.EnvelopeMemberCharsMax} characters, or has control characters."
                );
            }
        }

        if (!DateTimeOffset.TryParse(Text(root, "time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return Refused("'time' is missing or no RFC 3339 time.");
        }

        if (!root.TryGetProperty("data", out var data) || data.ValueKind == JsonValueKind.Null)
        {
            return Refused("'data' is missing.");
        }

        // A signature that is no text must not pass for none.
        foreach (var name in (string[])[SignatureAttribute, SealAttribute])
        {
            if (root.TryGetProperty(name, out _) && !IsName(Text(root, name)))
            {
                return Refused($"'{name}' is not a string of 1 to {Limits.EnvelopeMemberCharsMax} characters.");
            }
        }

        // A trace that cannot be followed is no reason to lose the event.
        var trace = Text(root, "traceparent");
        return new Event(
            Text(root, "id")!,
            Text(root, "type")!,
            Text(root, "subject")!,
            Text(root, "source")!,
            time,
            IsName(trace) ? trace : null,
            data.GetRawText()
        )
        {
            Signature = Text(root, SignatureAttribute),
            Seal = Text(root, SealAttribute),
        };
    }

    /// <summary>What arrived, as far as it can be shown to people: text cut at a length, bytes that are no text replaced.</summary>
    internal static string Show(ReadOnlySpan<byte> envelope) =>
        Encoding
            .UTF8.GetString(envelope[..Math.Min(envelope.Length, Limits.BrokenEnvelopeBytesKept)])
            .Replace("\0", "\uFFFD", StringComparison.Ordinal);

    // No engine of ours can hold a NUL in a text, and no name of ours has a control character.
    private static bool IsName(string? text) => text is { Length: > 0 and <= Limits.EnvelopeMemberCharsMax } && !text.Any(char.IsControl);

    private static Refusal Refused(string detail) => Refusal.Invalid(Broken, detail);

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
