// All SQL of import jobs.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Catalog.Imports;

/// <summary>An import job.</summary>
/// <param name="Format"><c>csv</c> or <c>jsonl</c>.</param>
/// <param name="State"><c>receiving</c>, <c>queued</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Bytes">Length of the body.</param>
/// <param name="Step">What is next: <c>read</c>, <c>check</c>, <c>checked</c> (waits for its owner) or <c>apply</c>.</param>
/// <param name="Position">The first batch of lines that was not carried out.</param>
/// <param name="Header">Column names of a CSV body once they were read.</param>
/// <param name="StockDue">Counts of the batch before that Inventory may not know yet.</param>
internal sealed record ImportJob(
    string JobId,
    Seller Uploader,
    string Format,
    string State,
    long Bytes,
    long Total,
    long Done,
    long Failed,
    IReadOnlyList<string>? Header,
    long CreatedMs,
    long? FinishedMs,
    ImportAsked Asked,
    ImportToldBody? Told,
    string Step,
    long Position,
    long Created,
    long Changed,
    long Unchanged,
    IReadOnlyList<DueCount>? StockDue
);

/// <summary>A count that Inventory has to be told.</summary>
/// <param name="Kind">How the line itself was counted: <c>new</c>, <c>changed</c> or <c>unchanged</c>.</param>
internal sealed record DueCount(long Line, string ProductId, long Units, string Kind);

/// <summary>A line of a preview.</summary>
/// <param name="Changes">JSON as the table has it.</param>
internal sealed record CheckedLine(long Number, long Line, string? ProductId, string Outcome, string Changes);

/// <summary>A line that was refused.</summary>
/// <param name="Record">As the file has it; null where it is not kept.</param>
internal sealed record RefusedLine(JobError Error, string? Record);

internal static class ImportStore
{
    /// <summary>Bytes of a part of a body: one is in memory at a time.</summary>
    public const int PartBytes = 128 * 1024;

    public const string Reading = "read";
    public const string Checking = "check";
    public const string Checked = "checked";
    public const string Applying = "apply";

    private const string Columns =
        "job_id, user_id, vendor_id, admin, format, state, bytes, total, done, failed, header, created_ms, finished_ms, asked, told, step, "
        + "position, created, changed, unchanged, stock_due";

    private static readonly RowsInsert CheckedRows = new(
        "INSERT INTO job_lines(job_id, number, line, product_id, outcome, changes) VALUES ",
        6,
        " ON CONFLICT (job_id, number) DO NOTHING"
    );

    public static ValueTask<ImportJob?> Find(Sql sql, string jobId) =>
        sql.First($"SELECT {Columns} FROM jobs WHERE job_id = $1 AND state <> 'receiving'", Map, jobId);

    /// <summary>The oldest job with work left; one that waits for its owner has none.</summary>
    public static ValueTask<ImportJob?> Next(Sql sql) =>
        sql.First(
            $"SELECT {Columns} FROM jobs WHERE state IN ('receiving', 'queued', 'running') AND state <> 'receiving' AND step <> 'checked' ORDER BY number LIMIT 1",
            Map
        );

    public static ValueTask<List<JobError>> Errors(Sql sql, string jobId) =>
        sql.Query(
            "SELECT line, code, detail FROM job_errors WHERE job_id = $1 ORDER BY line, number LIMIT $2",
            row => new JobError(row.GetInt64(0), row.GetString(1), row.GetString(2)),
            jobId,
            (long)Limits.ImportErrorsKeptMax
        );

    /// <summary>The numbers of the refused lines, in the order of the file.</summary>
    public static ValueTask<List<long>> RefusedNumbers(Sql sql, string jobId) =>
        sql.Query(
            "SELECT number FROM job_errors WHERE job_id = $1 ORDER BY line, number LIMIT $2",
            row => row.GetInt64(0),
            jobId,
            (long)Limits.ImportErrorsKeptMax
        );

    /// <summary>A refused line with its record.</summary>
    public static ValueTask<RefusedLine?> Refused(Sql sql, string jobId, long number) =>
        sql.First(
            "SELECT line, code, detail, record FROM job_errors WHERE job_id = $1 AND number = $2",
            row => new RefusedLine(
                new JobError(row.GetInt64(0), row.GetString(1), row.GetString(2)),
                row.IsDBNull(3) ? null : row.GetString(3)
            ),
            jobId,
            number
        );

