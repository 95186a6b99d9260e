// Products as they would be after the lines of an import so far, without anything being written.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog.Imports;

/// <summary>Decides lines as a store would, in memory.</summary>
/// <param name="kept">Products that later lines ask for again: what these become is kept.</param>
internal sealed class Draft(IProductStore store, HashSet<string> kept)
{
    private readonly Dictionary<string, CatalogProduct> drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CatalogProduct>> families = new(StringComparer.Ordinal);
    private readonly Dictionary<(string VendorId, string Sku), string> numbers = [];
    private readonly HashSet<string> made = new(StringComparer.Ordinal);

    // Whose a slug is after the lines so far; null where its product has given it up. One made of a name counts as its product's though a
    // store may mark it: then it is another's already, and as little free.
    private readonly Dictionary<string, string?> slugs = new(StringComparer.Ordinal);
    private Dictionary<string, CatalogProduct> found = new(StringComparer.Ordinal);
    private Dictionary<(string VendorId, string Sku), string> taken = [];

    /// <summary>Reads what the lines of a batch are decided on.</summary>
    public async ValueTask Load(IEnumerable<Wish> wishes)
    {
        var all = wishes.ToList();
        string[] ids =
        [
            .. all.SelectMany(wish => new[] { wish.ProductId, wish.ParentId, wish.Slug })
                .OfType<string>()
                .Where(ProductRules.IsId)
                .Distinct(StringComparer.Ordinal),
        ];
        found = (await store.Find(ids)).ToDictionary(product => product.ProductId, StringComparer.Ordinal);
        string[] skus = [.. all.Select(wish => wish.Sku).OfType<string>().Where(sku => sku.Length > 0).Distinct(StringComparer.Ordinal)];
        taken = skus.Length == 0 ? [] : (await store.Numbers(skus)).ToDictionary(one => (one.VendorId, one.Sku), one => one.ProductId);
    }

    /// <summary>The product as the lines before leave it.</summary>
    public CatalogProduct? Find(string productId) => drafts.GetValueOrDefault(productId) ?? found.GetValueOrDefault(productId);

    /// <summary>The product as the line would leave it, which is kept in mind. Refused as a store refuses.</summary>
    public async ValueTask<Outcome<CatalogProduct>> Decide(PutProduct command, CatalogProduct? before)
    {
        if (!ProductTurn.Decide(command, before).Is(out var fields, out var refused))
        {
            return refused;
        }

        var id = command.ProductId;
        var parent = fields!.ParentId is { } parentId ? Find(parentId) : null;
        if (ProductTurn.CheckParent(before, fields, parent) is { } wrong)
        {
            return wrong;
        }

        if (ProductTurn.AsksFamily(id, before, fields) is { } family)
        {
            if (ProductTurn.CheckVariant(id, fields, parent, await Family(family)) is { } unlike)
            {
                return unlike;
            }
        }

        if (ProductTurn.AsksSku(before, fields))
        {
            var number = (fields.VendorId, fields.Listing.Sku!);
            var owner = numbers.GetValueOrDefault(number) ?? taken.GetValueOrDefault(number);
            if (owner is not null && owner != id)
            {
                return ProductTurn.SkuTaken(fields.Listing.Sku!, owner);
            }
        }

        // One made of a name is refused for nobody: whose it is matters where a later line asks for the product again.
        for (
            var marks = 0;
            (fields.SlugIsChosen || kept.Contains(id)) && ProductTurn.AsksSlug(before, fields) && await IsOthers(fields.Listing.Slug!, id);
            marks++
        )
        {
            if (!ProductTurn.OtherSlug(id, fields, marks).Is(out var other, out var wrongSlug))
            {
                return wrongSlug;
            }

            fields = other;
        }

        var after = Product(id, before, fields);
        await Keep(before, after, parent);
        return after;
    }

    // As a store asks: another live product's slug, or another's id, that of a deleted one too.
    private async ValueTask<bool> IsOthers(string slug, string id) =>
        slug != id && (found.ContainsKey(slug) || made.Contains(slug))
        || (slugs.TryGetValue(slug, out var owner) ? owner : await store.BySlug(slug)) is { } other && other != id;

    private async ValueTask Keep(CatalogProduct? before, CatalogProduct after, CatalogProduct? parent)
    {
        // Texts decide nothing about other lines, and are most of a product.
        var slim = after with
        {
            Attributes = "{}",
            PriceHistory = string.Empty,
        };
        if (kept.Contains(after.ProductId))
        {
            drafts[after.ProductId] = after;
        }

        if (before is null)
        {
            made.Add(after.ProductId);
        }

        if (after.Listing.Slug is { } slug && slug != before?.Listing.Slug)
        {
            if (before?.Listing.Slug is { } given)
            {
                slugs[given] = null;
            }

            if (slugs.GetValueOrDefault(slug) is null)
            {
                slugs[slug] = after.ProductId;
            }
        }

        if (after.Listing.Sku is { } sku)
        {
            numbers[(after.VendorId, sku)] = after.ProductId;
        }

        if (after.ParentId is not null && ProductTurn.AsksFamily(after.ProductId, before, ProductFields.Of(after)) is { } family)
        {
            var variants = await Family(family);
            variants.RemoveAll(variant => variant.ProductId == after.ProductId);
            variants.Add(slim with { Description = string.Empty });
            if (parent is not null && before?.ParentId != after.ParentId && kept.Contains(parent.ProductId))
            {
                drafts[parent.ProductId] = parent with { Variants = parent.Variants + 1 };
            }
        }
    }

    private async ValueTask<List<CatalogProduct>> Family(string id)
    {
        if (!families.TryGetValue(id, out var variants))
        {
            string[] ids = [.. (await store.Variants([id])).Select(variant => variant.ProductId)];
            families[id] = variants = ids.Length == 0 ? [] : [.. await store.Find(ids)];
        }

        return variants;
    }

    private static CatalogProduct Product(string id, CatalogProduct? before, ProductFields fields) =>
        new(
            before?.Number ?? 0,
            id,
            (before?.Version ?? 0) + 1,
            fields.Name,
            fields.Description,
            fields.Category,
            fields.VendorId,
            before?.VendorName,
            fields.PriceMinor,
            fields.Currency,
            fields.Attributes,
            fields.Options,
            fields.Images,
            fields.ParentId,
            before?.Variants ?? 0,
            before?.Stocked ?? false,
            false,
            before?.UpdatedMs ?? 0,
            before?.VariantsStocked ?? 0,
            fields.TaxClass,
            fields.PricesIncludeTax,
            fields.RequiresShipping,
            fields.WeightG
        )
        {
            CompareAtMinor = fields.CompareAtMinor,
            Sale = fields.Sale,
            PriceHistory = before?.PriceHistory ?? string.Empty,
            Safety = fields.Safety,
            Pictures = fields.Pictures,
            Listing = fields.Listing,
            ParentWithheld = before?.ParentWithheld ?? false,
        };
}
