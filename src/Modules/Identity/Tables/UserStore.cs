// All SQL about accounts.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Identity;

internal static class UserStore
{
    private const string Columns =
        "user_id, email, name, roles, vendor_id, addresses, password, created_ms, tokens_from, disabled, verified_ms, permissions, permissions_version, language";

    // Whoever was erased is gone for good: what fills or opens an account finds no row then, whoever comes to ask it.
    private const string NotErased = "email <> '!' || user_id";

    public static ValueTask<Account?> ById(Sql sql, string userId) =>
        sql.First($"SELECT {Columns} FROM users WHERE user_id = $1", Map, userId);

    /// <summary>
    /// The account of a mailbox, however its address is written. An account from before mailboxes were compared is found by its own
    /// spelling first.
    /// </summary>
    public static ValueTask<Account?> ByEmail(Sql sql, string typed)
    {
        var email = Account.Normalise(typed);
        return sql.First(
            $"SELECT {Columns} FROM users WHERE email = $1 OR mailbox = $2 ORDER BY CASE WHEN email = $1 THEN 0 ELSE 1 END LIMIT 1",
            Map,
            email,
            EmailAddress.Mailbox(email) ?? email
        );
    }

    /// <summary>The account, whose row nobody else changes until this transaction ends.</summary>
    public static ValueTask<Account?> Hold(Transaction transaction, string userId) =>
        transaction.First($"UPDATE users SET tokens_from = tokens_from WHERE user_id = $1 RETURNING {Columns}", Map, userId);

    /// <summary>The ids of the enabled admins, whose rows nobody else changes until this transaction ends.</summary>
    public static ValueTask<List<string>> HoldAdmins(Transaction transaction) =>
        transaction.Query(
            "UPDATE users SET tokens_from = tokens_from WHERE staff = 1 AND disabled = 0 AND ' ' || roles || ' ' LIKE '% admin %' RETURNING user_id",
            row => row.GetString(0)
        );

