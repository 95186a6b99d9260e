// Who waits at the door while the writer has enough to do: nobody is refused who can be served in time, and what was acknowledged goes on.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Unit.Web;

[Trait(TestDatabase.Engine, TestDatabase.Sqlite)]
public sealed class AdmissionTests
{
    private readonly TestClock clock = new();
    private int waiting;

    [Fact]
    public async Task Whoever_comes_while_the_writer_is_busy_is_let_in_as_it_gets_room_the_first_first()
    {
        var admission = new Admission(() => waiting, clock);
        Assert.True(await admission.Enter(default));
        waiting = Limits.AdmittedChangesMax;
        var line = Enumerable.Range(0, 10).Select(_ => admission.Enter(default).AsTask()).ToList();
        clock.Advance(Limits.AdmissionLookEvery);
        Assert.All(line, one => Assert.False(one.IsCompleted));
        waiting -= 3;

        // There is room, and others came first.
        var last = admission.Enter(default).AsTask();
        Assert.False(last.IsCompleted);
        clock.Advance(Limits.AdmissionLookEvery);
        Assert.All(await Task.WhenAll(line[..3]), Assert.True);
        Assert.Equal(8, admission.Waiting);
        Assert.All(line[3..], one => Assert.False(one.IsCompleted));
        waiting = 0;
        clock.Advance(Limits.AdmissionLookEvery);
        Assert.All(await Task.WhenAll([.. line, last]), Assert.True);
        Assert.True(await admission.Enter(default));
    }

    [Fact]
    public async Task Whose_turn_does_not_come_in_time_is_told_and_so_is_whoever_finds_the_line_full()
    {
        waiting = Limits.AdmittedChangesMax;
        var admission = new Admission(() => waiting, clock);
        var early = Enumerable.Range(0, Limits.AdmissionLineMax - 1).Select(_ => admission.Enter(default).AsTask()).ToList();
        clock.Advance(Limits.AdmissionWaitMax / 2);
        var late = admission.Enter(default).AsTask();
        Assert.False(await admission.Enter(default));
        clock.Advance(Limits.AdmissionWaitMax / 2);
        Assert.All(await Task.WhenAll(early), Assert.False);
        Assert.False(late.IsCompleted);
        clock.Advance(Limits.AdmissionWaitMax / 2);
        Assert.False(await late);
        waiting = 0;
        Assert.True(await admission.Enter(default));
    }

    [Fact]
    public async Task Who_has_gone_takes_nobody_s_turn()
    {
        waiting = Limits.AdmittedChangesMax;
        var admission = new Admission(() => waiting, clock);
        using var gone = new CancellationTokenSource();
        _ = Enumerable.Range(0, 100).Select(_ => admission.Enter(gone.Token).AsTask()).ToList();
        var stays = admission.Enter(default).AsTask();
        await gone.CancelAsync();
        waiting--;
        clock.Advance(Limits.AdmissionLookEvery);
        Assert.True(await stays);
        Assert.Equal(0, admission.Waiting);
    }

    [Fact]
    public async Task A_flood_of_changes_leaves_places_for_what_must_go_on_and_all_of_it_is_carried_out()
    {
        const int flood = Limits.CommitQueueCommandsMax * 2;
        await using var test = await TestDatabase.Open("flooded", [], clock);
        var database = test.Database;
        var admission = new Admission(() => database.ChangesWaiting, clock);
        using var entered = new SemaphoreSlim(0);
        var gate = new AdmissionGate(async context =>
        {
            var change = database.Write(_ => ValueTask.FromResult(true));
            entered.Release();
            await change;
        });
        var endpoint = new Endpoint(null, new EndpointMetadataCollection(admission), "change");

        // The writer stands still until everybody has come.
        var (begun, held) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = database.Write(async _ =>
        {
            begun.TrySetResult();
            await held.Task;
            return true;
        });
        await begun.Task;
        var contexts = Enumerable.Range(0, flood).Select(_ => Asked("POST", endpoint)).ToList();
        var requests = contexts.Select(gate.Invoke).ToList();
        Assert.Equal(Limits.AdmittedChangesMax, database.ChangesWaiting);
        Assert.Equal(flood - Limits.AdmittedChangesMax, admission.Waiting);

        // Reads wait for no writer.
        await new AdmissionGate(_ => Task.CompletedTask).Invoke(Asked("GET", endpoint));

        // The relay, checkouts and other processes come in by no door.
        var own = Enumerable.Range(0, 1_000).Select(_ => database.Write(_ => ValueTask.FromResult(true))).ToList();
        held.SetResult();
        await Task.WhenAll([first, .. own]);
        for (var come = Limits.AdmittedChangesMax; come > 0; )
        {
            // All who were let in stand in line for the writer, and then all of it is written.
            for (; come > 0; come--)
            {
                await entered.WaitAsync(TestContext.Current.CancellationToken);
            }

            await database.Write(_ => ValueTask.FromResult(true));
            var before = admission.Waiting;
            clock.Advance(Limits.AdmissionLookEvery);
            come = before - admission.Waiting;
            Assert.Equal(Math.Min(before, Limits.AdmittedChangesMax), come);
        }

        await Task.WhenAll(requests);
        Assert.All(contexts, context => Assert.Equal(200, context.Response.StatusCode));
    }

    [Fact]
    public async Task What_is_refused_at_the_door_says_when_to_come_again()
    {
        waiting = Limits.AdmittedChangesMax;
        var context = Asked("DELETE", new Endpoint(null, new EndpointMetadataCollection(new Admission(() => waiting, clock)), "change"));
        var request = new AdmissionGate(_ => throw new InvalidOperationException("It was let in.")).Invoke(context);
        clock.Advance(Limits.AdmissionWaitMax);
        await request;
        Assert.Equal((503, "1"), (context.Response.StatusCode, context.Response.Headers.RetryAfter.ToString()));
        context.Response.Body.Position = 0;
        Assert.Contains(
            "\"overloaded\"",
            await new StreamReader(context.Response.Body).ReadToEndAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    private static DefaultHttpContext Asked(string method, Endpoint endpoint)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Response.Body = new MemoryStream();
        context.SetEndpoint(endpoint);
        return context;
    }
}
