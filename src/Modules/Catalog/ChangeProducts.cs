// Creates, edits and deletes products. The steps inside the transaction are shared with imports.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog;

/// <summary>The commands on products. Another vendor's product is answered as not there.</summary>
public sealed class ChangeProducts([FromKeyedServices("catalog")] Database database, ProductShelf shelf, IIds ids, TimeProvider clock)
{
    /// <summary>A new product without stock.</summary>
    public Task<Outcome<string>> Create(ProductInput said, Seller seller, CancellationToken cancel) =>
        database.Write(tx => Create(tx, ids.Next(), said, seller), cancel);

    /// <summary>Changes what was said. Refused with <c>version_mismatch</c> when it is no longer at the expected version.</summary>
    public Task<Outcome<string>> Edit(string productId, ProductInput said, long? expected, Seller seller, CancellationToken cancel) => database.Write(
        async tx =>
        {
            var before = await ProductStore.Find(tx, productId);
            return before is null || before.Deleted || !seller.MayChange(before.VendorId) ? ReadProducts.NotFound
                : expected is { } version && version != before.Version ? Conditional.VersionMismatch(before.Version)
                : await Edit(tx, before, said, seller);
        },
        cancel);

    /// <summary>Takes a product and its variants out of the shop. Deleting what is deleted is done already.</summary>
    public Task<Outcome<bool>> Delete(string productId, long? expected, Seller seller, CancellationToken cancel) => database.Write<Outcome<bool>>(
        async tx =>
        {
            var product = await ProductStore.Find(tx, productId);
            if (product is null || !seller.MayChange(product.VendorId))
            {
                return ReadProducts.NotFound;
            }

            if (product.Deleted)
            {
                return true;
            }

            if (expected is { } version && version != product.Version)
            {
                return Conditional.VersionMismatch(product.Version);
            }

            foreach (var (_, variant) in await ProductStore.Variants(tx, [productId]))
            {
                await Bury(tx, (await ProductStore.Find(tx, variant))!);
            }

            await Bury(tx, product);
            await RecountParents(tx, product.ParentId);
            return true;
        },
        cancel);

    /// <summary>For imports: edits the seller's own product of that id, or makes one.</summary>
    internal async ValueTask<Outcome<string>> Put(Transaction tx, string? productId, ProductInput said, Seller seller)
    {
        if (productId is null)
        {
            return await Create(tx, ids.Next(), said, seller);
        }

        var before = await ProductStore.Find(tx, productId);
        return before is null ? await Create(tx, productId, said, seller)
            : !seller.MayChange(before.VendorId) ? ReadProducts.NotFound
            : before.Deleted ? Refusal.Conflict("product_deleted", "The product of this id was deleted; its id cannot be used again.")
            : await Edit(tx, before, said, seller);
    }

    private async ValueTask<Outcome<string>> Create(Transaction tx, string productId, ProductInput said, Seller seller)
    {
        if (!ProductRules.Decide(productId, null, said, seller).Is(out var fields, out var refused)
            || (refused = await CheckParent(tx, null, fields)) is not null)
        {
            return refused;
        }

        var product = await ProductStore.Insert(tx, productId, fields, Now());
        if (product is null)
        {
            return Refusal.Conflict("product_exists", $"There is already a product '{productId}'.");
        }

        await Tell(tx, product, null);
        await RecountParents(tx, product.ParentId);
        return productId;
    }

    private async ValueTask<Outcome<string>> Edit(Transaction tx, CatalogProduct before, ProductInput said, Seller seller)
    {
        if (!ProductRules.Decide(before.ProductId, before, said, seller).Is(out var fields, out var refused)
            || (refused = await CheckParent(tx, before, fields)) is not null)
        {
            return refused;
        }

        var after = await ProductStore.Update(tx, before, fields, Now());
        await Tell(tx, after, before);
        if (before.ParentId != after.ParentId)
        {
            await RecountParents(tx, before.ParentId, after.ParentId);
        }

        return after.ProductId;
    }

    // One level: a variant of a variant could be reached from no page.
    private static async ValueTask<Refusal?> CheckParent(Transaction tx, CatalogProduct? before, ProductFields fields)
    {
        if (before?.Variants > 0 && before.VendorId != fields.VendorId)
        {
            return new Check().That(false, "vendor_id", "cannot change while there are variants").Refused;
        }

        if (fields.ParentId is null || (fields.ParentId == before?.ParentId && fields.VendorId == before.VendorId))
        {
            return null;
        }

        var parent = await ProductStore.Find(tx, fields.ParentId);
        return new Check()
            .That(parent is { Deleted: false } && parent.VendorId == fields.VendorId, "parent_id", "must be the id of a product of the same vendor")
            .That(parent?.ParentId is null, "parent_id", "must not be a variant itself")
            .That(before is not { Variants: > 0 }, "parent_id", "must be absent on a product that has variants")
            .Refused;
    }

    private async ValueTask Bury(Transaction tx, CatalogProduct product) => await Tell(tx, await ProductStore.Bury(tx, product, Now()), product);

    private async ValueTask Tell(Transaction tx, CatalogProduct after, CatalogProduct? before)
    {
        await tx.Publish(Topics.ProductChanged, after.ProductId, after.Facts());
        if (before is not null && !after.Deleted && (before.PriceMinor != after.PriceMinor || before.Currency != after.Currency))
        {
            await tx.Publish(Topics.ProductPriceChanged, after.ProductId, after.Facts(before.PriceMinor));
        }

        tx.OnCommitted(() => shelf.Changed(after.ProductId, after.Version));
    }

    private async ValueTask RecountParents(Transaction tx, params string?[] parentIds)
    {
        foreach (var parentId in parentIds)
        {
            if (parentId is not null && await ProductStore.Recount(tx, parentId) is > 0 and var version)
            {
                tx.OnCommitted(() => shelf.Changed(parentId, version));
            }
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
