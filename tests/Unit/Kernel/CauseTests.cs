// The trace that every event carries: of who asked for the change, through the writer, which itself belongs to no trace.
using System.Diagnostics;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class CauseTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{TraceId}-b7ad6b7169203331-01";

    [Fact]
    public async Task An_event_has_the_trace_of_whoever_asked_for_its_change()
    {
        await using var test = await TestDatabase.Open("teller", []);
        using var click = new Activity("click").SetParentId(Parent).Start();
        await test.Database.Write(async tx =>
        {
            await tx.Publish("said", "a", 1);
            return true;
        });
        Assert.Equal(click.Id, Assert.Single(await Traces(test)).Trace);
    }

    [Fact]
    public async Task Commands_that_are_decided_together_keep_their_own_traces()
    {
        await using var test = await TestDatabase.Open("teller", []);
        var kind = test.Database.Kind<int, int>(
            async (tx, commands) =>
            {
                for (var i = 0; i < commands.Count; i++)
                {
                    tx.BehalfOf(i);
                    await tx.Publish("said", commands[i].ToString(System.Globalization.CultureInfo.InvariantCulture), commands[i]);
                }

                return [.. commands];
            }
        );

        // The writer is held, so that the two wait for the same transaction.
        var held = new TaskCompletionSource();
        var holding = test.Database.Write(async _ =>
        {
            await held.Task;
            return true;
        });
        var ids = new List<string?>();
        var waiting = new List<Task>();
        foreach (var command in new[] { 0, 1 })
        {
            using var click = new Activity("click").Start();
            ids.Add(click.Id);
            waiting.Add(kind.Commit(command));
        }

        held.SetResult();
        await Task.WhenAll([holding, .. waiting]);
        var told = await Traces(test);
        Assert.Equal([("0", ids[0]), ("1", ids[1])], told);
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Fact]
    public async Task What_an_event_brings_about_goes_on_in_its_trace_after_a_failure_too()
    {
        var clock = new TestClock();
        await using var test = await TestDatabase.Open("hearer", [], clock);
        var fails = true;
        var inbox = new Inbox(
            test.Database,
            new Subscriptions().On<int>(
                "asked",
                (tx, n, _) => fails && n == 2 ? throw new InvalidOperationException("planted") : tx.Publish("answered", $"{n}", n)
            ),
            clock,
            NullLogger<Inbox>.Instance
        );
        await inbox.Accept([Asked(1, Parent), Asked(2, Parent.Replace("b7", "c8", StringComparison.Ordinal))], default);
        Assert.Equal([("1", Parent)], await Traces(test));

        fails = false;
        using var stop = new CancellationTokenSource();
        var loop = inbox.Retry(stop.Token);
        while ((await Traces(test)).Count < 2)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stop.CancelAsync();

        // Stopped while it waits it throws, and between two looks it just ends.
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.False(loop.IsFaulted);
        Assert.Equal(Parent.Replace("b7", "c8", StringComparison.Ordinal), (await Traces(test))[1].Trace);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not a trace")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public async Task What_begins_by_itself_or_brings_no_trace_begins_one(string? brought)
    {
        await using var test = await TestDatabase.Open("hearer", []);
        var inbox = new Inbox(
            test.Database,
            new Subscriptions().On<int>("asked", (tx, n, _) => tx.Publish("answered", $"{n}", n)),
            test.Clock,
            NullLogger<Inbox>.Instance
        );
        await inbox.Accept([Asked(1, brought)], default);
        await test.Database.Write(async tx =>
        {
            await tx.Publish("swept", "1", 1);
            return true;
        });
        var traces = (await Traces(test)).ConvertAll(one => one.Trace);
        Assert.All(traces, trace => Assert.True(ActivityContext.TryParse(trace, null, out _), trace));
        Assert.Equal(2, traces.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_recorded_command_shows_its_commit_and_one_that_is_not_costs_no_span()
    {
        var ended = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> asked) =>
                asked.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var test = await TestDatabase.Open("commits", []);
        var recorded = new Activity("recorded").SetParentId(Parent).Start();
        await test.Database.Write(_ => ValueTask.FromResult(1));
        recorded.Stop();
        var other = new Activity("other").SetParentId(Parent[..^1] + "0").Start();
        await test.Database.Write(_ => ValueTask.FromResult(1));
        other.Stop();
        var span = Assert.Single(ended, one => one.DisplayName == "commit commits");
        Assert.Equal((recorded.TraceId, recorded.SpanId), (span.TraceId, span.ParentSpanId));
        Assert.True(span.StartTimeUtc >= recorded.StartTimeUtc);
        Assert.Equal(1, span.GetTagItem("cartwright.commit.commands"));
    }

    [Theory]
    [InlineData(typeof(StorageUnavailable), true)]
    [InlineData(typeof(HttpRequestException), true)]
    [InlineData(typeof(TimeoutException), true)]
    [InlineData(typeof(InvalidOperationException), false)]
    public void An_outage_is_known_by_what_lies_below(Type below, bool outage)
    {
        var failure = (Exception)(
            below == typeof(StorageUnavailable) ? new StorageUnavailable("away", null) : Activator.CreateInstance(below)!
        );
        Assert.Equal(outage, Telemetry.IsOutage(failure));
        Assert.Equal(outage, Telemetry.IsOutage(new InvalidOperationException("around it", failure)));
        Assert.False(Telemetry.IsOutage(new AggregateException(failure, new FormatException())));
        Assert.False(Telemetry.IsOutage(null));
    }

    private static Event Asked(int n, string? trace) =>
        new(
            $"asked-{n}",
            "asked",
            $"{n}",
            "teller",
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            trace,
            n.ToString(System.Globalization.CultureInfo.InvariantCulture)
        );

    private static async Task<List<(string Subject, string? Trace)>> Traces(TestDatabase test) =>
        await test.Database.Read(sql =>
            sql.Query(
                "SELECT subject, trace_parent FROM outbox ORDER BY number",
                row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1))
            )
        );
}
