// How an order is to reach the buyer, as the HTTP API shows it.
namespace Cartwright.Ordering;

/// <summary>What is promised. Days are of the shop.</summary>
/// <param name="Label">The method's name for people.</param>
/// <param name="Carrier">Null where nobody has said.</param>
/// <param name="From">The first day on which it may arrive, or lie ready; null where it is not known.</param>
/// <param name="Pickup">Where it is fetched, at the order's shipping address; null where it is sent.</param>
public sealed record DeliveryBody(string Label, string? Carrier, DateOnly? From, DateOnly? To, PickupBody? Pickup)
{
    internal static DeliveryBody? Of(DeliveryTerm? term) =>
        term is null
            ? null
            : new(term.Label, term.Carrier, term.From, term.To, term.Pickup is { } at ? new(at.PointId, at.Name, at.Hours, at.Note) : null);
}

/// <summary>The pickup point of an order, as it was then.</summary>
public sealed record PickupBody(string PickupPointId, string Name, string? Hours, string? Note);
