// A long job rests while others wait for a processor, and only then.
using System.Diagnostics;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

public sealed class GiveWayTests
{
    [Fact]
    public async Task Nobody_waits_so_a_job_goes_on_at_once()
    {
        var asked = 0;
        var pace = new GiveWay(() => asked++ * 0);

        await pace.Rest(TestContext.Current.CancellationToken);

        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task While_others_wait_a_job_rests_and_goes_on_as_soon_as_they_are_served()
    {
        var asked = 0;
        var pace = new GiveWay(() => asked++ == 0 ? 1 : 0);
        Work(TimeSpan.FromMilliseconds(50));

        await pace.Rest(TestContext.Current.CancellationToken);

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_job_ends_though_others_always_wait()
    {
        var pace = new GiveWay(() => 1);
        Work(TimeSpan.FromMilliseconds(5));

        // Returns: that it does is what is asserted, the rest in between is at least three times the work.
        var from = Stopwatch.GetTimestamp();
        await pace.Rest(TestContext.Current.CancellationToken);

        Assert.True(Stopwatch.GetElapsedTime(from) >= TimeSpan.FromMilliseconds(15));
    }

    [Fact]
    public async Task A_stop_ends_the_rest()
    {
        using var stop = new CancellationTokenSource();
        var pace = new GiveWay(() =>
        {
            stop.Cancel();
            return 1;
        });
        Work(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pace.Rest(stop.Token));
    }

    private static void Work(TimeSpan time)
    {
        var from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from) < time)
        {
            Thread.SpinWait(100);
        }
    }
}
