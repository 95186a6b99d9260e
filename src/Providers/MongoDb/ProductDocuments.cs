// Documents are read one at a time, and written whole under the version they had: the one place where products change.
using System.Collections.Concurrent;
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Kernel;
using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <summary>Thrown when another product of the seller has the number that one was to be written with.</summary>
internal sealed class SkuIsTaken() : Exception("Another product of the seller has this number.");

/// <summary>Thrown when another live product has the slug that one was to be written with.</summary>
internal sealed class SlugIsTaken() : Exception("Another product has this slug.");

/// <summary>Loads and writes documents.</summary>
internal sealed partial class ProductDocuments(MongoCalls calls, ProductShelf shelf, ProductDocument layout, ILogger<ProductDocuments> log)
{
    /// <summary>A document that somebody damaged is said once.</summary>
    private const int SaidMax = 1_000;

    private readonly ConcurrentDictionary<string, string> said = new(StringComparer.Ordinal);

    /// <summary>The product of an id and what is wrong with its document; neither when there is none.</summary>
    public async Task<(Held? Held, string? Damage)> Load(string productId, CancellationToken cancel = default)
    {
        var document = await calls.Run(stop => calls.Products.Find(ById(productId)).FirstOrDefaultAsync(stop), cancel);
        return document is null ? default : Read(document);
    }

    /// <summary>Documents in an order, until enough are sound. A damaged one is said and left out.</summary>
    public async Task<List<Held>> Find(BsonDocument filter, BsonDocument? sort, int count, CancellationToken cancel = default) =>
        await calls.Run(
            async stop =>
            {
                var found = new List<Held>();
                var options = new FindOptions<BsonDocument> { Sort = sort, BatchSize = Math.Clamp(count, 1, 1_000) };
                using var cursor = await calls.Products.FindAsync(filter, options, stop);
                while (found.Count < count && await cursor.MoveNextAsync(stop))
                {
                    found.AddRange(cursor.Current.Select(document => Read(document).Held).OfType<Held>().Take(count - found.Count));
                }

                return found;
            },
            cancel
        );

    /// <summary>What the document holds, or what is wrong with it.</summary>
    public (Held? Held, string? Damage) Read(BsonDocument document)
    {
        try
        {
            return (ProductDocument.Read(document), null);
        }
        catch (Exception wrong) when (wrong is DamagedProduct or InvalidCastException or KeyNotFoundException or JsonException)
        {
            var id = document.TryGetValue(Names.Id, out var value) ? value.ToString()! : string.Empty;
            if (said.Count < SaidMax && said.TryAdd(id, wrong.Message))
            {
                LogDamaged(log, id, calls.Where, wrong.Message);
            }

            return (null, wrong.Message);
        }
    }

    /// <summary>Writes a new product; false when its id is taken. Throws <see cref="SkuIsTaken"/> or <see cref="SlugIsTaken"/>.</summary>
    public async Task<bool> Insert(Held next)
    {
        calls.CheckReady();
        var document = layout.Make(next);
        return await WriteUnlessTaken(
            next,
            rev: 0,
            async stop =>
            {
                await calls.Products.InsertOneAsync(document, cancellationToken: stop);
                return true;
            }
        );
    }

    /// <summary>Writes the document whole in place of the one that was read; false when another was there before. Throws
    /// <see cref="SkuIsTaken"/>.</summary>
    public async Task<bool> Replace(Held before, Held next)
    {
        calls.CheckReady();
        var document = layout.Make(next);
        var filter = ById(next.Product.ProductId);
        filter[Names.Version] = before.Product.Version;
        filter[Names.Rev] = before.Rev;
        return await WriteUnlessTaken(
            next,
            before.Rev,
            async stop => (await calls.Products.ReplaceOneAsync(filter, document, cancellationToken: stop)).MatchedCount == 1
        );
    }

    private static BsonDocument ById(string productId) => new(Names.Id, productId);

    // A try whose answer was lost may be what the next one meets, whichever index the server looks at first.
    private async Task<bool> WriteUnlessTaken(Held next, long rev, Func<CancellationToken, Task<bool>> write)
    {
        var (isNumber, isSlug) = (false, false);
        var written = await Write(
            next,
            rev,
            async stop =>
            {
                try
                {
                    return await write(stop);
                }
                catch (MongoWriteException taken) when (MongoCalls.IsDuplicate(taken))
                {
                    (isNumber, isSlug) = (MongoCalls.IsSkuTaken(taken), MongoCalls.IsSlugTaken(taken));
                    return false;
                }
            }
        );
        return written || (!isNumber && !isSlug) ? written
            : isNumber ? throw new SkuIsTaken()
            : throw new SlugIsTaken();
    }

    // A request that was begun is carried to its end whoever waits for it, so that its outcome is known as often as it can be.
    private async Task<bool> Write(Held next, long rev, Func<CancellationToken, Task<bool>> write)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await MongoCalls.Once(write) || (tries > 1 && await TookPlace(next, rev));
            }
            catch (Exception failure) when (MongoCalls.IsOutage(failure))
            {
                if (tries == MongoCalls.TriesMax)
                {
                    Doubt(next);
                    throw MongoCalls.Unavailable(failure);
                }
            }
        }
    }

    /// <summary>After a try whose answer was lost and one that found something else: was it the first that did it?</summary>
    private async Task<bool> TookPlace(Held next, long rev)
    {
        try
        {
            var (now, _) = await Load(next.Product.ProductId);
            if (now is null || now.Write == next.Write || now.Rev == rev + 1)
            {
                return now is not null && now.Write == next.Write;
            }

            return now.Pending.Any(change => next.Pending.Any(mine => mine.Id == change.Id && mine.Version == next.Product.Version))
                ? true
                : throw new StorageUnavailable(
                    $"Whether product {next.Product.ProductId} was changed cannot be told any more: others have changed it since."
                );
        }
        catch (StorageUnavailable)
        {
            Doubt(next);
            throw;
        }
    }

    // It may have been written, so that what memory has may be old.
    private void Doubt(Held next) => shelf.Changed(next.Product.ProductId, next.Product.Version);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The document of product {ProductId} in MongoDB at {Where} cannot be right: {Why}. "
            + "It is neither shown nor sold nor written over; correct it there."
    )]
    private static partial void LogDamaged(ILogger log, string productId, string where, string why);
}
