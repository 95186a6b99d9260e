// A carrier that is a program of its own, in another language: tests/Servers/grpc-client/carriers.mjs.
using System.Globalization;

namespace Cartwright.Servers;

/// <summary>Answers the carriers' port with nothing of ours but its proto.</summary>
public sealed class CarrierServer : IAsyncDisposable
{
    private CarrierServer(ServerProcess process) => Process = process;

    /// <summary>To kill it, and start it again.</summary>
    public ServerProcess Process { get; }

    public Uri Address => new($"http://127.0.0.1:{Process.Port}");

    /// <summary>Starts it: less than a second.</summary>
    public static async Task<CarrierServer> Start()
    {
        var proto = Path.Combine(GrpcClient.Root(), "src", "Contracts", "Ports", "Carriers");
        var folder = GrpcClient.Folder();
        return new(
            await ServerProcess.Start(
                new ServerProgram(
                    "the carrier",
                    "node",
                    "https://nodejs.org",
                    (_, port) => [Path.Combine(folder, "carriers.mjs"), port.ToString(CultureInfo.InvariantCulture), proto]
                )
                {
                    Durable = false,
                }
            )
        );
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
