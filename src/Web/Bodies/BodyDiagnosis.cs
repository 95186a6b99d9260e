// Says everything that is wrong with a JSON body at once, so that a client is not sent round for each fault.
using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Web;

internal static class BodyDiagnosis
{
    private const int FaultsMax = 100;

    public static Refusal Explain(ReadOnlySequence<byte> utf8, JsonTypeInfo type)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = Limits.JsonDepthMax });
            var faults = new Faults();
            Look(document.RootElement, type, string.Empty, faults);
            return faults.Refusal() ?? Refusal.Invalid("malformed_json", "The body cannot be read as what this call takes.");
        }
        catch (JsonException fault)
        {
            return Malformed(fault);
        }
        catch (InvalidOperationException)
        {
            return Refusal.Invalid("malformed_json", "The body has text that is not Unicode: invalid UTF-8 or half of a surrogate pair.");
        }
    }

    private static Refusal Malformed(JsonException fault)
    {
        var (line, position) = ((fault.LineNumber ?? 0) + 1, (fault.BytePositionInLine ?? 0) + 1);

        // What ends too early is told of in words of depth as well.
        return fault.Message.Contains("maximum configured depth", StringComparison.Ordinal)
            ? Refusal.Invalid("json_too_deep", $"The body is nested deeper than {Limits.JsonDepthMax} levels.")
            : Refusal.Invalid(
                "malformed_json",
                $"The body is not JSON: look at line {line}, position {position}. Comments and trailing commas are not allowed.",
                new JsonObject { ["line"] = line, ["position"] = position }
            );
    }

    private static void Look(JsonElement element, JsonTypeInfo type, string path, Faults faults)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                LookIntoObject(element, type, path, faults);
                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array && type.ElementType is { } item:
                var index = 0;
                foreach (var part in element.EnumerateArray())
                {
                    var entry = $"{path}[{index++}]";
                    if (part.ValueKind == JsonValueKind.Null && !item.IsValueType)
                    {
                        faults.Wrong(entry, "must not be null");
                    }
                    else
                    {
                        Look(part, Json.Reading.GetTypeInfo(item), entry, faults);
                    }
                }

                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object && type.ElementType is { } value:
                foreach (var (member, _) in Members(element, path, faults))
                {
                    Look(member.Value, Json.Reading.GetTypeInfo(value), Join(path, member.Name), faults);
                }

                break;
            default:
                LookForDuplicates(element, path, faults);
                if (Mistyped(element, type) is { } sentence)
                {
                    faults.Wrong(path.Length == 0 ? "body" : path, sentence);
                }

                break;
        }
    }

    private static void LookIntoObject(JsonElement element, JsonTypeInfo type, string path, Faults faults)
    {
        var extension = type.Properties.Any(p => p.IsExtensionData);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (member, first) in Members(element, path, faults))
        {
            var name = Join(path, member.Name);
            if (type.Properties.FirstOrDefault(p => p.Name == member.Name) is not { } property)
            {
                if (!extension)
                {
                    faults.Unknown(name);
                }

                continue;
            }

            seen.Add(member.Name);
            if (!first)
            {
                continue;
            }

            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                if (!property.IsSetNullable && property.AssociatedParameter?.IsNullable != true)
                {
                    faults.Wrong(name, "must not be null");
                }
            }
            else if (property.CustomConverter is not null)
            {
                if (Mistyped(element, member.Name, property) is { } sentence)
                {
                    faults.Wrong(name, sentence);
                }
            }
            else
            {
                Look(member.Value, Json.Reading.GetTypeInfo(property.PropertyType), name, faults);
            }
        }

        foreach (
            var property in type.Properties.Where(p =>
                (p.IsRequired || p.AssociatedParameter is { HasDefaultValue: false }) && !seen.Contains(p.Name)
            )
        )
        {
            faults.Wrong(Join(path, property.Name), "is required");
        }
    }

    // A member's own converter (ids) is asked by itself.
    private static string? Mistyped(JsonElement element, string name, JsonPropertyInfo property)
    {
        var kind = element.GetProperty(name);
        return
            property.CustomConverter is IdConverter
            && (kind.ValueKind == JsonValueKind.String || (kind.ValueKind == JsonValueKind.Number && kind.TryGetInt64(out _)))
            ? null
            : "must be an id: text or a whole number";
    }

    private static string? Mistyped(JsonElement element, JsonTypeInfo type)
    {
        try
        {
            element.Deserialize(type);
            return null;
        }
        catch (JsonException fault)
        {
            return fault.Message.StartsWith("must ", StringComparison.Ordinal)
                ? fault.Message.Split(" Path:")[0].TrimEnd('.')
                : $"must be {Article(type.Type)}";
        }
        catch (ArgumentException)
        {
            // A free-form member repeats a name, which has been noted.
            return null;
        }
        catch (InvalidOperationException)
        {
            return "must be Unicode text";
        }
    }

    private static void LookForDuplicates(JsonElement element, string path, Faults faults)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var (member, _) in Members(element, path, faults))
            {
                LookForDuplicates(member.Value, Join(path, member.Name), faults);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in element.EnumerateArray())
            {
                LookForDuplicates(part, path, faults);
            }
        }
    }

    private static IEnumerable<(JsonProperty Member, bool First)> Members(JsonElement element, string path, Faults faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var first = names.Add(member.Name);
            if (!first)
            {
                faults.Duplicate(Join(path, member.Name));
            }

            yield return (member, first);
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Article(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            var t when t == typeof(string) => "text",
            var t when t == typeof(bool) => "true or false",
            var t when t == typeof(long) || t == typeof(int) || t == typeof(short) => "a whole number within range",
            var t when t == typeof(decimal) => "a number within range",
            var t when t == typeof(DateTimeOffset) => "a time as in 2024-01-15T10:30:00Z",
            var t when t == typeof(ShopMoment) => "a time as in 2024-01-15T10:30:00Z or a day of the shop as in 2024-01-15",
            var t when t.IsAssignableTo(typeof(System.Collections.IEnumerable)) && !t.IsAssignableTo(typeof(JsonObject)) => "a list",
            _ => "an object",
        };

    private sealed class Faults
    {
        private readonly JsonObject unknown = [];
        private readonly JsonObject duplicate = [];
        private readonly JsonObject wrong = [];

        public void Unknown(string name) => Add(unknown, name, "is not a member of this body");

        public void Duplicate(string name) => Add(duplicate, name, "stands more than once");

        public void Wrong(string name, string sentence) => Add(wrong, name, sentence);

        public Refusal? Refusal() =>
            unknown.Count > 0 ? Say("unknown_member", "The body has members that this call does not take: ", unknown)
            : duplicate.Count > 0 ? Say("duplicate_member", "The body has members that stand more than once: ", duplicate)
            : wrong.Count > 0 ? Say("validation_failed", "The body has members that are missing or wrong: ", wrong)
            : null;

        private static Refusal Say(string code, string start, JsonObject errors) =>
            Contracts.Refusal.Invalid(
                code,
                start + string.Join(", ", errors.Select(e => e.Key)) + ".",
                new JsonObject { ["errors"] = errors }
            );

        private static void Add(JsonObject to, string name, string sentence)
        {
            if (to.Count < FaultsMax && !to.ContainsKey(name))
            {
                to[name] = new JsonArray(sentence);
            }
        }
    }
}
