// Inventory as calls that can leave the process, and the side that makes them.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Wire;

/// <summary><see cref="IInventory"/> over a channel.</summary>
public sealed class InventoryOverWire(IWireChannel<IInventory> channel) : IInventory
{
    private static readonly WireMethod<IInventory, CheckAvailabilityRequest, CheckAvailabilityReply> CheckAvailabilityMethod = new(
        "CheckAvailability",
        (on, request, cancel) => on.CheckAvailability(request, cancel)
    )
    {
        Within = Limits.FactForPagesWithin,
    };

    private static readonly WireMethod<IInventory, ReserveRequest, ReserveReply> ReserveMethod = new(
        "Reserve",
        (on, request, cancel) => on.Reserve(request, cancel)
    );

    private static readonly WireMethod<IInventory, SettleRequest, SettleReply> SettleMethod = new(
        "Settle",
        (on, request, cancel) => on.Settle(request, cancel)
    );

    private static readonly WireMethod<IInventory, ReleaseRequest, ReleaseReply> ReleaseMethod = new(
        "Release",
        (on, request, cancel) => on.Release(request, cancel)
    );

    private static readonly WireMethod<IInventory, RestockRequest, RestockReply> RestockMethod = new(
        "Restock",
        (on, request, cancel) => on.Restock(request, cancel)
    );

    private static readonly WireMethod<IInventory, CountRequest, CountReply> CountMethod = new(
        "Count",
        (on, request, cancel) => on.Count(request, cancel)
    );

    /// <summary>The service as the other side answers it.</summary>
    public static WireService<IInventory> Service { get; } =
        new("cartwright.v1.Inventory", [CheckAvailabilityMethod, ReserveMethod, SettleMethod, ReleaseMethod, RestockMethod, CountMethod]);

    public ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel) =>
        channel.Call(CheckAvailabilityMethod, request, cancel);

    public ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel) =>
        channel.Call(ReserveMethod, request, cancel);

    public ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel) =>
        channel.Call(SettleMethod, request, cancel);

    public ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) =>
        channel.Call(ReleaseMethod, request, cancel);

    public ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel) =>
        channel.Call(RestockMethod, request, cancel);

    public ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel) =>
        channel.Call(CountMethod, request, cancel);
}