    /// <summary>Newest first, after an id; ids sort by time.</summary>
    public static ValueTask<List<Account>> Page(Sql sql, string? search, string? after, int count) =>
        sql.Query(
            $@"SELECT {Columns} FROM users
           WHERE (CAST($1 AS TEXT) IS NULL OR email LIKE $1 ESCAPE '\' OR name_folded LIKE $1 ESCAPE '\')
               AND (CAST($2 AS TEXT) IS NULL OR user_id < $2)
           ORDER BY user_id DESC LIMIT $3",
            Map,
            search is null
                ? null
                : $"%{search.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%",
            after,
            (long)count
        );

    /// <summary>False when the mailbox is taken.</summary>
    public static async ValueTask<bool> Insert(Transaction transaction, Account account, bool demo = false) =>
        await transaction.Execute(
            "INSERT INTO users(user_id, email, name, roles, vendor_id, addresses, password, created_ms, demo, mailbox, name_folded, verified_ms, permissions, staff, language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) ON CONFLICT DO NOTHING",
            account.UserId,
            account.Email,
            account.Name,
            string.Join(' ', account.Roles),
            account.VendorId,
            JsonSerializer.Serialize(account.Addresses, Json.Options),
            account.Password,
            account.CreatedMs,
            demo,
            EmailAddress.Mailbox(account.Email) ?? Account.NoMailbox(account.UserId),
            account.Name.ToLowerInvariant(),
            account.VerifiedMs,
            Spelled(account.Permissions),
            account.WorksHere,
            account.Language
        ) == 1;

    /// <summary>Accounts that sell for a vendor and can sign in.</summary>
    public static ValueTask<List<Account>> OfVendor(Sql sql, string vendorId, int count) =>
        sql.Query($"SELECT {Columns} FROM users WHERE vendor_id = $1 AND disabled = 0 ORDER BY user_id LIMIT $2", Map, vendorId, count);

    public static ValueTask<int> SetPassword(Transaction transaction, string userId, string kept) =>
        transaction.Execute($"UPDATE users SET password = $2 WHERE user_id = $1 AND {NotErased}", userId, kept);

    /// <summary>
    /// Gives the account another address, free by what the caller has looked up. Of two accounts that get one at once the later fails as a
    /// whole.
    /// </summary>
    public static ValueTask<int> SetEmail(Transaction transaction, string userId, string email, long? verifiedMs) =>
        transaction.Execute(
            $"UPDATE users SET email = $2, mailbox = $3, verified_ms = $4 WHERE user_id = $1 AND {NotErased}",
            userId,
            email,
            EmailAddress.Mailbox(email) ?? Account.NoMailbox(userId),
            verifiedMs
        );

    /// <summary>Notes that mails to the account's address reach its owner.</summary>
    public static ValueTask<int> Confirm(Transaction transaction, string userId, long nowMs) =>
        transaction.Execute($"UPDATE users SET verified_ms = $2 WHERE user_id = $1 AND {NotErased}", userId, nowMs);

    /// <param name="by">Who shuts the account; null opens it.</param>
    public static ValueTask<int> SetDisabled(Transaction transaction, string userId, string? by) =>
        transaction.Execute(
            $"UPDATE users SET disabled = $2, disabled_by = $3 WHERE user_id = $1 AND {NotErased}",
            userId,
            by is not null,
            by
        );

    /// <summary>
    /// Gives accounts from before mailboxes were compared theirs, oldest first; one that is taken stays the older account's. Answers how
    /// many were looked at.
    /// </summary>
    public static async ValueTask<int> FillMailboxes(Transaction transaction, int count)
    {
        var rows = await transaction.Query(
            "SELECT user_id, email FROM users WHERE mailbox IS NULL ORDER BY user_id LIMIT $1",
            row => (UserId: row.GetString(0), Email: row.GetString(1)),
            (long)count
        );
        foreach (var (userId, email) in rows)
        {
            var mailbox = EmailAddress.Mailbox(email);
            var free = mailbox is not null && await transaction.Number("SELECT count(*) FROM users WHERE mailbox = $1", mailbox) == 0;
            await transaction.Execute(
                "UPDATE users SET mailbox = $2 WHERE user_id = $1 AND mailbox IS NULL",
                userId,
                free ? mailbox : Account.NoMailbox(userId)
            );
        }

        return rows.Count;
    }

    /// <summary>Folds names of before names were kept folded, oldest first. Answers how many.</summary>
    public static async ValueTask<int> FillFoldedNames(Transaction transaction, int count)
    {
        var rows = await transaction.Query(
            "SELECT user_id, name FROM users WHERE name_folded IS NULL ORDER BY user_id LIMIT $1",
            row => (UserId: row.GetString(0), Name: row.GetString(1)),
            (long)count
        );
        foreach (var (userId, name) in rows)
        {
            await transaction.Execute(
                "UPDATE users SET name_folded = $2 WHERE user_id = $1 AND name_folded IS NULL",
                userId,
                name.ToLowerInvariant()
            );
        }

        return rows.Count;
    }

    public static ValueTask<int> SetProfile(
        Transaction transaction,
        string userId,
        string name,
        IReadOnlyList<PostalAddress> addresses,
        string? language
    ) =>
        transaction.Execute(
            $"UPDATE users SET name = $2, addresses = $3, name_folded = $4, language = $5 WHERE user_id = $1 AND {NotErased}",
            userId,
            name,
            JsonSerializer.Serialize(addresses, Json.Options),
            name.ToLowerInvariant(),
            language
        );

    /// <summary>Sets what an account is and may do, and counts that it was changed.</summary>
    public static ValueTask<int> SetRoles(
        Transaction transaction,
        string userId,
        IReadOnlyList<string> roles,
        string? vendorId,
        PermissionSet permissions
    ) =>
        transaction.Execute(
            $"UPDATE users SET roles = $2, vendor_id = $3, permissions = $4, staff = $5, permissions_version = permissions_version + 1 WHERE user_id = $1 AND {NotErased}",
            userId,
            string.Join(' ', roles),
            vendorId,
            Spelled(permissions),
            roles.Contains("admin") || roles.Contains("staff")
        );

    public static ValueTask<List<Account>> These(Sql sql, IReadOnlyList<string> userIds) =>
        sql.Query($"SELECT {Columns} FROM users WHERE {sql.Dialect.In("user_id", 1)} ORDER BY user_id DESC", Map, [userIds.ToArray()]);

    /// <summary>Owners and staff, newest first, before an id.</summary>
    public static ValueTask<List<Account>> Staff(Sql sql, string? before, int count) =>
        sql.Query(
            $"SELECT {Columns} FROM users WHERE staff = 1 AND (CAST($1 AS TEXT) IS NULL OR user_id < $1) ORDER BY user_id DESC LIMIT $2",
            Map,
            before,
            (long)count
        );

    /// <summary>Permissions as a row keeps them.</summary>
    public static string Spelled(PermissionSet permissions) => string.Join(' ', permissions.Names);

    /// <summary>Enabled admins other than this one.</summary>
    public static ValueTask<long> OtherAdmins(Sql sql, string userId) =>
        sql.Number(
            "SELECT count(*) FROM users WHERE user_id <> $1 AND staff = 1 AND disabled = 0 AND ' ' || roles || ' ' LIKE '% admin %'",
            userId
        );

    /// <summary>
    /// Demo accounts have a password that everyone knows: outside demo mode they are shut. One that an admin has shut stays so. Answers
    /// those that changed.
    /// </summary>
    public static ValueTask<List<string>> SetDemoDisabled(Transaction transaction, bool disabled) =>
        transaction.Query(
            $"UPDATE users SET disabled = $1 WHERE demo = 1 AND disabled <> $1 AND disabled_by IS NULL AND {NotErased} RETURNING user_id",
            row => row.GetString(0),
            disabled
        );

    /// <summary>Closes an account for good, and leaves nothing of whoever had it but the id.</summary>
    /// <param name="by">Who erases.</param>
    public static ValueTask<int> Erase(Transaction transaction, string userId, string by) =>
        transaction.Execute(
            """
            UPDATE users SET email = $2, mailbox = $2, name = '', name_folded = '', addresses = $3, password = $4, roles = 'customer', permissions = '', staff = 0, vendor_id = NULL, disabled = 1, disabled_by = $5, verified_ms = NULL, language = NULL
            WHERE user_id = $1
            """,
            userId,
            Account.NoMailbox(userId),
            JsonSerializer.Serialize(Array.Empty<PostalAddress>(), Json.Options),
            Passwords.Nobody,
            by
        );

    private static Account Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3).Split(' '),
            row.IsDBNull(4) ? null : row.GetString(4),
            JsonSerializer.Deserialize<List<PostalAddress>>(row.GetString(5), Json.Options)!,
            row.GetString(6),
            row.GetInt64(7),
            row.GetInt64(8),
            row.GetInt64(9) == 1,
            row.IsDBNull(10) ? null : row.GetInt64(10),
            PermissionSet.Known(row.GetString(11).Split(' ')),
            row.GetInt64(12),
            row.IsDBNull(13) ? null : row.GetString(13)
        );
}
