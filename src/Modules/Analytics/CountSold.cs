// Tells how well products sell: counts orders whose facts changed, many at once and beside the requests, and lets old sales go.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Analytics;

/// <summary>
/// The loop. An order costs no statement more for it: its fact is marked by the statement that writes it. What an order counts stands in
/// sold_line, so that whatever becomes of it (cancelled, returned, edited, rebuilt) is the difference to that. A product's whole sum is
/// told (<see cref="ProductSales"/>) in the transaction that changed it.
/// </summary>
/// <param name="behind">Raised when orders changed.</param>
public sealed partial class CountSold(Database database, Signal behind, TimeProvider clock, ILogger<CountSold> log) : BackgroundService
{
    /// <summary>Orders, or days that end, in one transaction: few enough that others wait no longer than a moment.</summary>
    public const int AtOnce = 256;

    /// <summary>How far it may lag behind orders, so that orders of this time are counted together.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromSeconds(1);

    private const long DayMs = 86_400_000;

    // The day changes though nobody buys; and another process may have died with orders uncounted.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    /// <summary>Counts one batch; answers how many orders.</summary>
    public Task<int> CountOnce(CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                await SoldStore.Alone(tx);
                var orders = await SoldStore.Take(tx, AtOnce);
                await Count(tx, orders, [.. orders.Select(order => order.OrderId)], Now);
                return orders.Count;
            },
            cancel
        );

    /// <summary>Lets days go that do not count any more; answers how many.</summary>
    public Task<int> AgeOnce(CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                await SoldStore.Alone(tx);
                var aged = await SoldStore.Forget(tx, Before(Now), AtOnce);
                await Tell(tx, aged.Days, Now);
                return Math.Max(aged.Lines, aged.Days.Count);
            },
            cancel
        );

    /// <summary>Takes out what orders counted that there are no facts of any more, after one and up to another.</summary>
    internal static async ValueTask Forget(Transaction tx, string afterOrderId, string upToOrderId, long nowMs)
    {
        await SoldStore.Alone(tx);
        await Count(tx, [], [.. await SoldStore.Unknown(tx, afterOrderId, upToOrderId)], nowMs);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    while (await CountOnce(stoppingToken) == AtOnce) { }

                    while (await AgeOnce(stoppingToken) == AtOnce) { }
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    LogFailed(log, failure);
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

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    // The last day that does not count any more.
    private static long Before(long nowMs) => (nowMs / DayMs) - ProductSales.Days;

    private static async ValueTask Count(Transaction tx, IReadOnlyList<UncountedOrder> orders, string[] orderIds, long nowMs)
    {
        if (orderIds.Length == 0)
        {
            return;
        }

        var before = await SoldStore.Counted(tx, orderIds);
        var moved = await SoldStore.Moved(tx, orderIds);
        var now = orders.SelectMany(order => Of(order, moved[order.OrderId], Before(nowMs))).ToList();
        await SoldStore.Put(tx, before, now);

        // Also of those whose sum is what it was: whoever lost what it was told hears it again after a rebuild.
        await Tell(tx, before.Concat(now).Select(line => line.ProductId), nowMs);
    }

    private static IEnumerable<SoldLine> Of(UncountedOrder order, IEnumerable<(string ProductId, long Units)> moved, long beforeDay) =>
        order.Ended || order.ConfirmedMs is not { } confirmedMs || confirmedMs / DayMs is var day && day <= beforeDay
            ? []
            : order
                .Units.Concat(moved)
                .GroupBy(line => line.ProductId, line => line.Units, StringComparer.Ordinal)
                .Select(line => new SoldLine(order.OrderId, line.Key, day, Math.Min(line.Sum(), ProductSales.UnitsAnOrder)))
                .Where(line => line.Units > 0 && line.ProductId.Length > 0);

    private static async ValueTask Tell(Transaction tx, IEnumerable<string> productIds, long nowMs)
    {
        string[] ids = [.. productIds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (ids.Length == 0)
        {
            return;
        }

        var sums = await SoldStore.Sums(tx, ids, Before(nowMs));
        var atMs = await SoldStore.Tick(tx, nowMs);
        foreach (var id in ids)
        {
            await tx.Publish(Topics.ProductSold, id, new ProductSales(id, sums[id], atMs));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Counting what sells failed and is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
