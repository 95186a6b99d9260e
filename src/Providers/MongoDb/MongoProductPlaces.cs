// Where products are found in MongoDB: in which category, and under which slug.
using Cartwright.Catalog;
using Cartwright.Contracts;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <summary>Reads places for <see cref="MongoProductStore"/>.</summary>
internal sealed class MongoProductPlaces(MongoCalls calls)
{
    private const string Count = "n";

    private static readonly string Numbers = Names.OfShop(Names.Number);

    /// <inheritdoc cref="IProductStore.Categories"/>
    public async ValueTask<IReadOnlyList<(string Path, long Active)>> Categories()
    {
        // Listed for shoppers: no variant, and not withheld.
        var listed = new BsonDocument(
            "$cond",
            new BsonArray
            {
                new BsonDocument(
                    "$and",
                    new BsonArray
                    {
                        new BsonDocument("$eq", new BsonArray { new BsonDocument("$type", "$" + Names.ParentId), "missing" }),
                        new BsonDocument("$ne", new BsonArray { "$" + Names.OfShop(Names.Withheld), true }),
                    }
                ),
                1,
                0,
            }
        );
        BsonDocument[] pipeline =
        [
            new("$match", new BsonDocument(Names.Deleted, false)),
            new("$group", new BsonDocument { ["_id"] = "$" + Names.Category, [Count] = new BsonDocument("$sum", listed) }),
        ];
        var groups = await calls.Run(async stop =>
        {
            using var cursor = await calls.Products.AggregateAsync<BsonDocument>(pipeline, cancellationToken: stop);
            return await cursor.ToListAsync(stop);
        });
        return [.. groups.Where(group => group["_id"].IsString).Select(group => (group["_id"].AsString, group[Count].ToInt64()))];
    }

    /// <inheritdoc cref="IProductStore.InCategory"/>
    public ValueTask<IReadOnlyList<(long Number, string ProductId)>> InCategory(string path, long after, int count) =>
        Numbered(new BsonDocument("$or", new BsonArray(ProductQueries.InCategory(path))), after, count);

    /// <inheritdoc cref="IProductStore.WithoutSlug"/>
    public ValueTask<IReadOnlyList<(long Number, string ProductId)>> WithoutSlug(long after, int count) =>
        Numbered(
            new BsonDocument { [Names.Slug] = new BsonDocument("$exists", false), [Names.ParentId] = new BsonDocument("$exists", false) },
            after,
            count
        );

    /// <inheritdoc cref="IProductStore.BySlug"/>
    public async ValueTask<string?> BySlug(string slug)
    {
        var found = await calls.Run(stop =>
            calls
                .Products.Find(new BsonDocument { [Names.Slug] = slug, [Names.Deleted] = false })
                .Project(new BsonDocument(Names.Id, 1))
                .FirstOrDefaultAsync(stop)
        );
        return found?[Names.Id].AsString;
    }

    /// <summary>The fields with a slug that is no other live product's, and no other's id.</summary>
    public async ValueTask<Outcome<ProductFields?>> Slug(string productId, CatalogProduct? before, ProductFields fields)
    {
        for (var marks = 0; ProductTurn.AsksSlug(before, fields) && await IsOthers(fields.Listing.Slug!, productId); marks++)
        {
            if (!ProductTurn.OtherSlug(productId, fields, marks).Is(out var other, out var refused))
            {
                return refused;
            }

            fields = other;
        }

        return fields;
    }

    private async ValueTask<bool> IsOthers(string slug, string productId) =>
        (await BySlug(slug) is { } owner && owner != productId)
        || (slug != productId && await calls.Run(stop => calls.Products.Find(new BsonDocument(Names.Id, slug)).Limit(1).AnyAsync(stop)));

    private async ValueTask<IReadOnlyList<(long Number, string ProductId)>> Numbered(BsonDocument filter, long after, int count)
    {
        filter[Names.Deleted] = false;
        filter[Numbers] = new BsonDocument("$gt", after);
        var found = await calls.Run(stop =>
            calls
                .Products.Find(filter)
                .Sort(new BsonDocument(Numbers, 1))
                .Limit(count)
                .Project(new BsonDocument(Numbers, 1))
                .ToListAsync(stop)
        );
        return found.ConvertAll(document => (document[Names.Shop][Names.Number].ToInt64(), document[Names.Id].AsString));
    }
}
