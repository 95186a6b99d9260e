// What every module relies on: group commit, refusals that leave no trace, events that leave with the commit.
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class DatabaseTests
{
    private static readonly Migration[] Table =
    [
        new("001-things.sql", "CREATE TABLE things (id TEXT PRIMARY KEY, units BIGINT NOT NULL CHECK (units >= 0))"),
    ];

    [Fact]
    public async Task A_thousand_parallel_changes_all_survive_a_restart()
    {
        await using var test = await TestDatabase.Open("things", Table);
        await Task.WhenAll(
            Enumerable.Range(0, 1000).Select(i => test.Database.Write(tx => tx.Execute("INSERT INTO things VALUES ($1, 1)", $"t{i}")))
        );
        await test.Reopen();
        Assert.Equal(1000, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things")));
    }

    [Fact]
    public async Task A_refused_change_leaves_no_trace_and_its_neighbours_stay()
    {
        await using var test = await TestDatabase.Open("things", Table);
        var ran = false;
        var refused = test.Database.Write<Outcome<int>>(async tx =>
        {
            await tx.Execute("INSERT INTO things VALUES ('refused', 1)");
            tx.OnCommitted(() => ran = true);
            return Refusal.Conflict("no", "No.");
        });
        var kept = test.Database.Write(tx => tx.Execute("INSERT INTO things VALUES ('kept', 1)"));
        Assert.Equal("no", (await refused).Refused?.Code);
        Assert.Equal(1, await kept);
        Assert.False(ran);
        Assert.Equal(["kept"], await test.Database.Read(sql => sql.Query("SELECT id FROM things", row => row.GetString(0))));
    }

    [Fact]
    public async Task Refusals_among_many_writers_take_back_only_themselves()
    {
        await using var test = await TestDatabase.Open("things", Table);
        var tasks = Enumerable
            .Range(0, 200)
            .Select(i =>
                test.Database.Write<Outcome<int>>(async tx =>
                {
                    await tx.Execute("INSERT INTO things VALUES ($1, 1)", $"t{i}");
                    return i % 3 == 0 ? Refusal.Conflict("third", "Every third.") : i;
                })
            )
            .ToList();
        var done = await Task.WhenAll(tasks);
        Assert.Equal(67, done.Count(d => d.Refused is not null));
        Assert.Equal(133, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things")));
    }

    [Theory]
    [InlineData("span")]
    [InlineData("figure")]
    public async Task Who_looks_on_and_throws_costs_no_answer(string watches)
    {
        // Listeners hear the whole process: this one throws at what is its own alone.
        var thrown = 0;
        var trace = new Activity("watched").SetIdFormat(ActivityIdFormat.W3C);
        var module = "watched_" + watches;
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => watches == "span" && source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> asked) =>
                asked.TraceId == trace.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span => ThrowIf(span.TraceId == trace.TraceId),
        };
        ActivitySource.AddActivityListener(spans);
        using var figures = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (watches == "figure" && instrument.Name == "cartwright.commit.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        figures.SetMeasurementEventCallback<double>((_, _, tags, _) => ThrowIf(tags.Contains(new("module", module))));
        figures.Start();

        await using var test = await TestDatabase.Open(module, []);
        trace.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        trace.Start();
        Assert.Equal(1, await test.Database.Write(_ => ValueTask.FromResult(1)).WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(2, await test.Database.Write(_ => ValueTask.FromResult(2)).WaitAsync(TimeSpan.FromSeconds(30)));
        trace.Stop();
        Assert.True(thrown >= 2, $"It threw {thrown} times.");
        Assert.False(test.Database.Broken.IsCompleted);

        void ThrowIf(bool mine)
        {
            if (mine)
            {
                thrown++;
                throw new InvalidOperationException("It looks on badly.");
            }
        }
    }

    [Fact]
    public async Task Memory_that_cannot_follow_a_commit_costs_no_answer_but_the_next_change()
    {
        await using var test = await TestDatabase.Open("things", Table);
        var after = false;
        var change = test.Database.Write(async tx =>
        {
            var rows = await tx.Execute("INSERT INTO things VALUES ('t', 1)");
            tx.OnCommitted(() => throw new InvalidOperationException("It remembers badly."));
            tx.OnCommitted(() => after = true);
            return rows;
        });
        Assert.Equal(1, await change.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(after);
        Assert.Equal("It remembers badly.", (await test.Database.Broken.WaitAsync(TimeSpan.FromSeconds(30))).Message);
        await Assert.ThrowsAsync<StorageUnavailable>(() =>
            test.Database.Write(tx => tx.Execute("INSERT INTO things VALUES ('u', 1)")).WaitAsync(TimeSpan.FromSeconds(30))
        );
        await test.Reopen();
        Assert.Equal(["t"], await test.Database.Read(sql => sql.Query("SELECT id FROM things", row => row.GetString(0))));
    }

    [Fact]
    public async Task A_change_that_throws_fails_alone()
    {
        await using var test = await TestDatabase.Open("things", Table);
        var tasks = Enumerable
            .Range(0, 50)
            .Select(i => test.Database.Write(tx => tx.Execute("INSERT INTO things VALUES ($1, $2)", $"t{i}", i == 25 ? -1 : 1)))
            .ToList();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => tasks[25]);
        await Task.WhenAll(tasks.Where((_, i) => i != 25));
        Assert.Equal(49, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things")));
    }

    [Fact]
    public async Task Events_of_a_batch_keep_their_order_and_those_of_refused_changes_are_not_told()
    {
        await using var test = await TestDatabase.Open("things", Table);
        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    test.Database.Write<Outcome<int>>(async tx =>
                    {
                        await tx.Publish("said", $"s{i}", i);
                        await tx.Send("INSERT INTO things VALUES ($1, 1)", $"t{i}");
                        await tx.Publish("said", $"s{i}", -i);
                        return i % 3 == 0 ? Refusal.Conflict("third", "Every third.") : i;
                    })
                )
        );
        var kept = Enumerable.Range(0, 100).Where(i => i % 3 != 0).ToList();
        Assert.Equal(
            kept.SelectMany(i => new[] { ($"s{i}", i.ToString()), ($"s{i}", (-i).ToString()) }),
            await test.Database.Read(sql =>
                sql.Query("SELECT subject, data FROM outbox ORDER BY number", row => (row.GetString(0), row.GetString(1)))
            )
        );
        Assert.Equal(kept.Count, await test.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM things")));
    }

    [Fact]
    public async Task Statements_run_together_answer_each_its_own_rows()
    {
        await using var test = await TestDatabase.Open("things", Table);
        var (made, none) = await test.Database.Write(async tx =>
            (
                await tx.ExecuteEach(
                    "INSERT INTO things VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    [
                        ["a", 1],
                        ["a", 2],
                        ["b", 3],
                    ]
                ),
                await tx.ExecuteEach("DELETE FROM things WHERE id = $1", [])
            )
        );
        Assert.Equal([1, 0, 1], made);
        Assert.Empty(none);
    }

    [Fact]
    public async Task Commands_of_a_kind_that_wait_together_are_decided_together_in_order()
    {
        await using var test = await TestDatabase.Open("things", Table);
        var batches = new List<int>();
        var next = 0;
        var kind = test.Database.Kind<int, int>(
            (_, commands) =>
            {
                batches.Add(commands.Count);
                return ValueTask.FromResult(commands.Select(_ => next++).ToArray());
            }
        );
        using var hold = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocker = test.Database.Write(tx =>
        {
            begun.TrySetResult();
            hold.Wait();
            return ValueTask.FromResult(0);
        });

        // Before it has begun, the writer may take some of the commands together with it.
        await begun.Task;
        var replies = Enumerable.Range(0, 100).Select(i => kind.Commit(i)).ToList();
        hold.Set();
        await blocker;
        Assert.Equal(Enumerable.Range(0, 100), await Task.WhenAll(replies));
        Assert.True(batches.Max() > 50, $"Batches: {string.Join(", ", batches)}");
    }

    [Fact]
    public async Task The_queue_is_bounded()
    {
        await using var test = await TestDatabase.Open("things", Table);
        using var hold = new ManualResetEventSlim();
        var waiting = new List<Task>
        {
            test.Database.Write(tx =>
            {
                hold.Wait();
                return ValueTask.FromResult(0);
            }),
        };
        var thrown = Assert.Throws<Overloaded>(() =>
        {
            for (var i = 0; i <= Limits.CommitQueueCommandsMax + Limits.CommitBatchCommandsMax; i++)
            {
                waiting.Add(test.Database.Write(_ => ValueTask.FromResult(0)));
            }
        });
        Assert.Contains("wait", thrown.Message, StringComparison.Ordinal);
        hold.Set();
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task A_lone_array_is_one_argument()
    {
        await using var test = await TestDatabase.Open("things", Table);
        await test.Database.Write(tx => tx.Execute("INSERT INTO things VALUES ('a', 1), ('b', 1), ('c', 1)"));
        Assert.Equal(
            ["a", "c"],
            await test.Database.Read(sql =>
                sql.Query(
                    $"SELECT id FROM things WHERE {sql.Dialect.In("id", 1)} ORDER BY id",
                    row => row.GetString(0),
                    new[] { "a", "c", "x" }
                )
            )
        );
    }
}
