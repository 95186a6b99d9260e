// Writes prices anew when their time has come, so that lists filter and order by them and others hear of them. What is shown and sold does
// not wait for it.
using Cartwright.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog;

/// <summary>Sleeps until the next price changes, and turns it.</summary>
public sealed partial class TurnPrices(
    IProductStore store,
    ProductShelf shelf,
    TimeProvider clock,
    ILogger<TurnPrices> log,
    IProductJournal? journal = null
) : BackgroundService
{
    private const int AtOnce = 100;

    // What another process has scheduled raises no signal here.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    // Beyond it a timer would overflow; nothing is lost by looking once an hour.
    private static readonly TimeSpan SleepMax = TimeSpan.FromHours(1);

    /// <summary>Turns all that is due now and answers when the next is; null when there is none.</summary>
    public async Task<long?> Turn(CancellationToken cancel)
    {
        while (true)
        {
            var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var due = await store.Due(AtOnce);
            var turned = 0;
            foreach (var price in due.TakeWhile(price => price.DueMs <= nowMs))
            {
                // A refusal means that somebody has deleted the product, or taken its sale away, meanwhile.
                turned += (await store.Change(new TurnPrice(price.ProductId, nowMs), cancel)).Refused is null ? 1 : 0;
            }

            // What was turned may be due again, and more may wait behind it.
            if (turned == 0)
            {
                return due.FirstOrDefault(price => price.DueMs > nowMs)?.DueMs;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = shelf.IsOpen && journal is null ? SleepMax : LookEvery;
            try
            {
                if (await Turn(stoppingToken) is { } nextMs)
                {
                    var left = TimeSpan.FromMilliseconds(Math.Max(1, nextMs - clock.GetUtcNow().ToUnixTimeMilliseconds()));
                    sleep = left < sleep ? left : sleep;
                }

                failing = false;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once: a store that is away for an hour need not fill the log.
                if (!failing)
                {
                    LogFailed(log, failure);
                }

                (failing, sleep) = (true, LookEvery);
            }

            await shelf.Scheduled.Wait(sleep, clock, stoppingToken);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Prices whose time has come could not be written; they are shown and sold right, and it will be tried again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
