// How a long job in the background goes on beside shoppers: a slice, then a rest while others wait for a processor.
using System.Diagnostics;

namespace Cartwright.Kernel;

/// <summary>
/// Gives way to whoever waits for a thread. On a machine that has nothing else to do a job never rests; on one that is full of requests it
/// takes a quarter of one processor, and ends all the same.
/// </summary>
public sealed class GiveWay
{
    /// <summary>Rest for one of work, at most.</summary>
    private const int RestsPerWork = 3;

    // Often enough that a job goes on soon after the last request, seldom enough that looking costs nothing.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    private readonly Func<long> waiting;
    private long began = Stopwatch.GetTimestamp();

    public GiveWay()
        : this(() => ThreadPool.PendingWorkItemCount) { }

    /// <param name="waiting">How much waits for a processor.</param>
    internal GiveWay(Func<long> waiting) => this.waiting = waiting;

    /// <summary>Called between two slices; the time since the call before was work.</summary>
    public async ValueTask Rest(CancellationToken cancel)
    {
        var rest = Stopwatch.GetElapsedTime(began) * RestsPerWork;
        var from = Stopwatch.GetTimestamp();
        while (waiting() > 0 && Stopwatch.GetElapsedTime(from) < rest)
        {
            // Of the machine, not of the shop: a clock that stands still in a test must not stop a job.
            await Task.Delay(LookEvery, cancel).ConfigureAwait(false);
        }

        began = Stopwatch.GetTimestamp();
    }
}
