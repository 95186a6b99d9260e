// A port served over gRPC in this process: what another program would be, with Kestrel and the network between it and the shop.
using System.Net;
using Cartwright.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Conformance.Ports;

/// <summary>Answers one service of a port, for whoever has its token.</summary>
public sealed class ServedPort : IAsyncDisposable
{
    private const string Token = "only the shop has this token, nobody else";
    private readonly WebApplication app;

    private ServedPort(WebApplication app) => this.app = app;

    public static ILogger<ElsewhereModule> Log => NullLogger<ElsewhereModule>.Instance;

    private Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<ServedPort> Open<T>(WireService<T> service, T answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var settings = new WireSettings(Token);
        builder.WebHost.ConfigureKestrel(kestrel => InnerPort.Listen(kestrel, IPAddress.Loopback, 0, settings));
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(AnsweredContract.Of(service, answers));
        InnerPort.Add(builder.Services);
        var app = builder.Build();
        InnerPort.Use(app);
        await app.StartAsync();
        return new(app);
    }

    /// <summary>Where the shop asks it, as its configuration would say.</summary>
    public PortAddress As(string name, TimeSpan? within = null, string token = Token) =>
        new("Ports:Tests:" + name, name, Address, token, within ?? TimeSpan.FromMinutes(1));

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
