// Takes an upload in parts into the database, so that the job survives a restart and no more than one part is in memory.
using System.Buffers;
using System.IO.Pipelines;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Imports;

/// <summary>The first half of POST /api/products/import.</summary>
public sealed class ReceiveImport([FromKeyedServices("catalog")] Database database, RunImports run, IIds ids, TimeProvider clock)
{
    // With the marks that files in Unicode begin with, and the zeros of UTF-16.
    private static readonly System.Buffers.SearchValues<byte> Blank = System.Buffers.SearchValues.Create(
        " \t\r\n\0\uFEFF"u8.ToArray().Concat(new byte[] { 0xFE, 0xFF }).ToArray()
    );

    /// <summary>Unfinished imports of one user: their bodies stand on the disk.</summary>
    public const int OpenJobsMax = 8;

    /// <summary>
    /// The job's id once the whole body is durable. Refused with <c>too_many_jobs</c>, <c>body_too_large</c>, <c>body_missing</c>.
    /// </summary>
    /// <param name="format"><c>csv</c> or <c>jsonl</c>.</param>
    /// <param name="asked">As the parameters of the request say.</param>
    internal async Task<Outcome<string>> Receive(
        PipeReader body,
        string format,
        Seller uploader,
        ImportAsked asked,
        CancellationToken cancel
    )
    {
        var jobId = ids.Next();
        var begun = await database.Write<Outcome<bool>>(
            async tx =>
            {
                if (await ImportStore.CountOpen(tx, uploader.UserId) >= OpenJobsMax)
                {
                    return new Refusal(
                        RefusalKind.TooMany,
                        "too_many_jobs",
                        $"You have {OpenJobsMax} unfinished imports. Wait until one is done."
                    )
                    {
                        RetryAfterSeconds = 10,
                    };
                }

                await ImportStore.Begin(tx, jobId, uploader, format, clock.GetUtcNow().ToUnixTimeMilliseconds());
                return true;
            },
            cancel
        );
        if (begun.Refused is { } refused)
        {
            return refused;
        }

        var kept = false;
        try
        {
            var stored = await Store(body, jobId, asked, cancel);
            kept = stored.Refused is null;
            return stored;
        }
        finally
        {
            if (!kept)
            {
                // Also when the client is gone: what it left must not stay.
                await database.Write(
                    async tx =>
                    {
                        await ImportStore.Drop(tx, jobId);
                        return true;
                    },
                    CancellationToken.None
                );
            }
        }
    }

    private async Task<Outcome<string>> Store(PipeReader body, string jobId, ImportAsked asked, CancellationToken cancel)
    {
        var tally = new Utf8Tally();
        var (bytes, part, isBlank) = (0L, 0L, true);
        while (true)
        {
            var read = await body.ReadAtLeastAsync(ImportStore.PartBytes, cancel);
            var buffer = read.Buffer;
            while (buffer.Length >= ImportStore.PartBytes || (read.IsCompleted && buffer.Length > 0))
            {
                var piece = buffer.Slice(0, Math.Min(buffer.Length, ImportStore.PartBytes));
                bytes += piece.Length;
                if (bytes > Limits.ImportBytesMax)
                {
                    return new Refusal(
                        RefusalKind.TooLarge,
                        "body_too_large",
                        $"An import has at most {Limits.ImportBytesMax / (1024 * 1024)} MiB. Cut the file into several, each with the header line, and send one after the other; nothing of this one was kept."
                    );
                }

                var copy = piece.ToArray();
                tally.Take(copy);
                isBlank = isBlank && copy.AsSpan().IndexOfAnyExcept(Blank) < 0;
                var number = part++;
                await database.Write(async tx => await ImportStore.AddPart(tx, jobId, number, copy), cancel);
                buffer = buffer.Slice(piece.End);
            }

            body.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        if (isBlank)
        {
            return Refusal.Invalid("body_missing", "Send CSV with a header line, or a JSON object a line.");
        }

        await database.Write(
            async tx =>
            {
                tx.OnCommitted(run.Wake);
                return await ImportStore.Queue(tx, jobId, bytes, asked with { Utf8Good = tally.Good, Utf8Bad = tally.Bad });
            },
            cancel
        );
        return jobId;
    }
}
