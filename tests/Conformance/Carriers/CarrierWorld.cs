// One carrier, and what a suite must be able to do to it.
using Cartwright.Contracts.Ports;

namespace Cartwright.Conformance.Carriers;

public abstract class CarrierWorld : IAsyncDisposable
{
    public abstract ICarrier Carrier { get; }

    /// <summary>Grams that it takes no parcel of.</summary>
    public abstract long TooHeavyG { get; }

    /// <summary>Lets all parcels arrive.</summary>
    public abstract Task Travel();

    public abstract ValueTask DisposeAsync();
}
