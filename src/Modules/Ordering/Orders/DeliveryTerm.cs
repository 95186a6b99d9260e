// How an order is to reach the buyer, as it was promised with the placement.
namespace Cartwright.Ordering;

/// <summary>What was promised. It never changes afterwards.</summary>
/// <param name="Label">The method's name for people.</param>
/// <param name="ZoneId">The shop's zone that the address lay in; null where the table of the configuration held.</param>
/// <param name="Carrier">Null where nobody has said.</param>
/// <param name="From">The first day on which it may arrive, or lie ready, as a day of the shop; null where it is not known.</param>
/// <param name="To">The last.</param>
/// <param name="Standard">
/// What the least expensive method would have cost, minor units, where another was chosen: of a withdrawal no more of the shipping goes
/// back. Null where this one was it.
/// </param>
/// <param name="Pickup">Where it is fetched; null where it is sent.</param>
public sealed record DeliveryTerm(
    string Label,
    string? ZoneId = null,
    string? Carrier = null,
    DateOnly? From = null,
    DateOnly? To = null,
    long? Standard = null,
    PickupTerm? Pickup = null
);

/// <summary>The pickup point of an order; its address is the order's.</summary>
public sealed record PickupTerm(string PointId, string Name, string? Hours, string? Note);
