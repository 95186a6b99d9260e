// An amount that a bank holds for an order, to be taken when it ships.
using System.Text.Json.Serialization;

namespace Cartwright.Ordering;

/// <summary>One hold. Amounts are minor units of the order's currency.</summary>
/// <param name="State">One of the constants.</param>
/// <param name="UntilMs">When the bank lets go of it; 0 while it is only wanted.</param>
/// <param name="InParts">Whether several captures can take it; else the first one is the last.</param>
/// <param name="Renewable">Whether the same token secures the amount anew without the shopper.</param>
/// <param name="Taken">What was taken of it.</param>
/// <param name="Replaces">The payment of the hold that it is to follow; null for one that the shopper made.</param>
/// <param name="Told">Whether shop and shopper were told that it ends; absent for no.</param>
public sealed record Holding(
    string PaymentId,
    string State,
    long Amount,
    long FromMs,
    long UntilMs,
    bool InParts,
    bool Renewable,
    long Taken = 0,
    string? Replaces = null,
    bool? Told = null
)
{
    /// <summary>It is to be secured: the provider is asked until it answers.</summary>
    public const string Wanted = "wanted";

    /// <summary>What is not taken of it yet can be.</summary>
    public const string Held = "held";

    /// <summary>What is left of it is to be let go: the provider is asked until it answers.</summary>
    public const string Ending = "ending";

    /// <summary>Nothing is held any more: it was taken, or let go.</summary>
    public const string Ended = "ended";

    /// <summary>The bank has let go of it, or would not secure or take it.</summary>
    public const string Lost = "lost";

    /// <summary>What can still be taken.</summary>
    [JsonIgnore]
    public long Left => State == Held ? Amount - Taken : 0;

    /// <summary>Whether its provider must still be asked for something.</summary>
    [JsonIgnore]
    public bool HasWork => State is Wanted or Ending;
}
