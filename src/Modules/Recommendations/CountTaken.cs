// Brings the counts up to date with the noted orders, many at once and beside the requests.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Recommendations;

/// <summary>
/// The loop. Marking an order and counting it are one transaction, so that a crash neither loses an order nor counts it twice; several
/// processes may run it.
/// </summary>
/// <param name="behind">Raised when orders were noted.</param>
/// <param name="marks">For the keeper of a copy; null when there is none.</param>
public sealed partial class CountTaken(
    Database database,
    Signal behind,
    TimeProvider clock,
    ILogger<CountTaken> log,
    CopyMarks? marks = null
) : BackgroundService
{
    /// <summary>
    /// Orders in one transaction: the more, the more of their products coincide; few enough that events wait no longer than a moment.
    /// </summary>
    public const int BatchOrdersMax = 256;

    /// <summary>How far recommendations may lag behind orders, so that orders of this time are counted together.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(500);

    // Only what another process noted and did not count is found by looking.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>Counts one batch; answers how many orders.</summary>
    public Task<int> CountOnce(CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                var orders = await TakenStore.TakeBehind(tx, BatchOrdersMax);
                if (orders.Count > 0)
                {
                    var tally = Tally.Of(orders);
                    await AffinityStore.Count(tx, tally);
                    if (marks is not null)
                    {
                        await marks.Around(tx, [.. tally.Products.Keys]);
                    }
                }

                return orders.Count;
            },
            cancel
        );

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    while (await CountOnce(stoppingToken) == BatchOrdersMax) { }
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(log, failure);
                    behind.Raise();
                }

                await behind.Wait(LookEvery, clock, stoppingToken);
                await Task.Delay(Lag, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is not counted is marked so, and the next start counts it.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Counting orders failed and is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
