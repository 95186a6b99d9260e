// The SQL that stores a new order, or leaves it because a key or a cart is taken; and the one that stores what became of it, unless
// somebody was faster.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>The rows of <c>orders</c> and <c>placements</c> as they are written.</summary>
internal static class SaveRows
{
    private static readonly RowsInsert Placements = new(
        "INSERT INTO placements(order_id, user_id, idempotency_key, body_hash, reply, created_ms) VALUES ",
        6,
        " ON CONFLICT DO NOTHING RETURNING order_id"
    );

    private static readonly RowsInsert Orders = new(
        """
        INSERT INTO orders(order_id, user_id, cart_version, status, reason, version, head, created_ms, updated_ms, total_milli, currency, words, terms,
            payment_token, checkout, undo_from, tries, due_ms, trace_parent, email_name, runner, cart_began_ms, seal) VALUES
        """,
        23,
        " ON CONFLICT DO NOTHING RETURNING order_id"
    );

    private static readonly RowsInsert Saved = new(
        """
        UPDATE orders SET status = v.column3, reason = v.column4, version = v.column5, head = v.column6, updated_ms = v.column7, checkout = v.column8,
            undo_from = v.column9, tries = v.column10, due_ms = v.column11, life = v.column12, busy = v.column13, trace_parent = v.column14,
            runner = CAST(v.column15 AS BIGINT), seal = v.column16 FROM (VALUES
        """,
        16,
        """
        ) AS v WHERE orders.order_id = v.column1 AND orders.version = v.column2 AND (orders.seal IS NULL OR v.column16 IS NOT NULL) RETURNING order_id
        """
    );

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
        var keyed = await Placements.Taken(
            tx,
            [
                .. commands.SelectMany(placed =>
                    new object?[]
                    {
                        placed.Order.Id,
                        placed.Order.UserId,
                        placed.IdempotencyKey,
                        placed.BodyHash,
                        tx.Dialect.OneProcess ? [] : placed.Reply,
                        placed.Order.CreatedMs,
                    }
                ),
            ]
        );
        var open = Enumerable.Range(0, results.Length).Where(i => keyed.Contains(commands[i].Order.Id)).ToList();
        var made = await Orders.Taken(tx, [.. open.SelectMany(i => Row(commands[i], runner))]);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = keyed.Contains(commands[i].Order.Id) ? PlaceResult.Stored : PlaceResult.KeyTaken;
        }

        var lost = open.Where(i => !made.Contains(commands[i].Order.Id)).ToList();
        foreach (var i in lost)
        {
            results[i] = PlaceResult.CartTaken;
            await tx.Send("DELETE FROM placements WHERE order_id = $1", commands[i].Order.Id);
        }

        // A key that was taken by an order that then lost its cart is free again, for those who came after it with the same key.
        if (
            lost.Count > 0
            && Enumerable.Range(0, results.Length).Where(i => results[i] == PlaceResult.KeyTaken).ToList() is { Count: > 0 } again
        )
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
            order.Id,
            order.UserId,
            placed.CartVersion,
            order.Status,
            order.Reason,
            order.Version,
            order.Head,
            order.CreatedMs,
            order.UpdatedMs,
            OrderSql.TotalMilli(terms),
            terms.Currency,
            OrderSql.Words(order),
            order.Seal?.OpenTerms is { } open ? terms.Stored(open) : terms.Stored(),
            checkout.PaymentToken,
            OrderSql.Name(checkout.State),
            checkout.UndoFrom,
            checkout.Tries,
            checkout.DueMs,
            order.TraceParent,
            placed.EmailName,
            runner,
            placed.CartBeganMs,
            order.Seal?.Stored(),
        ];
    }

    /// <summary>In the order of their ids, so that two processes never wait for each other; changes of one order keep theirs.</summary>
    internal static async ValueTask<bool[]> Update(Transaction tx, IReadOnlyList<Order> orders, long? runner)
    {
        var places = Enumerable.Range(0, orders.Count).OrderBy(i => orders[i].Id, StringComparer.Ordinal).ToArray();
        var saved = new bool[orders.Count];
        foreach (var wave in RowsInsert.Apart(places, i => orders[i].Id))
        {
            var taken = await Saved.Taken(
                tx,
                [
                    .. wave.Select(i => orders[i])
                        .SelectMany(order =>
                            new object?[]
                            {
                                order.Id,
                                order.SavedVersion,
                                order.Status,
                                order.Reason,
                                order.Version,
                                order.Head,
                                order.UpdatedMs,
                                OrderSql.Name(order.Checkout.State),
                                order.Checkout.UndoFrom,
                                order.Checkout.Tries,
                                order.HasWork ? CheckoutRunner.LeaseFrom(order.UpdatedMs) : order.UpdatedMs,
                                order.AfterSale?.Stored(),
                                order.HasWork ? 1 : 0,
                                order.TraceParent,
                                order.HasWork ? runner : null,
                                order.Seal?.Stored(),
                            }
                        ),
                ]
            );
            foreach (var i in wave)
            {
                saved[i] = taken.Contains(orders[i].Id);
            }
        }

        return saved;
    }
}
