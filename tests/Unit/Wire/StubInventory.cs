// An inventory that does as it is told, and counts how often it was asked.
using Cartwright.Contracts;

namespace Cartwright.Unit.Wire;

internal sealed class StubInventory : IInventory
{
    private int asked;

    public int Asked => asked;

    public Func<ReserveRequest, CancellationToken, Task<Outcome<ReserveReply>>> OnReserve { get; set; } =
        (_, _) => Task.FromResult<Outcome<ReserveReply>>(new ReserveReply { ExpiresUnixMs = 42 });

    public Func<CheckAvailabilityRequest, Outcome<CheckAvailabilityReply>> OnCheck { get; set; } = _ => new CheckAvailabilityReply();

    public async ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel)
    {
        Interlocked.Increment(ref asked);
        return await OnReserve(request, cancel);
    }

    public ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel)
    {
        Interlocked.Increment(ref asked);
        return ValueTask.FromResult(OnCheck(request));
    }

    public ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel) =>
        throw new InvalidOperationException("secret detail");

    public ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Not asked here.");

    public ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel) => throw new NotSupportedException();

    public ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel) =>
        throw new NotSupportedException("Not asked here.");
}
