// A Kafka cluster: librdkafka's mock, in a process of its own, so that it can be frozen and killed, and outlives no one.
using System.Diagnostics;
using System.Globalization;

namespace Cartwright.Servers;

/// <summary>
/// Brokers that speak Kafka's protocol on loopback ports and keep everything in memory. kcat carries them: it waits for lines to send that never come, and ends
/// when this process does, because its input closes then.
/// What the mock lacks of a real broker: requests to make or change topics (it makes those that are asked about, with 4 partitions), access control, TLS and SASL,
/// retention and compaction, answers to a fetch before its time is up (set <c>fetch.wait.max.ms</c> low). A restart would be another, empty cluster on other ports.
/// </summary>
public sealed class KafkaCluster : IAsyncDisposable
{
    private const string Told = "replaced with ";
    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);
    private static readonly Lazy<Task<KafkaCluster>> Lazily = new(() => Start());

    private readonly Process process;

    private KafkaCluster(Process process, string bootstrap)
    {
        this.process = process;
        Bootstrap = bootstrap;
    }

    /// <summary>One cluster for all tests of a process. Not to be frozen or killed.</summary>
    public static Task<KafkaCluster> Shared => Lazily.Value;

    /// <summary>For <c>Kafka:Bootstrap</c>; any process of this machine may use it.</summary>
    public string Bootstrap { get; }

    /// <summary>Starts one: a few milliseconds.</summary>
    public static async Task<KafkaCluster> Start(int brokers = 3)
    {
        var program = new ServerProgram("Kafka's mock cluster", "kcat", "sudo apt-get install kcat", (_, _) => []).Find();
        var process = Process.Start(new ProcessStartInfo(program, ["-P", "-t", "nothing", "-b", "unused:1", "-X", "test.mock.num.brokers=" + brokers.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        }) ?? throw new InvalidOperationException("kcat did not start.");
        using var late = new CancellationTokenSource(StartWithin);
        try
        {
            while (await process.StandardError.ReadLineAsync(late.Token) is { } line)
            {
                if (line.IndexOf(Told, StringComparison.Ordinal) is >= 0 and var at)
                {
                    // What it says from now on is read and dropped, so that a full pipe never stops it.
                    _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                    return new KafkaCluster(process, line[(at + Told.Length)..].Trim());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Below: it is as good as ended.
        }

        process.Kill();
        throw new InvalidOperationException("kcat started no mock cluster: its librdkafka may be built without one.");
    }

    /// <summary>Stops answering: connections stay open and hang, as when a network swallows packets.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Goes on answering.</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>Ends it, with everything it holds.</summary>
    public void Kill() => process.Kill();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
