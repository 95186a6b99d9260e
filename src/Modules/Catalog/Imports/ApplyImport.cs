// Carries the lines of an import out in batches. A batch and the place it ends at are noted together: a crash skips no line, and one that
// comes again changes nothing.
using System.Globalization;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

/// <summary>
/// The last step. Products are written with the place; the counts of a batch are due from then on, and Inventory is told of them before
/// the next batch. They have an id: told twice, after a crash or a lost answer, they do not bring back what was sold in between.
/// </summary>
internal sealed class ApplyImport(
    Database database,
    IProductStore store,
    IInventory inventory,
    FetchQueue fetches,
    CategoryBook categories,
    ShopZone zone,
    TimeProvider clock
)
{
    public async Task<StepEnd?> Run(ImportJob job, CancellationToken cancel)
    {
        // Inventory counts what the batch before says while this one is read and planned.
        var counting = Count(job, cancel);
        var reading = Read(job);
        await Task.WhenAll(counting, reading);
        var ((counted, stockErrors), planned) = (await counting, await reading);
        if (planned is not { } plan)
        {
            await Note(job, Done(counted), stockErrors, [], [], [], cancel);
            return null;
        }

        await Note(
            job,
            counted with
            {
                Position = plan.Batch + 1,
                State = "running",
            },
            stockErrors,
            plan.Lines,
            plan.Commands,
            plan.Left,
            cancel,
            plan.IsLast
        );
        return null;
    }

    private async Task<Planned?> Read(ImportJob job)
    {
        if (await database.Read(sql => ImportStore.Batch(sql, job.JobId, job.Position)) is not { } next)
        {
            return null;
        }

        var lines = ImportRules.Spelled(await categories.Tree(), StagedLine.Read(next.Body, zone.Now));
        var (commands, left) = await Plan(job, lines);
        return new(next.Batch, next.IsLast, lines, commands, left);
    }

    // Lines that leave their product as it is are no commands: nothing is written of them.
    private async Task<(List<(ReadLine Line, PutProduct Command, bool IsNew)> Commands, List<Left> Left)> Plan(
        ImportJob job,
        List<ReadLine> lines
    )
    {
        var good = lines.Where(line => line.Parsed.Refused is null).ToList();
        string[] ids = [.. good.Select(line => ImportRules.IdOf(job, line)).Distinct(StringComparer.Ordinal)];
        var found = ids.Length == 0 ? [] : (await store.Find(ids)).ToDictionary(product => product.ProductId, StringComparer.Ordinal);
        var (commands, left) = (new List<(ReadLine, PutProduct, bool)>(good.Count), new List<Left>());
        var touched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in good)
        {
            var before = found.GetValueOrDefault(ImportRules.IdOf(job, line));
            var command = ImportRules.Command(job, line, before);
            if (!touched.Contains(command.ProductId) && ImportRules.Leaves(before, command))
            {
                left.Add(new(line, command, before!));
            }
            else
            {
                commands.Add((line, command, before is null && touched.Add(command.ProductId)));
                touched.Add(command.ProductId);
            }
        }

        return (commands, left);
    }

    private async Task Note(
        ImportJob job,
        ImportJob after,
        List<LineError> stockErrors,
        List<ReadLine> lines,
        List<(ReadLine Line, PutProduct Command, bool IsNew)> commands,
        List<Left> left,
        CancellationToken cancel,
        bool isLast = false
    )
    {
        var wanted = await Wanted(left);
        List<ProductCommand> asked = [.. commands.Select(one => one.Command)];
        await store.ChangeMany(
            asked,
            async (tx, outcomes) =>
            {
                await fetches.Note(tx, asked, outcomes);
                await categories.Grow(tx, asked, outcomes);
                await fetches.Note(tx, wanted, wanted.ConvertAll(command => (Outcome<string>)command.ProductId));
                var due = new List<DueCount>();
                var noted = after;
                foreach (var error in stockErrors)
                {
                    await AddError(tx, job.JobId, error, noted.Failed - stockErrors.Count);
                }

                void Counted(ReadLine line, string productId, string kind)
                {
                    if (line.Parsed.Value.Stock is { } units && job.Asked.Stock == ImportAsked.Set)
                    {
                        due.Add(new(line.Line, productId, units, kind));
                    }
                }

                for (var i = 0; i < commands.Count; i++)
                {
                    var (line, command, isNew) = commands[i];
                    if (outcomes[i].Refused is { } refused)
                    {
                        refused = ImportLine.Sentence(refused);
                        await AddError(tx, job.JobId, new(line.Line, refused.Code, refused.Detail, line.Record), noted.Failed);
                        noted = noted with { Failed = noted.Failed + 1 };
                        continue;
                    }

                    noted = isNew ? noted with { Created = noted.Created + 1 } : noted with { Changed = noted.Changed + 1 };
                    Counted(line, command.ProductId, isNew ? ImportRules.New : ImportRules.Changed);
                }

                foreach (var (line, command, _) in left)
                {
                    noted = noted with { Unchanged = noted.Unchanged + 1 };
                    Counted(line, command.ProductId, ImportRules.Unchanged);
                }

                foreach (var line in lines.Where(line => line.Parsed.Refused is not null))
                {
                    var refused = line.Parsed.Refused!;
                    await AddError(tx, job.JobId, new(line.Line, refused.Code, refused.Detail, line.Record), noted.Failed);
                    noted = noted with { Failed = noted.Failed + 1 };
                }

                noted = noted with { Done = noted.Done + lines.Count, StockDue = due.Count > 0 ? due : null };
                if (isLast && due.Count == 0)
                {
                    noted = Done(noted);
                }

                if (noted.State == "done")
                {
                    await ImportStore.DropBatches(tx, job.JobId);
                }

                return await ImportStore.Advance(tx, job, noted)
                    ? true
                    : Refusal.Conflict("job_moved", "Another process carried this batch out.");
            },
            cancel
        );
    }

    // Tells Inventory what the batch before says, once more where a crash came between.
    private async Task<(ImportJob Job, List<LineError> Errors)> Count(ImportJob job, CancellationToken cancel)
    {
        if (job.StockDue is not { Count: > 0 } due)
        {
            return (job, []);
        }

        var request = new CountRequest
        {
            By = job.Uploader.UserId,
            Note = "import " + job.JobId,
            Id = string.Create(CultureInfo.InvariantCulture, $"import/{job.JobId}/{job.Position}"),
        };
        request.Lines.AddRange(due.Select(one => new CountLine { ProductId = one.ProductId, OnHand = one.Units }));
        if (!(await inventory.Count(request, cancel)).Is(out var reply, out var refused))
        {
            throw new InvalidOperationException($"Inventory could not be told the counts of an import: {refused.Code}. {refused.Detail}");
        }

        var errors = new List<LineError>();
        var after = job with { StockDue = null };
        for (var i = 0; i < due.Count; i++)
        {
            var (line, answer) = (due[i], reply.Lines[i]);
            if (answer.Code.Length > 0)
            {
                errors.Add(new(line.Line, answer.Code, $"The product was imported, its stock was not: {answer.Detail}", null));
                after = Without(after, line.Kind) with { Failed = after.Failed + 1 };
            }
            else if (answer.Changed && line.Kind == ImportRules.Unchanged)
            {
                after = after with { Unchanged = after.Unchanged - 1, Changed = after.Changed + 1 };
            }
        }

        return (after, errors);
    }

    private static ImportJob Without(ImportJob job, string kind) =>
        kind switch
        {
            ImportRules.New => job with { Created = job.Created - 1 },
            ImportRules.Changed => job with { Changed = job.Changed - 1 },
            _ => job with { Unchanged = job.Unchanged - 1 },
        };

    // Of lines that change nothing, those whose pictures are neither here nor on their way.
    private async Task<List<ProductCommand>> Wanted(List<Left> left)
    {
        var pictured = left.Where(one => one.Line.Parsed.Value.Said.Images is { Count: > 0 }).ToList();
        if (pictured.Count == 0)
        {
            return [];
        }

        string[] ids = [.. pictured.Select(one => one.Before.ProductId)];
        var rows = (await database.Read(sql => FetchSql.OfMany(sql, ids))).ToLookup(row => row.ProductId, StringComparer.Ordinal);
        return [.. pictured.Where(one => IsOpen(one, [.. rows[one.Before.ProductId]])).Select(one => one.Command)];
    }

    // What failed is tried again, and what is not said any more is not fetched.
    private static bool IsOpen(Left left, List<FetchRow> rows) =>
        rows.Exists(row => row.State != "waiting")
        || !PhotoRules
            .Wanted(left.Command.Said.Images!)
            .Select(wanted => wanted.Address)
            .Except(ProductPhotos.Read(left.Before.Pictures).Select(photo => photo.Source))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal)
            .SetEquals(rows.Select(row => row.Address));

    private static ValueTask AddError(Transaction tx, string jobId, LineError error, long before) =>
        before < Limits.ImportErrorsKeptMax
            ? ImportStore.AddError(tx, jobId, error.Line, error.Code, error.Detail, error.Record)
            : ValueTask.CompletedTask;

    private ImportJob Done(ImportJob job) => job with { State = "done", FinishedMs = clock.GetUtcNow().ToUnixTimeMilliseconds() };

    private sealed record Planned(
        long Batch,
        bool IsLast,
        List<ReadLine> Lines,
        List<(ReadLine Line, PutProduct Command, bool IsNew)> Commands,
        List<Left> Left
    );

    private sealed record Left(ReadLine Line, PutProduct Command, CatalogProduct Before);
}
