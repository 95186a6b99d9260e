// A Kafka cluster: librdkafka's mock, in a process of its own (tests/KafkaMock), so that it can be frozen and killed, and outlives no one.
using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Cartwright.Servers;

/// <summary>
/// Brokers that speak Kafka's protocol on loopback ports and keep everything in memory.
/// What the mock lacks of a real broker: requests to make or change topics (it makes those that are asked about, with 4 partitions), access
/// control, TLS and SASL, retention and compaction, fencing, answers to a fetch before its time is up. A restart would be another, empty
/// cluster on other ports.
/// </summary>
public sealed class KafkaCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartWithin = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<KafkaCluster>> Lazily = new(() => Start());

    private readonly Process process;

    private KafkaCluster(Process process, string bootstrap)
    {
        this.process = process;
        Bootstrap = bootstrap;
    }

    /// <summary>One cluster for all tests of a process. Not to be frozen or killed.</summary>
    public static Task<KafkaCluster> Shared => Lazily.Value;

    /// <summary>
    /// How the shop is told to speak to it. The mock makes no topics on request, and answers a fetch only when its time is up, so that is
    /// short. It lets each round of sharing out partitions last for all but a second of the members' session,
    /// and a member that comes takes two: so sessions are short as well.
    /// </summary>
    public static IReadOnlyList<(string Key, string Value)> Manners { get; } =
    [
        ("Kafka:CreateTopics", "false"),
        ("Kafka:Client:fetch.wait.max.ms", "10"),
        ("Kafka:Client:session.timeout.ms", "1500"),
        ("Kafka:Client:heartbeat.interval.ms", "300"),
    ];

    /// <summary>For <c>Kafka:Bootstrap</c>; any process of this machine may use it.</summary>
    public string Bootstrap { get; }

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<KafkaCluster> Start(int brokers = 3)
    {
        var file = typeof(KafkaCluster)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "KafkaMock")
            .Value!;
        var program = new ServerProgram("Kafka's mock cluster", file, "dotnet build tests/KafkaMock -c Release", (_, _) => []).Find();
        var process =
            Process.Start(
                new ProcessStartInfo(program, [brokers.ToString(CultureInfo.InvariantCulture)])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    WorkingDirectory = Path.GetTempPath(),
                }
            ) ?? throw new InvalidOperationException($"{program} did not start.");

        // Read to its end and mostly thrown away, so that a full pipe never stops it.
        var complaints = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            if (
                await process.StandardOutput.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(StartWithin) is
                { Length: > 0 } bootstrap
            )
            {
                return new KafkaCluster(process, bootstrap);
            }
        }
        catch (TimeoutException)
        {
            // Below: it is as good as ended.
        }

        process.Kill();
        throw new InvalidOperationException($"Kafka's mock cluster did not start. It said:\n{await complaints}");
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
