// The simulated carrier.
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Unit;

namespace Cartwright.Conformance.Carriers;

public sealed class OnSimulator : CarrierSuite
{
    protected override async Task<CarrierWorld> Open()
    {
        var clock = new TestClock();
        return new World(await TestDatabase.OnSqlite("ordering", Migration.From(typeof(OrderingModule).Assembly), clock), clock);
    }

    private sealed class World(TestDatabase test, TestClock clock) : CarrierWorld
    {
        public override ICarrier Carrier { get; } = new SimulatedCarrier(test.Database, clock);

        public override long TooHeavyG => SimulatedCarrier.WeightGMax + 1;

        public override Task Travel()
        {
            clock.Advance(TimeSpan.FromDays(3));
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => test.DisposeAsync();
    }
}
