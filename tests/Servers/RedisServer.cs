// A private Redis: append-only as in the field, a fresh database for whoever asks, and redis-cli to look into it as other programs do.
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Servers;

/// <summary>A Redis server of the tests' own.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const int DatabasesMax = 1_000;
    private const string Install = "sudo apt-get install redis-server";
    private static readonly Lazy<Task<RedisServer>> Lazily = new(() => Start());

    private int databases;

    private RedisServer(ServerProcess process) => Process = process;

    /// <summary>One server for all tests of a process; it ends with the process. Not to be killed.</summary>
    public static Task<RedisServer> Shared => Lazily.Value;

    /// <summary>To kill it, and start it again.</summary>
    public ServerProcess Process { get; }

    /// <summary>The configuration key Redis for its first database.</summary>
    public string Address => "127.0.0.1:" + Process.Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts one.</summary>
    /// <param name="fsyncAlways">
    /// Whether each command is on the disk before it is answered; else what came since the last second's fsync may not be.
    /// </param>
    /// <param name="more">Further arguments of redis-server.</param>
    public static async Task<RedisServer> Start(bool fsyncAlways = false, params string[] more) =>
        new(
            await ServerProcess.Start(
                new ServerProgram(
                    "Redis",
                    "redis-server",
                    Install,
                    (folder, port) =>
                        [
                            "--port",
                            port.ToString(CultureInfo.InvariantCulture),
                            "--bind",
                            "127.0.0.1",
                            "--dir",
                            folder,
                            "--databases",
                            DatabasesMax.ToString(CultureInfo.InvariantCulture),
                            "--save",
                            string.Empty,
                            "--appendonly",
                            "yes",
                            "--appendfsync",
                            fsyncAlways ? "always" : "everysec",
                            .. more,
                        ]
                )
                {
                    Answers = Pong,
                }
            )
        );

    /// <summary>The configuration key Redis for a database that nobody else has.</summary>
    public string CreateDatabase() => $"{Address},defaultDatabase={Interlocked.Increment(ref databases) % DatabasesMax}";

    /// <summary>What redis-cli prints for a command, in the database of an address that <see cref="CreateDatabase"/> gave.</summary>
    public static async Task<string> Cli(string address, params string[] command)
    {
        var parts = address.Split(':', ',', '=');
        var program = new ServerProgram("redis-cli", "redis-cli", Install, (_, _) => []).Find();
        var start = new ProcessStartInfo(program, ["-p", parts[1], "-n", parts.Length > 3 ? parts[3] : "0", .. command])
        {
            RedirectStandardOutput = true,
        };
        using var run = System.Diagnostics.Process.Start(start) ?? throw new InvalidOperationException("redis-cli did not start.");
        var printed = await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return printed.TrimEnd('\n');
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Process.DisposeAsync();

    // While it still reads its data it accepts connections, but does not answer with PONG.
    private static async Task<bool> Pong(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray());
        var reply = new byte[64];
        return Encoding.ASCII.GetString(reply, 0, await stream.ReadAsync(reply)).StartsWith("+PONG", StringComparison.Ordinal);
    }
}
