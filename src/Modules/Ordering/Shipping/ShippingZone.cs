// Places that are shipped to alike, or not at all.
namespace Cartwright.Ordering;

/// <summary>A zone as staff wrote it.</summary>
/// <param name="Places">Countries, regions, beginnings of postal codes.</param>
/// <param name="Everywhere">Whether it is for every place that no zone names.</param>
/// <param name="Ships">False: nothing is shipped there.</param>
/// <param name="Methods">None where nothing is shipped.</param>
public sealed record ShippingZone(
    string Name,
    IReadOnlyList<TaxPlace> Places,
    bool Everywhere,
    bool Ships,
    IReadOnlyList<ShippingMethod> Methods
);
