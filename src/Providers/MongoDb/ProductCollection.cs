// The collection: taken by the shop whose mark it bears, with its indexes; looked at beside the start.
using Cartwright.Catalog;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <summary>Gets the collection ready, so that the rest of the shop opens though MongoDB is away; until then what needs a product answers
/// 503.</summary>
internal sealed partial class ProductCollection(
    MongoCalls calls,
    Database database,
    IIds ids,
    TimeProvider clock,
    ILogger<ProductCollection> log
) : BackgroundService
{
    // A server that is there is ready long before.
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for MongoDB. Throws <see cref="ConfigurationRefused"/> when the products are elsewhere, or those there are another
    /// shop's.</summary>
    public async Task Ready(CancellationToken cancel)
    {
        await ProductHomeSql.Take(database, ProductHomeSql.MongoDb, ids);
        var shop = await ProductHomeSql.Mark(database, ids);
        var isSaid = false;
        while (true)
        {
            try
            {
                await Take(shop, cancel);
                break;
            }
            catch (StorageUnavailable away)
            {
                if (!isSaid)
                {
                    LogWaiting(log, calls.Where, away.InnerException?.Message ?? away.Message);
                    isSaid = true;
                }

                await Task.Delay(LookEvery, clock, cancel);
            }
        }

        LogReady(log, calls.Where);
    }

    /// <summary>Lets the start wait a moment, so that what comes after finds the products; but not for a MongoDB that is away.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        if (ExecuteTask is { } ready && await Task.WhenAny(ready, Task.Delay(StartMax, clock, cancellationToken)) == ready)
        {
            // A collection that is refused ends the start.
            await ready;
        }
    }

    /// <summary>Takes the collection for the shop with this mark, once. Throws <see cref="StorageUnavailable"/> or
    /// <see cref="ConfigurationRefused"/>. </summary>
    internal async Task Take(string shop, CancellationToken cancel)
    {
        var mine = new BsonDocument(Names.Id, Names.Products);
        var catalog = await MongoCalls.Beside(stop => calls.Catalog.Find(mine).FirstOrDefaultAsync(stop), cancel);
        if (catalog is null)
        {
            if (
                await MongoCalls.Beside(stop => calls.Products.Find(new BsonDocument()).Limit(1).FirstOrDefaultAsync(stop), cancel)
                is not null
            )
            {
                throw new ConfigurationRefused(
                    $"The collection {Names.Products} of MongoDB at {calls.Where} has documents that no shop has marked as its own. "
                        + "Name another database: MongoDb:Database=shop"
                );
            }

            catalog = await MongoCalls.Beside(stop => Mark(shop, stop), cancel);
        }

        if (catalog[Names.Shop] != shop)
        {
            throw new ConfigurationRefused(
                $"The products of MongoDB at {calls.Where} are another shop's. "
                    + "Name another database, which is made when it is absent: MongoDb:Database=shop"
            );
        }

        await MongoCalls.Beside(stop => calls.Products.Indexes.CreateManyAsync(Indexes(), stop), cancel);
        await MongoCalls.Beside(DropBefore, cancel);
        calls.Open();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Ready(stoppingToken);

    // Of two processes that start at once one makes the mark, and both read the same.
    private async Task<BsonDocument> Mark(string shop, CancellationToken cancel)
    {
        try
        {
            await calls.Catalog.InsertOneAsync(
                new BsonDocument
                {
                    [Names.Id] = Names.Products,
                    [Names.Shop] = shop,
                    [Names.Number] = 0L,
                    [Names.Filling] = false,
                },
                cancellationToken: cancel
            );
        }
        catch (MongoWriteException there) when (MongoCalls.IsDuplicate(there))
        {
            // Made at this moment by another process.
        }

        return await calls.Catalog.Find(new BsonDocument(Names.Id, Names.Products)).FirstAsync(cancel);
    }

    // Numbers were to be unique in all; now they are among a seller's.
    private async Task<bool> DropBefore(CancellationToken cancel)
    {
        try
        {
            await calls.Products.Indexes.DropOneAsync(Names.SkuIndexBefore, cancel);
            return true;
        }
        catch (MongoCommandException none) when (none.CodeName == "IndexNotFound")
        {
            return false;
        }
    }

    private static IEnumerable<CreateIndexModel<BsonDocument>> Indexes()
    {
        yield return On(Names.Category);
        yield return On(Names.VendorId);
        yield return On(Names.ParentId, Names.OfShop(Names.Number));
        yield return On(Names.UpdatedAt);
        yield return new(
            new BsonDocument { [Names.VendorId] = 1, [Names.Sku] = 1 },
            new CreateIndexOptions<BsonDocument>
            {
                Name = Names.SkuIndex,
                Unique = true,
                PartialFilterExpression = new BsonDocument { [Names.Sku] = new BsonDocument("$exists", true), [Names.Deleted] = false },
            }
        );
        yield return new(
            new BsonDocument(Names.Slug, 1),
            new CreateIndexOptions<BsonDocument>
            {
                Name = Names.SlugIndex,
                Unique = true,
                PartialFilterExpression = new BsonDocument { [Names.Slug] = new BsonDocument("$exists", true), [Names.Deleted] = false },
            }
        );
        yield return new(new BsonDocument(Names.Barcode, 1), new CreateIndexOptions { Sparse = true });

        // Those of the shop's own lists, pages and journal.
        yield return On(Names.OfShop(Names.Number));
        yield return On(Names.OfShop(Names.PriceMilli), Names.OfShop(Names.Number));
        yield return On(Names.OfShop(Names.NameKey), Names.OfShop(Names.Number));
        yield return On(Names.OfShop(Names.Sold), Names.OfShop(Names.Number));
        yield return On(Names.OfWords(Names.WordsAll));
        yield return new(new BsonDocument(Names.PendingSince, 1), new CreateIndexOptions { Sparse = true });
        yield return new(new BsonDocument(Names.OfShop(Names.PriceDue), 1), new CreateIndexOptions { Sparse = true });
    }

    private static CreateIndexModel<BsonDocument> On(params string[] members) =>
        new(new BsonDocument(members.Select(member => new BsonElement(member, 1))));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Waiting for MongoDB at {Where} ({Why}). "
            + "Until it answers, what needs a product answers 503; the rest of the shop is open."
    )]
    private static partial void LogWaiting(ILogger log, string where, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Products are kept in MongoDB at {Where}.")]
    private static partial void LogReady(ILogger log, string where);
}
