// Carries imports out in batches. A batch and the place it ends at are noted together: a crash skips no line, and one that comes again
// changes nothing.
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Imports;

/// <summary>The second half of an import.</summary>
public sealed class RunImports(
    [FromKeyedServices("catalog")] Database database,
    IProductStore store,
    FetchQueue fetches,
    CategoryBook categories,
    TimeProvider clock
)
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
    public Task Clean(CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                await ImportStore.DropReceivedBefore(tx, (clock.GetUtcNow() - ReceivingMax).ToUnixTimeMilliseconds());
                return true;
            },
            cancel
        );

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
        await CarryOut(job, records, place, cancel);
        return true;
    }

    // Reads on from the job's place until there are enough records or the body ends.
    private async Task<ImportPlace> Collect(ImportJob job, List<ImportRecord> records)
    {
        var cutter = new ImportCutter(job.Format == "csv", job.Place);
        var offset = job.Place.Offset;
        while (offset < job.Bytes)
        {
            var number = offset / ImportStore.PartBytes;
            var part =
                await database.Read(sql => ImportStore.Part(sql, job.JobId, number))
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

    // The commands first, then what came of them together with the place: a store that is not the database may be asked for a batch twice,
    // and knows its marks.
    private async Task CarryOut(ImportJob job, List<ImportRecord> records, ImportPlace place, CancellationToken cancel)
    {
        var after = job with { Place = place, State = "running" };
        if (job is { Format: "csv", Header: null } && records.Count > 0)
        {
            if (!ImportLine.Header(records[0].Bytes.Span).Is(out var header, out var bad))
            {
                await GiveUp(job, after, records[0].Line, bad, cancel);
                return;
            }

            after = after with { Header = header };
            records.RemoveAt(0);
        }

        var lines = records.ConvertAll(record => (record.Line, Parsed: Parse(after, record)));
        var commands = await categories.Spelled([
            .. lines.Where(line => line.Parsed.Refused is null).Select(line => Command(job, line.Line, line.Parsed.Value)),
        ]);
        await store.ChangeMany(
            commands,
            async (tx, outcomes) =>
            {
                var (noted, next) = (after, 0);
                await fetches.Note(tx, commands, outcomes);
                await categories.Grow(tx, commands, outcomes);
                foreach (var (line, parsed) in lines)
                {
                    noted = await Note(tx, noted, line, parsed.Refused ?? outcomes[next++].Refused);
                }

                if (place.Offset == job.Bytes)
                {
                    await ImportStore.DropParts(tx, job.JobId);
                    noted = noted with { State = "done", FinishedMs = Now() };
                }

                return await ImportStore.Advance(tx, job, noted)
                    ? true
                    : Refusal.Conflict("job_moved", "Another process carried this batch out.");
            },
            cancel
        );
    }

    // Without a header no line can be understood.
    private Task<Outcome<bool>> GiveUp(ImportJob job, ImportJob after, long line, Refusal bad, CancellationToken cancel) =>
        database.Write<Outcome<bool>>(
            async tx =>
            {
                await ImportStore.AddError(tx, job.JobId, line, bad.Code, bad.Detail);
                await ImportStore.DropParts(tx, job.JobId);
                return await ImportStore.Advance(tx, job, after with { State = "failed", Failed = 1, FinishedMs = Now() })
                    ? true
                    : Refusal.Conflict("job_moved", "Another process found this out.");
            },
            cancel
        );

    private static async ValueTask<ImportJob> Note(Transaction tx, ImportJob job, long line, Refusal? refused)
    {
        if (refused is null)
        {
            return job with { Done = job.Done + 1 };
        }

        refused = ImportLine.Sentence(refused);
        if (job.Failed < Limits.ImportErrorsKeptMax)
        {
            await ImportStore.AddError(tx, job.JobId, line, refused.Code, refused.Detail);
        }

        return job with
        {
            Done = job.Done + 1,
            Failed = job.Failed + 1,
        };
    }

    private static Outcome<ImportLine> Parse(ImportJob job, ImportRecord record) =>
        record.TooLong ? Refusal.Invalid("line_too_long", $"A line has at most {Limits.ImportLineBytesMax} bytes.")
        : job.Format == "csv" ? ImportLine.Csv(job.Header!, record.Bytes.Span)
        : ImportLine.JsonLine(record.Bytes);

    private static PutProduct Command(ImportJob job, long number, ImportLine line) =>
        new(line.ProductId ?? IdOf(job.JobId, number), line.Said, job.Uploader, new(job.JobId, number));

    // A product without an id of its own gets one that follows from its line, so that a line that comes again after a crash finds what it
    // made. It is a UUID
    // of version 7 as all our ids are: the job's time, and a hash in place of chance.
    private static string IdOf(string jobId, long line)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{jobId}\n{line}"))).AsSpan(0, 16);
        if (Guid.TryParse(jobId, out var job))
        {
            job.ToByteArray(bigEndian: true).AsSpan(0, 6).CopyTo(bytes);
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
