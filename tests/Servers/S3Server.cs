// A private S3: s3rver keeps objects as files. It stores the frames of chunked uploads as content, which the provider never sends.
using System.Globalization;

namespace Cartwright.Servers;

/// <summary>An S3 server of the tests' own.</summary>
public sealed class S3Server : IAsyncDisposable
{
    /// <summary>The bucket that is there.</summary>
    public const string Bucket = "pictures";

    /// <summary>The only credentials that it takes, both of them.</summary>
    public const string Key = "S3RVER";

    private static readonly Lazy<Task<S3Server>> Lazily = new(Start);

    private int prefixes;

    private S3Server(ServerProcess process) => Process = process;

    /// <summary>One server for all tests of a process; it ends with the process.</summary>
    public static Task<S3Server> Shared => Lazily.Value;

    /// <summary>To stop it, and start it again.</summary>
    public ServerProcess Process { get; }

    /// <summary>For <c>Pictures:S3:ServiceUrl</c>.</summary>
    public string Url => "http://127.0.0.1:" + Process.Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts it: about a second.</summary>
    public static async Task<S3Server> Start()
    {
        var program = Program();
        return new S3Server(
            await ServerProcess.Start(
                new ServerProgram(
                    "s3rver",
                    "node",
                    "https://nodejs.org",
                    (folder, port) =>
                        [
                            program,
                            "--directory",
                            Path.Combine(folder, "data"),
                            "--address",
                            "127.0.0.1",
                            "--port",
                            port.ToString(CultureInfo.InvariantCulture),
                            "--silent",
                            "--configure-bucket",
                            Bucket,
                        ]
                )
                {
                    Prepare = folder =>
                    {
                        Directory.CreateDirectory(Path.Combine(folder, "data"));
                        return Task.CompletedTask;
                    },
                    Durable = false,
                }
            )
        );
    }

    /// <summary>A prefix nobody else has used on this server.</summary>
    public string NewPrefix() => "shop-" + Interlocked.Increment(ref prefixes).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    // Installed beside its lock file, not beside the built tests.
    private static string Program()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var packages = Path.Combine(folder.FullName, "tests", "Servers", "s3rver");
            if (Directory.Exists(packages))
            {
                var program = Path.Combine(packages, "node_modules", "s3rver", "bin", "s3rver.js");
                return File.Exists(program)
                    ? program
                    : throw new FileNotFoundException($"s3rver is not installed. Run: npm ci --prefix {packages}");
            }
        }

        throw new DirectoryNotFoundException("tests/Servers/s3rver was not found above the tests.");
    }
}
