// What a carrier asks for a parcel.
namespace Cartwright.Contracts.Ports;

/// <summary>What a service would cost.</summary>
/// <param name="Service">The carrier's word for it.</param>
/// <param name="PriceMinor">Minor units of the currency asked for.</param>
/// <param name="DaysMin">Working days; null where it is not known.</param>
public sealed record CarrierRate(string Service, long PriceMinor, int? DaysMin, int? DaysMax);
