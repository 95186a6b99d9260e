// A private DynamoDB: dynalite speaks the protocol and keeps its data in LevelDB, so that it survives being killed. It has no transactions
// and deletes nothing by TTL.
using System.Globalization;

namespace Cartwright.Servers;

/// <summary>A DynamoDB server of the tests' own.</summary>
public sealed class DynamoServer : IAsyncDisposable
{
    private static readonly Lazy<Task<DynamoServer>> Lazily = new(Start);

    private int tables;

    private DynamoServer(ServerProcess process) => Process = process;

    /// <summary>One server for all tests of a process; it ends with the process.</summary>
    public static Task<DynamoServer> Shared => Lazily.Value;

    /// <summary>To kill it, and start it again.</summary>
    public ServerProcess Process { get; }

    /// <summary>For <c>DynamoDb:ServiceUrl</c>.</summary>
    public string Url => "http://127.0.0.1:" + Process.Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts it: less than a second.</summary>
    public static async Task<DynamoServer> Start()
    {
        var cli = Cli();
        return new DynamoServer(
            await ServerProcess.Start(
                new ServerProgram(
                    "dynalite",
                    "node",
                    "https://nodejs.org",
                    (folder, port) =>
                        [
                            cli,
                            "--host",
                            "127.0.0.1",
                            "--port",
                            port.ToString(CultureInfo.InvariantCulture),
                            "--createTableMs",
                            "0",
                            "--updateTableMs",
                            "0",
                            "--path",
                            Path.Combine(folder, "data"),
                        ]
                )
            )
        );
    }

    /// <summary>A name nobody else has used on this server.</summary>
    public string NewTable() => "test-" + Interlocked.Increment(ref tables).ToString(CultureInfo.InvariantCulture) + "-carts";

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    // Installed beside its lock file, not beside the built tests.
    private static string Cli()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var packages = Path.Combine(folder.FullName, "tests", "Servers", "dynalite");
            if (Directory.Exists(packages))
            {
                var cli = Path.Combine(packages, "node_modules", "dynalite", "cli.js");
                return File.Exists(cli)
                    ? cli
                    : throw new FileNotFoundException($"dynalite is missing ({cli}). Install it: npm ci --prefix {packages}");
            }
        }

        throw new DirectoryNotFoundException($"There is no tests/Servers/dynalite above {AppContext.BaseDirectory}.");
    }
}
