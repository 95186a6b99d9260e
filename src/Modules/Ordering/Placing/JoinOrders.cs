// Orders that guests placed with an address join the account whose owner has shown that it is his.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>The effect of a confirmed address, and of a sign-in with one: a guest may have ordered since.</summary>
/// <param name="changes">Wakes those who watch an order.</param>
public sealed class JoinOrders(OrderChanges changes)
{
    private const int OrdersAtOnce = 100;

    /// <summary>
    /// Each order joins once and stays, whatever becomes of the account's address. Who placed it is under the seal and is not changed.
    /// </summary>
    public async ValueTask Do(Transaction tx, UserFacts user)
    {
        // What is told late finds nobody any more.
        if (await JoinSql.IsErased(tx, user.UserId))
        {
            return;
        }

        var after = string.Empty;
        while (true)
        {
            var some = await EraseSql.OfEmail(tx, user.Email, after, OrdersAtOnce, joinable: true);
            if (some.Count > 0)
            {
                foreach (var orderId in await JoinSql.Join(tx, user.UserId, [.. some]))
                {
                    tx.OnCommitted(() => changes.Raise(orderId));
                }
            }

            if (some.Count < OrdersAtOnce)
            {
                return;
            }

            after = some[^1];
        }
    }
}
