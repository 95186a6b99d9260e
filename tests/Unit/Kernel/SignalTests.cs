// A loop's wait: woken by a raise, over when its time is, and nothing is thrown for either.
using Cartwright.Kernel;

namespace Cartwright.Unit.Kernel;

public sealed class SignalTests
{
    // What is thrown on behalf of one test, in whichever thread: others run beside it.
    private static readonly AsyncLocal<List<Exception>?> Thrown = new();

    static SignalTests() => AppDomain.CurrentDomain.FirstChanceException += static (_, thrown) => Thrown.Value?.Add(thrown.Exception);

    private readonly TestClock clock = new();
    private readonly Signal signal = new();

    [Fact]
    public async Task A_time_that_is_up_throws_nothing()
    {
        List<Exception> seen = Thrown.Value = [];
        for (var round = 0; round < 3; round++)
        {
            var wait = signal.Wait(TimeSpan.FromSeconds(1), clock, default);
            Assert.False(wait.IsCompleted);
            clock.Advance(TimeSpan.FromSeconds(1));
            await wait;
        }

        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_raise_ends_the_wait_and_one_that_nobody_waited_for_ends_the_next()
    {
        var wait = signal.Wait(TimeSpan.FromHours(1), clock, default);
        signal.Raise();
        await wait;
        signal.Raise();
        signal.Raise();
        await signal.Wait(TimeSpan.FromHours(1), clock, default);
        var last = signal.Wait(TimeSpan.FromSeconds(1), clock, default);
        Assert.False(last.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await last;
    }

    [Fact]
    public async Task Who_is_told_to_stop_hears_of_it()
    {
        using var stop = new CancellationTokenSource();
        var wait = signal.Wait(TimeSpan.FromHours(1), clock, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
