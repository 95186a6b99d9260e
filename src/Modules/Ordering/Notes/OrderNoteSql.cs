// All SQL about what staff write down about orders.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>One row of order_notes.</summary>
/// <param name="Author">The address that the author signed in with; empty once the author is erased.</param>
internal sealed record OrderNote(string Id, string AuthorId, string Author, string Text, long WrittenMs);

internal static class OrderNoteSql
{
    public static ValueTask Add(Transaction tx, string orderId, OrderNote note) =>
        tx.Send(
            "INSERT INTO order_notes(note_id, order_id, author_id, author, note, written_ms) VALUES ($1, $2, $3, $4, $5, $6)",
            note.Id,
            orderId,
            note.AuthorId,
            note.Author,
            note.Text,
            note.WrittenMs
        );

    /// <summary>Newest first, before an id; ids sort by time.</summary>
    public static ValueTask<List<OrderNote>> Page(Sql sql, string orderId, string? before, int count) =>
        sql.Query(
            """
            SELECT note_id, author_id, author, note, written_ms FROM order_notes
            WHERE order_id = $1 AND (CAST($2 AS TEXT) IS NULL OR note_id < $2) ORDER BY note_id DESC LIMIT $3
            """,
            Map,
            orderId,
            before,
            (long)count
        );

    public static ValueTask<long> Count(Sql sql, string orderId) =>
        sql.Number("SELECT COUNT(*) FROM order_notes WHERE order_id = $1", orderId);

    /// <summary>What an order said of a person goes with the erasure; so does what staff wrote about it.</summary>
    public static ValueTask<int> Forget(Transaction tx, string orderId) =>
        tx.Execute("DELETE FROM order_notes WHERE order_id = $1", orderId);

    /// <summary>The address of an erased author stands below notes no more.</summary>
    public static ValueTask ForgetAuthor(Transaction tx, string userId) =>
        tx.Send("UPDATE order_notes SET author = '' WHERE author_id = $1", userId);

    private static OrderNote Map(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4));
}
