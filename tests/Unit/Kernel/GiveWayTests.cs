// A long job rests while others are served, and only then.
using System.Diagnostics;
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

public sealed class GiveWayTests
{
    // More than a shop is asked in the time that a test takes.
    private const long Many = 1_000_000_000;

    [Fact]
    public async Task Nobody_asks_anything_so_a_job_goes_on_at_once()
    {
        var looks = 0;
        var pace = new GiveWay(() => looks++ * 0);
        looks = 0;
        Work(TimeSpan.FromMilliseconds(5));

        await pace.Rest(TestContext.Current.CancellationToken);

        // One look whether somebody came, one for the next slice.
        Assert.Equal(2, looks);
    }

    [Fact]
    public async Task Whoever_only_looks_on_is_nobody_to_rest_for()
    {
        var requests = new ServedRequests();
        var pace = new GiveWay(requests);
        requests.Begin();
        Work(TimeSpan.FromMilliseconds(1));
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        // A rest would end with the stop.
        await pace.Rest(stop.Token);
    }

    [Fact]
    public async Task While_others_are_served_a_job_rests_and_goes_on_after_the_last_of_them()
    {
        var (looks, served) = (0, 0L);
        var pace = new GiveWay(() => ++looks <= 3 ? served += Many : served);

        // A rest as long as twelve times this would outlast the test.
        pace.Begin(Stopwatch.GetTimestamp() - (Stopwatch.Frequency * 36_000));
        await pace.Rest(TestContext.Current.CancellationToken);

        Assert.Equal(5, looks);
    }

    [Fact]
    public async Task A_job_ends_though_somebody_always_asks()
    {
        var served = 0L;
        var pace = new GiveWay(() => served += Many);
        Work(TimeSpan.FromMilliseconds(5));

        // Returns: that it does is what is asserted, the rest in between is a part of the work that is said.
        var from = Stopwatch.GetTimestamp();
        await pace.Rest(TestContext.Current.CancellationToken);

        Assert.True(Stopwatch.GetElapsedTime(from) >= TimeSpan.FromMilliseconds(5 * GiveWay.RestsPerWork));
    }

    [Fact]
    public async Task A_rest_is_no_longer_than_it_may_be()
    {
        var served = 0L;
        var pace = new GiveWay(() => served += Many, TimeSpan.FromMilliseconds(1));
        pace.Begin(Stopwatch.GetTimestamp() - (Stopwatch.Frequency * 36_000));

        await pace.Rest(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stop_ends_the_rest()
    {
        using var stop = new CancellationTokenSource();
        var served = 0L;
        var pace = new GiveWay(() => served += Many);
        pace.Begin(Stopwatch.GetTimestamp() - (Stopwatch.Frequency * 36_000));
        await stop.CancelAsync();

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
