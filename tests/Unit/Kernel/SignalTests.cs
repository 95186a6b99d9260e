// A loop that waits for a signal: woken once by many raises, late raises kept, and no exception thrown while nothing happens.
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

public sealed class SignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private readonly TestClock clock = new();
    private readonly Signal signal = new();

    [Fact]
    public async Task A_raise_before_the_wait_is_kept_and_many_are_one()
    {
        signal.Raise();
        signal.Raise();
        await signal.Wait(Long, clock, default);
        var second = signal.Wait(Long, clock, default);
        Assert.False(second.IsCompleted);
        signal.Raise();
        await second;
    }

    [Fact]
    public async Task Time_that_is_up_wakes_without_an_exception_and_keeps_what_is_raised_later()
    {
        const int Waits = 1_000;
        var thrown = 0;
        void Count(object? _, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e)
        {
            if (e.Exception is OperationCanceledException)
            {
                Interlocked.Increment(ref thrown);
            }
        }

        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            for (var i = 0; i < Waits; i++)
            {
                var wait = signal.Wait(TimeSpan.FromSeconds(1), clock, default);
                clock.Advance(TimeSpan.FromSeconds(1));
                await wait;
            }
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
        }

        // Tests beside this one may throw some.
        Assert.True(thrown < Waits / 2, $"{thrown} exceptions in {Waits} waits.");
        signal.Raise();
        await signal.Wait(Long, clock, default);
    }

    [Fact]
    public async Task A_cancelled_wait_throws_and_takes_no_raise_with_it()
    {
        using var stop = new CancellationTokenSource();
        var wait = signal.Wait(Long, clock, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => signal.Wait(Long, clock, stop.Token));
        signal.Raise();
        await signal.Wait(Long, clock, default);
    }
}
