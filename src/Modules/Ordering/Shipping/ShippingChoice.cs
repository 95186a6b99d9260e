// What was chosen of the ways to ship, and what else there is.
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>How a basket is to reach the buyer.</summary>
/// <param name="Code">The method; <see cref="Rates.None"/> where nothing is sent.</param>
/// <param name="Price">Minor units, before promotions.</param>
/// <param name="Options">Every method for these goods at the place.</param>
/// <param name="Term">What is promised; null where nothing is sent.</param>
/// <param name="Problem">Why the wish cannot be met; the first of the options is priced then.</param>
public sealed record ShippingChoice(
    string Code,
    long Price,
    IReadOnlyList<ShippingOption> Options,
    DeliveryTerm? Term = null,
    Refusal? Problem = null
)
{
    /// <summary>Of goods that are not sent.</summary>
    public static ShippingChoice None { get; } = new(Rates.None, 0, []);

    /// <summary>Whether anything has to reach the buyer.</summary>
    public bool Ships => Code != Rates.None;

    /// <summary>Whether it is sent to the buyer's own address.</summary>
    public bool NeedsStreet => Ships && Code != Rates.Pickup;
}
