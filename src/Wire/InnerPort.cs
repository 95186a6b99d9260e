// The inner port: HTTP/2 for the other processes, apart from the public one. Neither answers what belongs to the other.
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cartwright.Wire;

/// <summary>Listening, and telling the two ports apart.</summary>
public static class InnerPort
{
    private sealed record Mark;

    private static readonly Mark Inner = new();

    /// <summary>Listens for inner calls: TLS when <see cref="WireSettings.Certificate"/> is set, else cleartext with prior knowledge.</summary>
    /// <param name="port">0: any free one.</param>
    public static void Listen(KestrelServerOptions kestrel, IPAddress address, int port, WireSettings settings) => kestrel.Listen(address, port, listen =>
    {
        listen.Protocols = HttpProtocols.Http2;
        if (settings.Certificate is { } certificate)
        {
            listen.UseHttps(certificate);
        }

        // A mark on the connection, because the port's number is not known when it is any free one.
        listen.Use(next => connection =>
        {
            connection.Features.Set(Inner);
            return next(connection);
        });
    });

    /// <summary>Puts the server before everything else: what came in on the inner port goes no further, what came in on the public one never reaches it.</summary>
    public static void Use(IApplicationBuilder app, GrpcServer server) =>
        app.Use((context, next) => context.Features.Get<Mark>() is null ? next(context) : server.Answer(context));
}
