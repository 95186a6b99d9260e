// Wakes one waiting loop; raising it again before the loop looks costs nothing.
namespace Cartwright.Kernel;

/// <summary>A flag that a loop can wait for. A raise that nobody waits for is kept until the next wait.</summary>
public sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0, 1);
    private int raised;

    public void Raise()
    {
        if (Interlocked.Exchange(ref raised, 1) == 0)
        {
            semaphore.Release();
        }
    }

    /// <summary>Waits for a raise, at most <paramref name="atMost"/>.</summary>
    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            await semaphore.WaitAsync(either.Token);
            Volatile.Write(ref raised, 0);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time is up: the loop looks all the same.
        }
    }

    public void Dispose() => semaphore.Dispose();
}
