// A known outage is one line and a count, however often it is met; everything else is said as it is, with its stack.
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Unit;
using Microsoft.Extensions.Logging;

namespace Cartwright.Conformance.Operators;

public sealed class OutageLinesTests : IDisposable
{
    private readonly TestClock clock = new();
    private readonly Lines lines = new();
    private readonly LoggerFactory factory;
    private readonly ILogger log;

    public OutageLinesTests()
    {
        factory = new LoggerFactory([new OutageLines(lines, clock)]);
        log = factory.CreateLogger("Some.Store");
    }

    [Fact]
    public void A_thousand_failures_of_one_outage_are_a_line_and_a_count()
    {
        for (var i = 0; i < 1_000; i++)
        {
            log.LogError(
                new StorageUnavailable("The store of carts cannot take changes now: full", null),
                "The store cannot take {Method} ({Trace}).",
                "POST",
                i
            );
        }

        var (first, failure) = Assert.Single(lines.Said);
        Assert.Null(failure);
        Assert.Equal("The store cannot take POST (0). (The store of carts cannot take changes now: full)", first);
        clock.Advance(Limits.OutageLineEvery);
        Assert.Equal("999 more in 10 s: The store cannot take {Method} ({Trace}).", lines.Said[^1].Text);
        clock.Advance(Limits.OutageLineEvery);
        Assert.Equal(2, lines.Said.Count);

        // A new one is told at once.
        log.LogError(new StorageUnavailable("again", null), "The store cannot take {Method} ({Trace}).", "POST", 7);
        Assert.Equal("The store cannot take POST (7). (again)", lines.Said[^1].Text);
    }

    [Fact]
    public void Kinds_of_outage_are_counted_apart()
    {
        log.LogError(new StorageUnavailable("a", null), "One {X}", 1);
        log.LogError(new TimeoutException("b"), "Two {X}", 1);
        factory.CreateLogger("Other").LogError(new TimeoutException("c"), "Two {X}", 1);
        log.LogWarning(Telemetry.Outage, "Three {X}", 1);
        log.LogWarning(Telemetry.Outage, "Three {X}", 2);
        Assert.Equal(["One 1 (a)", "Two 1 (b)", "Two 1 (c)", "Three 1"], lines.Said.Select(line => line.Text));
    }

    [Fact]
    public void A_bug_is_told_each_time_with_its_stack()
    {
        for (var i = 0; i < 3; i++)
        {
            log.LogError(new InvalidOperationException("bug"), "It failed.");
            log.LogWarning("No exception at all.");
        }

        Assert.Equal(6, lines.Said.Count);
        Assert.Equal(3, lines.Said.Count(line => line.Failure is InvalidOperationException));
    }

    public void Dispose() => factory.Dispose();

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<(string Text, Exception? Failure)> Said { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Said.Add((formatter(state, exception), exception));

        public void Dispose() => Said.TrimExcess();
    }
}
