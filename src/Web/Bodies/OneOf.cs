// The words that a text may be, for the document. Check.OneOf is what holds requests to them.
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Cartwright.Web;

/// <summary>Says in the document which words a member, the entries of a list, or a query parameter can be.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public class OneOfAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words => words;

    internal static OneOfAttribute? Of(ICustomAttributeProvider? provider) =>
        provider?.GetCustomAttributes(typeof(OneOfAttribute), inherit: true).OfType<OneOfAttribute>().FirstOrDefault();

    internal static OneOfAttribute? Of(JsonPropertyInfo? member) =>
        member is null ? null : Of(member.AttributeProvider) ?? Of(member.AssociatedParameter?.AttributeProvider);

    internal static void Narrow(OpenApiSchema schema, IReadOnlyList<string> words)
    {
        var text = schema.Items as OpenApiSchema ?? schema;
        text.Enum = [.. words.Select(word => (JsonNode)word)];
    }
}
