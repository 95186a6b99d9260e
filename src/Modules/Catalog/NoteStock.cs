// Hears from Inventory whether there is any of a product: the index behind in_stock. The number shown is asked for fresh.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>The effect of <see cref="Topics.StockChanged"/>. Nearly always plenty becomes less plenty: that is known from memory and costs no SQL.</summary>
public sealed class NoteStock(ProductShelf shelf)
{
    /// <summary>About 10 MB; beyond it memory starts again empty.</summary>
    private const int ProductsMax = 100_000;

    // What the rows say, as committed. Only the one writer of the module touches it.
    private readonly Dictionary<string, bool> stockedById = new(StringComparer.Ordinal);

    public async ValueTask On(Transaction tx, StockFacts stock)
    {
        var stocked = stock.Available > 0;
        if (stockedById.TryGetValue(stock.ProductId, out var known) && known == stocked)
        {
            return;
        }

        // Until the commit the tables alone know: this transaction may still be taken back, and may hold more events of this product.
        stockedById.Remove(stock.ProductId);
        if (await ProductSql.Stocked(tx, stock.ProductId) is not { } row)
        {
            return;
        }

        if (tx.Dialect.OneProcess)
        {
            tx.OnCommitted(() => Remember(stock.ProductId, stocked));
        }

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

    private void Remember(string productId, bool stocked)
    {
        if (stockedById.Count >= ProductsMax)
        {
            stockedById.Clear();
        }

        stockedById[productId] = stocked;
    }
}
