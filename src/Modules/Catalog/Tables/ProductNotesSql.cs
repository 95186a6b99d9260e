// What events ask of products that are kept elsewhere, until it is carried there.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>The last word about a product's stock.</summary>
/// <param name="Noted">The id of the event that said so.</param>
internal sealed record StockNote(string ProductId, long Available, string Noted);

/// <summary>A question that waits for its answer.</summary>
internal sealed record DetailQuestion(long Number, Event Event);

internal static class ProductNotesSql
{
    public static ValueTask NoteStock(Transaction tx, StockFacts stock, string eventId) =>
        tx.Send(
            """
            INSERT INTO stock_notes(product_id, available, noted) VALUES ($1, $2, $3)
            ON CONFLICT (product_id) DO UPDATE SET available = excluded.available, noted = excluded.noted
            """,
            stock.ProductId,
            stock.Available,
            eventId
        );

    public static ValueTask<List<StockNote>> Stock(Sql sql, long count) =>
        sql.Query(
            "SELECT product_id, available, noted FROM stock_notes ORDER BY product_id LIMIT $1",
            row => new StockNote(row.GetString(0), row.GetInt64(1), row.GetString(2)),
            count
        );

    /// <summary>Forgets words that were carried, unless there is a later one.</summary>
    public static ValueTask<int[]> ForgetStock(Transaction tx, IReadOnlyList<StockNote> notes) =>
        tx.ExecuteEach(
            "DELETE FROM stock_notes WHERE product_id = $1 AND noted = $2",
            [.. notes.Select(note => new object?[] { note.ProductId, note.Noted })]
        );

    public static ValueTask KeepQuestion(Transaction tx, Event question) =>
        tx.Send(
            "INSERT INTO detail_questions(event_id, subject, source, time_ms, trace_parent, data) VALUES ($1, $2, $3, $4, $5, $6)",
            question.Id,
            question.Subject,
            question.Source,
            question.Time.ToUnixTimeMilliseconds(),
            question.TraceParent,
            question.Data
        );

    public static ValueTask<List<DetailQuestion>> Questions(Sql sql, long count) =>
        sql.Query(
            "SELECT number, event_id, subject, source, time_ms, trace_parent, data FROM detail_questions ORDER BY number LIMIT $1",
            row => new DetailQuestion(
                row.GetInt64(0),
                new Event(
                    row.GetString(1),
                    Topics.GetProductDetails,
                    row.GetString(2),
                    row.GetString(3),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                    row.IsDBNull(5) ? null : row.GetString(5),
                    row.GetString(6)
                )
            ),
            count
        );

    /// <summary>True when this transaction is the one that answers.</summary>
    public static async ValueTask<bool> ForgetQuestion(Transaction tx, long number) =>
        await tx.Execute("DELETE FROM detail_questions WHERE number = $1", number) == 1;
}
