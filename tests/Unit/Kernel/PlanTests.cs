// Several modules' commands in one commit: all of them or none, with what others change beside them.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class PlanTests
{
    private static readonly Refusal No = Refusal.Conflict("no", "No.");

    private sealed record Picked(long N);

    [Fact]
    public async Task What_the_steps_change_in_several_modules_is_one_commit()
    {
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"]);
        var before = place["apple"].Commits;
        Assert.False((await Three(place, "a")).Refused is not null);
        Assert.Equal(1, place["apple"].Commits - before);
        Assert.Equal(("a=1", "a=2", "a=3"), (await place.Rows("apple"), await place.Rows("pear"), await place.Rows("plum")));
    }

    [Fact]
    public async Task Nothing_is_answered_before_it_is_durable()
    {
        await using var place = await SharedPlace.Open(["apple", "pear"]);
        var inside = -1L;
        var done = place["apple"]
            .InOneCommit(async () =>
            {
                await place.Put("apple", "a", 1);
                await place.Put("pear", "a", 2);

                // A reader sees nothing of it while it runs.
                inside = await place["pear"].Read(sql => sql.Number("SELECT COUNT(*) FROM pears"));
                return true;
            });
        Assert.True(await done);
        Assert.Equal(0, inside);
        Assert.Equal("a=2", await place.Rows("pear"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_plan_that_is_refused_at_any_step_leaves_no_row_and_tells_nothing_and_takes_nothing_of_others_back(int at)
    {
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"]);
        place.Hear(
            "plum",
            on => on.On<Picked>("picked", async (tx, picked, e) => await SharedPlace.Put(tx, "plum", "told " + e.Subject, picked.N))
        );
        await place.Begin();
        var release = await place.Hold();
        var runs = 0;
        var committed = 0;
        var good = Three(place, "good");
        var refused = place["apple"]
            .InOneCommit<Outcome<bool>>(async () =>
            {
                runs++;
                for (var step = 0; step < 3; step++)
                {
                    if (step == at)
                    {
                        return No;
                    }

                    var module = new[] { "apple", "pear", "plum" }[step];
                    await place[module]
                        .Write(async tx =>
                        {
                            await SharedPlace.Put(tx, module, "bad", step);
                            await tx.Publish("picked", "bad", new Picked(9));
                            tx.OnCommitted(() => committed++);
                            return true;
                        });
                }

                return No;
            });
        var beside = place.Put("pear", "beside", 7);
        await release();
        Assert.NotNull((await refused).Refused);
        Assert.Null((await good).Refused);
        await beside;
        Assert.Equal(
            ("good=1", "beside=7 good=2", "good=3"),
            (await place.Rows("apple"), await place.Rows("pear"), await place.Rows("plum"))
        );

        // Refused before anything was written it is decided once.
        Assert.Equal((at == 0 ? 1 : 2, 0), (runs, committed));
    }

    [Fact]
    public async Task A_step_that_is_refused_is_the_plans_to_answer()
    {
        await using var place = await SharedPlace.Open(["apple", "pear"]);
        var outcome = await place["apple"]
            .InOneCommit<Outcome<string>>(async () =>
            {
                var asked = await place["pear"].Write(_ => ValueTask.FromResult((Outcome<bool>)No));
                await place.Put("apple", "a", asked.Refused is null ? 1 : 2);
                return asked.Refused!.Code;
            });
        Assert.Equal(("no", "a=2"), (outcome.Value, await place.Rows("apple")));
    }

    [Fact]
    public async Task A_plan_that_throws_or_breaks_a_rule_of_a_table_fails_alone()
    {
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"]);
        await place.Put("pear", "twice", 1);
        var release = await place.Hold();
        var thrown = place["apple"]
            .InOneCommit<bool>(async () =>
            {
                await place.Put("apple", "thrown", 1);
                throw new InvalidOperationException("planted");
            });
        var broken = place["apple"]
            .InOneCommit(async () =>
            {
                await place.Put("apple", "broken", 1);
                await place.Put("pear", "twice", 2);
                return true;
            });
        var good = Three(place, "good");
        await release();
        Assert.Equal("planted", (await Assert.ThrowsAsync<InvalidOperationException>(() => thrown)).Message);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => broken);
        Assert.Null((await good).Refused);
        Assert.Equal(
            ("good=1", "good=2 twice=1", "good=3"),
            (await place.Rows("apple"), await place.Rows("pear"), await place.Rows("plum"))
        );
    }

    [Fact]
    public async Task Plans_that_wait_together_share_a_commit_and_each_kind_is_decided_for_all_of_them_at_once()
    {
        await using var place = await SharedPlace.Open(["apple", "pear"]);
        var together = new List<int>();
        var kind = place["pear"]
            .Kind<(string Id, long N), bool>(
                async (tx, commands) =>
                {
                    together.Add(commands.Count);
                    foreach (var (id, n) in commands)
                    {
                        await SharedPlace.Put(tx, "pear", id, n);
                    }

                    return [.. commands.Select(_ => true)];
                }
            );
        var release = await place.Hold();
        var before = place["apple"].Commits;
        var plans = Enumerable
            .Range(0, 8)
            .Select(n =>
                place["apple"]
                    .InOneCommit(async () =>
                    {
                        await place.Put("apple", $"{n}", n);
                        return await kind.Commit(($"{n}", n));
                    })
            )
            .ToList();
        var alone = kind.Commit(("alone", 9));
        await release();
        await Task.WhenAll(plans);
        await alone;
        Assert.Equal(2, place["apple"].Commits - before);
        Assert.Equal([1, 8], together.Order());
        Assert.Equal("0=0 1=1 2=2 3=3 4=4 5=5 6=6 7=7 alone=9", await place.Rows("pear"));
    }

    [Fact]
    public async Task Steps_that_wait_for_something_else_hold_nobody_else_up_for_ever()
    {
        await using var place = await SharedPlace.Open(["apple", "pear"]);
        var elsewhere = new TaskCompletionSource<long>();
        var plan = place["apple"]
            .InOneCommit(async () =>
            {
                await place.Put("apple", "a", 1);
                await place.Put("pear", "a", await elsewhere.Task);
                return true;
            });
        _ = Task.Run(() => elsewhere.SetResult(5), TestContext.Current.CancellationToken);
        Assert.True(await plan);
        Assert.Equal("a=5", await place.Rows("pear"));
    }

    [Fact]
    public async Task Steps_that_wait_for_ever_fail_alone_and_the_writer_goes_on()
    {
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"]);
        place["apple"].PlanWait = TimeSpan.FromMilliseconds(200);
        var never = new TaskCompletionSource();
        var stuck = place["apple"]
            .InOneCommit(async () =>
            {
                await place.Put("apple", "stuck", 1);
                await never.Task;
                await place.Put("pear", "stuck", 2);
                return true;
            });
        await Assert.ThrowsAsync<PlanStuck>(() => stuck);
        place["apple"].PlanWait = Limits.PlanWait;
        Assert.Null((await Three(place, "good")).Refused);

        // What it does when it wakes up is refused.
        never.SetResult();
        Assert.Equal(("good=1", "good=2"), (await place.Rows("apple"), await place.Rows("pear")));
    }

    [Fact]
    public async Task A_failing_hearer_makes_a_plan_run_again_and_fails_nobody()
    {
        await using var place = await SharedPlace.Open(["apple", "pear", "plum"]);
        place.Hear("plum", on => on.On<Picked>("picked", (_, _, _) => throw new InvalidOperationException("planted")));
        await place.Begin();
        var runs = 0;
        Assert.True(
            await place["apple"]
                .InOneCommit(async () =>
                {
                    runs++;
                    await place.Put("apple", "a", 1);
                    await place["pear"]
                        .Write(async tx =>
                        {
                            await tx.Publish("picked", "a", new Picked(1));
                            return true;
                        });
                    return true;
                })
        );
        Assert.Equal((2, "a=1", 1), (runs, await place.Rows("apple"), await place.Count("plum", "inbox_waiting")));
    }

    [Fact]
    public async Task A_command_for_another_place_is_no_part_of_it()
    {
        await using var place = await SharedPlace.Open(["apple"], own: ["pear"]);
        var (apple, pear) = (place["apple"].Commits, place["pear"].Commits);
        var refused = await place["apple"]
            .InOneCommit<Outcome<bool>>(async () =>
            {
                await place["pear"].Write(tx => tx.Execute("INSERT INTO pears(id, n) VALUES ('own', 1) ON CONFLICT DO NOTHING"));
                return No;
            });
        Assert.NotNull(refused.Refused);
        Assert.Equal((1, 1, "own=1"), (place["apple"].Commits - apple, place["pear"].Commits - pear, await place.Rows("pear")));
    }

    [Fact]
    public async Task Steps_may_end_at_any_moment_while_the_writer_looks_at_them()
    {
        await using var place = await SharedPlace.Open(["apple"]);
        for (var i = 0; i < 2000; i++)
        {
            // Ends on another thread, some turns later each time, with nothing queued.
            var turns = i % 40;
            Assert.Equal(
                turns,
                await place["apple"]
                    .InOneCommit(() =>
                        Task.Run(() =>
                        {
                            Thread.SpinWait(turns * 10);
                            return turns;
                        })
                    )
            );
        }
    }

    private static Task<Outcome<bool>> Three(SharedPlace place, string id) =>
        place["apple"]
            .InOneCommit<Outcome<bool>>(async () =>
            {
                await place.Put("apple", id, 1);
                await place.Put("pear", id, 2);
                await place.Put("plum", id, 3);
                return true;
            });
}
