// Lays files, and what providers say, beside the books every hour, as payments are compared.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>The newest files are compared; staff see what differs, and the log tells it.</summary>
public sealed partial class ComparePayouts(
    PayoutFileStore store,
    CompareTransfers transfers,
    [Steady] TimeProvider clock,
    ILogger<ComparePayouts> log
) : BackgroundService
{
    /// <summary>Files that are looked at: two years of weekly ones.</summary>
    public const int FilesMax = 100;

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Everything that differs now.</summary>
    public async ValueTask<IReadOnlyList<PayoutDifference>> Run(CancellationToken cancel)
    {
        var found = new List<PayoutDifference>();
        foreach (var file in await store.Files(null, FilesMax))
        {
            found.AddRange(await store.Compare(file.Id));
        }

        found.AddRange(await transfers.Run(cancel));
        return found;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if ((await Run(stoppingToken)).Count is > 0 and var differences)
                {
                    LogDiffer(log, differences);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "Payouts and the vendors' books differ in {Differences} places: GET /api/payouts/differences lists them."
    )]
    private static partial void LogDiffer(ILogger log, int differences);

    [LoggerMessage(Level = LogLevel.Error, Message = "Comparing payouts failed; the next hour tries again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
