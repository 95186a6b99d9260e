// All SQL about papers. A number is taken and its paper written in one transaction, so that none is missing and none is there twice.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>A paper that has no number yet.</summary>
internal sealed record NewPaper(string Series, long Sequence, long AtMs, PaperContent Content);

internal static class PaperSql
{
    public const string Columns = "p.series, p.number, p.kind, p.order_id, p.sequence, p.at_ms, p.content";

    // A series is one row: whoever takes numbers of it holds the row until the papers are committed with them.
    private static readonly RowsInsert Taken = new(
        "INSERT INTO paper_series(series, last) VALUES ",
        2,
        " ON CONFLICT (series) DO UPDATE SET last = paper_series.last + excluded.last"
    );

    // Counted back from the series' end, which the statement before has moved.
    private static readonly RowsInsert Rows = new(
        """
        INSERT INTO papers(series, number, kind, order_id, sequence, at_ms, currency, total, content)
        SELECT v.column1, s.last - v.column2, v.column3, v.column4, v.column5, v.column6, v.column7, v.column8, v.column9 FROM (VALUES
        """,
        9,
        ") AS v JOIN paper_series s ON s.series = v.column1"
    );

    /// <summary>Numbers papers and writes them, in two statements for all of them; nobody waits for an answer of either.</summary>
    public static async ValueTask Write(Transaction tx, IReadOnlyList<NewPaper> papers)
    {
        var series = papers
            .GroupBy(paper => paper.Series, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        await Taken.Run(tx, [.. series.SelectMany(group => new object?[] { group.Key, (long)group.Count() })]);
        await Rows.Run(
            tx,
            [
                .. series.SelectMany(group =>
                    group.SelectMany(
                        (paper, i) =>
                            new object?[]
                            {
                                paper.Series,
                                (long)(group.Count() - 1 - i),
                                paper.Content.Kind,
                                paper.Content.OrderId,
                                paper.Sequence,
                                paper.AtMs,
                                paper.Content.Currency,
                                paper.Content.Total,
                                paper.Content.Stored(),
                            }
                    )
                ),
            ]
        );
    }

    /// <summary>The papers of orders, each order's oldest first.</summary>
    public static ValueTask<List<Paper>> Of(Sql sql, string[] orderIds)
    {
        object?[] args = [orderIds];
        return sql.Query(
            $"SELECT {Columns} FROM papers p WHERE {sql.Dialect.In("p.order_id", 1)} ORDER BY p.order_id, p.sequence, p.at_ms, p.kind",
            Map,
            args
        );
    }

    public static ValueTask<Paper?> Find(Sql sql, string series, long number) =>
        sql.First($"SELECT {Columns} FROM papers p WHERE p.series = $1 AND p.number = $2", Map, series, number);

    /// <summary>Papers from one moment to before another, the newest first, after a key.</summary>
    public static ValueTask<List<Paper>> List(
        Sql sql,
        string? kind,
        long fromMs,
        long toMs,
        (long AtMs, string Series, long Number)? after,
        int limit
    )
    {
        var (at, series, number) = after ?? (toMs, string.Empty, 0);
        return sql.Query(
            $"""
            SELECT {Columns} FROM papers p WHERE p.at_ms >= $1 AND (p.at_ms, p.series, p.number) < ($2, $3, $4){(
                kind is null ? string.Empty : " AND p.kind = $6"
            )} ORDER BY p.at_ms DESC, p.series DESC, p.number DESC LIMIT $5
            """,
            Map,
            kind is null ? [fromMs, at, series, number, limit] : [fromMs, at, series, number, limit, kind]
        );
    }

    /// <summary>The series with their last numbers.</summary>
    public static ValueTask<List<(string Series, long Last)>> Series(Sql sql) =>
        sql.Query("SELECT series, last FROM paper_series ORDER BY series", row => (row.GetString(0), row.GetInt64(1)));

    private static Paper Map(DbDataReader row) =>
        new(
            PaperSeries.Text(row.GetString(0), row.GetInt64(1)),
            row.GetString(2),
            row.GetString(3),
            row.GetInt64(4),
            row.GetInt64(5),
            PaperContent.Read(row.GetString(6))
        );
}
