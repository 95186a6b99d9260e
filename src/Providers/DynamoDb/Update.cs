// An update of CART#META put together piece by piece; all names go by placeholder, since DynamoDB reserves hundreds of words.
using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Cartwright.DynamoDb;

/// <summary>Builds one request.</summary>
internal sealed class Update(string table, string userId)
{
    private readonly Dictionary<string, string> placeholders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AttributeValue> values = new(StringComparer.Ordinal);
    private readonly List<string> sets = [];
    private readonly List<string> removes = [];

    /// <summary>The placeholder of an attribute.</summary>
    public string Name(string attribute)
    {
        if (!placeholders.TryGetValue(attribute, out var placeholder))
        {
            placeholders.Add(attribute, placeholder = "#" + placeholders.Count.ToString(CultureInfo.InvariantCulture));
        }

        return placeholder;
    }

    /// <summary>The placeholder of a value.</summary>
    public string Value(AttributeValue value)
    {
        var placeholder = ":" + values.Count.ToString(CultureInfo.InvariantCulture);
        values.Add(placeholder, value);
        return placeholder;
    }

    public void Set(string attribute, AttributeValue value) => sets.Add($"{Name(attribute)} = {Value(value)}");

    public void SetOrRemove(string attribute, string? text)
    {
        if (text is null)
        {
            Remove(attribute);
        }
        else
        {
            Set(attribute, Attributes.Of(text));
        }
    }

    /// <summary>Sets members of a map that is there.</summary>
    public void SetWithin(string map, Dictionary<string, AttributeValue> members)
    {
        foreach (var (member, value) in members)
        {
            sets.Add($"{Name(map)}.{Name(member)} = {Value(value)}");
        }
    }

    public void Remove(string attribute) => removes.Add(Name(attribute));

    public void RemoveWithin(string map, string member) => removes.Add($"{Name(map)}.{Name(member)}");

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => sets.Count + removes.Count == 0;

    /// <summary>The request.</summary>
    public UpdateItemRequest If(string condition) =>
        new()
        {
            TableName = table,
            Key = Attributes.Key(userId, Names.MetaId),
            UpdateExpression =
                (sets.Count > 0 ? "SET " + string.Join(", ", sets) : string.Empty)
                + (removes.Count > 0 ? " REMOVE " + string.Join(", ", removes) : string.Empty),
            ConditionExpression = condition,
            ExpressionAttributeNames = placeholders.ToDictionary(pair => pair.Value, pair => pair.Key),
            ExpressionAttributeValues = values.Count > 0 ? values : null,
        };
}
