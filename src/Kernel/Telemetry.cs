// What the kernel measures. Names follow the OpenTelemetry conventions: dots, seconds.
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cartwright.Kernel;

/// <summary>The source of traces and the meters of the shop.</summary>
public static class Telemetry
{
    public const string Name = "Cartwright";

    public static ActivitySource Traces { get; } = new(Name);

    public static Meter Meter { get; } = new(Name);

    /// <summary>Seconds from begin to durable, a commit.</summary>
    internal static Histogram<double> Commits { get; } = Meter.CreateHistogram<double>("cartwright.commit.duration", "s", "Time of one group commit.");

    /// <summary>Commands a commit.</summary>
    internal static Histogram<int> CommitBatch { get; } = Meter.CreateHistogram<int>("cartwright.commit.commands", "{command}", "Commands in one group commit.");

    /// <summary>Seconds from the commit of an event to its delivery.</summary>
    internal static Histogram<double> EventLag { get; } = Meter.CreateHistogram<double>("cartwright.event.lag", "s", "Age of the oldest event of a delivered batch.");
}
