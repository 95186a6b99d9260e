// One way in which some goods can reach a buyer, with its price and its days.
namespace Cartwright.Ordering;

/// <summary>A method for the goods of one basket.</summary>
/// <param name="Price">Minor units, before promotions.</param>
/// <param name="DaysMin">Working days; null where nobody has said.</param>
/// <param name="From">The first day on which it may arrive, or lie ready; null where it is not known.</param>
public sealed record ShippingOption(
    string Code,
    string Name,
    long Price,
    string? Carrier = null,
    int? DaysMin = null,
    int? DaysMax = null,
    DateOnly? From = null,
    DateOnly? To = null
);
