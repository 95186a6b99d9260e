// The operators' port: /healthz, /readyz and /metrics, apart from where shoppers are, on this machine alone unless told otherwise.
using System.Globalization;
using System.Net;
using Cartwright.Kernel;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Cartwright.Host;

/// <param name="Port">Where it listens, 0 for any free port; null when it is not opened.</param>
/// <param name="Address">On this machine alone by default: what it says is not for everyone.</param>
/// <param name="Public">Whether /readyz and /metrics are answered on the public port too.</param>
internal sealed record OperatorsPort(int? Port, IPAddress Address, bool Public)
{
    /// <summary>
    /// How far it lies from the public port when nothing is said, so that processes whose public ports do not collide do not collide here
    /// either.
    /// </summary>
    private const int Above = 1_000;

    private sealed record Mark;

    private static readonly Mark Operators = new();

    public static OperatorsPort Read(IConfiguration configuration, int publicPort, int? innerPort)
    {
        var open = configuration.Switch("Operations:Public");
        var port = PortOf(configuration["Operations:Port"], publicPort, open);
        var listen = configuration["Operations:Listen"] is { Length: > 0 } given ? given : "127.0.0.1";
        if (!IPAddress.TryParse(listen == "localhost" ? "127.0.0.1" : listen, out var address))
        {
            throw new ConfigurationRefused(
                $"Operations:Listen={listen} is not an address. Use 127.0.0.1, or 0.0.0.0 where only operators can reach the port."
            );
        }

        if (port is not (null or 0) && (port == publicPort || port == innerPort))
        {
            throw new ConfigurationRefused(
                $"Operations:Port={port} is also {(port == publicPort ? "Port" : "Wire:Port")}: operators have a port of their own. "
                    + $"Use, for example, Operations:Port={publicPort + Above}, Operations:Port=0 for any free one, or Operations:Port=none"
            );
        }

        return new OperatorsPort(port, address, open);
    }

    public void Listen(KestrelServerOptions kestrel)
    {
        if (Port is not { } port)
        {
            return;
        }

        kestrel.Listen(
            Address,
            port,
            listen =>
            {
                listen.Protocols = HttpProtocols.Http1;

                // A mark on the connection, because the port's number is not known when it is any free one.
                listen.Use(next =>
                    connection =>
                    {
                        connection.Features.Set(Operators);
                        return next(connection);
                    }
                );
            }
        );
    }

    /// <summary>For the start-up print.</summary>
    /// <param name="addresses">Where the process listens; this port is opened last.</param>
    public IEnumerable<string> Print(IReadOnlyList<string> addresses) =>
        Port is null
            ? Public
                ? ["operators on the public port: /healthz, /readyz, /metrics"]
                : []
            : [$"operators {(addresses.Count > 0 ? addresses[^1] : string.Empty)}: /healthz, /readyz, /metrics"];

    /// <summary>Which key is at fault when a port is taken.</summary>
    public string KeyOf(string failure) =>
        Port is { } port && failure.Contains($":{port}", StringComparison.Ordinal)
            ? $"Operations:Port={port + 1}, Operations:Port=0 for any free one, or Operations:Port=none"
            : "--port 8081";

    /// <summary>Whether a request came in here; such a one is in no trace and in no figure of what shoppers do.</summary>
    public static bool IsOn(HttpContext context) => context.Features.Get<Mark>() is not null;

    /// <summary>Puts it before everything else: what came in here goes no further.</summary>
    public static void Use(IApplicationBuilder app, Operations operations) =>
        app.Use(
            (context, next) =>
            {
                if (!IsOn(context))
                {
                    return next(context);
                }

                if (context.Features.Get<IHttpMetricsTagsFeature>() is { } metrics)
                {
                    metrics.MetricsDisabled = true;
                }

                return operations.Answer(context);
            }
        );

    private static int? PortOf(string? given, int publicPort, bool open)
    {
        if (string.IsNullOrEmpty(given))
        {
            return open ? null
                : publicPort == 0 ? 0
                : publicPort + Above <= ushort.MaxValue ? publicPort + Above
                : publicPort - Above;
        }

        if (given == "none")
        {
            return null;
        }

        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? port
            : throw new ConfigurationRefused(
                $"Operations:Port={given} is not a port. Use 1 to 65535, 0 for any free one, or none. "
                    + $"Without the key it is Port + {Above}."
            );
    }
}
