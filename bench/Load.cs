// Closed-loop load: as many requests under way as there are connections, each latency kept.
using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cartwright.Bench;

/// <summary>What one run saw.</summary>
internal sealed record Seen(double PerSecond, double P50Ms, double P99Ms, long Failed, string? FirstFailure, double Seconds)
{
    /// <summary>
    /// Processor time of the server a request, in microseconds: what is left when the client and the machine's other work are taken out.
    /// </summary>
    public double CpuMicros { get; init; }

    public Seen With(TimeSpan cpu) => this with { CpuMicros = cpu.TotalMicroseconds / Math.Max(1, PerSecond * Seconds) };
}

internal static class Load
{
    /// <summary>For a time, each connection repeats what <paramref name="next"/> gives it.</summary>
    public static Task<Seen> For(TimeSpan time, int port, int connections, Func<int, byte[]> next)
    {
        // From the first request: opening thousands of connections takes seconds.
        var end = new Lazy<long>(() => Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));
        return Run(port, connections, worker => Stopwatch.GetTimestamp() < end.Value ? next(worker) : null);
    }

    /// <summary>Each request once.</summary>
    public static Task<Seen> Once(IEnumerable<byte[]> requests, int port, int connections)
    {
        var queue = new ConcurrentQueue<byte[]>(requests);
        return Run(port, connections, _ => queue.TryDequeue(out var request) ? request : null);
    }

    /// <summary>
    /// Each request once, at its time whatever became of those before it; answers the latencies in ms, in order, each from the time at
    /// which it was due.
    /// </summary>
    public static async Task<double[]> Paced(IReadOnlyList<byte[]> requests, int port, int connections, double perSecond)
    {
        // A timer may come as late as this; what a busy connection costs comes on top of it.
        const double TimerMs = 1.5;
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Connection.Open(port)));
        var latencies = new double[requests.Count];
        var (next, started) = (-1, Stopwatch.GetTimestamp());
        await Task.WhenAll(
            open.Select(async connection =>
            {
                while (Interlocked.Increment(ref next) is var i && i < requests.Count)
                {
                    var dueMs = i * 1000 / perSecond;
                    while (Stopwatch.GetElapsedTime(started).TotalMilliseconds < dueMs)
                    {
                        await Task.Delay(1);
                    }

                    var lateMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds - dueMs;
                    var (status, body) = await connection.Send(requests[i], wantBody: true);
                    latencies[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds - dueMs - Math.Min(lateMs, TimerMs);
                    _ = status == 201 ? true : throw new InvalidOperationException($"{status} {body}");
                }
            })
        );
        foreach (var connection in open)
        {
            connection.Dispose();
        }

        return [.. latencies.Order()];
    }

    private static async Task<Seen> Run(int port, int connections, Func<int, byte[]?> next)
    {
        var open = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Connection.Open(port)));
        var latencies = new List<double>[connections];
        long failed = 0;
        string? firstFailure = null;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            open.Select(
                async (connection, worker) =>
                {
                    var mine = latencies[worker] = new List<double>(4096);
                    while (next(worker) is { } request)
                    {
                        var sent = Stopwatch.GetTimestamp();
                        var (status, body) = await connection.Send(request, wantBody: false);
                        mine.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                        if (status is < 200 or > 299)
                        {
                            Interlocked.Increment(ref failed);
                            firstFailure ??= $"{status} {body}";
                        }
                    }
                }
            )
        );
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (var connection in open)
        {
            connection.Dispose();
        }

        var all = latencies.SelectMany(l => l).Order().ToArray();
        return all.Length == 0
            ? new Seen(0, 0, 0, failed, firstFailure, seconds)
            : new Seen(all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)], failed, firstFailure, seconds);
    }
}
