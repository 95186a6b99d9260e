// What began a change: the trace it belongs to, taken where the command is queued, because the writer's own loop belongs to no trace.
using System.Diagnostics;

namespace Cartwright.Kernel;

/// <summary>
/// The trace of a change: of a request, a step or an effect that is under way here, or as an event or a row has brought it along.
/// </summary>
/// <param name="Activity">Under way in this process.</param>
/// <param name="Brought">A W3C traceparent from elsewhere, or of another time.</param>
public readonly record struct Cause(Activity? Activity, string? Brought)
{
    /// <summary>Of whoever asks now.</summary>
    public static Cause Current => new(Activity.Current, null);

    /// <summary>W3C trace context, or null.</summary>
    public string? TraceParent => Brought ?? (Activity is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null);

    /// <summary>What came from elsewhere, if it is a trace context at all: other programs may write what they like.</summary>
    public static Cause Of(string? traceParent) =>
        new(null, ActivityContext.TryParse(traceParent, null, isRemote: true, out _) ? traceParent : null);

    /// <summary>Begins a span within the trace that a row or an event has brought along; null when nobody records it.</summary>
    public static Activity? Continue(string name, ActivityKind kind, string? traceParent) =>
        Telemetry.Traces.HasListeners() && ActivityContext.TryParse(traceParent, null, isRemote: true, out var parent)
            ? Telemetry.Traces.StartActivity(name, kind, parent)
            : null;

    /// <summary>
    /// What begins by itself, such as a sweep, begins a trace of its own, so that outside programs can follow all that comes of it.
    /// </summary>
    internal static string? New(string eventId) => Guid.TryParse(eventId, out var id) ? $"00-{id:N}-{id.ToString("N")[16..]}-00" : null;

    /// <summary>Whether the trace is recorded, for spans that are written down afterwards.</summary>
    internal bool Recorded(out ActivityContext context)
    {
        context = Activity?.Context ?? default;
        return (Brought is null || ActivityContext.TryParse(Brought, null, isRemote: true, out context))
            && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded);
    }

    /// <summary>
    /// Writes down a span that has ended now. What is not recorded costs a look at a flag. A listener that throws costs its span, not what
    /// was done.
    /// </summary>
    internal static void WriteDown(string name, ActivityKind kind, ActivityContext parent, DateTimeOffset began, string tag, object? value)
    {
        try
        {
            using var span = Telemetry.Traces.StartActivity(name, kind, parent, startTime: began);
            span?.SetTag(tag, value);
        }
        catch (Exception e)
        {
            Telemetry.NotSeen(e);
        }
    }
}
