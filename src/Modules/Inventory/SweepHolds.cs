// The timer of Inventory: ends expired holds in batches, fills shortages. Nothing depends on its being in time.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Inventory;

internal sealed partial class SweepHolds(
    [FromKeyedServices("inventory")] Database database,
    StockWriter writer,
    Shortages shortages,
    StockMirror mirror,
    [Steady] TimeProvider clock,
    ILogger<SweepHolds> log
) : BackgroundService
{
    /// <summary>Holds ended in one transaction: few enough that commands behind it do not wait.</summary>
    public const int HoldsAtOnce = 256;

    private const int TicksBetweenShortages = 10;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Ends all holds that are past their expiry.</summary>
    public async Task Sweep(CancellationToken stop)
    {
        // Looked for first: most seconds end no hold, and need no transaction.
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (database.Dialect.OneProcess ? mirror.EarliestExpiryMs > now : !await database.Read(sql => InventorySql.AnyExpired(sql, now)))
        {
            return;
        }

        while (await database.Write(tx => writer.Sweep(tx, HoldsAtOnce), stop)) { }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        for (var tick = 0L; ; tick++)
        {
            try
            {
                await Sweep(stoppingToken);
                if (tick % TicksBetweenShortages == 0 && await database.Read(InventorySql.AnyShortage))
                {
                    await database.Write(shortages.Fill, stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }

            if (!await timer.WaitForNextTickAsync(stoppingToken))
            {
                return;
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Expired holds could not be ended; their units are free all the same, and the next round tries again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
