// Gauges of what waits. They are looked up when somebody asks for figures, at most every few seconds,
// so that a shop nobody watches pays nothing.
using System.Diagnostics.Metrics;
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>Asks all that keep a backlog, at the same time and within a bound, and shows their answers until the next look.</summary>
internal sealed class Backlogs(IEnumerable<IBacklog> others, IEnumerable<ModuleDatabase> databases, TimeProvider clock) : IDisposable
{
    private readonly Meter meter = new(Telemetry.Name);
    private readonly SemaphoreSlim one = new(1);
    private readonly HashSet<string> gauges = new(StringComparer.Ordinal);
    private IReadOnlyList<IBacklog>? all;
    private volatile IReadOnlyList<BacklogFigure> figures = [];
    private DateTimeOffset looked = DateTimeOffset.MinValue;

    public async Task Refresh(CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            if (clock.GetUtcNow() - looked < Limits.BacklogLookEvery)
            {
                return;
            }

            all ??= [.. databases.Select(database => new EventBacklog(database.Opened, clock)), .. others];
            var found = (await Task.WhenAll(all.Select(Look))).SelectMany(some => some).ToList();
            figures = found;
            looked = clock.GetUtcNow();
            foreach (var gauge in found.Select(figure => figure.Gauge).Where(gauge => gauges.Add(gauge.Name)))
            {
                meter.CreateObservableGauge(gauge.Name, () => Of(gauge), gauge.Unit, gauge.Description);
            }
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose()
    {
        meter.Dispose();
        one.Dispose();
    }

    private IEnumerable<Measurement<double>> Of(BacklogGauge gauge) =>
        figures
            .Where(figure => figure.Gauge.Name == gauge.Name)
            .Select(figure => new Measurement<double>(figure.Value, new KeyValuePair<string, object?>(gauge.Label, figure.Of)));

    private async Task<IReadOnlyList<BacklogFigure>> Look(IBacklog backlog)
    {
        using var within = new CancellationTokenSource(Limits.BacklogLookWithin, clock);
        try
        {
            return await backlog.Look(within.Token).AsTask().WaitAsync(within.Token);
        }
        catch (Exception away) when (away is StorageUnavailable or Overloaded or OperationCanceledException)
        {
            // A figure that is missing makes an alarm about its absence ring; an old one would make none.
            return [];
        }
    }
}
