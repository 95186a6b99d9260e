// Answers lists of products by the search index; where it cannot, whoever asks goes to the store.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog.Search;

/// <summary>A page as the index found it.</summary>
/// <param name="Fresh">Whether it knows every change that was there when it was asked; else it is not to be kept.</param>
/// <param name="CorrectedTo">For which words instead of those that were typed, or null.</param>
internal sealed record FoundPage(IReadOnlyList<ListedProduct> Rows, ProductFacets? Facets, string? CorrectedTo, bool Fresh);

/// <summary>Asks the index for the list of a query.</summary>
internal sealed partial class ProductSearch(
    IProductStore store,
    ProductShelf shelf,
    SearchKeeper keeper,
    [FromKeyedServices("catalog")] Database database,
    TimeProvider clock,
    ILogger<ProductSearch> log,
    IProductIndex? index = null
)
{
    // Hits that are gone when they are looked at leave a gap, which is filled this often.
    private const int TriesMax = 5;

    // Where other processes may write them.
    private static readonly TimeSpan SynonymsAge = TimeSpan.FromSeconds(1);

    private Groups? synonyms;
    private long synonymsVersion;

    /// <summary>Why a query with filters by attribute cannot be answered now; null when it can.</summary>
    public Refusal? CannotFilter =>
        !keeper.HasIndex
            ? new Check()
                .That(false, "attr", "cannot be filtered by in this shop: it searches by the database alone (Catalog:Search=sql)")
                .Refused
        : keeper.IsReady ? null
        : Refusal.Unavailable("search_not_ready", "The search index is being made. Repeat in a moment, or leave the filters out.", 5);

    /// <summary>Up to <paramref name="count"/> products after a key; null when the store has to answer.</summary>
    public async ValueTask<FoundPage?> Find(ProductQuery query, string[]? after, int count, bool facets, CancellationToken cancel)
    {
        // Variants are not in the index, and few.
        if (index is null || !keeper.IsReady || query.ParentId is not null)
        {
            return null;
        }

        try
        {
            var fresh = await keeper.CatchUp(cancel);
            var question = Question(query, await Synonyms(), after, count, facets);
            var answer = await index.Find(question, cancel);
            var rows = await Rows(answer.Hits);
            var hits = answer.Hits;
            for (var tries = 0; rows.Count < count && hits.Count == question.Count && tries < TriesMax; tries++)
            {
                question = question with { After = hits[^1].Key, Count = count - rows.Count, Facets = false };
                hits = (await index.Find(question, cancel)).Hits;
                rows.AddRange(await Rows(hits));
            }

            return new FoundPage(rows, answer.Facets is { } found ? await Facets(found) : null, answer.CorrectedTo, fresh);
        }
        catch (ProductIndexDamaged damage)
        {
            keeper.Damaged(damage);
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not StorageUnavailable)
        {
            // A search that fails is worse than one that forgives nothing.
            LogFailed(log, failure);
            return null;
        }
    }

    /// <summary>The groups of words have changed.</summary>
    public void SynonymsChanged()
    {
        Interlocked.Increment(ref synonymsVersion);
        shelf.ListsChanged();
    }

    private static IndexQuestion Question(
        ProductQuery query,
        IReadOnlyList<IReadOnlyList<string>> synonyms,
        string[]? after,
        int count,
        bool facets
    ) =>
        new(
            query.Q,
            query.AsTyped,
            synonyms,
            query.Paths.Count == 0 ? null : query.Paths[0],
            query.VendorId,
            query.MinMilli,
            query.MaxMilli,
            query.InStock,
            query.Values,
            query.Sort switch
            {
                ProductSort.Relevance => IndexOrder.Relevance,
                ProductSort.Best => IndexOrder.Best,
                ProductSort.Price => IndexOrder.Price,
                ProductSort.PriceDown => IndexOrder.PriceDown,
                ProductSort.Name => IndexOrder.Name,
                ProductSort.NameDown => IndexOrder.NameDown,
                _ => IndexOrder.Newest,
            },
            after,
            count,
            facets
        )
        {
            CategoryToo = [.. query.Paths.Skip(1)],
        };

    // What was found is shown as it is now, and not at all when it is no longer for sale.
    private async ValueTask<List<ListedProduct>> Rows(IReadOnlyList<IndexHit> hits)
    {
        if (hits.Count == 0)
        {
            return [];
        }

        var rows = (await store.Find([.. hits.Select(hit => hit.ProductId)])).ToDictionary(row => row.ProductId, StringComparer.Ordinal);
        var listed = new List<ListedProduct>(hits.Count);
        foreach (var hit in hits)
        {
            if (rows.TryGetValue(hit.ProductId, out var row) && IndexedProducts.IsListed(row))
            {
                listed.Add(new ListedProduct(row, hit.Key));
            }
        }

        return listed;
    }

    private async ValueTask<ProductFacets> Facets(IndexFacets found)
    {
        var names =
            found.Vendors.Count == 0
                ? []
                : await database.Read(sql => ProductSql.VendorNames(sql, [.. found.Vendors.Select(v => v.Value)]));
        var labels = names.ToDictionary(name => name.VendorId, name => name.Name, StringComparer.Ordinal);
        return ProductFacets.Of(
            found.Total,
            found.Categories,
            found.Vendors.Select(vendor => (vendor.Value, labels.GetValueOrDefault(vendor.Value), vendor.Count)),
            found.MinMilli,
            found.MaxMilli,
            found.InStock
        ) with
        {
            Attributes =
            [
                .. found
                    .Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal)
                    .Select(attribute =>
                        (
                            attribute.Name,
                            (IReadOnlyList<(string, long)>)
                                [
                                    .. attribute
                                        .Values.OrderBy(value => value.Value, StringComparer.Ordinal)
                                        .Select(value => (value.Value, value.Count)),
                                ]
                        )
                    ),
            ],
        };
    }

    private async ValueTask<IReadOnlyList<IReadOnlyList<string>>> Synonyms()
    {
        var version = Volatile.Read(ref synonymsVersion);
        if (
            Volatile.Read(ref synonyms) is { } known
            && known.Version == version
            && (database.Dialect.OneProcess || clock.GetElapsedTime(known.ReadAt) < SynonymsAge)
        )
        {
            return known.Words;
        }

        var at = clock.GetTimestamp();
        var rows = await database.Read(SearchSql.Synonyms);
        var read = new Groups([.. rows.Select(row => row.Words)], version, at);
        Volatile.Write(ref synonyms, read);
        return read.Words;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The search index failed on a search; the database answered it.")]
    private static partial void LogFailed(ILogger log, Exception failure);

    /// <param name="Version">How often they had changed here before they were read.</param>
    private sealed record Groups(IReadOnlyList<IReadOnlyList<string>> Words, long Version, long ReadAt);
}
