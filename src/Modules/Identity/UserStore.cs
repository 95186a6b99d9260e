// All SQL about accounts.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

internal static class UserStore
{
    private const string Columns = "user_id, email, name, roles, vendor_id, addresses, password, created_ms, tokens_from, disabled";

    public static ValueTask<Account?> ById(Sql sql, string userId) => sql.First($"SELECT {Columns} FROM users WHERE user_id = $1", Map, userId);

    public static ValueTask<Account?> ByEmail(Sql sql, string email) => sql.First($"SELECT {Columns} FROM users WHERE email = $1", Map, email);

    /// <summary>Newest first, after an id; ids sort by time.</summary>
    public static ValueTask<List<Account>> Page(Sql sql, string? search, string? after, int count) => sql.Query(
        $@"SELECT {Columns} FROM users
           WHERE (CAST($1 AS TEXT) IS NULL OR email LIKE $1 ESCAPE '\' OR lower(name) LIKE $1 ESCAPE '\') AND (CAST($2 AS TEXT) IS NULL OR user_id < $2)
           ORDER BY user_id DESC LIMIT $3",
        Map,
        search is null ? null : $"%{search.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%",
        after,
        (long)count);

    /// <summary>False when the e-mail address is taken.</summary>
    public static async ValueTask<bool> Insert(Transaction transaction, Account account, bool demo = false) => await transaction.Execute(
        "INSERT INTO users(user_id, email, name, roles, vendor_id, addresses, password, created_ms, demo) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        account.UserId,
        account.Email,
        account.Name,
        string.Join(' ', account.Roles),
        account.VendorId,
        JsonSerializer.Serialize(account.Addresses, Json.Options),
        account.Password,
        account.CreatedMs,
        demo) == 1;

    public static ValueTask<int> SetProfile(Transaction transaction, string userId, string name, IReadOnlyList<PostalAddress> addresses) => transaction.Execute(
        "UPDATE users SET name = $2, addresses = $3 WHERE user_id = $1", userId, name, JsonSerializer.Serialize(addresses, Json.Options));

    public static ValueTask<int> SetRoles(Transaction transaction, string userId, IReadOnlyList<string> roles, string? vendorId) => transaction.Execute(
        "UPDATE users SET roles = $2, vendor_id = $3 WHERE user_id = $1", userId, string.Join(' ', roles), vendorId);

    /// <summary>Enabled admins other than this one.</summary>
    public static ValueTask<long> OtherAdmins(Sql sql, string userId) => sql.Number(
        "SELECT count(*) FROM users WHERE user_id <> $1 AND disabled = 0 AND ' ' || roles || ' ' LIKE '% admin %'", userId);

    /// <summary>Demo accounts have a password that everyone knows: outside demo mode they are shut. Answers those that changed.</summary>
    public static ValueTask<List<string>> SetDemoDisabled(Transaction transaction, bool disabled) => transaction.Query(
        "UPDATE users SET disabled = $1 WHERE demo = 1 AND disabled <> $1 RETURNING user_id", row => row.GetString(0), disabled);

    private static Account Map(DbDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        row.GetString(2),
        row.GetString(3).Split(' '),
        row.IsDBNull(4) ? null : row.GetString(4),
        JsonSerializer.Deserialize<List<PostalAddress>>(row.GetString(5), Json.Options)!,
        row.GetString(6),
        row.GetInt64(7),
        row.GetInt64(8),
        row.GetInt64(9) == 1);
}
