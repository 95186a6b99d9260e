// The SQL that stores a new order, or leaves it because a key or a cart is taken; and the one that stores what became of it, unless
// somebody was faster.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>The rows of <c>orders</c> and <c>placements</c> as they are written.</summary>
internal static class SaveRows
{
    /// <summary>In the order of their users, so that two processes never wait for each other; those of one user keep theirs.</summary>
    internal static async ValueTask<PlaceResult[]> Insert(Transaction tx, IReadOnlyList<NewOrder> commands, long? runner)
    {
        var places = Enumerable.Range(0, commands.Count).OrderBy(i => commands[i].Order.UserId, StringComparer.Ordinal).ToArray();
        var sorted = await InsertSorted(tx, [.. places.Select(i => commands[i])], runner);
        var results = new PlaceResult[commands.Count];
        for (var at = 0; at < places.Length; at++)
        {
            results[places[at]] = sorted[at];
        }

        return results;
    }

    private static async ValueTask<PlaceResult[]> InsertSorted(Transaction tx, IReadOnlyList<NewOrder> commands, long? runner)
    {
        var results = new PlaceResult[commands.Count];
        var keyed = await tx.ExecuteEach(
            "INSERT INTO placements(order_id, user_id, idempotency_key, body_hash, reply, created_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            [.. commands.Select(placed => new object?[] { placed.Order.Id, placed.Order.UserId, placed.IdempotencyKey, placed.BodyHash, tx.Dialect.OneProcess ? [] : placed.Reply, placed.Order.CreatedMs })]);
        var open = Enumerable.Range(0, results.Length).Where(i => keyed[i] > 0).ToList();
        var made = await tx.ExecuteEach(
            """
            INSERT INTO orders(order_id, user_id, cart_version, status, reason, version, head, created_ms, updated_ms, total_milli, currency, words, terms,
                payment_token, checkout, undo_from, tries, due_ms, trace_parent, email_name, runner, cart_began_ms, seal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) ON CONFLICT DO NOTHING
            """,
            [.. open.Select(i => Row(commands[i], runner))]);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = keyed[i] == 0 ? PlaceResult.KeyTaken : PlaceResult.Stored;
        }

        var lost = open.Where((_, at) => made[at] == 0).ToList();
        foreach (var i in lost)
        {
            results[i] = PlaceResult.CartTaken;
            await tx.Send("DELETE FROM placements WHERE order_id = $1", commands[i].Order.Id);
        }

        // A key that was taken by an order that then lost its cart is free again, for those who came after it with the same key.
        if (lost.Count > 0 && Enumerable.Range(0, results.Length).Where(i => results[i] == PlaceResult.KeyTaken).ToList() is { Count: > 0 } again)
        {
            var second = await InsertSorted(tx, [.. again.Select(i => commands[i])], runner);
            for (var at = 0; at < again.Count; at++)
            {
                results[again[at]] = second[at];
            }
        }

        return results;
    }

    private static object?[] Row(NewOrder placed, long? runner)
    {
        var (order, terms, checkout) = (placed.Order, placed.Order.Terms, placed.Order.Checkout);
        return
        [
            order.Id, order.UserId, placed.CartVersion, order.Status, order.Reason, order.Version, order.Head, order.CreatedMs, order.UpdatedMs,
            OrderSql.TotalMilli(terms), terms.Currency, OrderSql.Words(order), terms.Stored(), checkout.PaymentToken, OrderSql.Name(checkout.State), checkout.UndoFrom, checkout.Tries, checkout.DueMs,
            order.TraceParent, placed.EmailName, runner, placed.CartBeganMs, order.Seal?.Stored(),
        ];
    }

    /// <summary>In the order of their ids, so that two processes never wait for each other; changes of one order keep theirs.</summary>
    internal static async ValueTask<bool[]> Update(Transaction tx, IReadOnlyList<Order> orders, long? runner)
    {
        var places = Enumerable.Range(0, orders.Count).OrderBy(i => orders[i].Id, StringComparer.Ordinal).ToArray();
        var rows = await tx.ExecuteEach(
            """
            UPDATE orders SET status = $3, reason = $4, version = $5, head = $6, updated_ms = $7, checkout = $8, undo_from = $9, tries = $10, due_ms = $11,
                life = $12, busy = $13, trace_parent = $14, runner = $15, seal = $16
            WHERE order_id = $1 AND version = $2 AND (seal IS NULL OR CAST($16 AS TEXT) IS NOT NULL)
            """,
            [.. places.Select(i => orders[i]).Select(order => new object?[]
            {
                order.Id, order.SavedVersion, order.Status, order.Reason, order.Version, order.Head, order.UpdatedMs,
                OrderSql.Name(order.Checkout.State), order.Checkout.UndoFrom, order.Checkout.Tries,
                order.HasWork ? CheckoutRunner.LeaseFrom(order.UpdatedMs) : order.UpdatedMs, order.AfterSale?.Stored(), order.HasWork ? 1 : 0,
                order.TraceParent, order.HasWork ? runner : null, order.Seal?.Stored(),
            })]);
        var saved = new bool[orders.Count];
        for (var at = 0; at < places.Length; at++)
        {
            saved[places[at]] = rows[at] > 0;
        }

        return saved;
    }
}
