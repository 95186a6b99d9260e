// GET /api/jobs/{job_id}/refused: a thousand lines may have a quarter of a megabyte each, so that one is in memory at a time.
using System.IO.Pipelines;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Catalog.Imports;

/// <summary>The refused lines of an import as a file that can be mended and sent again, written as it is read.</summary>
internal sealed class RefusedLines(ImportJob job, Database database) : IResult
{
    private static readonly string[] Why = ["refused_line", "refused_code", "refused_reason"];

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=refused-lines.csv";
        response.Headers.CacheControl = "no-store";
        return Write(response.BodyWriter, httpContext.RequestAborted);
    }

    /// <summary>Writes them in the order of the file.</summary>
    public async Task Write(PipeWriter to, CancellationToken cancel)
    {
        var header = job.Header ?? ["record"];
        Csv.Row(to, [.. Why, .. header]);
        foreach (var number in await database.Read(sql => ImportStore.RefusedNumbers(sql, job.JobId)))
        {
            // One that retention has taken meanwhile is not there any more.
            if (await database.Read(sql => ImportStore.Refused(sql, job.JobId, number)) is { } one)
            {
                Row(to, header, one.Error, one.Record);
                await to.FlushAsync(cancel);
            }
        }

        await to.FlushAsync(cancel);
    }

    private void Row(PipeWriter to, IReadOnlyList<string> header, JobError error, string? record)
    {
        var fields =
            record is null ? []
            : job.Header is null || job.Told?.Delimiter is not [var delimiter] ? [record]
            : CsvRecord.Parse(record, delimiter).Is(out var parsed, out _) ? parsed
            : [record];
        Csv.Row(
            to,
            [
                error.Line,
                error.Code,
                error.Detail,
                .. fields.Select(field => (object?)Csv.Unguarded(field)),
                .. Enumerable.Repeat<object?>(null, Math.Max(0, header.Count - fields.Length)),
            ]
        );
    }
}
