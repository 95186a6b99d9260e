// Hears from Inventory whether there is any of a product: the index behind in_stock. The number shown is asked for fresh.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>The effect of <see cref="Topics.StockChanged"/>.</summary>
public sealed class NoteStock(ProductShelf shelf)
{
    public async ValueTask On(Transaction tx, StockFacts stock)
    {
        var (turned, parentId) = await ProductStore.Restock(tx, stock.ProductId, stock.Available > 0);
        if (!turned)
        {
            return;
        }

        tx.OnCommitted(shelf.ListsChanged);
        if (parentId is not null && await ProductStore.Recount(tx, parentId) is > 0 and var version)
        {
            tx.OnCommitted(() => shelf.Changed(parentId, version));
        }
    }
}
