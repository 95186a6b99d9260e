// Hears from Inventory whether there is any of a product: the index behind in_stock. The number shown is asked for fresh.
using System.Collections.Concurrent;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>
/// The effect of <see cref="Topics.StockChanged"/>. Nearly always plenty becomes less plenty: that matters only for a product that was not
/// told of before.
/// </summary>
public sealed class NoteStock(ProductShelf shelf)
{
    /// <summary>About 10 MB; beyond it memory starts again empty.</summary>
    private const int ProductsMax = 100_000;

    // Products of whose stock a row was told since the start. Whoever publishes asks too, on another thread.
    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether it can change a row: what may have turned, and the first word of a product, whose row may be younger than its stock. From
    /// then on the row is right after each turn, and what lies between two turns changes nothing; so it does not matter which of them are
    /// on their way when this is asked.
    /// </summary>
    public bool Matters(StockFacts stock) => stock.MayHaveTurned || !told.ContainsKey(stock.ProductId);

    public async ValueTask On(Transaction tx, StockFacts stock)
    {
        if (await ProductSql.Stocked(tx, stock.ProductId) is not { } row)
        {
            return;
        }

        tx.OnCommitted(() => Remember(stock.ProductId));
        var stocked = stock.Available > 0;
        if (row.Stocked == stocked)
        {
            return;
        }

        await ProductSql.Restock(tx, stock.ProductId, stocked);
        tx.OnCommitted(shelf.ListsChanged);
        if (row.ParentId is { } parentId && await ProductSql.Recount(tx, parentId) is > 0 and var version)
        {
            tx.OnCommitted(() => shelf.Changed(parentId, version));
        }
    }

    private void Remember(string productId)
    {
        if (!told.ContainsKey(productId) && told.Count >= ProductsMax)
        {
            told.Clear();
        }

        told[productId] = true;
    }
}
