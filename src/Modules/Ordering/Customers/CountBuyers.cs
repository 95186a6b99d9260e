// Counts orders towards their customers' figures, some seconds behind their saves, so that no order waits for it.
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Ordering;

/// <summary>
/// Takes orders whose version is not the one that was counted, some at a time. What an order added before is taken off, wherever it was
/// added: an order that joins an account, goes back or is edited moves its part along.
/// </summary>
public sealed partial class CountBuyers(
    [FromKeyedServices("ordering")] Database database,
    [Steady] TimeProvider clock,
    ILogger<CountBuyers> log
) : BackgroundService
{
    /// <summary>Of one transaction: a few milliseconds of the writer.</summary>
    internal const int OrdersAtOnce = 100;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Counts until nothing waits; answers how many orders.</summary>
    public async Task<int> Round(CancellationToken cancel)
    {
        var counted = 0;
        while (true)
        {
            var waiting = await database.Read(sql => BuyerSql.Waiting(sql, OrdersAtOnce));
            if (waiting.Count > 0)
            {
                counted += await database.Write(tx => Count(tx, waiting), cancel);
            }

            if (waiting.Count < OrdersAtOnce)
            {
                return counted;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Round(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, failure);
            }
        }
    }

    private static async ValueTask<int> Count(Transaction tx, List<string> waiting)
    {
        var orders = (await BuyerSql.These(tx, waiting)).ConvertAll(order => (Order: order, Now: Counted.Of(order.Order)));
        if (orders.Count == 0)
        {
            return 0;
        }

        var noted = await BuyerSql.Note(tx, orders);
        var more = new Dictionary<(string Holder, string Currency), Buyer>();
        foreach (var (order, now) in orders.Where((_, at) => noted[at] == 1))
        {
            if (order.Before is { } before && before != now)
            {
                Add(more, before with { Orders = -before.Orders, Spent = -before.Spent, Refunded = -before.Refunded }, order.Order);
            }

            if (order.Before != now)
            {
                Add(more, now, order.Order);
            }
        }

        await BuyerSql.Add(tx, more.Values);
        return noted.Sum();
    }

    private static void Add(Dictionary<(string, string), Buyer> more, Counted part, Order order)
    {
        // One that was never paid is no last order of anybody.
        var shown = part.Orders > 0 || part.Refunded > 0;
        foreach (var currency in new[] { part.Currency, string.Empty })
        {
            var (spent, refunded) = currency.Length > 0 ? (part.Spent, part.Refunded) : (0, 0);
            var sum = more.GetValueOrDefault((part.Holder, currency)) ?? new Buyer(part.Holder, currency, 0, 0, 0, 0, string.Empty);
            more[(part.Holder, currency)] = sum with
            {
                Orders = sum.Orders + part.Orders,
                Spent = sum.Spent + spent,
                Refunded = sum.Refunded + refunded,
                LastMs = shown ? Math.Max(sum.LastMs, order.CreatedMs) : sum.LastMs,
                LastOrderId = shown && order.CreatedMs > sum.LastMs ? order.Id : sum.LastOrderId,
            };
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What customers have bought could not be counted; it is tried again.")]
    private static partial void LogFailed(ILogger log, Exception failure);
}
