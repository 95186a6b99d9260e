// Wakes a waiting loop; raising it again before the loop looks costs nothing.
namespace Cartwright.Kernel;

/// <summary>A flag that a loop can wait for. A raise that nobody waits for is kept until the next wait.</summary>
public sealed class Signal
{
    private TaskCompletionSource raised = Lowered();

    public void Raise() => Volatile.Read(ref raised).TrySetResult();

    /// <summary>Waits for a raise, at most <paramref name="atMost"/>. Throws only when <paramref name="cancel"/> is cancelled.</summary>
    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var next = Volatile.Read(ref raised);
        if (!next.Task.IsCompleted)
        {
            // The delay is let go, not waited for: an idle process would else throw and catch many times a second.
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(next.Task, Task.Delay(atMost, clock, over.Token));
            await over.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }

        if (next.Task.IsCompleted)
        {
            Interlocked.CompareExchange(ref raised, Lowered(), next);
        }
    }

    private static TaskCompletionSource Lowered() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
