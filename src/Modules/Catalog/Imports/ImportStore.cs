// All SQL of imports.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Catalog.Imports;

/// <summary>An import job.</summary>
/// <param name="Format"><c>csv</c> or <c>jsonl</c>.</param>
/// <param name="Bytes">Length of the body.</param>
/// <param name="Place">The first record not yet carried out.</param>
/// <param name="Header">Column names of a CSV body once they were read.</param>
internal sealed record ImportJob(
    string JobId,
    Seller Uploader,
    string Format,
    string State,
    long Bytes,
    long Total,
    long Done,
    long Failed,
    ImportPlace Place,
    IReadOnlyList<string>? Header,
    long CreatedMs,
    long? FinishedMs
);

internal static class ImportStore
{
    /// <summary>Bytes of a part of a body: one is in memory at a time.</summary>
    public const int PartBytes = 128 * 1024;

    private const string Columns =
        "job_id, user_id, vendor_id, admin, format, state, bytes, total, done, failed, next_offset, next_line, header, created_ms, finished_ms";

    public static ValueTask<ImportJob?> Find(Sql sql, string jobId) =>
        sql.First($"SELECT {Columns} FROM jobs WHERE job_id = $1 AND state <> 'receiving'", Map, jobId);

    /// <summary>The oldest job with work left.</summary>
    public static ValueTask<ImportJob?> Next(Sql sql) =>
        sql.First($"SELECT {Columns} FROM jobs WHERE state IN ('queued', 'running') ORDER BY number LIMIT 1", Map);

    public static ValueTask<List<JobError>> Errors(Sql sql, string jobId) =>
        sql.Query(
            "SELECT line, code, detail FROM job_errors WHERE job_id = $1 ORDER BY number LIMIT $2",
            row => new JobError(row.GetInt64(0), row.GetString(1), row.GetString(2)),
            jobId,
            (long)Limits.ImportErrorsKeptMax
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

    public static ValueTask<int> Queue(Transaction tx, string jobId, long bytes, long total) =>
        tx.Execute("UPDATE jobs SET state = 'queued', bytes = $2, total = $3 WHERE job_id = $1", jobId, bytes, total);

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

    /// <summary>Moves a job on; false when another process was first, and then nothing of this transaction may stay.</summary>
    public static async ValueTask<bool> Advance(Transaction tx, ImportJob before, ImportJob after) =>
        await tx.Execute(
            "UPDATE jobs SET state = $3, done = $4, failed = $5, next_offset = $6, next_line = $7, header = $8, finished_ms = $9 WHERE job_id = $1 AND next_offset = $2 AND state IN ('queued', 'running')",
            before.JobId,
            before.Place.Offset,
            after.State,
            after.Done,
            after.Failed,
            after.Place.Offset,
            after.Place.Line,
            after.Header is null ? null : JsonSerializer.Serialize(after.Header),
            after.FinishedMs
        ) == 1;

    public static ValueTask<int> AddError(Transaction tx, string jobId, long line, string code, string detail) =>
        tx.Execute("INSERT INTO job_errors(job_id, line, code, detail) VALUES ($1, $2, $3, $4)", jobId, line, code, detail);

    public static ValueTask<int> DropParts(Transaction tx, string jobId) => tx.Execute("DELETE FROM job_parts WHERE job_id = $1", jobId);

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
            new ImportPlace(row.GetInt64(10), row.GetInt64(11)),
            row.IsDBNull(12) ? null : JsonSerializer.Deserialize<List<string>>(row.GetString(12)),
            row.GetInt64(13),
            row.IsDBNull(14) ? null : row.GetInt64(14)
        );
}
