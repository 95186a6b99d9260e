// Carries imports on, step by step: the file is read into lines, the lines are looked through where that was asked, then they are carried
// out in slices. Each step notes where it ends, so that a restart goes on and repeats nothing that shows.
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Imports;

/// <summary>The second half of an import.</summary>
public sealed class RunImports(
    [FromKeyedServices("catalog")] Database database,
    IProductStore store,
    IInventory inventory,
    FetchQueue fetches,
    CategoryBook categories,
    IShopSettings shop,
    TimeProvider clock
)
{
    /// <summary>Lines in one transaction: few enough that shoppers' changes in between need not wait.</summary>
    public const int BatchLinesMax = 100;

    // An upload takes no longer than this; what is older was broken off by a crash.
    private static readonly TimeSpan ReceivingMax = TimeSpan.FromHours(2);

    // A preview that nobody answers keeps its file on the disk.
    private static readonly TimeSpan CheckedMax = TimeSpan.FromDays(2);

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private readonly Signal woken = new();
    private readonly ReadImport read = new(database, shop);
    private readonly CheckImport check = new(database, store, inventory, categories, ShopZone.Of(shop));
    private readonly ApplyImport apply = new(database, store, inventory, fetches, categories, ShopZone.Of(shop), clock);

    /// <summary>Says that there is work.</summary>
    public void Wake() => woken.Raise();

    /// <summary>Waits for work, or for the time to look whether another process left some.</summary>
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

    /// <summary>Carries the oldest job one step or one batch on; false when there is no work.</summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        var job = await database.Read(ImportStore.Next);
        if (job is null)
        {
            await Expire(cancel);
            return false;
        }

        var next = job.Step switch
        {
            ImportStore.Reading => await read.Run(job, cancel),
            ImportStore.Checking => await check.Run(job, cancel),
            _ => await apply.Run(job, cancel),
        };
        if (next is { } ended)
        {
            await Move(job, ended.After, ended.Errors, cancel);
        }

        return true;
    }

    /// <summary>
    /// Lets a preview be carried out. Refused with <c>job_not_checked</c>, or <c>lines_refused</c> where a line is wrong and none may be.
    /// </summary>
    internal async Task<Outcome<ImportJob>> Apply(ImportJob job, string onError, CancellationToken cancel)
    {
        if (job.Step != ImportStore.Checked || job.State is "done" or "failed")
        {
            return NotChecked;
        }

        if (onError == ImportAsked.None && job.Failed > 0)
        {
            return Refusal.Conflict(
                "lines_refused",
                $"{job.Failed} of {job.Total} lines are wrong, so nothing was changed. Mend them and import the file again, or let the good lines be carried out (on_error: good)."
            );
        }

        var after = Begun(job with { Asked = job.Asked with { OnError = onError } });
        return await Move(job, after, [], cancel) ? after : NotChecked;
    }

    /// <summary>Gives a preview up. Refused with <c>job_not_checked</c>.</summary>
    internal async Task<Outcome<bool>> Discard(ImportJob job, CancellationToken cancel) =>
        job.Step == ImportStore.Checked
        && job.State is not ("done" or "failed")
        && await Move(job, Ended(job, "failed"), [new(0, "discarded", "It was given up; nothing was changed.", null)], cancel)
            ? true
            : NotChecked;

    /// <summary>The job at the first of its lines, with nothing carried out.</summary>
    internal static ImportJob Begun(ImportJob job) =>
        job with
        {
            State = "running",
            Step = ImportStore.Applying,
            Position = 0,
            Done = 0,
            Failed = 0,
            Created = 0,
            Changed = 0,
            Unchanged = 0,
        };

    private static Refusal NotChecked { get; } =
        Refusal.Conflict("job_not_checked", "This import does not wait for an answer: it is under way, or has ended.");

    private ImportJob Ended(ImportJob job, string state) =>
        job with
        {
            State = state,
            FinishedMs = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };

    private async Task<bool> Move(ImportJob job, ImportJob after, IReadOnlyList<LineError> errors, CancellationToken cancel)
    {
        after = after.State == "failed" && after.FinishedMs is null ? Ended(after, "failed") : after;
        var moved = await database.Write<Outcome<bool>>(
            async tx =>
            {
                if (after.Step != job.Step || after.State == "failed")
                {
                    // What the step before left is not needed any more.
                    await ImportStore.DropParts(tx, job.JobId);
                    if (after.Step == ImportStore.Applying)
                    {
                        await ImportStore.DropErrors(tx, job.JobId);
                    }
                }

                if (after.State == "failed")
                {
                    await ImportStore.DropBatches(tx, job.JobId);
                }

                foreach (var error in errors)
                {
                    await ImportStore.AddError(tx, job.JobId, error.Line, error.Code, error.Detail, error.Record);
                }

                tx.OnCommitted(Wake);
                return await ImportStore.Advance(tx, job, after) ? true : Refusal.Conflict("job_moved", "Another process carried this on.");
            },
            cancel
        );
        return moved.Refused is null;
    }

    private async Task Expire(CancellationToken cancel)
    {
        foreach (
            var jobId in await database.Read(sql =>
                ImportStore.CheckedBefore(sql, (clock.GetUtcNow() - CheckedMax).ToUnixTimeMilliseconds())
            )
        )
        {
            if (await database.Read(sql => ImportStore.Find(sql, jobId)) is { } job)
            {
                await Discard(job, cancel);
            }
        }
    }
}

/// <summary>What is wrong with a line, with the line itself.</summary>
internal sealed record LineError(long Line, string Code, string Detail, string? Record);

/// <summary>How a step ended: the job as it goes on, and what is noted with it.</summary>
internal sealed record StepEnd(ImportJob After, IReadOnlyList<LineError> Errors);
