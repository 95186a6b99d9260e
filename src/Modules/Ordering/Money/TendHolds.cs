// Looks after holds: what comes to its end is renewed, told of, or let go, in time.
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>
/// Every process that runs Ordering looks. Each decision is one of the order's own, so that of two who look at once one is too late and
/// finds it done.
/// </summary>
public sealed partial class TendHolds(HoldLists lists, OrderStore store, [Steady] TimeProvider clock, ILogger<TendHolds> log)
    : BackgroundService
{
    // Notice is given two days ahead: a quarter of an hour is nothing of it.
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(15);

    private const int RoundMax = 100;

    // So many rounds at once: orders that cannot be changed stay first in the list, and must not be looked at for ever.
    private const int RoundsMax = 50;

    /// <summary>Does what is due now; answers how many orders it looked at.</summary>
    public async Task<int> Round()
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var due = await lists.Due(nowMs, RoundMax);
        foreach (var orderId in due)
        {
            if ((await store.Change(orderId, order => order.Tend(nowMs))).Is(out var order, out var refused))
            {
                if (order.Holdings().Any(one => one.Told is true && one.Left > 0 && !one.Renewable))
                {
                    LogEnds(log, orderId);
                }
            }
            else
            {
                LogLeft(log, orderId, refused.Code);
            }
        }

        return due.Count;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        do
        {
            try
            {
                for (var round = 0; round < RoundsMax && await Round() == RoundMax; round++) { }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What is reserved for the order {OrderId} ends soon and cannot be reserved anew: send it, or take the money."
    )]
    private static partial void LogEnds(ILogger log, string orderId);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The holds of the order {OrderId} could not be looked after ({Code}); the next round does."
    )]
    private static partial void LogLeft(ILogger log, string orderId, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of looking after holds failed; the next one follows.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
