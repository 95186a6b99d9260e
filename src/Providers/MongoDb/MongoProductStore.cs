// Products in MongoDB: reads, and commands decided by the same turns as everywhere.
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Cartwright.MongoDb;

/// <inheritdoc/>
internal sealed class MongoProductStore(
    MongoCalls calls,
    ProductDocuments documents,
    ProductRelations relations,
    MongoProductLists lists,
    MongoProductPlaces places,
    ProductFilling filling,
    Changes changes,
    Database database,
    ProductShelf shelf
) : IProductStore
{
    /// <summary>Tries of one product that others keep changing: with as many at once, each wins at last.</summary>
    private const int ConflictsMax = 200;

    // Commands of this process on one product wait for each other here rather than fail each other there.
    private readonly SemaphoreSlim[] lanes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];
    private readonly SemaphoreSlim[] families = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CatalogProduct>> Find(IReadOnlyList<string> productIds) =>
        await lists.Named(await documents.Find(In(Names.Id, productIds), null, productIds.Count));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<(string ProductId, long Version)>> Versions(IReadOnlyList<string> productIds)
    {
        // Whole documents: one that is damaged must not be taken for a sound one of the same version.
        var found = await documents.Find(In(Names.Id, productIds), null, productIds.Count);
        return found.ConvertAll(held => (held.Product.ProductId, held.Product.Version));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<VariantOf>> Variants(IReadOnlyList<string> parentIds)
    {
        var filter = In(Names.ParentId, parentIds);
        filter[Names.Deleted] = false;
        var found = await documents.Find(filter, new BsonDocument(Names.OfShop(Names.Number), 1), int.MaxValue);
        return found.ConvertAll(held => new VariantOf(held.Product.ParentId!, held.Product.ProductId, held.Product.IsActive));
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<NumberedProduct>> Numbers(IReadOnlyList<string> skus)
    {
        var filter = In(Names.Sku, skus);
        filter[Names.Deleted] = false;
        var found = await documents.Find(filter, null, int.MaxValue);
        return found.ConvertAll(held => new NumberedProduct(held.Product.VendorId, held.Product.Listing.Sku!, held.Product.ProductId));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ListedProduct>> List(ProductQuery query, string[]? after, int count) => lists.List(query, after, count);

    /// <inheritdoc/>
    public ValueTask<ProductFacets> Facets(ProductQuery query) => lists.Facets(query);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(string Path, long Active)>> Categories() => places.Categories();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(long Number, string ProductId)>> InCategory(string path, long after, int count) =>
        places.InCategory(path, after, count);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<(long Number, string ProductId)>> WithoutSlug(long after, int count) => places.WithoutSlug(after, count);

    /// <inheritdoc/>
    public ValueTask<string?> BySlug(string slug) => places.BySlug(slug);

    /// <inheritdoc/>
    public async ValueTask<bool> RenewNames(int count, CancellationToken cancel)
    {
        var member = Names.OfShop(Names.NameKey);
        var old = new BsonDocument(
            "$or",
            new BsonArray
            {
                new BsonDocument(member, new BsonDocument("$lt", Kernel.Collation.Version.ToString())),
                new BsonDocument(member, new BsonDocument("$gte", Kernel.Collation.Next.ToString())),
            }
        );
        var some = await documents.Find(old, null, count, cancel);
        foreach (var held in some)
        {
            // Who was quicker has written it with the right key.
            await documents.Replace(held, held.Next(changes.Mark()));
        }

        if (some.Count > 0)
        {
            shelf.ListsChanged();
        }

        return some.Count > 0;
    }

    /// <inheritdoc/>
    public async ValueTask<Refusal?> Damage(string productId) =>
        (await documents.Load(productId)).Damage is { } why ? Damaged(productId, why) : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DuePrice>> Due(int count)
    {
        var due = Names.OfShop(Names.PriceDue);
        var found = await calls.Run(
            stop =>
                calls
                    .Products.Find(new BsonDocument(due, new BsonDocument("$gt", 0L)))
                    .Sort(new BsonDocument(due, 1))
                    .Project<BsonDocument>(new BsonDocument { [Names.Id] = 1, [due] = 1 })
                    .Limit(count)
                    .ToListAsync(stop),
            default
        );
        return
        [
            .. found
                .Where(document => document[Names.Id].IsString && document[Names.Shop][Names.PriceDue].IsNumeric)
                .Select(document => new DuePrice(document[Names.Id].AsString, document[Names.Shop][Names.PriceDue].ToInt64())),
        ];
    }

    /// <inheritdoc/>
    public async Task<Outcome<string>> Change(ProductCommand command, CancellationToken cancel)
    {
        var lane = lanes[unchecked((uint)StringComparer.Ordinal.GetHashCode(command.ProductId)) % lanes.Length];
        if (!await lane.WaitAsync(IProductStore.PatienceMax, cancel))
        {
            throw new Overloaded($"Too many change product {command.ProductId} at once.");
        }

        try
        {
            return await CarryOut(command);
        }
        finally
        {
            lane.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<Outcome<bool>> ChangeMany(
        IReadOnlyList<ProductCommand> commands,
        Func<Transaction, IReadOnlyList<Outcome<string>>, ValueTask<Outcome<bool>>> note,
        CancellationToken cancel
    )
    {
        var outcomes = new List<Outcome<string>>(commands.Count);
        foreach (var command in commands)
        {
            outcomes.Add(await Change(command, cancel));
        }

        return await database.Write(tx => note(tx, outcomes), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask Each(Func<StoredProduct, ValueTask> take, CancellationToken cancel)
    {
        const int AtOnce = 500;
        long after = 0;
        var numbers = Names.OfShop(Names.Number);
        while (true)
        {
            var some = await calls.Run(
                stop =>
                    calls
                        .Products.Find(new BsonDocument(numbers, new BsonDocument("$gt", after)))
                        .Sort(new BsonDocument(numbers, 1))
                        .Limit(AtOnce)
                        .ToListAsync(stop),
                cancel
            );
            foreach (var document in some)
            {
                var (held, damage) = documents.Read(document);
                var product =
                    held
                    ?? throw new ConfigurationRefused(
                        $"The document of product {document[Names.Id]} cannot be right: {damage}. Correct it, then begin again."
                    );
                await take(new(product.Product, product.CreatedMs, product.Available));
                after = product.Product.Number;
            }

            if (some.Count < AtOnce)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public Task Fill(IAsyncEnumerable<StoredProduct> products, bool over, CancellationToken cancel) => filling.Fill(products, over, cancel);

    private async Task<Outcome<string>> CarryOut(ProductCommand command)
    {
        for (var conflicts = 0; conflicts < ConflictsMax; conflicts++)
        {
            var (before, damage) = await documents.Load(command.ProductId);
            if (damage is not null)
            {
                return Damaged(command.ProductId, damage);
            }

            var mark = command.Marked;
            if (mark is not null && before?.Import is { } done && done.JobId == mark.JobId && done.Line >= mark.Line)
            {
                return command.ProductId;
            }

            if (!ProductTurn.Decide(command, before?.Product).Is(out var fields, out var refused))
            {
                return refused;
            }

            if (fields is null && before!.Product.Deleted)
            {
                return command.ProductId;
            }

            if (fields is not null && (refused = await Check(command.ProductId, before, fields)) is not null)
            {
                return refused;
            }

            if (fields is not null && !(await places.Slug(command.ProductId, before?.Product, fields)).Is(out fields, out refused))
            {
                return refused;
            }

            if (before?.Pending.Count >= Changes.PendingMax)
            {
                changes.Written.Raise();
                throw new Overloaded($"{Changes.PendingMax} changes of product {command.ProductId} wait to be told.");
            }

            // One after the other within a family, so that of two equal variants the second sees the first.
            var family = fields is null ? null : ProductTurn.AsksFamily(command.ProductId, before?.Product, fields);
            var held = family is null ? null : families[unchecked((uint)StringComparer.Ordinal.GetHashCode(family)) % families.Length];
            if (held is not null && !await held.WaitAsync(IProductStore.PatienceMax))
            {
                throw new Overloaded($"Too many change the variants of {family} at once.");
            }

            try
            {
                if (family is not null && await CheckFamily(command.ProductId, family, fields!) is { } unlike)
                {
                    return unlike;
                }

                var next = await Next(command.ProductId, before, fields);
                next = changes.Told(
                    before,
                    next with
                    {
                        Import = mark ?? next.Import,
                    },
                    Related(before?.Product, next.Product),
                    command.Seller.UserId
                );
                if (before is null ? await documents.Insert(next) : await documents.Replace(before, next))
                {
                    return await Finish(next, command.Seller.UserId);
                }
            }
            catch (SkuIsTaken)
            {
                // Another took it between the look and the write.
                return ProductTurn.SkuTaken(fields!.Listing.Sku!, null);
            }
            catch (SlugIsTaken) when (!fields!.SlugIsChosen)
            {
                // The next look sees whose it is, and the name gets a mark.
            }
            catch (SlugIsTaken)
            {
                return ProductTurn.SlugTaken(fields!.Listing.Slug!);
            }
            finally
            {
                held?.Release();
            }
        }

        throw new Overloaded($"Too many change product {command.ProductId} at once.");
    }

    private async Task<Held> Next(string productId, Held? before, ProductFields? fields)
    {
        if (fields is null)
        {
            return before!.Buried(changes.Now(), changes.Mark());
        }

        var parent = ProductTurn.AsksParent(before?.Product, fields) ? (await documents.Load(fields.ParentId!)).Held : null;
        var withheld = ProductTurn.ParentWithheld(before?.Product, fields, parent?.Product);
        return before is null
            ? Held.New(productId, fields, withheld, await NextNumber(), changes.Now(), changes.Mark())
            : before.With(fields, withheld, changes.Now(), changes.Mark());
    }

    // The change stands. What must agree with it does so before the answer; after a crash the journal sees to it.
    private async Task<Outcome<string>> Finish(Held next, string userId)
    {
        var product = next.Product;
        shelf.Changed(product.ProductId, product.Version);
        changes.Written.Raise();
        var change = next.Pending[^1];
        return change.Related && await relations.Settle(product.ProductId, change.Parents, userId)
            ? Refusal.Conflict(
                "parent_changed",
                $"The product '{product.ParentId}' changed meanwhile and cannot have this variant. Look at both, then repeat."
            )
            : product.ProductId;
    }

    private async Task<Refusal?> Check(string productId, Held? before, ProductFields fields)
    {
        var numbers = new Check()
            .That(JsonBson.Fits(fields.Attributes), "attributes", $"must not have numbers of more than {JsonBson.DigitsMax} digits")
            .That(JsonBson.Fits(fields.Options), "options", $"must not have numbers of more than {JsonBson.DigitsMax} digits");
        var parent = ProductTurn.AsksParent(before?.Product, fields) ? (await documents.Load(fields.ParentId!)).Held : null;
        if ((numbers.Refused ?? ProductTurn.CheckParent(before?.Product, fields, parent?.Product)) is { } wrong)
        {
            return wrong;
        }

        if (!ProductTurn.AsksSku(before?.Product, fields))
        {
            return null;
        }

        var same = new BsonDocument
        {
            [Names.VendorId] = fields.VendorId,
            [Names.Sku] = fields.Listing.Sku,
            [Names.Deleted] = false,
        };
        var owners = await documents.Find(same, null, 2);
        return owners.Find(owner => owner.Product.ProductId != productId) is { } owner
            ? ProductTurn.SkuTaken(fields.Listing.Sku!, owner.Product.ProductId)
            : null;
    }

    private async Task<Refusal?> CheckFamily(string productId, string family, ProductFields fields)
    {
        var parent = fields.ParentId is null ? null : (await documents.Load(fields.ParentId)).Held;
        var variants = await relations.Children(family);
        return ProductTurn.CheckVariant(productId, fields, parent?.Product, variants.ConvertAll(variant => variant.Product));
    }

    private static bool Related(CatalogProduct? before, CatalogProduct after) =>
        after.Deleted
        || before?.ParentId != after.ParentId
        || (before is not null && (before.VendorId != after.VendorId || before.IsActive != after.IsActive));

    private async Task<long> NextNumber()
    {
        var options = new FindOneAndUpdateOptions<BsonDocument> { ReturnDocument = ReturnDocument.After };
        var given = await calls.Run(stop =>
            calls.Catalog.FindOneAndUpdateAsync<BsonDocument>(
                new BsonDocument(Names.Id, Names.Products),
                new BsonDocument("$inc", new BsonDocument(Names.Number, 1L)),
                options,
                stop
            )
        );
        return given[Names.Number].ToInt64();
    }

    private static BsonDocument In(string member, IReadOnlyList<string> values) =>
        new(member, new BsonDocument("$in", new BsonArray(values)));

    private static Refusal Damaged(string productId, string why) =>
        Refusal.Unavailable(
            "product_damaged",
            $"What is kept of product '{productId}' cannot be right: {why}. Nothing is shown of it and nothing was changed.",
            retryAfterSeconds: 60
        );
}
