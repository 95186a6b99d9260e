// Tells of a known outage in one line, however many requests and loops meet it: a full disk must not be filled by what is written about it.
using System.Collections.Concurrent;
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>
/// Stands before the console. A line whose exception is an outage (<see cref="Telemetry.IsOutage"/>), or that is marked with
/// <see cref="Telemetry.Outage"/>, is written without its stack, the first of its kind at once; those that follow within
/// <see cref="Limits.OutageLineEvery"/> are counted and told with one line. Whatever else is written passes as it is.
/// </summary>
[ProviderAlias("Console")]
internal sealed class OutageLines(ILoggerProvider inner, TimeProvider clock) : ILoggerProvider, ISupportExternalScope
{
    // .NET's number of that line (HostedServiceStartupFaulted).
    private const int StartFailed = 11;

    private volatile bool startFailed;

    private readonly ConcurrentDictionary<(string Category, string Line), Kind> kinds = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName, inner.CreateLogger(categoryName));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => (inner as ISupportExternalScope)?.SetScopeProvider(scopeProvider);

    public void Dispose()
    {
        foreach (var kind in kinds.Values)
        {
            kind.Dispose();
        }

        inner.Dispose();
    }

    private sealed class Logger(OutageLines lines, string category, ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            // "Hosting failed to start": the program ends with the reason as its last line, and with the stack only where the fault is
            // ours. What the host says after it is of loops that were broken off.
            if (category == "Microsoft.Extensions.Hosting.Internal.Host" && (lines.startFailed |= eventId.Id == StartFailed))
            {
                return;
            }

            if (eventId != Telemetry.Outage && !Telemetry.IsOutage(exception))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            if (lines.KindOf(category, Template(state), inner) is not { } kind || kind.Begins(logLevel))
            {
                inner.Log(
                    logLevel,
                    eventId,
                    state,
                    null,
                    (said, _) => exception is null ? formatter(said, null) : $"{formatter(said, null)} ({Reason(exception)})"
                );
            }
        }

        // Lines of one kind differ in what fills their holes.
        private static string Template<TState>(TState state) =>
            state is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values
            && values[^1] is { Key: "{OriginalFormat}", Value: string template }
                ? template
                : string.Empty;

        private static string Reason(Exception failure)
        {
            var text = failure.Message.ReplaceLineEndings(" ");
            return failure.InnerException is { } deeper && !text.Contains(deeper.Message, StringComparison.Ordinal)
                ? $"{text} {Reason(deeper)}"
                : text;
        }
    }

    private Kind? KindOf(string category, string template, ILogger log) =>
        kinds.TryGetValue((category, template), out var kind) ? kind
        : kinds.Count >= Limits.OutageKindsMax ? null
        : kinds.GetOrAdd((category, template), _ => new Kind(template, log, clock));

    private sealed class Kind : IDisposable
    {
        private readonly Lock gate = new();
        private readonly string template;
        private readonly ILogger log;
        private readonly ITimer timer;
        private LogLevel level;
        private bool open;
        private long more;

        public Kind(string template, ILogger log, TimeProvider clock)
        {
            this.template = template;
            this.log = log;
            timer = clock.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Whether this line is to be written; otherwise it is counted.</summary>
        public bool Begins(LogLevel at)
        {
            lock (gate)
            {
                level = at;
                if (open)
                {
                    more++;
                    return false;
                }

                open = true;
            }

            timer.Change(Limits.OutageLineEvery, Timeout.InfiniteTimeSpan);
            return true;
        }

        public void Dispose() => timer.Dispose();

        private void Tell()
        {
            long count;
            LogLevel at;
            lock (gate)
            {
                (count, at) = (more, level);
                more = 0;
                open = count > 0;
            }

            if (count > 0)
            {
                log.Log(
                    at,
                    Telemetry.Outage,
                    "{Count} more in {Seconds:0} s: {Line}",
                    count,
                    Limits.OutageLineEvery.TotalSeconds,
                    template
                );
                timer.Change(Limits.OutageLineEvery, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
