// The simulated carrier behind gRPC passes the suite, as a program of its own would.
using Cartwright.Conformance.Ports;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Unit;
using Cartwright.Wire;

namespace Cartwright.Conformance.Carriers;

public sealed class OnWire : CarrierSuite
{
    protected override async Task<CarrierWorld> Open()
    {
        var clock = new TestClock();
        var test = await TestDatabase.OnSqlite("ordering", Migration.From(typeof(OrderingModule).Assembly), clock);
        var port = await ServedPort.Open(ServedCarrier.Service, new ServedCarrier(new SimulatedCarrier(test.Database, clock)));
        return new World(test, clock, port);
    }

    private sealed class World(TestDatabase test, TestClock clock, ServedPort port) : CarrierWorld
    {
        private readonly CarriersByOthers carrier = new(port.As("acme"), "Acme Parcels", TimeProvider.System, ServedPort.Log);

        public override ICarrier Carrier => carrier;

        public override long TooHeavyG => SimulatedCarrier.WeightGMax + 1;

        public override Task Travel()
        {
            clock.Advance(TimeSpan.FromDays(3));
            return Task.CompletedTask;
        }

        public override async ValueTask DisposeAsync()
        {
            carrier.Dispose();
            await port.DisposeAsync();
            await test.DisposeAsync();
        }
    }
}
