// Orders of which money is held, the one that ends first first; and when somebody should look at each.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>An order of which something is held. Minor units.</summary>
/// <param name="IsTold">Whether shop and shopper were told that it ends.</param>
public sealed record HeldOrder(string OrderId, long Held, string Currency, long UntilMs, bool IsTold);

/// <summary>Reads and files what is held.</summary>
public sealed class HoldLists([FromKeyedServices("ordering")] Database database)
{
    /// <summary>Up to <paramref name="limit"/> orders after a place in the list.</summary>
    public ValueTask<List<HeldOrder>> Find((long UntilMs, string OrderId)? after, int limit)
    {
        var (untilMs, orderId) = after ?? (long.MinValue, string.Empty);
        return database.Read(sql =>
            sql.Query(
                """
                SELECT order_id, held, currency, until_ms, is_told FROM order_holds WHERE (until_ms, order_id) > ($1, $2)
                ORDER BY until_ms, order_id LIMIT $3
                """,
                row => new HeldOrder(row.GetString(0), row.GetInt64(1), row.GetString(2), row.GetInt64(3), row.GetInt32(4) == 1),
                untilMs,
                orderId,
                limit
            )
        );
    }

    /// <summary>Orders whose holds somebody should look at, the longest due first.</summary>
    public ValueTask<List<string>> Due(long nowMs, int limit) =>
        database.Read(sql =>
            sql.Query(
                "SELECT order_id FROM order_holds WHERE look_ms <= $1 ORDER BY look_ms, order_id LIMIT $2",
                row => row.GetString(0),
                nowMs,
                limit
            )
        );

    /// <summary>Files what is held of an order after its decisions; asks nothing of orders that were paid at once.</summary>
    internal static async ValueTask Save(Transaction tx, Order order)
    {
        if (!order.IsHeld())
        {
            return;
        }

        var open = order.Holdings().Where(one => one.Left > 0).ToList();
        if (open.Count == 0 || Phases.Of(order) != Phase.Paid)
        {
            await tx.Send("DELETE FROM order_holds WHERE order_id = $1", order.Id);
            return;
        }

        await tx.Send(
            """
            INSERT INTO order_holds(order_id, held, currency, until_ms, look_ms, is_told) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (order_id) DO UPDATE SET held = excluded.held, until_ms = excluded.until_ms,
                look_ms = excluded.look_ms, is_told = excluded.is_told
            """,
            order.Id,
            open.Sum(one => one.Left),
            order.Terms.Currency,
            open.Min(one => one.UntilMs),
            open.Min(one => one.LookMs()),
            open.Exists(one => one.Told is true)
        );
    }
}
