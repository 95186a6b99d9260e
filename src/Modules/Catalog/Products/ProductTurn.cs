// What a command makes of a product: pure decisions that every store goes through, so that all behave alike.
using System.Text.Json.Nodes;
using Cartwright.Catalog.Categories;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>Decides commands on one product.</summary>
public static class ProductTurn
{
    /// <summary>The fields that the product has afterwards; null when it is to be deleted, or is already.</summary>
    /// <param name="before">As it is stored, or null.</param>
    public static Outcome<ProductFields?> Decide(ProductCommand command, CatalogProduct? before)
    {
        switch (command)
        {
            case CreateProduct create:
                return before is null ? Fields(create.ProductId, null, create.Said, create.Seller) : Exists(create.ProductId);
            case EditProduct edit:
                return before is null || before.Deleted || !edit.Seller.MayChange(before.VendorId) ? ReadProducts.NotFound
                    : edit.Expected is { } version && version != before.Version ? Conditional.VersionMismatch(before.Version)
                    : Fields(edit.ProductId, before, edit.Said, edit.Seller);
            case ChangePhotos change:
                return before is null || before.Deleted || !change.Seller.MayChange(before.VendorId) ? ReadProducts.NotFound
                    : change.Expected is { } seen && seen != before.Version ? Conditional.VersionMismatch(before.Version)
                    : Photos.PhotoRules.Decide(before, change.Change).Is(out var fields, out var refused) ? fields
                    : (Outcome<ProductFields?>)refused;
            case PutProduct put:
                return before is null ? Fields(put.ProductId, null, put.Said, put.Seller)
                    : !put.Seller.MayChange(before.VendorId) ? ReadProducts.NotFound
                    : before.Deleted
                        ? Refusal.Conflict("product_deleted", "The product of this id was deleted; its id cannot be used again.")
                    : Fields(put.ProductId, before, put.Said, put.Seller);
            case ChangeInBulk bulk:
                return before is null || before.Deleted || !bulk.Seller.MayChange(before.VendorId) ? ReadProducts.NotFound
                    : !bulk.Change.Said(before).Is(out var input, out var unfit) ? unfit
                    : Fields(bulk.ProductId, before, input, bulk.Seller);
            case MoveProduct move:
                return before is null || before.Deleted || !CategoryPath.IsIn(before.Category, move.From)
                    ? Refusal.NotFound("not_in_category", "The product is not in this category any more.")
                    : ProductFields.Of(before) with
                    {
                        Category = CategoryPath.Moved(before.Category, move.From, move.To),
                    };
            case TurnPrice turn:
                return before is not { Deleted: false, Sale: { } sale }
                    ? ReadProducts.NotFound
                    : ProductFields.Of(before) with
                    {
                        Sale = turn.NowMs < sale.EndsMs ? sale : null,
                    };
            case DeleteProduct delete:
                return before is null || !delete.Seller.MayChange(before.VendorId) ? ReadProducts.NotFound
                    : !before.Deleted && delete.Expected is { } expected && expected != before.Version
                        ? Conditional.VersionMismatch(before.Version)
                    : (Outcome<ProductFields?>)(ProductFields?)null;
            default:
                throw new InvalidOperationException($"There is no turn for a {command.GetType().Name}.");
        }
    }

    /// <summary>Whether the product of <see cref="ProductFields.ParentId"/> has to be looked at for <see cref="CheckParent"/>.</summary>
    public static bool AsksParent(CatalogProduct? before, ProductFields fields) =>
        fields.ParentId is not null && (fields.ParentId != before?.ParentId || fields.VendorId != before.VendorId);

    /// <summary>One level: a variant of a variant could be reached from no page.</summary>
    /// <param name="parent">When it <see cref="AsksParent"/>.</param>
    public static Refusal? CheckParent(CatalogProduct? before, ProductFields fields, CatalogProduct? parent)
    {
        if (before?.Variants > 0 && before.VendorId != fields.VendorId)
        {
            return new Check().That(false, "vendor_id", "cannot change while there are variants").Refused;
        }

        return !AsksParent(before, fields)
            ? null
            : new Check()
                .That(
                    parent is { Deleted: false } && parent.VendorId == fields.VendorId,
                    "parent_id",
                    "must be the id of a product of the same vendor"
                )
                .That(parent?.ParentId is null, "parent_id", "must not be a variant itself")
                .That(before is not { Variants: > 0 }, "parent_id", "must be absent on a product that has variants")
                .Refused;
    }

