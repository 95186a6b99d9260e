// A past goes by steps; short waits go by the machine, and long ones end when the past gets there.
using Cartwright.Host;

namespace Cartwright.Unit.Host;

public sealed class HistoricClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    [Fact]
    public void It_stands_still_moves_on_and_never_goes_back()
    {
        var clock = new HistoricClock(Start);
        Assert.Equal(Start, clock.GetUtcNow());
        clock.MoveTo(Start.AddDays(2));
        clock.MoveTo(Start.AddDays(1));
        Assert.Equal(Start.AddDays(2), clock.GetUtcNow());
    }

    [Fact]
    public void Who_looks_every_hour_is_woken_once_a_step_and_again_after_the_next()
    {
        var clock = new HistoricClock(Start);
        var woken = 0;
        using var timer = clock.CreateTimer(_ => woken++, null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        clock.MoveTo(Start.AddMinutes(59));
        Assert.Equal(0, woken);
        clock.MoveTo(Start.AddDays(1));
        Assert.Equal(1, woken);
        clock.MoveTo(Start.AddDays(2));
        Assert.Equal(2, woken);
    }

    [Fact]
    public void A_wait_that_ended_or_was_given_up_wakes_nobody()
    {
        var clock = new HistoricClock(Start);
        var woken = 0;
        using var once = clock.CreateTimer(_ => woken++, null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);
        var given = clock.CreateTimer(_ => woken += 10, null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);
        given.Dispose();
        clock.MoveTo(Start.AddDays(1));
        clock.MoveTo(Start.AddDays(2));
        Assert.Equal(1, woken);
    }

    [Fact]
    public async Task A_short_wait_ends_although_the_past_stands_still()
    {
        var clock = new HistoricClock(Start);
        var ended = new TaskCompletionSource();
        using var timer = clock.CreateTimer(_ => ended.TrySetResult(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Start, clock.GetUtcNow());
    }
}
