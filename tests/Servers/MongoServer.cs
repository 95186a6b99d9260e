// A private MongoDB: an emulator that speaks the protocol. It scans where a server has indexes, has no transactions, and keeps its data
// through an orderly stop only.
using System.Globalization;

namespace Cartwright.Servers;

/// <summary>A MongoDB server of the tests' own.</summary>
public sealed class MongoServer : IAsyncDisposable
{
    private static readonly Lazy<Task<MongoServer>> Lazily = new(Start);

    private int databases;

    private MongoServer(ServerProcess process) => Process = process;

    /// <summary>One server for all tests of a process; it ends with the process.</summary>
    public static Task<MongoServer> Shared => Lazily.Value;

    /// <summary>To stop it, and start it again.</summary>
    public ServerProcess Process { get; }

    /// <summary>
    /// For the key <c>MongoDb</c>. The emulator answers at once what a server holds back until something has changed, so that a client
    /// which waits for changes would ask it without a pause.
    /// </summary>
    public string Url => $"mongodb://127.0.0.1:{Process.Port.ToString(CultureInfo.InvariantCulture)}/?serverMonitoringMode=poll";

    /// <summary>Starts it: about a second.</summary>
    public static async Task<MongoServer> Start()
    {
        var program = Program();
        return new MongoServer(
            await ServerProcess.Start(
                new ServerProgram(
                    "MongoDB",
                    "node",
                    "https://nodejs.org",
                    (folder, port) => [program, port.ToString(CultureInfo.InvariantCulture), folder]
                )
            )
        );
    }

    /// <summary>The name of a database nobody else has used on this server.</summary>
    public string NewDatabase() => "test-" + Interlocked.Increment(ref databases).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    // Its packages are installed beside its lock file, not beside the built tests.
    private static string Program()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var packages = Path.Combine(folder.FullName, "tests", "Servers", "mongodb");
            if (Directory.Exists(packages))
            {
                return Directory.Exists(Path.Combine(packages, "node_modules", "@push.rocks"))
                    ? Path.Combine(packages, "server.mjs")
                    : throw new FileNotFoundException(
                        $"The MongoDB of the tests is not installed. Install it: npm ci --ignore-scripts --prefix {packages}"
                    );
            }
        }

        throw new DirectoryNotFoundException($"There is no tests/Servers/mongodb above {AppContext.BaseDirectory}.");
    }
}
