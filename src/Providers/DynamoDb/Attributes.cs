// Between our values and DynamoDB's attributes.
using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Cartwright.DynamoDb;

/// <summary>Writes and reads attributes. An attribute that is absent reads as null or zero.</summary>
internal static class Attributes
{
    public static AttributeValue Of(string text) => new() { S = text };

    public static AttributeValue Of(long number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Of(decimal number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue Of(bool flag) => new() { BOOL = flag };

    public static AttributeValue Of(byte[] bytes) =>
        new() { B = new MemoryStream(bytes, 0, bytes.Length, writable: false, publiclyVisible: true) };

    public static AttributeValue Of(Dictionary<string, AttributeValue> map) => new() { M = map, IsMSet = true };

    public static string? Text(this Dictionary<string, AttributeValue> row, string name) => row.GetValueOrDefault(name)?.S;

    public static long Number(this Dictionary<string, AttributeValue> row, string name) =>
        row.GetValueOrDefault(name)?.N is { } digits ? long.Parse(digits, CultureInfo.InvariantCulture) : 0;

    public static long TimeMs(this Dictionary<string, AttributeValue> row, string name) => row.Text(name) is { } time ? Names.Ms(time) : 0;

    public static bool Flag(this Dictionary<string, AttributeValue> row, string name) => row.GetValueOrDefault(name)?.BOOL ?? false;

    public static byte[]? Bytes(this Dictionary<string, AttributeValue> row, string name) => row.GetValueOrDefault(name)?.B?.ToArray();

    public static Dictionary<string, AttributeValue> Map(this Dictionary<string, AttributeValue> row, string name) =>
        row.GetValueOrDefault(name)?.M ?? [];

    public static Dictionary<string, AttributeValue> Key(string userId, string itemId) =>
        new() { [Names.UserId] = Of(userId), [Names.ItemId] = Of(itemId) };
}
