// Money that is taken of what is held for an order: an intent first, then the provider's word.
using System.Text.Json.Serialization;

namespace Cartwright.Ordering;

/// <summary>One capture.</summary>
/// <param name="Number">Counts the captures of an order from 1.</param>
/// <param name="Amount">What is to be taken with it, minor units.</param>
/// <param name="Lines">The units that it pays for; empty for an amount that staff took ahead.</param>
/// <param name="RefusedCode">Why it was not made, with <paramref name="RefusedDetail"/> for people; null unless it was refused.</param>
/// <param name="Key">The Idempotency-Key and the hash of what was asked under it; null for that of a parcel.</param>
public sealed record Capture(
    int Number,
    long Amount,
    IReadOnlyList<UnitsOf> Lines,
    IReadOnlyList<CapturePiece> Pieces,
    long AtMs,
    string? RefusedCode = null,
    string? RefusedDetail = null,
    string? Key = null,
    string? BodyHash = null
)
{
    /// <summary>Whether a provider must still be asked.</summary>
    [JsonIgnore]
    public bool IsOpen => RefusedCode is null && Pieces.Any(piece => !piece.Done);
}

/// <summary>The part of a capture that one hold gives.</summary>
/// <param name="Total">What is taken of that hold in all then: asking for it twice takes nothing more.</param>
/// <param name="More">Whether its rest stays held.</param>
public sealed record CapturePiece(string PaymentId, long Total, bool More, bool Done);
