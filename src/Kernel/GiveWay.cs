// How a long job in the background goes on beside shoppers: a slice, then a rest for as long as others are served.
using System.Diagnostics;

namespace Cartwright.Kernel;

/// <summary>
/// Gives way to shoppers. On a shop that nobody asks anything a job never rests; while requests are served it works one part of
/// <see cref="RestsPerWork"/> + 1 of the time, however many they are, and so comes to its end all the same.
/// </summary>
public sealed class GiveWay
{
    /// <summary>Rest for one of work, at most.</summary>
    public const int RestsPerWork = 12;

    /// <summary>Requests a second from which on a shop is busy: less leaves processors idle, and a job may have them.</summary>
    public const int BusyPerSecond = 100;

    // Long enough that a few requests are no rate, short enough that a job goes on soon after the last of them.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly Func<long> served;
    private readonly TimeSpan restMax;
    private long began = Stopwatch.GetTimestamp();
    private long servedBefore;

    /// <param name="requests">What is asked of the process.</param>
    /// <param name="restMax">The longest rest; null: as long as the work was, <see cref="RestsPerWork"/> times.</param>
    public GiveWay(ServedRequests requests, TimeSpan? restMax = null)
        : this(() => requests.Began, restMax) { }

    /// <param name="served">How many requests there have been.</param>
    internal GiveWay(Func<long> served, TimeSpan? restMax = null)
    {
        this.served = served;
        this.restMax = restMax ?? TimeSpan.MaxValue;
        servedBefore = served();
    }

    /// <summary>The work begins now: what went before was neither work nor rest.</summary>
    public void Begin() => Begin(Stopwatch.GetTimestamp());

    /// <summary>The same since a timestamp of before.</summary>
    internal void Begin(long timestamp) => (began, servedBefore) = (timestamp, served());

    /// <summary>Called between two slices; the time since the call before, or since <see cref="Begin()"/>, was work.</summary>
    public async ValueTask Rest(CancellationToken cancel)
    {
        var worked = Stopwatch.GetElapsedTime(began);
        var rest = worked > restMax / RestsPerWork ? restMax : worked * RestsPerWork;
        var from = Stopwatch.GetTimestamp();
        for (var (since, left) = (worked, rest); left > TimeSpan.Zero && IsBusy(since); left = rest - Stopwatch.GetElapsedTime(from))
        {
            // Of the machine, not of the shop: a clock that stands still in a test must not stop a job.
            var look = Stopwatch.GetTimestamp();
            await Task.Delay(left < LookEvery ? left : LookEvery, cancel).ConfigureAwait(false);
            since = Stopwatch.GetElapsedTime(look);
        }

        Begin();
    }

    // Whether requests came in the time before: more than whoever looks on, such as a page that asks how far an import is, sends.
    private bool IsBusy(TimeSpan since)
    {
        var now = served();
        var came = now - servedBefore;
        servedBefore = now;
        return came > BusyPerSecond * since.TotalSeconds + 1;
    }
}
