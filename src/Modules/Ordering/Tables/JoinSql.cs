// Orders of guests that join an account.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class JoinSql
{
    /// <summary>Whether an erasure of this account has begun.</summary>
    public static async ValueTask<bool> IsErased(Sql sql, string userId) =>
        await sql.Number("SELECT COUNT(*) FROM erasures WHERE user_id = $1", userId) > 0;

    /// <summary>
    /// Gives those of the orders that a guest placed, and that have joined no account yet, to this one; answers which. What was erased
    /// leads to nobody any more.
    /// </summary>
    public static ValueTask<List<string>> Join(Transaction tx, string userId, string[] orderIds) =>
        tx.Query(
            $"""
            UPDATE orders SET joined_to = $2, counted_version = 0 WHERE {tx.Dialect.In(
                "order_id",
                1
            )} AND joined_to IS NULL AND user_id LIKE 'guest-%'
            RETURNING order_id
            """,
            row => row.GetString(0),
            orderIds,
            userId
        );
}
