// A refusal as text, so that it arrives on the other side with its code and facts.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Wire;

/// <summary>Writes and reads refusals.</summary>
public static class RefusalText
{
    public static string Write(Refusal refusal)
    {
        var text = new JsonObject
        {
            ["kind"] = (int)refusal.Kind,
            ["code"] = refusal.Code,
            ["detail"] = refusal.Detail,
        };
        if (refusal.Facts is not null)
        {
            text["facts"] = refusal.Facts.DeepClone();
        }

        if (refusal.RetryAfterSeconds is { } seconds)
        {
            text["retry_after"] = seconds;
        }

        return text.ToJsonString();
    }

    /// <summary>As <see cref="Write"/>; without its facts when it would be longer than <see cref="Limits.WireRefusalBytesMax"/>.</summary>
    public static string WriteBounded(Refusal refusal)
    {
        var text = Write(refusal);
        return System.Text.Encoding.UTF8.GetByteCount(text) <= Limits.WireRefusalBytesMax ? text : Write(refusal with { Facts = null });
    }

    /// <summary>Throws <see cref="JsonException"/> when the text is no refusal.</summary>
    public static Refusal Read(string text)
    {
        if (
            JsonNode.Parse(text) is not JsonObject refusal
            || refusal["kind"] is not JsonValue kindValue
            || !kindValue.TryGetValue<int>(out var kind)
            || !Enum.IsDefined((RefusalKind)kind)
            || refusal["code"] is not JsonValue codeValue
            || !codeValue.TryGetValue<string>(out var code)
            || refusal["detail"] is not JsonValue detailValue
            || !detailValue.TryGetValue<string>(out var detail)
            || refusal["facts"] is not (null or JsonObject)
        )
        {
            throw new JsonException("A refusal is a JSON object with a known kind, a code, a detail, and perhaps facts.");
        }

        return new Refusal((RefusalKind)kind, code, detail)
        {
            Facts = refusal["facts"]?.DeepClone().AsObject(),
            RetryAfterSeconds = refusal["retry_after"] is JsonValue seconds && seconds.TryGetValue<int>(out var after) ? after : null,
        };
    }
}
