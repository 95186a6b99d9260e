// The inner port of a shop as another process sees it: Kestrel with HTTP/2, the real server, the real channel, a token between them.
using System.Net;
using Cartwright.Contracts;
using Cartwright.Wire;
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
    private readonly GrpcConnections connections;
    private readonly ElsewhereModule elsewhere;

    private InnerPortUnderTest(WebApplication app, WireSettings settings)
    {
        this.app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        connections = new GrpcConnections(settings);
        elsewhere = new ElsewhereModule("shop", Address, connections, TimeProvider.System, () => 0.5, NullLogger<ElsewhereModule>.Instance);
    }

    public Uri Address { get; }

    /// <summary>Whether a service is told to be serving; all are at first.</summary>
    public HashSet<string> Draining { get; } = [];

    public static async Task<InnerPortUnderTest> Open(IServiceProvider shop, WireSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => InnerPort.Listen(kestrel, IPAddress.Loopback, 0, settings));
        var app = builder.Build();
        InnerPortUnderTest? opened = null;
        InnerPort.Use(app, new GrpcServer(
            WiredContracts.All.Select(contract => contract.Answered(shop)), settings, service => opened?.Draining.Contains(service) != true, TimeProvider.System, NullLogger<GrpcServer>.Instance));
        await app.StartAsync();
        return opened = new InnerPortUnderTest(app, settings);
    }

    public IWireChannel<T> Channel<T>(WireService<T> service) => new GrpcChannel<T>(elsewhere, service);

    public async ValueTask DisposeAsync()
    {
        connections.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
