// The journal that each product keeps in its own document, and what stock.changed says of it.
using Cartwright.Catalog;
using Cartwright.Kernel;
using MongoDB.Bson;

namespace Cartwright.MongoDb;

/// <inheritdoc/>
internal sealed class MongoProductJournal(ProductDocuments documents, ProductRelations relations, Changes changes, ProductShelf shelf)
    : IProductJournal
{
    /// <summary>Tries of one document that others keep changing.</summary>
    private const int ConflictsMax = 200;

    private static readonly BsonDocument Oldest = new(Names.PendingSince, 1);
    private static readonly BsonDocument Waiting = new(Names.PendingSince, new BsonDocument("$exists", true));

    /// <inheritdoc/>
    public Signal Written => changes.Written;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ProductEntry>> Read(int max, CancellationToken cancel)
    {
        var entries = new List<ProductEntry>();
        foreach (var held in await documents.Find(Waiting, Oldest, max, cancel))
        {
            entries.AddRange(
                held.Pending.Select(change => new ProductEntry(
                    change.Id,
                    held.Product.ProductId,
                    change.Version,
                    change.TraceParent,
                    change.Events,
                    change.Noted
                ))
            );
        }

        // Those of one product stay together and in order; what is cut off comes with the next look.
        return entries.Count > max ? entries.GetRange(0, max) : entries;
    }

    /// <inheritdoc/>
    public async ValueTask Forget(IReadOnlyList<ProductEntry> entries, CancellationToken cancel)
    {
        foreach (var product in entries.GroupBy(entry => entry.ProductId, StringComparer.Ordinal))
        {
            await Forget(product.Key, product.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal), cancel);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteStock(IReadOnlyList<(string ProductId, long Available)> stock, CancellationToken cancel)
    {
        foreach (var (productId, available) in stock)
        {
            await WriteStock(productId, available, cancel);
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteSold(IReadOnlyList<(string ProductId, long Sold)> sold, CancellationToken cancel)
    {
        foreach (var (productId, units) in sold)
        {
            await WriteSold(productId, units, cancel);
        }
    }

    private async Task WriteSold(string productId, long units, CancellationToken cancel)
    {
        for (var conflicts = 0; conflicts < ConflictsMax; conflicts++)
        {
            cancel.ThrowIfCancellationRequested();
            var (held, _) = await documents.Load(productId, cancel);
            if (held is null || held.Sold == units || await documents.Replace(held, held.Next(changes.Mark()) with { Sold = units }))
            {
                return;
            }
        }

        throw new Overloaded($"Too many change product {productId} at once.");
    }

    private async Task Forget(string productId, HashSet<string> carried, CancellationToken cancel)
    {
        var settled = false;
        for (var conflicts = 0; conflicts < ConflictsMax; conflicts++)
        {
            cancel.ThrowIfCancellationRequested();
            var (held, _) = await documents.Load(productId, cancel);
            if (held is null || held.Pending.Where(change => carried.Contains(change.Id)).ToList() is not { Count: > 0 } mine)
            {
                return;
            }

            if (!settled && mine.Where(change => change.Related).ToList() is { Count: > 0 } related)
            {
                // The command did so before its answer, unless a crash came between.
                settled = true;
                await relations.Settle(
                    productId,
                    related.SelectMany(change => change.Parents).Distinct(StringComparer.Ordinal),
                    related[^1].Noted?.UserId ?? string.Empty
                );
                continue;
            }

            if (
                await documents.Replace(
                    held,
                    held.Next(changes.Mark()) with
                    {
                        Pending = [.. held.Pending.Where(change => !carried.Contains(change.Id))],
                    }
                )
            )
            {
                return;
            }
        }

        // Others keep changing it; what is not forgotten comes again and does no harm.
    }

    private async Task WriteStock(string productId, long available, CancellationToken cancel)
    {
        for (var conflicts = 0; conflicts < ConflictsMax; conflicts++)
        {
            cancel.ThrowIfCancellationRequested();
            var (held, _) = await documents.Load(productId, cancel);
            if (held is null)
            {
                return;
            }

            if (held.Available == available || await documents.Replace(held, Stocked(held, available)))
            {
                var turned = held.Available > 0 != available > 0;
                if (turned)
                {
                    shelf.ListsChanged();
                }

                if (held.Product.ParentId is { } parent && (turned || held.Available == available))
                {
                    await relations.Recount(parent, quiet: false);
                }

                return;
            }
        }

        throw new Overloaded($"Too many change product {productId} at once.");
    }

    private Held Stocked(Held held, long available) =>
        held.Next(changes.Mark()) with
        {
            Available = available,
            Product = held.Product with { Stocked = available > 0 },
        };
}
