// Products in the module's own database, where product, events and what an import notes are one transaction.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <inheritdoc/>
public sealed class SqlProductStore(Database database, ProductShelf shelf, TimeProvider clock) : IProductStore
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CatalogProduct>> Find(IReadOnlyList<string> productIds) =>
        await database.Read(sql => ProductSql.FindMany(sql, [.. productIds]));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<(string ProductId, long Version)>> Versions(IReadOnlyList<string> productIds) =>
        await database.Read(sql => ProductSql.Versions(sql, [.. productIds]));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<VariantOf>> Variants(IReadOnlyList<string> parentIds) =>
        await database.Read(sql => ProductSql.Variants(sql, [.. parentIds]));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<NumberedProduct>> Numbers(IReadOnlyList<string> skus) =>
        await database.Read(sql => ProductSql.Numbers(sql, [.. skus]));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ListedProduct>> List(ProductQuery query, string[]? after, int count) =>
        await database.Read(sql => ProductListSql.Page(sql, query, after, count));

    /// <inheritdoc/>
    public ValueTask<ProductFacets> Facets(ProductQuery query) => database.Read(sql => ProductListSql.Facets(sql, query));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<(string Path, long Active)>> Categories() => await database.Read(ProductPlaceSql.Categories);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<(long Number, string ProductId)>> InCategory(string path, long after, int count) =>
        await database.Read(sql => ProductPlaceSql.InCategory(sql, path, after, count));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<(long Number, string ProductId)>> WithoutSlug(long after, int count) =>
        await database.Read(sql => ProductPlaceSql.WithoutSlug(sql, after, count));

    /// <inheritdoc/>
    public ValueTask<string?> BySlug(string slug) => database.Read(sql => ProductPlaceSql.BySlug(sql, slug));

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DuePrice>> Due(int count) => await database.Read(sql => ProductSql.Due(sql, count));

    /// <inheritdoc/>
    public async ValueTask<bool> RenewNames(int count, CancellationToken cancel) =>
        await database.Write(
            tx =>
            {
                tx.OnCommitted(shelf.ListsChanged);
                return NameKeySql.Renew(tx, count);
            },
            cancel
        );

    /// <inheritdoc/>
    public ValueTask<Refusal?> Damage(string productId) => ValueTask.FromResult<Refusal?>(null);

    /// <inheritdoc/>
    public Task<Outcome<string>> Change(ProductCommand command, CancellationToken cancel) =>
        database.Write(tx => CarryOut(tx, command, null), cancel);

    /// <inheritdoc/>
    public Task<Outcome<bool>> ChangeMany(
        IReadOnlyList<ProductCommand> commands,
        Func<Transaction, IReadOnlyList<Outcome<string>>, ValueTask<Outcome<bool>>> note,
        CancellationToken cancel
    ) =>
        database.Write(
            async tx =>
            {
                // Each is refused before it has written anything, so that none has to be taken back alone.
                var outcomes = new List<Outcome<string>>(commands.Count);
                var rows = await BatchRows.Of(tx, commands);
                foreach (var command in commands)
                {
                    outcomes.Add(await CarryOut(tx, command, rows));
                }

                return await note(tx, outcomes);
            },
            cancel
        );

    /// <inheritdoc/>
    public async ValueTask Each(Func<StoredProduct, ValueTask> take, CancellationToken cancel)
    {
        const int AtOnce = 500;
        long after = 0;
        while (true)
        {
            var some = await database.Read(sql => ProductSql.After(sql, after, AtOnce));
            foreach (var product in some)
            {
                cancel.ThrowIfCancellationRequested();
                await take(product);
                after = product.Product.Number;
            }

            if (some.Count < AtOnce)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public Task Fill(IAsyncEnumerable<StoredProduct> products, bool over, CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                if (!over && !await ProductSql.IsEmpty(tx))
                {
                    return false;
                }

                await ProductSql.Clear(tx);
                await foreach (var product in products.WithCancellation(cancel))
                {
                    await ProductSql.Restore(tx, product);
                }

                await ProductSql.RecountAll(tx);
                await ProductSql.NumberOn(tx);
                tx.OnCommitted(shelf.ListsChanged);
                return true;
            },
            cancel
        );

    private async ValueTask<Outcome<string>> CarryOut(Transaction tx, ProductCommand command, BatchRows? rows)
    {
        var before = rows is null ? await ProductSql.Find(tx, command.ProductId) : await rows.Find(tx, command.ProductId);
        if (!ProductTurn.Decide(command, before).Is(out var fields, out var refused))
        {
            return refused;
        }

        if (fields is null)
        {
            await Delete(tx, before!, command.Seller);
            rows?.Forget();
            return command.ProductId;
        }

        var parent = ProductTurn.AsksParent(before, fields) ? await ProductSql.Find(tx, fields.ParentId!) : null;
        if (ProductTurn.CheckParent(before, fields, parent) is { } wrong)
        {
            return wrong;
        }

        if (ProductTurn.AsksFamily(command.ProductId, before, fields) is { } family)
        {
            // Another process that writes into the same family waits here, and then sees what this one has written.
            await ProductSql.Hold(tx, family);
            var variants = await ProductSql.FindMany(
                tx,
                [.. (await ProductSql.Variants(tx, [family])).Select(variant => variant.ProductId)]
            );
            parent = fields.ParentId is null ? null : await ProductSql.Find(tx, fields.ParentId);
            if (ProductTurn.CheckVariant(command.ProductId, fields, parent, variants) is { } unlike)
            {
                return unlike;
            }
        }

        if (
            ProductTurn.AsksSku(before, fields)
            && !(command is PutProduct && rows?.IsFree(fields.VendorId, fields.Listing.Sku!) == true)
            && await ProductSql.HasSku(tx, fields.VendorId, fields.Listing.Sku!, command.ProductId) is { } owner
        )
        {
            return ProductTurn.SkuTaken(fields.Listing.Sku!, owner);
        }

        for (
            var marks = 0;
            ProductTurn.AsksSlug(before, fields) && await ProductPlaceSql.HasSlug(tx, fields.Listing.Slug!, command.ProductId);
            marks++
        )
        {
            if (!ProductTurn.OtherSlug(command.ProductId, fields, marks).Is(out fields, out var taken))
            {
                return taken;
            }
        }

        var withheld = ProductTurn.ParentWithheld(before, fields, parent);
        var after = before is null
            ? await ProductSql.Insert(tx, command.ProductId, fields, withheld, Now())
            : await ProductSql.Update(tx, before, fields, withheld, Now());
        if (after is null)
        {
            // Another process was quicker: what is wished is decided once more by what there is now.
            return before is null ? ProductTurn.Exists(command.ProductId) : await CarryOut(tx, command, null);
        }

        rows?.Put(after);
        await Tell(tx, after, before, command.Seller);
        if (before is null || before.ParentId != after.ParentId || before.IsActive != after.IsActive)
        {
            await RecountParents(tx, before?.ParentId, after.ParentId);
            foreach (var parentId in new[] { before?.ParentId, after.ParentId }.OfType<string>())
            {
                rows?.Forget(parentId);
            }
        }

        if (before is not null && after.Variants > 0 && before.IsActive != after.IsActive)
        {
            await Follow(tx, after, command.Seller);
            rows?.Forget();
        }

        return after.ProductId;
    }

    // The variants are withheld and offered with their parent.
    private async ValueTask Follow(Transaction tx, CatalogProduct parent, Seller seller)
    {
        foreach (var variant in await ProductSql.Variants(tx, [parent.ProductId]))
        {
            var before = (await ProductSql.Find(tx, variant.ProductId))!;
            await Tell(tx, await ProductSql.Follow(tx, before, !parent.IsActive, Now()), before, seller);
        }
    }

    private async ValueTask Delete(Transaction tx, CatalogProduct product, Seller seller)
    {
        if (product.Deleted)
        {
            return;
        }

        foreach (var variant in await ProductSql.Variants(tx, [product.ProductId]))
        {
            await Bury(tx, (await ProductSql.Find(tx, variant.ProductId))!, seller);
        }

        await Bury(tx, product, seller);
        await RecountParents(tx, product.ParentId);
    }

    private async ValueTask Bury(Transaction tx, CatalogProduct product, Seller seller) =>
        await Tell(tx, await ProductSql.Bury(tx, product, Now()), product, seller);

    private async ValueTask Tell(Transaction tx, CatalogProduct after, CatalogProduct? before, Seller seller)
    {
        if (ProductHistory.Between(before, after, seller.UserId, Now()) is { } change)
        {
            await ProductHistorySql.Add(tx, change);
        }

        foreach (var (topic, facts) in ProductTurn.Told(before, after))
        {
            await tx.Publish(topic, after.ProductId, facts);
        }

        tx.OnCommitted(() => shelf.Changed(after.ProductId, after.Version));
        if (after.Sale is not null)
        {
            tx.OnCommitted(shelf.Scheduled.Raise);
        }
    }

    private async ValueTask RecountParents(Transaction tx, params string?[] parentIds)
    {
        foreach (var parentId in parentIds)
        {
            if (parentId is not null && await ProductSql.Recount(tx, parentId) is > 0 and var version)
            {
                tx.OnCommitted(() => shelf.Changed(parentId, version));
            }
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
