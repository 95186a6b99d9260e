// Reads an uploaded file into lines as the shop keeps them. Nothing is changed by it; a reading that breaks off begins again.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

/// <summary>The first step. A part of the file and a few batches of lines are in memory at a time.</summary>
internal sealed class ReadImport(Database database, IShopSettings shop)
{
    /// <summary>Batches of variants stand behind all others: their parents are made first, wherever they stand in the file.</summary>
    private const long LaterFrom = 1_000_000_000;

    private const int BatchBytesMax = 512 * 1024;
    private const int BatchesAtOnce = 8;

    public async Task<StepEnd?> Run(ImportJob job, CancellationToken cancel)
    {
        var first = await Part(job, 0);
        var encoding = Encoding(job, first);
        var isCsv = job.Format == "csv";
        ToldFile? told = null;
        if (isCsv && !TellFile.Of(encoding.Next(first, isLast: false), job.Asked).Is(out told, out var bad))
        {
            return new(job with { State = "failed", Failed = 1 }, [new(1, bad.Code, bad.Detail, null)]);
        }

        var words = new ImportWords(told?.Mark ?? DecimalMark.Point, Prefix(job));
        var layout = told is null ? null : TellFile.Made(told.Layout, told.Header, words);
        if (encoding.Name != ImportEncoding.Utf8)
        {
            words.Note($"The file was read as {encoding.Name}{(job.Asked.Charset is null ? ", told from its bytes" : string.Empty)}.");
        }

        foreach (var column in told is null ? [] : TellFile.NotUnderstood(told.Layout, told.Header).Distinct(StringComparer.Ordinal))
        {
            words.Note($"The column '{column}' is not understood and was left out.");
        }

        var lines = new Lines(database, job.JobId, cancel);
        await foreach (var record in Records(job, told, look: layout is { LooksFirst: true } ? layout : null))
        {
            foreach (var line in isCsv ? Csv(layout!, told!, record) : [JsonLine(record)])
            {
                await lines.Add(line);
            }
        }

        foreach (var line in layout?.End() ?? [])
        {
            await lines.Add(line);
        }

        await lines.End();
        var currency = lines.NamesNoCurrency ? job.Asked.Currency ?? shop.Current.Currency : null;
        if (currency is not null)
        {
            words.Note($"Prices without a currency are taken as {currency}.");
        }

        var body = new ImportToldBody(
            told?.Layout ?? ImportLayouts.Cartwright,
            encoding.Name,
            told?.Delimiter.ToString(),
            words.Mark switch
            {
                DecimalMark.Comma => "comma",
                DecimalMark.Point => "point",
                _ => "unknown",
            },
            currency,
            words.Notes
        );
        var after = job with { Total = lines.Count, Header = told?.Header, Told = body };
        return new(job.Asked.ChecksFirst ? after with { State = "running", Step = ImportStore.Checking } : RunImports.Begun(after), []);
    }

    private static IEnumerable<StagedLine> Csv(ImportLayout layout, ToldFile told, ImportRecord record)
    {
        var (text, fields) = Fields(told.Delimiter, record);
        return fields.Is(out var read, out var refused)
            ? layout.Take(record.Line, text!, read)
            : [new(record.Line, null, refused == ImportLine.HasCardNumber ? null : text, refused)];
    }

    private static (string? Text, Outcome<string[]> Fields) Fields(char delimiter, ImportRecord record)
    {
        if (record.TooLong)
        {
            return (null, TooLong);
        }

        if (!ImportLine.Text(record.Bytes.Span).Is(out var text, out var refused))
        {
            return (null, refused);
        }

        return (text, record.Unclosed ? CsvRecord.Unclosed : CsvRecord.Parse(text, delimiter));
    }

    private static StagedLine JsonLine(ImportRecord record)
    {
        if (record.TooLong)
        {
            return new(record.Line, null, null, TooLong);
        }

        var text = ImportLine.Text(record.Bytes.Span);
        return ImportLine.JsonLine(record.Bytes).Is(out var product, out var refused)
            ? new(record.Line, product.Text, null, null) { ProductId = product.ProductId, ParentId = product.ParentId }
            : new(
                record.Line,
                null,
                refused.Code == ImportLine.HasCardNumber.Code || text.Refused is not null ? null : text.Value,
                refused
            );
    }

