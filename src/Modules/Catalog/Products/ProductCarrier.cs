// Takes what a store outside the database did into the outbox, and to that store what events asked of it.
using System.Diagnostics;
using Cartwright.Catalog.Search;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog;

/// <summary>
/// Carries between the journal of the store (<see cref="IProductJournal"/>) and the database, each way as often as it takes: events keep
/// the id that they were given with their change, and of a product's stock only the last word counts. Without a journal there is nothing to
/// do.
/// </summary>
public sealed partial class ProductCarrier(
    [FromKeyedServices("catalog")] Database database,
    IProductStore store,
    TimeProvider clock,
    ILogger<ProductCarrier> log,
    IProductJournal? journal = null
) : BackgroundService
{
    private const int AtOnce = 256;

    // Entries of other processes raise no signal here.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim one = new(1);

    /// <summary>The effect of <see cref="Topics.StockChanged"/>: keeps it, to be written when the store can be asked.</summary>
    public async ValueTask NoteStock(Transaction tx, StockFacts stock, Event told)
    {
        await ProductNotesSql.NoteStock(tx, stock, told.Id);
        tx.OnCommitted(Wake);
    }

    /// <summary>The effect of <see cref="Topics.GetProductDetails"/>: keeps the question, to be answered when the store can be
    /// asked.</summary>
    public async ValueTask KeepQuestion(Transaction tx, Event question)
    {
        await ProductNotesSql.KeepQuestion(tx, question);
        tx.OnCommitted(Wake);
    }

    /// <summary>Carries all that waited when this was called.</summary>
    public async Task CatchUp(CancellationToken cancel)
    {
        if (journal is null)
        {
            return;
        }

        await one.WaitAsync(cancel);
        try
        {
            while (await CarryEvents(journal, cancel) == AtOnce) { }

            while (await CarryStock(journal, cancel) == AtOnce) { }

            while (await AnswerQuestions(cancel) == AtOnce) { }
        }
        finally
        {
            one.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        one.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failing = false;
        while (journal is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CatchUp(stoppingToken);
                failing = false;
                await journal.Written.Wait(LookEvery, clock, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Said once: a store that is away for an hour need not fill the log.
                if (!failing)
                {
                    LogFailed(log, failure);
                }

                failing = true;
                await Task.Delay(PauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    private void Wake() => journal?.Written.Raise();

    private async Task<int> CarryEvents(IProductJournal from, CancellationToken cancel)
    {
        var entries = await from.Read(AtOnce, cancel);
        if (entries.Count == 0)
        {
            return 0;
        }

        await database.Write(
            async tx =>
            {
                foreach (var entry in entries)
                {
                    await Publish(tx, entry);
                }

                await SearchSql.Note(tx, entries.Select(entry => entry.ProductId));

                return true;
            },
            cancel
        );
        await from.Forget(entries, cancel);
        return entries.Count;
    }

    private static async ValueTask Publish(Transaction tx, ProductEntry entry)
    {
        // The event belongs where its change does, not to this loop.
        using var activity = entry.TraceParent is { } parent
            ? new Activity("carry product").SetIdFormat(ActivityIdFormat.W3C).SetParentId(parent).Start()
            : null;
        if (entry.Change is { } change)
        {
            await ProductHistorySql.Add(tx, change);
        }

        foreach (var told in entry.Events)
        {
            await tx.Publish(told.Topic, entry.ProductId, told.Facts, told.Id);
        }
    }

    private async Task<int> CarryStock(IProductJournal to, CancellationToken cancel)
    {
        var notes = await database.Read(sql => ProductNotesSql.Stock(sql, AtOnce));
        if (notes.Count == 0)
        {
            return 0;
        }

        await to.WriteStock(notes.ConvertAll(note => (note.ProductId, note.Available)), cancel);
        await database.Write(
            async tx =>
            {
                await ProductNotesSql.ForgetStock(tx, notes);
                await SearchSql.Note(tx, notes.Select(note => note.ProductId));
                return true;
            },
            cancel
        );
        return notes.Count;
    }

    private async Task<int> AnswerQuestions(CancellationToken cancel)
    {
        var questions = await database.Read(sql => ProductNotesSql.Questions(sql, AtOnce));
        foreach (var (number, question) in questions)
        {
            // Asked before the transaction begins, so that no transaction waits for the store.
            var asked = question.Read<ProductDetailsRequest>();
            var ids = AnswerDetails.Ids(asked);
            var found = await store.Find(ids);
            var variants = (await store.Variants(ids))
                .Where(variant => variant.IsActive)
                .ToLookup(variant => variant.ParentId, variant => variant.ProductId, StringComparer.Ordinal);
            var details = found
                .Where(product => product.ForSale && (product.Variants == 0 || variants.Contains(product.ProductId)))
                .Select(product => product.At(clock.GetUtcNow().ToUnixTimeMilliseconds()))
                .Select(product => new ProductDetail(
                    product.ProductId,
                    product.Name,
                    product.PriceMinor,
                    product.Currency,
                    product.Stocked || product.VariantsStocked > 0
                )
                {
                    VariantIds = ShownProduct.Named(variants[product.ProductId]),
                    TaxClass = product.TaxClass,
                    PricesIncludeTax = product.PricesIncludeTax,
                    NoShipping = product.RequiresShipping ? null : true,
                    WeightG = product.WeightG > 0 ? product.WeightG : null,
                    NoWithdrawal = ShownProduct.MarkIn(product.Attributes),
                })
                .ToList();
            await database.Write(
                async tx =>
                {
                    if (await ProductNotesSql.ForgetQuestion(tx, number))
                    {
                        await AnswerDetails.Answer(tx, asked, question, _ => ValueTask.FromResult<IEnumerable<ProductDetail>>(details));
                    }

                    return true;
                },
                cancel
            );
        }

        return questions.Count;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Changes and stock of products could not be carried between their store and the database; "
            + "they stay where they are and will be tried again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
