// A refusal as text, so that it arrives on the other side with its code and facts.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

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

    public static Refusal Read(string text)
    {
        var refusal = JsonNode.Parse(text)?.AsObject() ?? throw new JsonException("A refusal is a JSON object.");
        return new Refusal((RefusalKind)(int)refusal["kind"]!, (string)refusal["code"]!, (string)refusal["detail"]!)
        {
            Facts = refusal["facts"]?.DeepClone().AsObject(),
            RetryAfterSeconds = (int?)refusal["retry_after"],
        };
    }
}
