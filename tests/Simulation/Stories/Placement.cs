// A checkout under one key, and all that the shop has said about it.
using System.Text.Json.Nodes;

namespace Cartwright.Simulation;

/// <summary>A checkout.</summary>
/// <param name="name">As the story has it.</param>
/// <param name="by">Who orders.</param>
/// <param name="call">What was asked.</param>
/// <param name="start">The moment of the first press.</param>
/// <param name="waits">Whether it is paid by a transfer that nobody makes.</param>
internal sealed class Placement(string name, Person by, Call call, long start, bool waits)
{
    public string Name => name;

    public Person By => by;

    public Call Call => call;

    public long Start => start;

    /// <summary>The first acknowledgement; null before it.</summary>
    public string? Promised { get; set; }

    /// <summary>Of the order; null while nobody has heard of one.</summary>
    public string? OrderId { get; set; }

    /// <summary>The order in the end.</summary>
    public Reply? Final { get; set; }

    /// <summary>Its payment in the end.</summary>
    public Reply? Money { get; set; }

    /// <summary>The order in the end; null where it was not shown.</summary>
    public JsonNode? Order => Final is { Status: 200 } shown ? JsonNode.Parse(shown.Text) : null;

    /// <summary>Of the order in the end.</summary>
    public string Status => (string?)Order?["status"] ?? string.Empty;

    /// <summary>Whether it sells something.</summary>
    public bool IsLive => Status is not ("" or "cancelled" or "payment_failed");

    /// <summary>Captured, and given back, of all payments of the order.</summary>
    public (decimal Captured, decimal Refunded)? Sums =>
        Money is { Status: 200 } money && JsonNode.Parse(money.Text)?["totals"] is { } totals
            ? ((decimal?)totals["captured"] ?? 0, (decimal?)totals["refunded"] ?? 0)
            : null;

    /// <summary>What its payments are doing, for people.</summary>
    public string PaymentsSaid =>
        Money is { Status: 200 } money
            ? string.Join(", ", JsonNode.Parse(money.Text)!["items"]!.AsArray().Select(one => (string?)one!["status"]))
            : string.Empty;

    /// <summary>Whether the shop still has something to do for it.</summary>
    public bool IsUnderWay =>
        Final is { Status: 200 }
        && (
            (Status == "pending" && !waits)
            || (Status is "cancelled" or "payment_failed" && Sums is { } sums && sums.Captured != sums.Refunded)
        );
}
