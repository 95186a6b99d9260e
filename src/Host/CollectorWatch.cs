// Says once an outage that the collector of traces cannot be reached. The exporter tells it to nobody else, and the shop goes on without.
using System.Diagnostics.Tracing;

namespace Cartwright.Host;

internal sealed class CollectorWatch : EventListener
{
    /// <summary>
    /// After so long without a failure the next one is a new outage: the exporter tries every five seconds while there is something to
    /// send.
    /// </summary>
    private static readonly TimeSpan Over = TimeSpan.FromMinutes(2);

    private readonly Lock gate = new();
    private readonly TimeProvider? clock;
    private readonly ILogger? log;
    private readonly string? collector;
    private DateTimeOffset? failed;

    public CollectorWatch(TimeProvider clock, IConfiguration configuration, ILogger<CollectorWatch> log)
    {
        this.clock = clock;
        collector = Observability.Collector(configuration);
        this.log = log;
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OpenTelemetry-Exporter-OpenTelemetryProtocol")
        {
            EnableEvents(eventSource, EventLevel.Error);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base class may tell of events before this constructor has run.
        if (clock is null || log is null || eventData.Level > EventLevel.Error)
        {
            return;
        }

        lock (gate)
        {
            var now = clock.GetUtcNow();
            var known = failed is { } last && now - last < Over;
            failed = now;
            if (known)
            {
                return;
            }
        }

        log.LogWarning(
            "Traces cannot be delivered to {Collector}; the shop goes on, and they are dropped until it answers. ({Reason})",
            collector,
            Reason(eventData)
        );
    }

    private static string Reason(EventWrittenEventArgs told)
    {
        var text = string.Join(' ', told.Payload?.Select(one => one?.ToString()) ?? []).ReplaceLineEndings("\n");
        return text.Split('\n')[0];
    }
}