    private static Refusal TooLong { get; } = Refusal.Invalid("line_too_long", $"A line has at most {Limits.ImportLineBytesMax} bytes.");

    // The records behind the header; a layout that names what comes later walks over them first.
    private async IAsyncEnumerable<ImportRecord> Records(ImportJob job, ToldFile? told, ImportLayout? look)
    {
        if (look is not null)
        {
            await foreach (var record in Records(job, told, null))
            {
                if (Fields(told!.Delimiter, record).Fields.Is(out var fields, out _))
                {
                    look.Look(fields);
                }
            }
        }

        var records = new ImportRecords(quotes: told is not null, told?.Delimiter ?? ',');
        var (encoding, skip) = (Encoding(job, await Part(job, 0)), told?.HeaderRecords ?? 0);
        var parts = (job.Bytes + ImportStore.PartBytes - 1) / ImportStore.PartBytes;
        for (var part = 0L; part < parts; part++)
        {
            var bytes = encoding.Next(await Part(job, part), isLast: part == parts - 1);
            foreach (var record in part == parts - 1 ? records.Take(bytes).Concat(records.End()) : records.Take(bytes))
            {
                if (skip-- <= 0)
                {
                    yield return record;
                }
            }
        }
    }

    private static ImportEncoding Encoding(ImportJob job, byte[] first) =>
        ImportEncoding.Tell(first, job.Asked.Charset, job.Asked.Utf8Good, job.Asked.Utf8Bad);

    private async Task<byte[]> Part(ImportJob job, long number) =>
        await database.Read(sql => ImportStore.Part(sql, job.JobId, number))
        ?? throw new InvalidOperationException($"Part {number} of the import {job.JobId} is not there.");

    // Handles and numbers of other shops mean the same as another vendor's: each vendor's ids begin with its own.
    private static string Prefix(ImportJob job) => job.Uploader is { IsAdmin: false, VendorId: { } vendor } ? vendor + "-" : string.Empty;

    /// <summary>Gathers lines into batches and writes them.</summary>
    private sealed class Lines(Database database, string jobId, CancellationToken cancel)
    {
        private readonly List<(long Batch, byte[] Body)> full = [];
        private readonly HashSet<UInt128> later = [];
        private readonly Gathering first = new(0);
        private readonly Gathering variants = new(LaterFrom);

        public long Count { get; private set; }

        public bool NamesNoCurrency { get; private set; }

        public async Task Add(StagedLine line)
        {
            Count++;
            NamesNoCurrency |=
                line.Product?.Contains("\"price\"", StringComparison.Ordinal) == true
                && !line.Product.Contains("\"currency\"", StringComparison.Ordinal);

            // A product whose first line names a parent keeps its lines together, in order.
            var isLater = line.ParentId is not null || (line.ProductId is { } id && later.Count > 0 && later.Contains(Name(id)));
            if (isLater && line.ProductId is { } variant)
            {
                later.Add(Name(variant));
            }

            var gathering = isLater ? variants : first;
            gathering.Lines.Add(line);
            gathering.Bytes += line.Bytes;
            if (gathering.Lines.Count >= RunImports.BatchLinesMax || gathering.Bytes >= BatchBytesMax)
            {
                full.Add(gathering.Take());
                if (full.Count >= BatchesAtOnce)
                {
                    await Flush();
                }
            }
        }

        public async Task End()
        {
            full.AddRange(new[] { first, variants }.Where(gathering => gathering.Lines.Count > 0).Select(gathering => gathering.Take()));
            await Flush();
        }

        // Ids are told apart by half of a hash: a million of them would not fit in memory.
        private static UInt128 Name(string id) =>
            System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(
                System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id))
            );

        private async Task Flush()
        {
            var batches = full.ToList();
            full.Clear();
            await database.Write(
                async tx =>
                {
                    await ImportStore.AddBatches(tx, jobId, batches);
                    return true;
                },
                cancel
            );
        }
    }

    private sealed class Gathering(long next)
    {
        public List<StagedLine> Lines { get; } = [];

        public int Bytes { get; set; }

        public (long Batch, byte[] Body) Take()
        {
            var body = StagedLine.Write(Lines);
            Lines.Clear();
            Bytes = 0;
            return (next++, body);
        }
    }
}
