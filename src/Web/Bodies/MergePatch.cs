// A PATCH of something that is written as one body: the members that are given are laid over it (RFC 7396, of the first level).
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Web;

/// <summary>Lays a patch over a body.</summary>
public static class MergePatch
{
    /// <summary>
    /// The body with the patch laid over it, read as strictly as a whole one is. Refused with <c>unknown_member</c> and with
    /// <c>validation_failed</c>.
    /// </summary>
    /// <param name="what">Whose members they are, for the sentence: a promotion.</param>
    public static Outcome<T> Of<T>(T current, JsonObject patch, string what)
    {
        // Names and values that are no text (half of a surrogate pair) are found out when they are read.
        try
        {
            return Laid(current, patch, what);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            var field = ((e as JsonException)?.Path ?? "$").TrimStart('$', '.');
            return new Check().That(false, field, "has a value that this member cannot have").Refused!;
        }
    }

    private static Outcome<T> Laid<T>(T current, JsonObject patch, string what)
    {
        var merged = JsonSerializer.SerializeToNode(current, Json.Options)!.AsObject();
        if (patch.Select(member => member.Key).Where(name => !merged.ContainsKey(name)).ToList() is { Count: > 0 } unknown)
        {
            var errors = new JsonObject(
                unknown.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonArray($"is not a member of {what}")))
            );
            return Refusal.Invalid(
                "unknown_member",
                $"The body has members that this call does not take: {string.Join(", ", unknown)}.",
                new JsonObject { ["errors"] = errors }
            );
        }

        foreach (var (name, value) in patch)
        {
            merged[name] = value?.DeepClone();
        }

        return merged.Deserialize<T>(Json.Reading)!;
    }
}