    public static ValueTask<long> CountOpen(Sql sql, string userId) =>
        sql.Number("SELECT COUNT(*) FROM jobs WHERE user_id = $1 AND state IN ('receiving', 'queued', 'running')", userId);

    public static ValueTask<int> Begin(Transaction tx, string jobId, Seller uploader, string format, long nowMs) =>
        tx.Execute(
            "INSERT INTO jobs(job_id, user_id, vendor_id, admin, format, state, created_ms) VALUES ($1, $2, $3, $4, $5, 'receiving', $6)",
            jobId,
            uploader.UserId,
            uploader.VendorId,
            uploader.IsAdmin,
            format,
            nowMs
        );

    public static ValueTask<int> AddPart(Transaction tx, string jobId, long part, byte[] body) =>
        tx.Execute("INSERT INTO job_parts(job_id, part, body) VALUES ($1, $2, $3)", jobId, part, body);

    public static ValueTask<byte[]?> Part(Sql sql, string jobId, long part) =>
        sql.First("SELECT body FROM job_parts WHERE job_id = $1 AND part = $2", row => row.GetFieldValue<byte[]>(0), jobId, part);

    public static ValueTask<int> Queue(Transaction tx, string jobId, long bytes, ImportAsked asked) =>
        tx.Execute(
            "UPDATE jobs SET state = 'queued', bytes = $2, asked = $3 WHERE job_id = $1",
            jobId,
            bytes,
            JsonSerializer.Serialize(asked)
        );

    /// <summary>Forgets an upload that broke off.</summary>
    public static async ValueTask Drop(Transaction tx, string jobId)
    {
        await tx.Send("DELETE FROM job_parts WHERE job_id = $1", jobId);
        await tx.Send("DELETE FROM jobs WHERE job_id = $1 AND state = 'receiving'", jobId);
    }

    /// <summary>Forgets uploads that a crash broke off.</summary>
    public static async ValueTask DropReceivedBefore(Transaction tx, long beforeMs)
    {
        foreach (
            var jobId in await tx.Query(
                "SELECT job_id FROM jobs WHERE state = 'receiving' AND created_ms < $1 ORDER BY number LIMIT 100",
                row => row.GetString(0),
                beforeMs
            )
        )
        {
            await Drop(tx, jobId);
        }
    }

    /// <summary>Previews that nobody answered.</summary>
    public static ValueTask<List<string>> CheckedBefore(Sql sql, long beforeMs) =>
        sql.Query(
            "SELECT job_id FROM jobs WHERE state IN ('receiving', 'queued', 'running') AND step = 'checked' AND created_ms < $1 ORDER BY number LIMIT 100",
            row => row.GetString(0),
            beforeMs
        );

    /// <summary>Writes batches of lines; those that are there, from a reading that was broken off, are the same.</summary>
    public static async ValueTask AddBatches(Transaction tx, string jobId, IEnumerable<(long Batch, byte[] Body)> batches)
    {
        foreach (var (batch, body) in batches)
        {
            await tx.Send(
                "INSERT INTO job_batches(job_id, batch, body) VALUES ($1, $2, $3) ON CONFLICT (job_id, batch) DO NOTHING",
                jobId,
                batch,
                body
            );
        }
    }

    /// <summary>The next batch from a place on, null behind the last; and whether it is the last.</summary>
    public static async ValueTask<(long Batch, byte[] Body, bool IsLast)?> Batch(Sql sql, string jobId, long from)
    {
        var found = await sql.Query(
            "SELECT batch FROM job_batches WHERE job_id = $1 AND batch >= $2 ORDER BY batch LIMIT 2",
            row => row.GetInt64(0),
            jobId,
            from
        );
        if (found.Count == 0)
        {
            return null;
        }

        var body = await sql.First(
            "SELECT body FROM job_batches WHERE job_id = $1 AND batch = $2",
            row => row.GetFieldValue<byte[]>(0),
            jobId,
            found[0]
        );
        return (found[0], body!, found.Count == 1);
    }

