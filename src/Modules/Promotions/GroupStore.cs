// The SQL of customer groups: who is a member of what.
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>A group with the number of its members.</summary>
public sealed record CustomerGroup(string Name, long Members);

/// <summary>Rows of <c>group_members</c>.</summary>
public static class GroupStore
{
    public static ValueTask<List<string>> Of(Sql sql, string userId) =>
        sql.Query("SELECT customer_group FROM group_members WHERE user_id = $1", row => row.GetString(0), userId);

    /// <summary>True when the customer was no member before.</summary>
    public static async ValueTask<bool> Add(Transaction tx, string group, string userId, long nowMs) =>
        await tx.Execute(
            "INSERT INTO group_members(customer_group, user_id, added_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            group,
            userId,
            nowMs
        ) == 1;

    public static ValueTask<int> Remove(Transaction tx, string group, string userId) =>
        tx.Execute("DELETE FROM group_members WHERE customer_group = $1 AND user_id = $2", group, userId);

    /// <summary>Takes a user out of all groups.</summary>
    public static ValueTask<int> ForgetUser(Transaction tx, string userId) =>
        tx.Execute("DELETE FROM group_members WHERE user_id = $1", userId);

    /// <summary>Since when the customer is a member; 0 for one who is none.</summary>
    public static ValueTask<long> AddedMs(Sql sql, string group, string userId) =>
        sql.Number("SELECT COALESCE((SELECT added_ms FROM group_members WHERE customer_group = $1 AND user_id = $2), 0)", group, userId);

    /// <param name="userId">Null: all groups; else those that the customer is in.</param>
    public static ValueTask<List<CustomerGroup>> List(Sql sql, string after, int limit, string? userId = null)
    {
        var only = userId is null ? string.Empty : "AND customer_group IN (SELECT customer_group FROM group_members WHERE user_id = $3)";
        return sql.Query(
            $"SELECT customer_group, COUNT(*) FROM group_members WHERE customer_group > $1 {only} GROUP BY customer_group ORDER BY customer_group LIMIT $2",
            row => new CustomerGroup(row.GetString(0), row.GetInt64(1)),
            userId is null ? [after, limit] : [after, limit, userId]
        );
    }

    public static ValueTask<List<(string UserId, long AddedMs)>> Members(Sql sql, string group, string after, int limit) =>
        sql.Query(
            "SELECT user_id, added_ms FROM group_members WHERE customer_group = $1 AND user_id > $2 ORDER BY user_id LIMIT $3",
            row => (row.GetString(0), row.GetInt64(1)),
            group,
            after,
            limit
        );
}
