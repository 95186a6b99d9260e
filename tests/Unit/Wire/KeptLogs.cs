// The whole log of a process, kept: for tests of what a process says, and of what it should not.
using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Cartwright.Unit.Wire;

/// <summary>One line.</summary>
internal sealed record KeptLine(string Category, LogLevel Level, string Text, Exception? Exception);

internal sealed class KeptLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<KeptLine> lines = new();

    /// <summary>What an operator sees who has asked for everything from Information on.</summary>
    public IReadOnlyList<KeptLine> Lines => [.. lines.Where(line => line.Level >= LogLevel.Information)];

    public ILogger CreateLogger(string categoryName) => new Log(categoryName, lines);

    public void Dispose() { }

    private sealed class Log(string category, ConcurrentQueue<KeptLine> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines.Enqueue(new(category, logLevel, formatter(state, exception), exception));
    }
}
