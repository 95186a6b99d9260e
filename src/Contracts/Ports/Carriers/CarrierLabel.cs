// What is stuck on a parcel.
namespace Cartwright.Contracts.Ports;

/// <summary>A label that was bought.</summary>
/// <param name="MediaType">Of <paramref name="Content"/>: what a printer is given.</param>
public sealed record CarrierLabel(string TrackingNumber, string MediaType, ReadOnlyMemory<byte> Content);
