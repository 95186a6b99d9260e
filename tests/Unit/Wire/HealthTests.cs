// The health service: what load balancers ask, and what /readyz makes of it.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Wire;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Wire;

public sealed class HealthTests : IAsyncLifetime
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Service = "cartwright.v1.Inventory";
    private InnerServer server = null!;

    public async ValueTask InitializeAsync() => server = await InnerServer.Of(new StubInventory());

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData(Service)]
    public async Task A_service_and_the_whole_process_are_told_without_a_token(string service)
    {
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, await Ask(service));
        Drain(service);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await Ask(service));
    }

    [Fact]
    public async Task A_service_that_is_not_answered_here_is_not_found() =>
        Assert.Equal(
            "5",
            (await server.Send(Check, InnerServer.Frame(new HealthCheckRequest { Service = "cartwright.v1.Payments" }), token: null)).Status
        );

    [Fact]
    public async Task Who_watches_needs_the_token_and_is_told_each_change()
    {
        Assert.Equal(
            "16",
            (await server.Send("/grpc.health.v1.Health/Watch", InnerServer.Frame(new HealthCheckRequest()), token: null)).Status
        );
        using var channel = GrpcChannel.ForAddress(server.Address);
        using var watching = new Health.HealthClient(channel).Watch(
            new() { Service = Service },
            new Metadata { { "authorization", "Bearer " + InnerServer.Token } }
        );
        Assert.True(await watching.ResponseStream.MoveNext(default));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, watching.ResponseStream.Current.Status);
        Drain(Service);
        Assert.True(await watching.ResponseStream.MoveNext(default));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, watching.ResponseStream.Current.Status);
    }

    [Fact]
    public async Task A_process_that_stops_says_so_and_still_answers()
    {
        server.Lifetime.StopApplication();
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await Ask(string.Empty));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, await Ask(Service));
        Assert.Equal("0", (await server.Send("/cartwright.v1.Inventory/Reserve", InnerServer.Frame([]))).Status);
    }

    [Fact]
    public async Task Without_a_token_only_little_is_read() =>
        Assert.Equal(
            "8",
            (await server.Send(Check, InnerServer.Frame(new HealthCheckRequest { Service = new string('x', 2_000) }), token: null)).Status
        );

    [Fact]
    public async Task A_module_elsewhere_is_a_dependency_that_serves_drains_or_is_gone()
    {
        using var connections = new InnerConnections(InnerServer.Settings);
        ModuleDependency At(Uri address, string service) =>
            new(
                new ElsewhereModule("inventory", address, connections, TimeProvider.System, () => 0, NullLogger<ElsewhereModule>.Instance),
                service
            );
        var there = At(server.Address, Service);
        Assert.Equal("module:inventory", there.Name);
        await InnerServer.Serves(there);

        Drain(Service);
        var drains = await Assert.ThrowsAsync<StorageUnavailable>(() => there.Ask(default).AsTask());
        Assert.Contains("inventory at " + server.Address, drains.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnavailable>(() => At(server.Address, "cartwright.v1.Payments").Ask(default).AsTask());

        server.Health.SetStatus(Service, HealthCheckResponse.Types.ServingStatus.Serving);
        await InnerServer.Serves(there);
        await server.DisposeAsync();
        await Assert.ThrowsAsync<StorageUnavailable>(() => there.Ask(default).AsTask());
        server = await InnerServer.Of(_ => Task.CompletedTask);
    }

    private void Drain(string service) => server.Health.SetStatus(service, HealthCheckResponse.Types.ServingStatus.NotServing);

    private async Task<HealthCheckResponse.Types.ServingStatus> Ask(string service)
    {
        var answer = await server.Send(Check, InnerServer.Frame(new HealthCheckRequest { Service = service }), token: null);
        Assert.Equal("0", answer.Status);
        return HealthCheckResponse.Parser.ParseFrom(answer.Body.AsSpan(5).ToArray()).Status;
    }
}
