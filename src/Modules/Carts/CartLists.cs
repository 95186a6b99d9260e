// What can be asked of carts beyond one's own: history, and the lists of the shop's people. All of it stands in the module's database, whatever the store.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Carts;

internal sealed class CartLists([FromKeyedServices("carts")] Database database, CartCarrier carrier)
{
    /// <summary>The history of a cart, newest first, with all that was answered before this was asked.</summary>
    /// <param name="userId">Whose cart.</param>
    /// <param name="beforeNumber">Only entries older than this one; null for the newest.</param>
    /// <param name="limit">Entries at most.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<IReadOnlyList<CartEntry>> History(string userId, long? beforeNumber, int limit, CancellationToken cancel)
    {
        await carrier.CatchUp(cancel);
        return await database.Read(sql => CartSql.History(sql, userId, beforeNumber, limit));
    }
}
