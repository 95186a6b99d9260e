// Carries imports out in batches. A batch and the place it ends at are one transaction: a crash repeats no line and skips none.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Imports;

/// <summary>The second half of an import.</summary>
public sealed class RunImports([FromKeyedServices("catalog")] Database database, ChangeProducts products, TimeProvider clock) : IDisposable
{
    /// <summary>Lines in one transaction: few enough that shoppers' changes in between need not wait.</summary>
    public const int BatchLinesMax = 100;

    // An upload takes no longer than this; what is older was broken off by a crash.
    private static readonly TimeSpan ReceivingMax = TimeSpan.FromHours(2);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private readonly Signal woken = new();

    /// <summary>Says that there is a new job.</summary>
    public void Wake() => woken.Raise();

    /// <summary>Waits for a new job, or for the time to look whether another process left one.</summary>
    public Task Wait(CancellationToken stop) => woken.Wait(LookEvery, clock, stop);

    /// <summary>Forgets what broken uploads left.</summary>
    public Task Clean(CancellationToken cancel) => database.Write(
        async tx =>
        {
            await ImportStore.DropReceivedBefore(tx, (clock.GetUtcNow() - ReceivingMax).ToUnixTimeMilliseconds());
            return true;
        },
        cancel);

    /// <summary>Carries out one batch of the oldest job; false when there is no work.</summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        var job = await database.Read(ImportStore.Next);
        if (job is null)
        {
            return false;
        }

        var records = new List<ImportRecord>(BatchLinesMax);
        var place = await Collect(job, records);
        await database.Write<Outcome<bool>>(
            async tx =>
            {
                var after = await CarryOut(tx, job, records, place);
                return await ImportStore.Advance(tx, job, after) ? true : Refusal.Conflict("job_moved", "Another process carried this batch out.");
            },
            cancel);
        return true;
    }

    public void Dispose() => woken.Dispose();

    // Reads on from the job's place until there are enough records or the body ends.
    private async Task<ImportPlace> Collect(ImportJob job, List<ImportRecord> records)
    {
        var cutter = new ImportCutter(job.Format == "csv", job.Place);
        var offset = job.Place.Offset;
        while (offset < job.Bytes)
        {
            var number = offset / ImportStore.PartBytes;
            var part = await database.Read(sql => ImportStore.Part(sql, job.JobId, number))
                ?? throw new InvalidOperationException($"Part {number} of the import {job.JobId} is not there.");
            var within = (int)(offset % ImportStore.PartBytes);
            while (within < part.Length)
            {
                var taken = cutter.Take(part.AsSpan(within), out var whole);
                (within, offset) = (within + taken, offset + taken);
                if (whole is { } record)
                {
                    records.Add(record);
                    if (records.Count == BatchLinesMax)
                    {
                        return cutter.Place;
                    }
                }
            }
        }

        if (cutter.End() is { } last)
        {
            records.Add(last);
        }

        return cutter.Place;
    }

    private async ValueTask<ImportJob> CarryOut(Transaction tx, ImportJob job, List<ImportRecord> records, ImportPlace place)
    {
        var after = job with { Place = place, State = "running" };
        foreach (var record in records)
        {
            if (job.Format == "csv" && after.Header is null)
            {
                if (!ImportLine.Header(record.Bytes.Span).Is(out var header, out var bad))
                {
                    // Without a header no line can be understood.
                    await ImportStore.AddError(tx, job.JobId, record.Line, bad.Code, bad.Detail);
                    await ImportStore.DropParts(tx, job.JobId);
                    return after with { State = "failed", Failed = 1, FinishedMs = Now() };
                }

                after = after with { Header = header };
                continue;
            }

            var outcome = await CarryOut(tx, after, record);
            after = after with { Done = after.Done + 1 };
            if (outcome.Refused is { } refused)
            {
                refused = ImportLine.Sentence(refused);
                if (after.Failed < Limits.ImportErrorsKeptMax)
                {
                    await ImportStore.AddError(tx, job.JobId, record.Line, refused.Code, refused.Detail);
                }

                after = after with { Failed = after.Failed + 1 };
            }
        }

        if (place.Offset < job.Bytes)
        {
            return after;
        }

        await ImportStore.DropParts(tx, job.JobId);
        return after with { State = "done", FinishedMs = Now() };
    }

    private async ValueTask<Outcome<string>> CarryOut(Transaction tx, ImportJob job, ImportRecord record)
    {
        if (record.TooLong)
        {
            return Refusal.Invalid("line_too_long", $"A line has at most {Limits.ImportLineBytesMax} bytes.");
        }

        var parsed = job.Format == "csv" ? ImportLine.Csv(job.Header!, record.Bytes.Span) : ImportLine.JsonLine(record.Bytes);
        return parsed.Is(out var line, out var refused) ? await products.Put(tx, line.ProductId, line.Said, job.Uploader) : refused;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
