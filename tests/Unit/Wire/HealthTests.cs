// The health service: what load balancers ask, and what /readyz makes of it.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Wire;
using Cartwright.Wire.Health;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Wire;

public sealed class HealthTests : IAsyncLifetime
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Service = "cartwright.v1.Inventory";
    private readonly HashSet<string> draining = [];
    private InnerServer server = null!;

    public async ValueTask InitializeAsync() => server = await InnerServer.Of(new GrpcServer(
        [AnsweredContract.Of<IInventory>(InventoryOverWire.Service, new StubInventory())], InnerServer.Settings, service => !draining.Contains(service), TimeProvider.System, NullLogger<GrpcServer>.Instance));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData(Service)]
    public async Task A_service_and_the_whole_process_are_told_without_a_token(string service)
    {
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await Ask(service));
        draining.Add(service);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await Ask(service));
    }

    [Fact]
    public async Task A_service_that_is_not_answered_here_is_not_found() =>
        Assert.Equal("5", (await server.Send(Check, InnerServer.Frame(new HealthCheckRequest { Service = "cartwright.v1.Payments" }), token: null)).Status);

    [Fact]
    public async Task Watch_is_unimplemented() =>
        Assert.Equal("12", (await server.Send("/grpc.health.v1.Health/Watch", InnerServer.Frame(new HealthCheckRequest()))).Status);

    [Fact]
    public async Task Without_a_token_only_little_is_read() =>
        Assert.Equal("8", (await server.Send(Check, InnerServer.Frame(new HealthCheckRequest { Service = new string('x', 2_000) }), token: null)).Status);

    [Fact]
    public async Task A_module_elsewhere_is_a_dependency_that_serves_drains_or_is_gone()
    {
        using var connections = new GrpcConnections(InnerServer.Settings);
        ModuleDependency At(Uri address, string service) => new(
            new ElsewhereModule("inventory", address, connections, TimeProvider.System, () => 0, NullLogger<ElsewhereModule>.Instance), service);
        var there = At(server.Address, Service);
        Assert.Equal("module:inventory", there.Name);
        await there.Ask(default);

        draining.Add(Service);
        var drains = await Assert.ThrowsAsync<StorageUnavailable>(() => there.Ask(default).AsTask());
        Assert.Contains("inventory at " + server.Address, drains.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnavailable>(() => At(server.Address, "cartwright.v1.Payments").Ask(default).AsTask());

        draining.Clear();
        await there.Ask(default);
        await server.DisposeAsync();
        await Assert.ThrowsAsync<StorageUnavailable>(() => there.Ask(default).AsTask());
        server = await InnerServer.Of(_ => Task.CompletedTask);
    }

    private async Task<HealthCheckResponse.Types.ServingStatus> Ask(string service)
    {
        var answer = await server.Send(Check, InnerServer.Frame(new HealthCheckRequest { Service = service }), token: null);
        Assert.Equal("0", answer.Status);
        return HealthCheckResponse.Parser.ParseFrom(answer.Body.AsSpan(5).ToArray()).Status;
    }
}
