// The timeline: append-only, and each entry carries a hash over itself and the entry before it, so that an edit anywhere shows.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cartwright.Ordering;

/// <summary>One thing that happened to an order. The status is the order's after it.</summary>
public sealed record Entry(long Sequence, string Type, string Status, string? Detail, string Actor, string? ActorId, long AtMs, string Hash)
{
    /// <summary>What stands before the first entry: the hash of what was agreed, so that the terms cannot be edited either.</summary>
    public static string Origin(Terms terms) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(terms.Stored())));

    public static Entry After(string previousHash, long sequence, string type, string status, string? detail, Actor actor, long atMs)
    {
        var entry = new Entry(sequence, type, status, detail, actor.Role, actor.Id, atMs, string.Empty);
        return entry with { Hash = entry.HashAfter(previousHash) };
    }

    /// <summary>The hash this entry must carry when it follows an entry with that hash.</summary>
    public string HashAfter(string previousHash)
    {
        // As a JSON array no two contents have the same text.
        var text = JsonSerializer.Serialize(
            [previousHash, Sequence.ToString(CultureInfo.InvariantCulture), Type, Status, Detail ?? string.Empty, Actor, ActorId ?? string.Empty, AtMs.ToString(CultureInfo.InvariantCulture)],
            OrderingJson.Default.StringArray);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
