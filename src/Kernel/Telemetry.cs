// What the kernel measures and traces. Names follow the OpenTelemetry conventions: dots, seconds;
// each instrument says what it counts and in which buckets.
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Cartwright.Kernel;

/// <summary>The source of traces and the meters of the shop.</summary>
public static class Telemetry
{
    public const string Name = "Cartwright";

    /// <summary>Buckets of what one commit or one call takes, in seconds.</summary>
    private static readonly InstrumentAdvice<double> Short = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    /// <summary>Buckets of what may wait for minutes, in seconds.</summary>
    private static readonly InstrumentAdvice<double> Long = new()
    {
        HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600],
    };

    /// <summary>Buckets of counts up to <see cref="Limits.CommitBatchCommandsMax"/>.</summary>
    private static readonly InstrumentAdvice<int> Counts = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512] };

    /// <summary>
    /// A line with this id tells of a known outage; a log may show one of many alike.
    /// So may one whose exception is one of <see cref="IsOutage"/>.
    /// </summary>
    public static readonly EventId Outage = new(503, "outage");

    public static ActivitySource Traces { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>Seconds from begin to durable, a commit.</summary>
    internal static Histogram<double> Commits { get; } =
        Meter.CreateHistogram("cartwright.commit.duration", "s", "Time of one group commit, from its begin to durable.", advice: Short);

    /// <summary>Commands a commit.</summary>
    internal static Histogram<int> CommitBatch { get; } =
        Meter.CreateHistogram("cartwright.commit.commands", "{command}", "Commands in one group commit.", advice: Counts);

    /// <summary>Seconds from the commit of an event to its delivery.</summary>
    internal static Histogram<double> EventLag { get; } =
        Meter.CreateHistogram(
            "cartwright.event.lag",
            "s",
            "Age of the oldest event of a batch when it was carried out of the outbox.",
            advice: Long
        );

    /// <summary>Seconds from the commit of an event elsewhere to its effect here.</summary>
    internal static Histogram<double> EventTaken { get; } =
        Meter.CreateHistogram(
            "cartwright.inbox.lag",
            "s",
            "Age of the oldest event of a batch when its effects were durable.",
            advice: Long
        );

    /// <summary>Seconds that a read waited for a connection, of those that had to wait.</summary>
    internal static Histogram<double> ReaderWaits { get; } =
        Meter.CreateHistogram(
            "cartwright.reader.wait",
            "s",
            "Time that a read waited for a connection of its module's pool, of those that waited at all.",
            advice: Short
        );

    /// <summary>What somebody who looks on has thrown: it costs his view, never what he looks at.</summary>
    private static Counter<long> Unseen { get; } =
        Meter.CreateCounter<long>(
            "cartwright.telemetry.failures",
            "{failure}",
            "Commits whose figures or spans a listener failed to take."
        );

    internal static void NotSeen(Exception cause)
    {
        try
        {
            Unseen.Add(1, new KeyValuePair<string, object?>("error.type", cause.GetType().FullName));
        }
        catch (Exception again)
        {
            Debug.WriteLine(again);
        }
    }

    /// <summary>Whether a failure says that something the shop stands on is away or full, which is known and needs no stack.</summary>
    public static bool IsOutage(Exception? failure) =>
        failure switch
        {
            null => false,
            StorageUnavailable or Overloaded or System.Net.Sockets.SocketException or HttpRequestException or TimeoutException => true,
            AggregateException many => many.InnerExceptions.All(IsOutage),
            { InnerException: { } inner } => IsOutage(inner),
            _ => false,
        };
}
