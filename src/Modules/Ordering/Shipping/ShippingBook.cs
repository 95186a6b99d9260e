// All zones by place, and the pickup points: what memory holds of the shop's shipping.
namespace Cartwright.Ordering;

/// <summary>The shop's own zones, indexed. Never changes.</summary>
/// <remarks>
/// The most exact place that a zone names holds: the longest beginning of the postal code, then the part, then the country, then
/// everywhere. No two zones name the same place.
/// </remarks>
public sealed class ShippingBook
{
    private readonly Dictionary<TaxPlace, (string Id, ShippingZone Zone)> places = [];
    private readonly Dictionary<string, int> longest = new(StringComparer.Ordinal);
    private readonly HashSet<string> parted = new(StringComparer.Ordinal);
    private readonly HashSet<string> currencies = new(StringComparer.Ordinal);
    private readonly (string Id, ShippingZone Zone)? everywhere;

    public ShippingBook(IEnumerable<(string Id, ShippingZone Zone)> zones, IEnumerable<PickupPoint> points)
    {
        var codes = new HashSet<string>(Rates.Methods, StringComparer.Ordinal) { Rates.Pickup };
        foreach (var (id, zone) in zones)
        {
            foreach (var place in zone.Places)
            {
                places[place] = (id, zone);
                if (place != new TaxPlace(place.Country))
                {
                    parted.Add(place.Country);
                }

                longest[place.Country] = Math.Max(longest.GetValueOrDefault(place.Country), place.Postal?.Length ?? 0);
            }

            everywhere = zone.Everywhere ? (id, zone) : everywhere;
            codes.UnionWith(zone.Methods.Select(method => method.Code));
            currencies.UnionWith(zone.Methods.Select(method => method.Currency));
        }

        Points = [.. points];
        Codes = [.. codes.Order(StringComparer.Ordinal)];
    }

    /// <summary>Where goods are fetched, the oldest first.</summary>
    public IReadOnlyList<PickupPoint> Points { get; }

    /// <summary>In which some zone has a price.</summary>
    public IReadOnlySet<string> Currencies => currencies;

    /// <summary>Every method that there is anywhere.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>Whether some zone names a part of the country, or some of its postal codes.</summary>
    public bool Varies(string country) => parted.Contains(country);

    /// <summary>The zone that holds at an address; null where no zone says anything.</summary>
    public (string Id, ShippingZone Zone)? Find(TaxAddress at)
    {
        if (longest.TryGetValue(at.Country, out var most))
        {
            for (var length = Math.Min(at.Postal.Length, most); length > 0; length--)
            {
                if (places.TryGetValue(new(at.Country, Postal: at.Postal[..length]), out var local))
                {
                    return local;
                }
            }

            if (
                (at.Part is not null && places.TryGetValue(new(at.Country, at.Part), out var found))
                || (at.PartByPostal is not null && places.TryGetValue(new(at.Country, at.PartByPostal), out found))
                || places.TryGetValue(new(at.Country), out found)
            )
            {
                return found;
            }
        }

        return everywhere;
    }
}
