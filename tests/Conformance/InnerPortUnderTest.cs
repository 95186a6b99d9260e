// The inner port of a shop as another process sees it: Kestrel with HTTP/2, the real server, the real channel, a token between them.
using System.Net;
using Cartwright.Contracts;
using Cartwright.Wire;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance;

/// <summary>Answers all contracts that a shop has registered.</summary>
public sealed class InnerPortUnderTest : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly InnerConnections connections;
    private readonly ElsewhereModule elsewhere;

    private InnerPortUnderTest(WebApplication app, WireSettings settings)
    {
        this.app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        Draining = new DrainingServices(app.Services.GetRequiredService<HealthServiceImpl>());
        connections = new InnerConnections(settings);
        elsewhere = new ElsewhereModule("shop", Address, connections, TimeProvider.System, () => 0.5, NullLogger<ElsewhereModule>.Instance);
    }

    public Uri Address { get; }

    /// <summary>Whether a service is told to be serving; all are at first.</summary>
    public DrainingServices Draining { get; }

    public static async Task<InnerPortUnderTest> Open(IServiceProvider shop, WireSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => InnerPort.Listen(kestrel, IPAddress.Loopback, 0, settings));
        builder.Services.AddSingleton(settings);
        foreach (var contract in WiredContracts.All)
        {
            builder.Services.AddSingleton(contract.Answered(shop));
        }

        builder.Services.AddSingleton(_ => WiredContracts.AnsweredRecords(shop));
        InnerPort.Add(builder.Services);
        var app = builder.Build();
        InnerPort.Use(app);
        await app.StartAsync();
        return new InnerPortUnderTest(app, settings);
    }

    public IWireChannel<T> Channel<T>(WireService<T> service) => new ElsewhereChannel<T>(elsewhere, service);

    public async ValueTask DisposeAsync()
    {
        connections.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>Services that say for a while that they do not serve.</summary>
    public sealed class DrainingServices(HealthServiceImpl health)
    {
        private readonly List<string> names = [];

        public void Add(string name)
        {
            names.Add(name);
            health.SetStatus(name, HealthCheckResponse.Types.ServingStatus.NotServing);
        }

        public void Clear()
        {
            names.ForEach(name => health.SetStatus(name, HealthCheckResponse.Types.ServingStatus.Serving));
            names.Clear();
        }
    }
}
