// What a carrier is told of a parcel.
namespace Cartwright.Contracts.Ports;

/// <summary>A parcel.</summary>
/// <param name="To">Where it goes; for rates the country, region and postal code alone may be said.</param>
/// <param name="WeightG">Grams; 0: nobody has said.</param>
/// <param name="ValueMinor">Of the goods, minor units of <paramref name="Currency"/>.</param>
/// <param name="Service">Which of the carrier's services; null for its first.</param>
public sealed record CarrierParcel(Address To, long WeightG, long ValueMinor, string Currency, string? Service = null);
