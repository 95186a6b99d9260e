// A withdrawal from a contract, as it stands in the order that it is about. The decisions are in Withdrawing.
using System.Text.Json.Serialization;

namespace Cartwright.Ordering;

/// <summary>Units of one line that a withdrawal takes.</summary>
/// <param name="Quantity">All of them; <paramref name="Sent"/> of these have left and are to come back.</param>
public sealed record WithdrawnUnits(string ProductId, string VendorId, long Quantity, long Sent);

/// <summary>One withdrawal.</summary>
/// <param name="Number">Counts the withdrawals of an order from 1.</param>
/// <param name="Asked">The lines that were named; null for all that can be withdrawn from.</param>
/// <param name="Units">What it takes.</param>
/// <param name="Name">Who withdraws.</param>
/// <param name="Email">Where the receipt goes.</param>
/// <param name="StandardShipping">What the cheapest shipping would have cost, minor units before tax: no more of it is owed.</param>
/// <param name="ReturnId">The return of what has left, should any.</param>
/// <param name="Key">The Idempotency-Key and the hash of what was declared under it.</param>
/// <param name="Done">False while it waits for an edit that was under way when it was declared.</param>
/// <param name="BackNow">Minor units that go back at once, for what had not left.</param>
/// <param name="BackLater">Minor units that go back with the goods, or with the proof that they were sent.</param>
/// <param name="EndsMs">When the period is over, as it was then; null where it had not begun.</param>
public sealed record Withdrawal(
    int Number,
    IReadOnlyList<UnitsOf>? Asked,
    IReadOnlyList<WithdrawnUnits> Units,
    string? Name,
    string? Email,
    long StandardShipping,
    string ReturnId,
    long AtMs,
    bool Done,
    long BackNow = 0,
    long BackLater = 0,
    long? EndsMs = null,
    string? Key = null,
    string? BodyHash = null
)
{
    /// <summary>The entry with which it becomes binding.</summary>
    public const string Declared = "withdrawal.declared";

    /// <summary>The entry with which one that had to wait is carried out.</summary>
    public const string CarriedOut = "withdrawal.carried_out";

    /// <summary>What orders and returns say as the reason.</summary>
    public const string Reason = "Withdrawal from the contract.";

    /// <summary>Whether anything of it is to be sent back.</summary>
    [JsonIgnore]
    public bool SendsBack => Units.Any(units => units.Sent > 0);
}

/// <summary>A withdrawal that somebody declares.</summary>
/// <param name="Lines">Null for all that can be withdrawn from.</param>
/// <param name="Key">The Idempotency-Key, or null: then the same statement again is the same withdrawal.</param>
public sealed record WithdrawalAsk(IReadOnlyList<UnitsOf>? Lines, string Name, string Email, string? Key = null)
{
    public string BodyHash => RequestRules.Hash([Name, Email, .. Lines is null ? ["all"] : RequestRules.Of(Lines)]);
}

/// <summary>What the decision needs to know beside the order.</summary>
/// <param name="Days">Days of the period at the place it ships to; 0 where nobody may withdraw.</param>
/// <param name="EndsMs">When the period is over; null while it has not begun.</param>
/// <param name="StandardShipping">What standard shipping costs for this order, minor units before tax.</param>
/// <param name="ReturnId">The id of the return, should there be one.</param>
public sealed record WithdrawalGround(int Days, long? EndsMs, long StandardShipping, string ReturnId);
