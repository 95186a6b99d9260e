// All SQL about statements and the papers that follow from them.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class StatementSql
{
    private const string StatementColumns = "s.series, s.number, s.at_ms, s.content";
    private const string PaperColumns = "p.series, p.number, p.kind, p.vendor_id, p.month, p.side, p.at_ms, p.content";

    /// <summary>Whoever closes a month of a vendor or writes a paper of it holds this row until the commit.</summary>
    public static ValueTask<int> Hold(Transaction tx, string vendorId, long nowMs) =>
        tx.Execute(
            "INSERT INTO vendor_closings(vendor_id, closed_ms) VALUES ($1, $2) ON CONFLICT (vendor_id) DO UPDATE SET closed_ms = excluded.closed_ms",
            vendorId,
            nowMs
        );

    /// <summary>The next number of a series, which is held until the commit.</summary>
    public static async ValueTask<long> Take(Transaction tx, string series)
    {
        await tx.Execute(
            "INSERT INTO paper_series(series, last) VALUES ($1, 1) ON CONFLICT (series) DO UPDATE SET last = paper_series.last + 1",
            series
        );
        return await tx.Number("SELECT last FROM paper_series WHERE series = $1", series);
    }

    /// <summary>Vendors with entries before the end of a month that have no statement of it.</summary>
    public static ValueTask<List<string>> Open(Sql sql, string month, long endMs, string after, int limit) =>
        sql.Query(
            """
            SELECT DISTINCT b.vendor_id FROM vendor_balances b WHERE b.vendor_id > $3
                AND NOT EXISTS (SELECT 1 FROM vendor_statements s WHERE s.vendor_id = b.vendor_id AND s.month = $1)
                AND EXISTS (SELECT 1 FROM vendor_ledger l WHERE l.vendor_id = b.vendor_id AND l.at_ms < $2)
            ORDER BY b.vendor_id LIMIT $4
            """,
            row => row.GetString(0),
            month,
            endMs,
            after,
            limit
        );

    /// <summary>When statements begin, and when the vendor's ledger does; 0 for a new shop.</summary>
    public static async ValueTask<(long ShopMs, long? VendorMs)> Begin(Sql sql, string vendorId) =>
        (
            await sql.Number("SELECT at_ms FROM vendor_statement_start WHERE only_row = 1"),
            await sql.First(
                "SELECT at_ms FROM vendor_ledger WHERE vendor_id = $1 ORDER BY at_ms LIMIT 1",
                row => (long?)row.GetInt64(0),
                vendorId
            )
        );

    /// <summary>The first month of which a vendor has a statement, or null.</summary>
    public static ValueTask<string?> First(Sql sql, string vendorId) =>
        sql.First(
            "SELECT month FROM vendor_statements WHERE vendor_id = $1 ORDER BY month LIMIT 1",
            row => (string?)row.GetString(0),
            vendorId
        );

    /// <summary>The newest statement of a vendor, or null.</summary>
    public static ValueTask<Statement?> Last(Sql sql, string vendorId) =>
        sql.First(
            $"SELECT {StatementColumns} FROM vendor_statements s WHERE s.vendor_id = $1 ORDER BY s.month DESC LIMIT 1",
            MapStatement,
            vendorId
        );

    public static ValueTask<Statement?> Find(Sql sql, string vendorId, string month) =>
        sql.First(
            $"SELECT {StatementColumns} FROM vendor_statements s WHERE s.vendor_id = $1 AND s.month = $2",
            MapStatement,
            vendorId,
            month
        );

    /// <summary>A vendor's statements before a month, the newest first.</summary>
    public static ValueTask<List<Statement>> Of(Sql sql, string vendorId, string beforeMonth, int limit) =>
        sql.Query(
            $"SELECT {StatementColumns} FROM vendor_statements s WHERE s.vendor_id = $1 AND s.month < $2 ORDER BY s.month DESC LIMIT $3",
            MapStatement,
            vendorId,
            beforeMonth,
            limit
        );

    /// <summary>All vendors' statements after a key, the newest month first and then by vendor, backwards.</summary>
    public static ValueTask<List<Statement>> All(Sql sql, string beforeMonth, string beforeVendor, int limit) =>
        sql.Query(
            $"SELECT {StatementColumns} FROM vendor_statements s WHERE (s.month, s.vendor_id) < ($1, $2) ORDER BY s.month DESC, s.vendor_id DESC LIMIT $3",
            MapStatement,
            beforeMonth,
            beforeVendor,
            limit
        );

    /// <summary>
    /// Puts into a month what was booked in it and is in no statement yet: also what was committed after the month before was closed.
    /// </summary>
    public static ValueTask<int> TakeIn(Transaction tx, string vendorId, string month, long fromMs, long toMs) =>
        tx.Execute(
            """
            INSERT INTO vendor_statement_entries(entry, vendor_id, month)
            SELECT l.number, l.vendor_id, $2 FROM vendor_ledger l WHERE l.vendor_id = $1 AND l.at_ms >= $3 AND l.at_ms < $4
                AND NOT EXISTS (SELECT 1 FROM vendor_statement_entries e WHERE e.entry = l.number)
            """,
            vendorId,
            month,
            fromMs,
            toMs
        );

    /// <summary>What was booked before the first statement, by currency.</summary>
    public static ValueTask<List<(string Currency, long Amount)>> Before(Sql sql, string vendorId, long beforeMs) =>
        sql.Query(
            $"SELECT currency, {ExactSum.Of("amount")} FROM vendor_ledger WHERE vendor_id = $1 AND at_ms < $2 GROUP BY currency",
            row => (row.GetString(0), Minor(row, 1)),
            vendorId,
            beforeMs
        );

    /// <summary>The sums of a month's entries by currency and kind.</summary>
    public static ValueTask<List<(string Currency, string Kind, long Amount, long Entries)>> Sums(Sql sql, string vendorId, string month) =>
        sql.Query(
            $"""
            SELECT l.currency, l.kind, COUNT(*), {ExactSum.Of("l.amount")} FROM vendor_statement_entries e
            JOIN vendor_ledger l ON l.number = e.entry WHERE e.vendor_id = $1 AND e.month = $2 GROUP BY l.currency, l.kind
            """,
            row => (row.GetString(0), row.GetString(1), Minor(row, 3), row.GetInt64(2)),
            vendorId,
            month
        );

    /// <summary>The commission of a month by currency and rate, and the orders that had some entry.</summary>
    public static ValueTask<List<(string Currency, long Milli, long Amount, long Orders)>> Rates(Sql sql, string vendorId, string month) =>
        sql.Query(
            $"""
            SELECT l.currency, COALESCE(f.commission_milli, -1), COUNT(DISTINCT l.order_id),
                {ExactSum.Of("CASE WHEN l.kind IN ('commission', 'commission_refund') THEN l.amount ELSE 0 END")}
            FROM vendor_statement_entries e JOIN vendor_ledger l ON l.number = e.entry
            LEFT JOIN fulfilments f ON f.order_id = l.order_id AND f.vendor_id = l.vendor_id
            WHERE e.vendor_id = $1 AND e.month = $2 AND l.order_id IS NOT NULL GROUP BY l.currency, COALESCE(f.commission_milli, -1)
            """,
            row => (row.GetString(0), row.GetInt64(1), Minor(row, 3), row.GetInt64(2)),
            vendorId,
            month
        );

    /// <summary>A month's entries after a number of the ledger, in its order.</summary>
    public static ValueTask<List<StatementEntry>> Entries(Sql sql, string vendorId, string month, long after, int limit) =>
        sql.Query(
            """
            SELECT l.number, l.vendor_id, l.currency, l.kind, l.amount, l.order_id, l.sequence, l.payout_id, l.at_ms, f.commission_milli
            FROM vendor_statement_entries e JOIN vendor_ledger l ON l.number = e.entry
            LEFT JOIN fulfilments f ON f.order_id = l.order_id AND f.vendor_id = l.vendor_id
            WHERE e.vendor_id = $1 AND e.month = $2 AND e.entry > $3 ORDER BY e.entry LIMIT $4
            """,
            row => new StatementEntry(
                row.GetInt64(0),
                new(
                    row.GetString(1),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetInt64(4),
                    row.IsDBNull(5) ? null : row.GetString(5),
                    row.IsDBNull(6) ? null : row.GetInt64(6),
                    row.IsDBNull(7) ? null : row.GetString(7),
                    row.GetInt64(8)
                ),
                row.IsDBNull(9) ? null : row.GetInt64(9)
            ),
            vendorId,
            month,
            after,
            limit
        );

    /// <summary>
    /// Of orders with sales or refunds in a month: what the ledger had of each before it and after it, and until which entry of the
    /// timeline; after an order's id.
    /// </summary>
    /// <param name="beganMs">When the vendor's first statement begins: what was booked before is in none, and counts as before.</param>
    public static ValueTask<List<SoldOrder>> Sold(
        Sql sql,
        string vendorId,
        string month,
        string currency,
        long beganMs,
        string after,
        int limit
    ) =>
        sql.Query(
            $"""
            SELECT l.order_id, {ExactSum.Of("CASE WHEN COALESCE(e.month, '') < $2 THEN l.amount ELSE 0 END")}, {ExactSum.Of("l.amount")},
                MAX(CASE WHEN COALESCE(e.month, '') < $2 THEN l.sequence ELSE 0 END), MAX(l.sequence)
            FROM (SELECT DISTINCT i.order_id FROM vendor_statement_entries j JOIN vendor_ledger i ON i.number = j.entry
                WHERE j.vendor_id = $1 AND j.month = $2 AND i.currency = $3 AND i.kind IN ('sale', 'refund') AND i.order_id > $4
                ORDER BY i.order_id LIMIT $5) AS o
            JOIN vendor_ledger l ON l.order_id = o.order_id AND l.vendor_id = $1
            LEFT JOIN vendor_statement_entries e ON e.entry = l.number
            WHERE l.kind IN ('sale', 'refund') AND (e.month <= $2 OR (e.month IS NULL AND l.at_ms < $6))
            GROUP BY l.order_id ORDER BY l.order_id
            """,
            row => new SoldOrder(row.GetString(0), Minor(row, 1), Minor(row, 3), row.GetInt64(5), row.GetInt64(6)),
            vendorId,
            month,
            currency,
            after,
            limit,
            beganMs
        );

    public static async ValueTask Write(Transaction tx, string series, long number, long atMs, StatementContent content)
    {
        await tx.Execute(
            "INSERT INTO vendor_statements(vendor_id, month, series, number, at_ms, content) VALUES ($1, $2, $3, $4, $5, $6)",
            content.VendorId,
            content.Month,
            series,
            number,
            atMs,
            content.Stored()
        );
        await tx.Execute(
            "INSERT INTO vendor_papers_due(vendor_id, month, supply_why, commission_why) VALUES ($1, $2, '', '')",
            content.VendorId,
            content.Month
        );
    }

    /// <summary>Statements whose papers are not all written, after a key.</summary>
    public static ValueTask<List<(string VendorId, string Month)>> Due(Sql sql, string afterVendor, string afterMonth, int limit) =>
        sql.Query(
            "SELECT vendor_id, month FROM vendor_papers_due WHERE (vendor_id, month) > ($1, $2) ORDER BY vendor_id, month LIMIT $3",
            row => (row.GetString(0), row.GetString(1)),
            afterVendor,
            afterMonth,
            limit
        );

    /// <summary>
    /// Why papers of a statement were refused when they were last tried, by side and empty for no reason; null where all are there.
    /// </summary>
    public static ValueTask<(string Supply, string Commission)?> Why(Sql sql, string vendorId, string month) =>
        sql.First(
            "SELECT supply_why, commission_why FROM vendor_papers_due WHERE vendor_id = $1 AND month = $2",
            row => ((string, string)?)(row.GetString(0), row.GetString(1)),
            vendorId,
            month
        );

    public static ValueTask<int> Say(Transaction tx, string vendorId, string month, string supply, string commission) =>
        tx.Execute(
            "UPDATE vendor_papers_due SET supply_why = $3, commission_why = $4 WHERE vendor_id = $1 AND month = $2",
            vendorId,
            month,
            supply,
            commission
        );

    public static ValueTask<int> Done(Transaction tx, string vendorId, string month) =>
        tx.Execute("DELETE FROM vendor_papers_due WHERE vendor_id = $1 AND month = $2", vendorId, month);

    public static ValueTask<List<VendorPaper>> Papers(Sql sql, string vendorId, string fromMonth, string toMonth) =>
        sql.Query(
            $"SELECT {PaperColumns} FROM vendor_papers p WHERE p.vendor_id = $1 AND p.month >= $2 AND p.month <= $3 ORDER BY p.month, p.currency, p.side DESC",
            MapPaper,
            vendorId,
            fromMonth,
            toMonth
        );

    public static ValueTask<VendorPaper?> Paper(Sql sql, string series, long number) =>
        sql.First($"SELECT {PaperColumns} FROM vendor_papers p WHERE p.series = $1 AND p.number = $2", MapPaper, series, number);

    /// <summary>The newest paper of a side before a month, which a credit note corrects; null where there is none.</summary>
    public static ValueTask<VendorPaper?> Earlier(Sql sql, string vendorId, string month, string currency, string kind) =>
        sql.First(
            $"""
            SELECT {PaperColumns} FROM vendor_papers p
            WHERE p.vendor_id = $1 AND p.month < $2 AND p.currency = $3 AND p.kind = $4 ORDER BY p.month DESC LIMIT 1
            """,
            MapPaper,
            vendorId,
            month,
            currency,
            kind
        );

    public static async ValueTask<bool> IsWritten(Sql sql, string vendorId, string month, string currency, string side) =>
        await sql.Number(
            "SELECT COUNT(*) FROM vendor_papers WHERE vendor_id = $1 AND month = $2 AND currency = $3 AND side = $4",
            vendorId,
            month,
            currency,
            side
        ) > 0;

    public static ValueTask<int> Write(Transaction tx, string series, long number, VendorPaper paper) =>
        tx.Execute(
            """
            INSERT INTO vendor_papers(series, number, kind, vendor_id, month, currency, side, at_ms, total, content)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            series,
            number,
            paper.Kind,
            paper.VendorId,
            paper.Month,
            paper.Content.Currency,
            paper.Side,
            paper.AtMs,
            paper.Content.Total,
            paper.Content.Stored()
        );

    // The sums of one vendor and month; the ledger's own balance fits as well.
    private static long Minor(DbDataReader row, int column) => checked((long)ExactSum.At(row, column));

    private static Statement MapStatement(DbDataReader row) =>
        new(PaperSeries.Text(row.GetString(0), row.GetInt64(1)), row.GetInt64(2), StatementContent.Read(row.GetString(3)));

    private static VendorPaper MapPaper(DbDataReader row) =>
        new(
            PaperSeries.Text(row.GetString(0), row.GetInt64(1)),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetInt64(6),
            PaperContent.Read(row.GetString(7))
        );
}

/// <summary>What the ledger had of a vendor's part of an order before a month and after it.</summary>
/// <param name="SequenceBefore">Of the timeline's entry until which it had that; 0 for nothing.</param>
internal sealed record SoldOrder(string OrderId, long KeptBefore, long KeptAfter, long SequenceBefore, long SequenceAfter);
