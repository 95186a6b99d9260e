// Lets lists and searches follow what sells: sums up families, and tells the store and the index.
using Cartwright.Catalog.Search;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog.Selling;

/// <summary>
/// The effect of <see cref="Topics.ProductSold"/> only notes what was told; the loop does the rest, for many products at once. It may be
/// done twice, and by several processes: sums are made anew from what was told. A sale changes no product: no version, no history, no
/// ETag.
/// </summary>
public sealed partial class RankProducts(
    [FromKeyedServices("catalog")] Database database,
    IProductStore store,
    ProductShelf shelf,
    TimeProvider clock,
    ILogger<RankProducts> log,
    IProductJournal? journal = null
) : BackgroundService
{
    private const int AtOnce = 200;

    // Lists that are kept are made anew after each round; and a product that sells all the time is written once a round.
    private static readonly TimeSpan RoundEvery = TimeSpan.FromSeconds(5);

    // What another process took in raises no signal here.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly Signal told = new();

    /// <summary>The effect.</summary>
    public ValueTask On(Transaction tx, ProductSales sales, Event e)
    {
        // A program outside knows nothing of sales.
        if (e.Source == "analytics" && sales.Units >= 0 && ProductRules.IsId(sales.ProductId))
        {
            SoldSql.Note(tx, sales);
            tx.OnCommitted(told.Raise);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Follows all that has been told.</summary>
    public async Task CatchUp(CancellationToken cancel)
    {
        var after = string.Empty;
        while (true)
        {
            var stale = await database.Read(sql => SoldSql.Stale(sql, after, AtOnce));
            if (stale.Count > 0)
            {
                await Follow(stale, cancel);
            }

            if (stale.Count < AtOnce)
            {
                return;
            }

            after = stale[^1].ProductId;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var failing = false;
            while (true)
            {
                try
                {
                    await CatchUp(stoppingToken);
                    failing = false;
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    // Said once: a store that is away for an hour need not fill the log.
                    if (!failing)
                    {
                        LogFailed(log, failure);
                    }

                    failing = true;
                    told.Raise();
                }

                await Task.Delay(RoundEvery, clock, stoppingToken);
                await told.Wait(LookEvery, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was not followed is marked so.
        }
    }

    private async Task Follow(List<SoldRow> stale, CancellationToken cancel)
    {
        var products = (await store.Find([.. stale.Select(row => row.ProductId)])).ToDictionary(p => p.ProductId, StringComparer.Ordinal);
        string[] parents =
        [
            .. products.Values.Select(product => product.ParentId).OfType<string>().Distinct(StringComparer.Ordinal).Except(products.Keys),
        ];
        foreach (var parent in parents.Length == 0 ? [] : await store.Find(parents))
        {
            products[parent.ProductId] = parent;
        }

        string[] heads = [.. products.Values.Where(product => product.Variants > 0).Select(product => product.ProductId)];
        var variants = (heads.Length == 0 ? [] : await store.Variants(heads)).ToLookup(
            variant => variant.ParentId,
            variant => variant.ProductId,
            StringComparer.Ordinal
        );
        string[] family = [.. products.Keys.Union(variants.SelectMany(ids => ids), StringComparer.Ordinal)];
        var known = new Dictionary<string, SoldRow>(StringComparer.Ordinal);
        foreach (var some in family.Chunk(AtOnce))
        {
            foreach (var row in await database.Read(sql => SoldSql.Find(sql, some)))
            {
                known[row.ProductId] = row;
            }
        }

        long Own(string id) => known.TryGetValue(id, out var row) ? row.Own : 0;
        var sums = products
            .Values.Select(product =>
                (product.ProductId, product.Number, Sold: checked(Own(product.ProductId) + variants[product.ProductId].Sum(Own)))
            )
            .Where(sum => known.TryGetValue(sum.ProductId, out var row) ? (row.Sold, row.Number) != (sum.Sold, sum.Number) : sum.Sold > 0)
            .ToList();
        if (journal is not null && sums.Count > 0)
        {
            await journal.WriteSold(sums.ConvertAll(sum => (sum.ProductId, sum.Sold)), cancel);
        }

        await database.Write(
            async tx =>
            {
                await SoldSql.Rank(tx, sums);
                await SoldSql.Follow(tx, stale);
                await SearchSql.Note(tx, sums.Select(sum => sum.ProductId));
                if (sums.Count > 0)
                {
                    tx.OnCommitted(shelf.ListsChanged);
                }

                return true;
            },
            cancel
        );
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Lists could not follow what sells; they are ordered as before, and it is tried again."
    )]
    private static partial void LogFailed(ILogger log, Exception failure);
}
