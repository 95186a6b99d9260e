// Learns from orders: a confirmed one is counted once, a cancelled one is taken back exactly, in whatever order the news arrive.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <summary>The effects of order events.</summary>
public static class CountOrder
{
    public static async ValueTask Confirmed(Transaction tx, OrderFacts order)
    {
        if (await AffinityStore.OrderState(tx, order.OrderId) is not null)
        {
            return;
        }

        await AffinityStore.SetOrder(tx, order.OrderId, cancelled: false);
        var products = order.Lines
            .GroupBy(line => line.ProductId, StringComparer.Ordinal)
            .Select(lines => (Id: lines.Key, lines.First().Category, Value: lines.Sum(line => (decimal)line.UnitPrice * line.Quantity)))
            .OrderByDescending(product => product.Value).ThenBy(product => product.Id, StringComparer.Ordinal)
            .ToList();
        for (var i = 0; i < products.Count; i++)
        {
            var (id, category, _) = products[i];
            await AffinityStore.AddBought(tx, order.OrderId, order.UserId, new(id, order.AtUnixMs, i < Affinity.PairedProductsMax));
            await AffinityStore.CountProduct(tx, id, category, Affinity.Day(order.AtUnixMs), 1);
        }

        await CountPairs(tx, [.. products.Take(Affinity.PairedProductsMax).Select(product => product.Id)], 1);
    }

    public static async ValueTask Cancelled(Transaction tx, OrderFacts order)
    {
        // Remembered even when the confirmation is still on its way, which then counts nothing.
        await AffinityStore.SetOrder(tx, order.OrderId, cancelled: true);
        var products = await AffinityStore.TakeBought(tx, order.OrderId);
        foreach (var product in products)
        {
            await AffinityStore.CountProduct(tx, product.ProductId, string.Empty, Affinity.Day(product.AtMs), -1);
        }

        await CountPairs(tx, [.. products.Where(product => product.Paired).Select(product => product.ProductId)], -1);
    }

    private static async ValueTask CountPairs(Transaction tx, IReadOnlyList<string> products, long by)
    {
        for (var i = 0; i < products.Count; i++)
        {
            for (var j = i + 1; j < products.Count; j++)
            {
                await AffinityStore.CountPair(tx, products[i], products[j], by);
            }
        }
    }
}