    /// <summary>Moves a job on; false when another process was first, and then nothing of this transaction may stay.</summary>
    public static async ValueTask<bool> Advance(Transaction tx, ImportJob before, ImportJob after) =>
        await tx.Execute(
            """
            UPDATE jobs SET state = $4, total = $5, done = $6, failed = $7, header = $8, finished_ms = $9, asked = $10, told = $11, step = $12,
                position = $13, created = $14, changed = $15, unchanged = $16, stock_due = $17
            WHERE job_id = $1 AND step = $2 AND position = $3 AND state IN ('receiving', 'queued', 'running') AND state <> 'receiving'
            """,
            before.JobId,
            before.Step,
            before.Position,
            after.State,
            after.Total,
            after.Done,
            after.Failed,
            after.Header is null ? null : JsonSerializer.Serialize(after.Header),
            after.FinishedMs,
            JsonSerializer.Serialize(after.Asked),
            after.Told is null ? null : JsonSerializer.Serialize(after.Told),
            after.Step,
            after.Position,
            after.Created,
            after.Changed,
            after.Unchanged,
            after.StockDue is null ? null : JsonSerializer.Serialize(after.StockDue)
        ) == 1;

    /// <summary>How many lines were looked through.</summary>
    public static ValueTask<int> Progress(Transaction tx, string jobId, long done) =>
        tx.Execute("UPDATE jobs SET state = 'running', done = $2 WHERE job_id = $1 AND step = 'check' AND total >= $2", jobId, done);

    public static ValueTask AddError(Transaction tx, string jobId, long line, string code, string detail, string? record) =>
        tx.Send(
            "INSERT INTO job_errors(job_id, line, code, detail, record) VALUES ($1, $2, $3, $4, $5)",
            jobId,
            line,
            code,
            detail,
            record
        );

    public static ValueTask DropErrors(Transaction tx, string jobId) => tx.Send("DELETE FROM job_errors WHERE job_id = $1", jobId);

    public static ValueTask AddChecked(Transaction tx, string jobId, IEnumerable<CheckedLine> lines) =>
        CheckedRows.Run(
            tx,
            [.. lines.SelectMany(line => new object?[] { jobId, line.Number, line.Line, line.ProductId, line.Outcome, line.Changes })]
        );

    /// <summary>The lines of a preview behind a number.</summary>
    /// <param name="outcome">Only these; null for all.</param>
    public static ValueTask<List<CheckedLine>> Lines(Sql sql, string jobId, string? outcome, long after, long count) =>
        outcome is null
            ? sql.Query(
                "SELECT number, line, product_id, outcome, changes FROM job_lines WHERE job_id = $1 AND number > $2 ORDER BY number LIMIT $3",
                MapLine,
                jobId,
                after,
                count
            )
            : sql.Query(
                "SELECT number, line, product_id, outcome, changes FROM job_lines WHERE job_id = $1 AND outcome = $2 AND number > $3 ORDER BY number LIMIT $4",
                MapLine,
                jobId,
                outcome,
                after,
                count
            );

    public static ValueTask DropLines(Transaction tx, string jobId) => tx.Send("DELETE FROM job_lines WHERE job_id = $1", jobId);

    public static ValueTask DropParts(Transaction tx, string jobId) => tx.Send("DELETE FROM job_parts WHERE job_id = $1", jobId);

    public static ValueTask DropBatches(Transaction tx, string jobId) => tx.Send("DELETE FROM job_batches WHERE job_id = $1", jobId);

    private static CheckedLine MapLine(DbDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetString(4));

    private static ImportJob Map(DbDataReader row) =>
        new(
            row.GetString(0),
            new Seller(row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetInt64(3) != 0),
            row.GetString(4),
            row.GetString(5),
            row.GetInt64(6),
            row.GetInt64(7),
            row.GetInt64(8),
            row.GetInt64(9),
            row.IsDBNull(10) ? null : JsonSerializer.Deserialize<List<string>>(row.GetString(10)),
            row.GetInt64(11),
            row.IsDBNull(12) ? null : row.GetInt64(12),
            JsonSerializer.Deserialize<ImportAsked>(row.GetString(13))!,
            row.IsDBNull(14) ? null : JsonSerializer.Deserialize<ImportToldBody>(row.GetString(14)),
            row.GetString(15),
            row.GetInt64(16),
            row.GetInt64(17),
            row.GetInt64(18),
            row.GetInt64(19),
            row.IsDBNull(20) ? null : JsonSerializer.Deserialize<List<DueCount>>(row.GetString(20))
        );
}
