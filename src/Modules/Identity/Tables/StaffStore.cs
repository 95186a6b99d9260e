// All SQL about who works for the shop, what was changed of that, and what staff write down about customers.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Identity;

/// <summary>One row of permission_changes, with the name of whoever made it.</summary>
internal sealed record PermissionChange(
    string Id,
    string By,
    string? ByName,
    string RolesBefore,
    string Roles,
    string PermissionsBefore,
    string Permissions,
    long ChangedMs
);

/// <summary>One row of customer_notes.</summary>
internal sealed record CustomerNote(string Id, string AuthorId, string Author, string Text, long WrittenMs);

internal static class StaffStore
{
    /// <summary>Keeps roles and permissions of an account, and that they were changed.</summary>
    /// <param name="by">Who changes.</param>
    public static async ValueTask Save(Transaction transaction, Account before, Account after, string by, string changeId, long nowMs)
    {
        await UserStore.SetRoles(transaction, after.UserId, after.Roles, after.VendorId, after.Permissions);
        if (before.Roles.SequenceEqual(after.Roles) && before.Permissions == after.Permissions)
        {
            return;
        }

        await transaction.Send(
            """
            INSERT INTO permission_changes(change_id, user_id, changed_by, roles_before, roles, permissions_before, permissions, changed_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            changeId,
            after.UserId,
            by,
            string.Join(' ', before.Roles),
            string.Join(' ', after.Roles),
            UserStore.Spelled(before.Permissions),
            UserStore.Spelled(after.Permissions),
            nowMs
        );
    }

    /// <summary>Newest first, before an id; ids sort by time.</summary>
    public static ValueTask<List<PermissionChange>> Changes(Sql sql, string userId, string? before, int count) =>
        sql.Query(
            """
            SELECT c.change_id, c.changed_by, u.name, c.roles_before, c.roles, c.permissions_before, c.permissions, c.changed_ms
            FROM permission_changes c LEFT JOIN users u ON u.user_id = c.changed_by
            WHERE c.user_id = $1 AND (CAST($2 AS TEXT) IS NULL OR c.change_id < $2) ORDER BY c.change_id DESC LIMIT $3
            """,
            row => new PermissionChange(
                row.GetString(0),
                row.GetString(1),
                row.IsDBNull(2) || row.GetString(2).Length == 0 ? null : row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                row.GetString(6),
                row.GetInt64(7)
            ),
            userId,
            before,
            (long)count
        );

    public static ValueTask AddNote(Transaction transaction, string userId, CustomerNote note) =>
        transaction.Send(
            "INSERT INTO customer_notes(note_id, user_id, author_id, author, note, written_ms) VALUES ($1, $2, $3, $4, $5, $6)",
            note.Id,
            userId,
            note.AuthorId,
            note.Author,
            note.Text,
            note.WrittenMs
        );

    /// <summary>Newest first, before an id; ids sort by time.</summary>
    public static ValueTask<List<CustomerNote>> Notes(Sql sql, string userId, string? before, int count) =>
        sql.Query(
            """
            SELECT note_id, author_id, author, note, written_ms FROM customer_notes
            WHERE user_id = $1 AND (CAST($2 AS TEXT) IS NULL OR note_id < $2) ORDER BY note_id DESC LIMIT $3
            """,
            Note,
            userId,
            before,
            (long)count
        );

    public static ValueTask<long> CountNotes(Sql sql, string userId) =>
        sql.Number("SELECT count(*) FROM customer_notes WHERE user_id = $1", userId);

    public static ValueTask<int> RemoveNote(Transaction transaction, string userId, string noteId) =>
        transaction.Execute("DELETE FROM customer_notes WHERE note_id = $2 AND user_id = $1", userId, noteId);

    /// <summary>Whoever is erased is written of nowhere.</summary>
    public static ValueTask ForgetNotes(Transaction transaction, string userId) =>
        transaction.Send("DELETE FROM customer_notes WHERE user_id = $1", userId);

    /// <summary>Names of an erased author stand below notes about others no more.</summary>
    public static ValueTask ForgetAuthor(Transaction transaction, string userId) =>
        transaction.Send("UPDATE customer_notes SET author = '' WHERE author_id = $1", userId);

    private static CustomerNote Note(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4));
}
