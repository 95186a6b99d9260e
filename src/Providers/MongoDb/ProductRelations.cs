// Parents and variants lie in documents of their own: whoever changes one makes the others agree, and the journal does it again after a
// crash.
using Cartwright.Catalog;
using Cartwright.Kernel;
using MongoDB.Bson;

namespace Cartwright.MongoDb;

/// <summary>
/// Every step may be done again and changes nothing then. A variant that is written looks at its parent afterwards, and a parent that is
/// deleted or becomes a variant looks for variants afterwards: of two that happen at once, the later look sees the other.
/// </summary>
internal sealed class ProductRelations(ProductDocuments documents, ProductShelf shelf, Changes changes)
{
    /// <summary>Tries of one document that others keep changing.</summary>
    private const int ConflictsMax = 200;

    /// <summary>More variants than a person can choose from.</summary>
    private const int VariantsMax = 10_000;

    /// <summary>Makes a product's parents and variants agree with it. True when the product itself had to change for it.</summary>
    /// <param name="parents">Those that it had and has.</param>
    /// <param name="userId">Who changed it, and so what must agree.</param>
    public async Task<bool> Settle(string productId, IEnumerable<string> parents, string userId)
    {
        var mended = await Mend(productId, userId);
        var (held, _) = await documents.Load(productId);
        if (held is { Product: { Deleted: true } or { ParentId: not null } or { Variants: > 0 } })
        {
            foreach (var variant in await Children(productId))
            {
                if (await Mend(variant.Product.ProductId, userId))
                {
                    await Recount(productId, quiet: false);
                }
            }
        }

        foreach (var parent in parents)
        {
            await Recount(parent, quiet: false);
        }

        return mended;
    }

    /// <summary>Counts a parent's variants; a new version when something is different.</summary>
    /// <param name="quiet">Without a new version: when it only says again what it was moved with.</param>
    public async Task Recount(string parentId, bool quiet)
    {
        for (var conflicts = 0; conflicts < ConflictsMax; conflicts++)
        {
            // The parent first: whoever counts later has read it later, and of two only one replaces it.
            var (parent, _) = await documents.Load(parentId);
            if (parent is null || parent.Product.Deleted)
            {
                return;
            }

            var children = await Children(parentId);
            var ids = children.ConvertAll(child => child.Product.ProductId);
            var inactive = children.Where(child => !child.Product.IsActive).Select(child => child.Product.ProductId).ToList();
            var stocked = children.Count(child => child.Available > 0 && child.Product.IsActive);
            if (
                ids.SequenceEqual(parent.VariantIds, StringComparer.Ordinal)
                && inactive.SequenceEqual(parent.Inactive, StringComparer.Ordinal)
                && stocked == parent.Product.VariantsStocked
            )
            {
                return;
            }

            var next = parent.Next(changes.Mark()) with
            {
                VariantIds = ids,
                Inactive = inactive,
                Product = parent.Product with
                {
                    Version = parent.Product.Version + (quiet ? 0 : 1),
                    Variants = ids.Count,
                    VariantsStocked = stocked,
                },
            };
            if (await documents.Replace(parent, next))
            {
                shelf.Changed(parentId, next.Product.Version);
                return;
            }
        }

        throw new Overloaded($"Too many change product {parentId} at once.");
    }

    /// <summary>
    /// A variant whose parent is gone goes too; one whose parent can have no variants, or is another vendor's, stands alone; one whose
    /// parent is withheld is so with it. True when it may not be the variant that it was to be.
    /// </summary>
    private async Task<bool> Mend(string variantId, string userId)
    {
        for (var conflicts = 0; conflicts < ConflictsMax; conflicts++)
        {
            var (variant, _) = await documents.Load(variantId);
            if (variant is not { Product: { Deleted: false, ParentId: { } parentId } })
            {
                return false;
            }

            var (parent, damage) = await documents.Load(parentId);
            if (damage is not null)
            {
                return false;
            }

            var now = changes.Now();
            var fits = parent is { Product: { Deleted: false, ParentId: null } fine } && fine.VendorId == variant.Product.VendorId;
            if (fits && variant.Product.ParentWithheld != parent!.Product.IsActive)
            {
                return false;
            }

            var next =
                fits ? variant.Following(!parent!.Product.IsActive, now, changes.Mark())
                : parent is null || parent.Product.Deleted ? variant.Buried(now, changes.Mark())
                : variant.Alone(now, changes.Mark());
            if (await documents.Replace(variant, changes.Told(variant, next, related: !fits, userId)))
            {
                shelf.Changed(variantId, next.Product.Version);
                changes.Written.Raise();
                return !fits;
            }
        }

        throw new Overloaded($"Too many change product {variantId} at once.");
    }

    /// <summary>The live variants of a product, in order of age.</summary>
    public Task<List<Held>> Children(string parentId) =>
        documents.Find(
            new BsonDocument { [Names.ParentId] = parentId, [Names.Deleted] = false },
            new BsonDocument(Names.OfShop(Names.Number), 1),
            VariantsMax
        );
}
