// After an upgrade: writes anew by what names sort, in slices and beside the shop. Until then lists are in a stable order.
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog;

internal sealed partial class RenewNames(IProductStore store, TimeProvider clock, ILogger<RenewNames> log) : BackgroundService
{
    private const int AtOnce = 200;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failing = false; !stoppingToken.IsCancellationRequested; )
        {
            try
            {
                while (await store.RenewNames(AtOnce, stoppingToken)) { }

                return;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once: a store that is away for an hour need not fill the log.
                if (!failing)
                {
                    LogFailed(log, failure);
                }

                failing = true;
                await Task.Delay(PauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Names of products could not be brought into their new order; they stay in the one before, and it is tried again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
