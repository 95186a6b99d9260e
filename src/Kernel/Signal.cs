// Wakes a waiting loop; raising it again before the loop looks costs nothing, and neither does a time that is up: nothing is thrown for it.
namespace Cartwright.Kernel;

/// <summary>A flag that a loop can wait for. A raise that nobody waits for is kept until the next wait.</summary>
public sealed class Signal
{
    private readonly Lock gate = new();
    private TaskCompletionSource? waiting;
    private bool raised;

    public void Raise()
    {
        lock (gate)
        {
            raised = true;
            waiting?.TrySetResult();
        }
    }

    /// <summary>
    /// Waits for a raise, at most <paramref name="atMost"/>; whoever waits looks all the same. Throws only when <paramref name="cancel"/>
    /// is cancelled: an exception for each time that is up would be most of an idle shop's work, and would hide the exceptions that mean
    /// something.
    /// </summary>
    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        Task raise;
        lock (gate)
        {
            waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (raised)
            {
                waiting.TrySetResult();
            }

            raise = waiting.Task;
        }

        // Timers count whole milliseconds, and whoever waits for the rest of one would come back at once, again and again.
        var whole = TimeSpan.FromMilliseconds(Math.Ceiling(atMost.TotalMilliseconds));
        await raise.WaitAsync(whole, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (gate)
        {
            // Whatever was raised until now, the look that follows sees.
            raised = false;
            waiting = null;
        }

        cancel.ThrowIfCancellationRequested();
    }
}