    /// <summary>
    /// Whether the family has to be looked at for <see cref="CheckVariant"/>, and whose it is: the parent's id; null when not.
    /// </summary>
    public static string? AsksFamily(string productId, CatalogProduct? before, ProductFields fields) =>
        VariantRules.Ask(before, fields) ? VariantRules.FamilyOf(productId, fields) : null;

    /// <summary>A variant is what its parent offers, once. Refused with <c>validation_failed</c> or <c>variant_exists</c>.</summary>
    /// <param name="parent">The product of <see cref="ProductFields.ParentId"/>.</param>
    /// <param name="variants">The live variants of the family.</param>
    public static Refusal? CheckVariant(
        string productId,
        ProductFields fields,
        CatalogProduct? parent,
        IReadOnlyList<CatalogProduct> variants
    ) => VariantRules.Wrong(productId, fields, parent, variants);

    /// <summary>Whether the number that it shall have has to be looked for among the seller's other products.</summary>
    public static bool AsksSku(CatalogProduct? before, ProductFields fields) =>
        fields.Listing.Sku is { } sku && (before is null || before.Listing.Sku != sku || before.VendorId != fields.VendorId);

    /// <summary>409 <c>sku_taken</c>.</summary>
    /// <param name="owner">The id of the product that has the number; null where nobody can say.</param>
    public static Refusal SkuTaken(string sku, string? owner)
    {
        var sentence = $"The number '{sku}' is another product's of the same seller already: change that one, or choose another.";
        var facts = new JsonObject { ["errors"] = new JsonObject { ["sku"] = new JsonArray(sentence) } };
        if (owner is not null)
        {
            facts["product_id"] = owner;
        }

        return Refusal.Conflict("sku_taken", sentence, facts);
    }

    /// <summary>Whether <see cref="ProductListing.Slug"/> has to be looked for among the others.</summary>
    public static bool AsksSlug(CatalogProduct? before, ProductFields fields) =>
        fields.Listing.Slug is { } slug && slug != before?.Listing.Slug;

    /// <summary>
    /// What becomes of a slug that is another product's: one that somebody chose is refused, one made of a name gets a mark. The marked one
    /// has to be looked for as the first was, and gets a longer mark where it is another's too.
    /// </summary>
    /// <param name="marks">How many marks were tried.</param>
    public static Outcome<ProductFields> OtherSlug(string productId, ProductFields fields, int marks)
    {
        var slug = fields.Listing.Slug!;
        return fields.SlugIsChosen || marks >= Slugs.Marks
            ? SlugTaken(slug)
            : fields with
            {
                Listing = fields.Listing with { Slug = Slugs.Marked(Slugs.Of(fields.Name), productId, ProductRules.Nameless, marks) },
            };
    }

    /// <summary>A slug is one live product's, and no other's id.</summary>
    public static Refusal SlugTaken(string slug)
    {
        var sentence = $"The address '{slug}' is another product's already: choose another.";
        return Refusal.Conflict(
            "slug_taken",
            sentence,
            new JsonObject { ["errors"] = new JsonObject { ["slug"] = new JsonArray(sentence) } }
        );
    }

    /// <summary>Whether the product is withheld because its parent is.</summary>
    /// <param name="parent">When it <see cref="AsksParent"/>; else what was noted stays.</param>
    public static bool ParentWithheld(CatalogProduct? before, ProductFields fields, CatalogProduct? parent) =>
        fields.ParentId is not null && (parent is null ? before is { ParentWithheld: true } : !parent.IsActive);

    /// <summary>What is told of a change, in order.</summary>
    public static IReadOnlyList<(string Topic, ProductFacts Facts)> Told(CatalogProduct? before, CatalogProduct after) =>
        // Each write tells the price of its moment: what was told last is that of the write before.
        Told(before?.At(before.UpdatedMs), after.At(after.UpdatedMs), after.Deleted);

    private static IReadOnlyList<(string Topic, ProductFacts Facts)> Told(CatalogProduct? was, CatalogProduct now, bool deleted) =>
        was is not null && !deleted && (was.PriceMinor != now.PriceMinor || was.Currency != now.Currency)
            ? [(Topics.ProductChanged, now.Facts()), (Topics.ProductPriceChanged, now.Facts(was.PriceMinor))]
            : [(Topics.ProductChanged, now.Facts())];

    /// <summary>An id is given once.</summary>
    public static Refusal Exists(string productId) => Refusal.Conflict("product_exists", $"There is already a product '{productId}'.");

    private static Outcome<ProductFields?> Fields(string productId, CatalogProduct? before, ProductInput said, Seller seller) =>
        ProductRules.Decide(productId, before, said, seller).Is(out var fields, out var refused)
            ? (Outcome<ProductFields?>)fields
            : refused;
}
