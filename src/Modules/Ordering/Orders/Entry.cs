// The timeline: append-only, and each entry carries a hash over itself and the entry before it, so that an edit anywhere shows.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cartwright.Ordering;

/// <summary>One thing that happened to an order. The status is the order's after it.</summary>
/// <param name="Data">What it changed, as <see cref="EntryData"/> writes it; null where type and status say all.</param>
/// <param name="Erased">The commitment of what it said of persons, once that was erased; else null.</param>
public sealed record Entry(
    long Sequence,
    string Type,
    string Status,
    string? Detail,
    string Actor,
    string? ActorId,
    long AtMs,
    string Hash,
    string? Data = null,
    string? Erased = null
)
{
    /// <summary>
    /// What stands before the first entry of an order older than seals: the hash of what was agreed. Others begin with
    /// <see cref="OrderSeal.Ground"/>.
    /// </summary>
    public static string Origin(Terms terms) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(terms.Stored())));

    /// <summary>The entry with the hash it must carry when it follows an entry with that hash.</summary>
    public Entry After(string previousHash) => this with { Hash = HashAfter(previousHash) };

    /// <summary>
    /// The hash, of the time before seals, that this entry must carry when it follows an entry with that hash. Those since are made by
    /// <see cref="OrderSeals"/>.
    /// </summary>
    public string HashAfter(string previousHash)
    {
        // As a JSON array no two contents have the same text. Without data it is the text of the time before there was any.
        string[] plain =
        [
            previousHash,
            Sequence.ToString(CultureInfo.InvariantCulture),
            Type,
            Status,
            Detail ?? string.Empty,
            Actor,
            ActorId ?? string.Empty,
            AtMs.ToString(CultureInfo.InvariantCulture),
        ];
        var text = JsonSerializer.Serialize(Data is null ? plain : [.. plain, Data], OrderingJson.Default.StringArray);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>
/// What an entry changed: each piece as it is after the entry. Members may be added, never renamed or removed: timelines are kept for ever.
/// </summary>
public sealed record EntryData
{
    /// <summary>Why the checkout turned back.</summary>
    public string? Reason { get; init; }

    /// <summary>How many steps of the checkout are undone.</summary>
    public int? UndoFrom { get; init; }

    /// <summary>Whose part has moved; null when the whole order has.</summary>
    public string? Vendor { get; init; }

    public string? Carrier { get; init; }

    public string? TrackingNumber { get; init; }

    public IReadOnlyList<Shipment>? Shipments { get; init; }

    public Return? Return { get; init; }

    public Refund? Refund { get; init; }

    public Withdrawal? Withdrawal { get; init; }

    public IReadOnlyList<Restock>? Restocks { get; init; }

    public Charge? Charge { get; init; }

    /// <summary>What is held for the order, and has changed.</summary>
    public IReadOnlyList<Holding>? Holdings { get; init; }

    public Capture? Capture { get; init; }

    /// <summary>Units that an edit has deducted.</summary>
    public Hold? Hold { get; init; }

    /// <summary>The edit that has begun.</summary>
    public Edit? Edit { get; init; }

    /// <summary>An edit came to its end.</summary>
    public bool? EditEnded { get; init; }

    /// <summary>The terms from here on.</summary>
    public Terms? Terms { get; init; }

    public NextAction? Action { get; init; }

    /// <summary>As it is stored and hashed.</summary>
    public string Stored() => JsonSerializer.Serialize(this, OrderingJson.Default.EntryData);

    public static EntryData Read(string stored) =>
        JsonSerializer.Deserialize(stored, OrderingJson.Default.EntryData)
        ?? throw new JsonException("An entry is stored with empty data.");
}
