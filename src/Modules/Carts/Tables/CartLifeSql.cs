// The lives of carts: when each began, was abandoned and recovered, and how it ended. Lists of abandoned carts and the figures by day are
// made of them.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal static class CartLifeSql
{
    // After a store was wiped or a journal had a gap a life may be open already: it goes on.
    private static readonly RowsInsert Beginnings = new("INSERT INTO cart_lives(user_id, began_ms) VALUES ", 2, " ON CONFLICT DO NOTHING");

    private static readonly RowsInsert Endings = new(
        """
        UPDATE cart_lives SET ended_ms = v.column2, ended = v.column3, order_id = v.column4, value_minor = v.column5, currency = v.column6,
            recovered_ms = CASE WHEN abandoned_ms IS NULL OR v.column3 = 'expired' THEN recovered_ms ELSE v.column2 END,
            abandoned_ms = CASE WHEN v.column3 = 'expired' THEN abandoned_ms END
        FROM (VALUES
        """,
        6,
        ") AS v WHERE cart_lives.user_id = v.column1 AND cart_lives.ended_ms IS NULL"
    );

    /// <summary>Follows the changes of carts.</summary>
    public static async ValueTask Save(Transaction tx, IReadOnlyList<CartWrite> writes)
    {
        await Recover(tx, writes);
        List<object?> begun = [],
            ended = [];
        foreach (var write in writes)
        {
            var userId = write.Head.UserId;

            // Those of other carts are written together; of one cart each step finds what the one before it did.
            var waits = false;
            foreach (var step in write.Steps)
            {
                var change = step.Traces[0].Change;
                if (change == "restored" && step.OrderId is not null)
                {
                    await WriteDown();
                    if (await GiveBack(tx, userId, step))
                    {
                        continue;
                    }
                }

                if (Ends(step))
                {
                    await After(waits);
                    ended.AddRange(End(userId, step, change));
                    waits = true;
                }

                if (step.Units > 0 && (step.UnitsWas == 0 || change == "checked_out"))
                {
                    await After(waits);
                    begun.AddRange([userId, step.AtMs]);
                    waits = true;
                }
            }
        }

        await WriteDown();

        ValueTask After(bool waits) => waits ? WriteDown() : ValueTask.CompletedTask;

        async ValueTask WriteDown()
        {
            // PostgreSQL takes a partial index for small until it has looked, and would read all open lives rather than look up thirty.
            await Endings.Run(tx, ended, tx.Dialect.Synchronous ? int.MaxValue : 1);
            await Beginnings.Run(tx, begun);
            ended.Clear();
            begun.Clear();
        }
    }

    /// <summary>Those of these carts that have something to buy, were not changed since and are not flagged.</summary>
    public static ValueTask<List<IdleCart>> Look(Sql sql, string[] userIds, long idleSinceMs, long nowMs) =>
        sql.Query(
            $"""
            SELECT c.user_id, c.version, c.guest, c.email, c.units, c.value_minor, c.currency, c.expires_ms, c.language FROM carts c
            JOIN cart_lives l ON l.user_id = c.user_id AND l.ended_ms IS NULL AND l.abandoned_ms IS NULL
            WHERE {sql.Dialect.In("c.user_id", 1)} AND c.units > 0 AND c.updated_ms <= $2 AND c.expires_ms > $3 ORDER BY c.user_id
            """,
            row => new IdleCart(
                row.GetString(0),
                row.GetInt64(1),
                row.GetInt64(2) != 0,
                row.IsDBNull(3) ? null : row.GetString(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.GetString(6),
                row.GetInt64(7),
                row.IsDBNull(8) ? null : row.GetString(8)
            ),
            userIds,
            idleSinceMs,
            nowMs
        );

    /// <summary>Flags a cart, unless it has changed since it was looked at or another process was first.</summary>
    public static async ValueTask<bool> Flag(Transaction tx, IdleCart cart, long nowMs) =>
        await tx.Execute(
            """
            UPDATE cart_lives SET abandoned_ms = $3, first_abandoned_ms = COALESCE(first_abandoned_ms, $3)
            WHERE user_id = $1 AND ended_ms IS NULL AND abandoned_ms IS NULL AND EXISTS (SELECT 1 FROM carts WHERE user_id = $1 AND version = $2)
            """,
            cart.UserId,
            cart.Version,
            nowMs
        ) > 0;

    /// <summary>What a reminder says of a cart: its first lines to buy.</summary>
    public static ValueTask<List<CartReminderLine>> Lines(Sql sql, string userId, int max) =>
        sql.Query(
            "SELECT name, quantity, price_minor FROM cart_lines WHERE user_id = $1 AND saved = 0 ORDER BY added_ms, product_id LIMIT $2",
            row => new CartReminderLine(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            userId,
            max
        );

    /// <summary>
    /// Owners of carts with something to buy that were not changed since a moment and are not flagged. Looks at open carts without a flag
    /// only: those of about the last AbandonedAfter.
    /// </summary>
    public static ValueTask<List<string>> Idle(Sql sql, long beforeMs, long nowMs, int max) =>
        sql.Query(
            """
            SELECT c.user_id FROM cart_lives l JOIN carts c ON c.user_id = l.user_id
            WHERE l.ended_ms IS NULL AND l.abandoned_ms IS NULL AND c.units > 0 AND c.updated_ms <= $1 AND c.expires_ms > $2 LIMIT $3
            """,
            row => row.GetString(0),
            beforeMs,
            nowMs,
            max
        );

    /// <summary>
    /// Ends what is open of carts that have nothing to buy, as of their last change: they expired, and nobody wrote it down.
    /// </summary>
    public static async ValueTask EndEmpty(Transaction tx, IReadOnlyList<CartState> carts)
    {
        foreach (var cart in carts.Where(cart => cart.Units == 0))
        {
            await tx.Send(
                "UPDATE cart_lives SET ended_ms = $2, ended = 'expired' WHERE user_id = $1 AND ended_ms IS NULL",
                cart.UserId,
                cart.UpdatedMs
            );
        }
    }

    private static async ValueTask Recover(Transaction tx, IReadOnlyList<CartWrite> writes)
    {
        // That a cart expired is no sign of life. A life that ends first of all comes back in the same statement.
        var active = writes.Where(write => !Ends(write.Steps[0]) && write.Steps.Any(step => step.Traces[0].Change != "expired")).ToList();
        if (active.Count > 0)
        {
            await tx.Send(
                $"UPDATE cart_lives SET abandoned_ms = NULL, recovered_ms = $2 WHERE {tx.Dialect.In("user_id", 1)} AND ended_ms IS NULL AND abandoned_ms IS NOT NULL",
                active.Select(write => write.Head.UserId).ToArray(),
                active[^1].Steps[^1].AtMs
            );
        }
    }

    private static bool Ends(CartStep step) => step.Traces[0].Change == "checked_out" || (step.UnitsWas > 0 && step.Units == 0);

    private static object?[] End(string userId, CartStep step, string change) =>
        [
            userId,
            step.AtMs,
            change switch
            {
                "checked_out" => "converted",
                "expired" => "expired",
                "merged" => "merged",
                _ => "emptied",
            },
            step.OrderId,
            step.ValueWas - step.Value,
            step.Currency,
        ];

    /// <summary>A failed order gave its lines back: its life was no sale, and goes on unless another has begun.</summary>
    private static async ValueTask<bool> GiveBack(Transaction tx, string userId, CartStep step)
    {
        if (step.UnitsWas > 0)
        {
            await tx.Send(
                "UPDATE cart_lives SET ended = 'restored' WHERE order_id = $2 AND user_id = $1 AND ended = 'converted'",
                userId,
                step.OrderId
            );
            return true;
        }

        return step.Units == 0
            || await tx.Execute(
                "UPDATE cart_lives SET ended_ms = NULL, ended = NULL, order_id = NULL, value_minor = 0 WHERE order_id = $2 AND user_id = $1 AND ended = 'converted'",
                userId,
                step.OrderId
            ) > 0;
    }
}

/// <summary>A cart that may be flagged as abandoned.</summary>
internal sealed record IdleCart(
    string UserId,
    long Version,
    bool Guest,
    string? Email,
    long Units,
    long ValueMinor,
    string Currency,
    long ExpiresMs,
    string? Language = null
);
