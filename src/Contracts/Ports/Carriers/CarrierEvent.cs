// What a carrier says of a parcel on its way.
namespace Cartwright.Contracts.Ports;

/// <summary>One thing that happened to a parcel.</summary>
/// <param name="Status">announced, in_transit, out_for_delivery, delivered or returned.</param>
/// <param name="Place">For people; null where it is not told.</param>
public sealed record CarrierEvent(long AtUnixMs, string Status, string? Place);
