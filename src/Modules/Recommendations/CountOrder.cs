// Learns from orders: a confirmed one is counted once, a cancelled one is taken back exactly, in whatever order the news arrive.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <summary>
/// The effects of order events: they only note the order, because counting many orders at once is far cheaper than each alone.
/// </summary>
/// <param name="behind">Raised when the counts are behind what was noted.</param>
public sealed class CountOrder(Signal behind)
{
    public ValueTask Confirmed(Transaction tx, OrderFacts order)
    {
        var products = order
            .Lines.GroupBy(line => line.ProductId, StringComparer.Ordinal)
            .Select(lines => (Id: lines.Key, lines.First().Category, Value: lines.Sum(line => (decimal)line.UnitPrice * line.Quantity)))
            .OrderByDescending(product => product.Value)
            .ThenBy(product => product.Id, StringComparer.Ordinal)
            .Select(product => new Bought(product.Id, product.Category))
            .ToList();
        TakenStore.Take(tx, order.OrderId, order.UserId, order.AtUnixMs, products, Math.Min(products.Count, Affinity.PairedProductsMax));
        tx.OnCommitted(behind.Raise);
        return ValueTask.CompletedTask;
    }

    public async ValueTask Cancelled(Transaction tx, OrderFacts order)
    {
        // Remembered even when the confirmation is still on its way, which then counts nothing.
        if (await TakenStore.Cancel(tx, order.OrderId, order.UserId, order.AtUnixMs))
        {
            tx.OnCommitted(behind.Raise);
        }
    }
}
