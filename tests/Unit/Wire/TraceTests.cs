// A trace goes on over the wire: the other side's activity is a child of the caller's.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Wire;

public sealed class TraceTests
{
    [Fact]
    public async Task Both_sides_of_a_call_belong_to_the_callers_trace()
    {
        var seen = new List<Activity>();
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Telemetry.Name or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
                options.TraceId == caller.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                lock (seen)
                {
                    seen.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        Activity? inside = null;
        var inventory = new StubInventory
        {
            OnReserve = (_, _) =>
            {
                inside = Activity.Current;
                return Task.FromResult<Outcome<ReserveReply>>(Refusal.Conflict("out_of_stock", "No."));
            },
        };
        // The caller's activity begins after the server has started, so that only the header can have carried it over.
        await using (var server = await InnerServer.Of(inventory))
        {
            caller.Start();
            using var connections = new InnerConnections(InnerServer.Settings);
            var module = new ElsewhereModule(
                "inventory",
                server.Address,
                connections,
                TimeProvider.System,
                () => 0,
                NullLogger<ElsewhereModule>.Instance
            );
            await new InventoryOverWire(new ElsewhereChannel<IInventory>(module, InventoryOverWire.Service)).Reserve(new(), default);
        }

        var client = Assert.Single(seen, activity => activity.Kind == ActivityKind.Client);
        var answering = Assert.Single(seen, activity => activity.Kind == ActivityKind.Server);
        Assert.Equal("cartwright.v1.Inventory/Reserve", client.DisplayName);
        Assert.Equal("cartwright.v1.Inventory/Reserve", answering.DisplayName);
        Assert.Equal((caller.TraceId, caller.SpanId), (client.TraceId, client.ParentSpanId));
        Assert.Equal((caller.TraceId, client.SpanId), (answering.TraceId, answering.ParentSpanId));
        Assert.Same(answering, inside);
    }
}
