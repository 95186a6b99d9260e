// The SQL of what waits to be done to carts: merges after a sign-in, and erasures.
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <summary>What waits is a row until it is done, so that a process that dies on the way loses none of it.</summary>
internal static class UpkeepSql
{
    public static ValueTask KeepMerge(Transaction tx, string guestId, string userId) =>
        tx.Send("INSERT INTO merges_waiting(guest_id, user_id) VALUES ($1, $2)", guestId, userId);

    public static ValueTask<List<(long Number, string GuestId, string UserId)>> MergesWaiting(Sql sql, int max) =>
        sql.Query(
            "SELECT number, guest_id, user_id FROM merges_waiting ORDER BY number LIMIT $1",
            row => (row.GetInt64(0), row.GetString(1), row.GetString(2)),
            max
        );

    public static ValueTask<int> ForgetMerge(Transaction tx, long number) =>
        tx.Execute("DELETE FROM merges_waiting WHERE number = $1", number);

    public static ValueTask KeepErasure(Transaction tx, string userId, string? erasureId) =>
        tx.Send("INSERT INTO erasures_waiting(user_id, erasure_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", userId, erasureId);

    /// <summary>Whose carts are still to be emptied, and under which entry of the log that is told.</summary>
    public static ValueTask<List<(string UserId, string? ErasureId)>> ErasuresWaiting(Sql sql, int max) =>
        sql.Query(
            "SELECT user_id, erasure_id FROM erasures_waiting ORDER BY user_id LIMIT $1",
            row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1)),
            max
        );

    public static ValueTask<int> ForgetErasure(Transaction tx, string userId) =>
        tx.Execute("DELETE FROM erasures_waiting WHERE user_id = $1", userId);

    /// <summary>
    /// Deletes some of what is kept beside a user's cart: history, records and links; answers how many rows. Lives of carts stay, as
    /// figures.
    /// </summary>
    public static async ValueTask<int> ForgetBeside(Transaction tx, string userId, int rows) =>
        await tx.Execute(
            "DELETE FROM cart_history WHERE number IN (SELECT number FROM cart_history WHERE user_id = $1 ORDER BY number LIMIT $2)",
            userId,
            rows
        )
        + await tx.Execute(
            "DELETE FROM cart_records WHERE user_id = $1 AND record_id IN (SELECT record_id FROM cart_records WHERE user_id = $1 ORDER BY record_id LIMIT $2)",
            userId,
            rows
        )
        + await tx.Execute("DELETE FROM cart_links WHERE user_id = $1", userId);
}
