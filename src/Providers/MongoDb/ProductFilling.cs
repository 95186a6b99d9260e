// Fills the collection at once: the demo shop, or products that are moved here.
using Cartwright.Catalog;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <summary>
/// Tells nobody. While it is under way the catalog's document says so; a crash in between is followed by another call, which puts in what
/// is missing.
/// </summary>
internal sealed class ProductFilling(
    MongoCalls calls,
    ProductRelations relations,
    ProductDocument layout,
    ProductShelf shelf,
    Changes changes
)
{
    private const int AtOnce = 200;
    private static readonly BsonDocument Mine = new(Names.Id, Names.Products);
    private static readonly InsertManyOptions AnyOrder = new() { IsOrdered = false };

    public async Task Fill(IAsyncEnumerable<StoredProduct> products, bool over, CancellationToken cancel)
    {
        if (over)
        {
            await Say(filling: true, cancel);
            await calls.Run(stop => calls.Products.DeleteManyAsync(new BsonDocument(), stop), cancel);
        }
        else if (!await MayFill(cancel))
        {
            return;
        }

        long last = 0;
        var parents = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var some in products.Chunk(AtOnce).WithCancellation(cancel))
        {
            await Insert(some, cancel);
            last = Math.Max(last, some.Max(stored => stored.Product.Number));
            parents.UnionWith(
                some.Select(stored => stored.Product)
                    .Where(product => product is { ParentId: not null, Deleted: false })
                    .Select(product => product.ParentId!)
            );
        }

        foreach (var parent in parents)
        {
            await relations.Recount(parent, quiet: true);
        }

        await NumberOn(last, cancel);
        await Say(filling: false, cancel);
        shelf.ListsChanged();
    }

    private async Task<bool> MayFill(CancellationToken cancel)
    {
        var catalog = await calls.Run(stop => calls.Catalog.Find(Mine).FirstOrDefaultAsync(stop), cancel);
        if (catalog is not null && catalog.TryGetValue(Names.Filling, out var filling) && filling.ToBoolean())
        {
            return true;
        }

        if (await calls.Run(stop => calls.Products.Find(new BsonDocument()).Limit(1).FirstOrDefaultAsync(stop), cancel) is not null)
        {
            return false;
        }

        await Say(filling: true, cancel);
        return true;
    }

    private async Task Insert(StoredProduct[] some, CancellationToken cancel)
    {
        var documents = Array.ConvertAll(
            some,
            stored =>
                layout.Make(
                    new(
                        stored.Product with
                        {
                            Variants = 0,
                            VariantsStocked = 0,
                        },
                        stored.CreatedMs,
                        stored.Available,
                        [],
                        1,
                        changes.Mark(),
                        null,
                        [],
                        null
                    )
                    {
                        Sold = stored.Sold,
                    }
                )
        );
        await calls.Run<object?>(
            async stop =>
            {
                try
                {
                    await calls.Products.InsertManyAsync(documents, AnyOrder, stop);
                }
                catch (MongoBulkWriteException<BsonDocument> there)
                    when (there.WriteErrors.All(error => error.Category == ServerErrorCategory.DuplicateKey))
                {
                    // A try before this one, or before a crash, has put some of them in.
                }

                return null;
            },
            cancel
        );
    }

    private Task<UpdateResult> NumberOn(long last, CancellationToken cancel) =>
        calls.Run(
            stop =>
                calls.Catalog.UpdateOneAsync(Mine, new BsonDocument("$max", new BsonDocument(Names.Number, last)), cancellationToken: stop),
            cancel
        );

    private Task<UpdateResult> Say(bool filling, CancellationToken cancel) =>
        calls.Run(
            stop =>
                calls.Catalog.UpdateOneAsync(
                    Mine,
                    new BsonDocument("$set", new BsonDocument(Names.Filling, filling)),
                    cancellationToken: stop
                ),
            cancel
        );
}
