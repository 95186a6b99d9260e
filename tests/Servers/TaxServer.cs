// A provider of taxes that is a program of its own, in another language: tests/Servers/grpc-client/taxes.mjs.
using System.Globalization;

namespace Cartwright.Servers;

/// <summary>Answers the tax port with nothing of ours but its proto.</summary>
public sealed class TaxServer : IAsyncDisposable
{
    private TaxServer(ServerProcess process) => Process = process;

    /// <summary>To kill it, and start it again.</summary>
    public ServerProcess Process { get; }

    public Uri Address => new($"http://127.0.0.1:{Process.Port}");

    /// <summary>Starts it: less than a second.</summary>
    /// <param name="rates">Its rows, a file in JSON.</param>
    /// <param name="home">Where its shop sells from.</param>
    public static async Task<TaxServer> Start(string rates, string home)
    {
        var root = GrpcClient.Root();
        var folder = GrpcClient.Folder();
        string[] arguments = [Path.Combine(root, "src", "Contracts", "Ports", "Taxes"), rates, home];
        return new(
            await ServerProcess.Start(
                new ServerProgram(
                    "the provider of taxes",
                    "node",
                    "https://nodejs.org",
                    (_, port) => [Path.Combine(folder, "taxes.mjs"), port.ToString(CultureInfo.InvariantCulture), .. arguments]
                )
                {
                    Durable = false,
                }
            )
        );
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
