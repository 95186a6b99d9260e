// A product as its document holds it.
using Cartwright.Catalog;
using Cartwright.Catalog.Selling;
using Cartwright.Contracts;
using MongoDB.Bson;

namespace Cartwright.MongoDb;

/// <summary>One document, read whole and written whole.</summary>
/// <param name="Product">With its variants counted; the vendor's name is not here.</param>
/// <param name="Available">Units as Inventory last told.</param>
/// <param name="VariantIds">Of its live variants, in order of age.</param>
/// <param name="Rev">The number of the write, and <paramref name="Write"/> its unique mark: a write whose answer was lost is found by
/// it.</param>
/// <param name="Import">The last line of an import that changed it.</param>
/// <param name="Pending">Changes that the journal has not carried.</param>
/// <param name="Words">Its folded words; null when they have to be made anew.</param>
internal sealed record Held(
    CatalogProduct Product,
    long CreatedMs,
    long Available,
    IReadOnlyList<string> VariantIds,
    long Rev,
    string Write,
    ImportMark? Import,
    IReadOnlyList<PendingChange> Pending,
    BsonDocument? Words
)
{
    /// <summary>Of <see cref="VariantIds"/> those that are not active.</summary>
    public IReadOnlyList<string> Inactive { get; init; } = [];

    /// <summary>By what its name sorts as the document has it; an earlier version may have made it. What is written has the key of this
    /// one.</summary>
    public string NameKey { get; init; } = string.Empty;

    /// <summary>How well it sells, its variants counted in.</summary>
    public long Sold { get; init; }

    /// <summary>Its place among equally good matches.</summary>
    public long Place => Product.Name.EnumerateRunes().Count() - (ProductQueries.LevelRank * (long)SalesLevel.Of(Sold));

    /// <summary>The next write of the same product.</summary>
    public Held Next(string write) => this with { Rev = Rev + 1, Write = write };

    /// <summary>Changed as a command says: one version later, with new words.</summary>
    /// <param name="parentWithheld">As <see cref="CatalogProduct.ParentWithheld"/>.</param>
    public Held With(ProductFields fields, bool parentWithheld, long nowMs, string write) =>
        Next(write) with
        {
            Product = Product with
            {
                Version = Product.Version + 1,
                Name = fields.Name,
                Description = fields.Description,
                Category = fields.Category,
                VendorId = fields.VendorId,
                PriceMinor = fields.PriceMinor,
                Currency = fields.Currency,
                Attributes = fields.Attributes,
                Options = fields.Options,
                Images = fields.Images,
                ParentId = fields.ParentId,
                TaxClass = fields.TaxClass,
                PricesIncludeTax = fields.PricesIncludeTax,
                RequiresShipping = fields.RequiresShipping,
                WeightG = fields.WeightG,
                CompareAtMinor = fields.CompareAtMinor,
                PriceHistory = PriceHistory.Next(Product, fields, nowMs),
                Safety = fields.Safety,
                Sale = fields.Sale,
                Pictures = fields.Pictures,
                Listing = fields.Listing,
                ParentWithheld = parentWithheld,
                UpdatedMs = Math.Max(nowMs, Product.UpdatedMs),
            },
            Words = null,
        };

    /// <summary>Deleted: one version later.</summary>
    public Held Buried(long nowMs, string write) =>
        Next(write) with
        {
            Product = Product with { Version = Product.Version + 1, Deleted = true, UpdatedMs = Math.Max(nowMs, Product.UpdatedMs) },
        };

    /// <summary>Standing alone, when its parent can have no variants: one version later.</summary>
    public Held Alone(long nowMs, string write) =>
        Next(write) with
        {
            Product = Product with
            {
                Version = Product.Version + 1,
                ParentId = null,
                ParentWithheld = false,
                UpdatedMs = Math.Max(nowMs, Product.UpdatedMs),
            },
        };

    /// <summary>Withheld or offered with its parent: one version later.</summary>
    public Held Following(bool parentWithheld, long nowMs, string write) =>
        Next(write) with
        {
            Product = Product with
            {
                Version = Product.Version + 1,
                ParentWithheld = parentWithheld,
                UpdatedMs = Math.Max(nowMs, Product.UpdatedMs),
            },
        };

    /// <summary>With one more change to be told.</summary>
    public Held Telling(PendingChange change) => this with { Pending = [.. Pending, change] };

    /// <summary>A product that was not there before.</summary>
    public static Held New(string productId, ProductFields fields, bool parentWithheld, long number, long nowMs, string write) =>
        new(
            new(
                number,
                productId,
                1,
                fields.Name,
                fields.Description,
                fields.Category,
                fields.VendorId,
                null,
                fields.PriceMinor,
                fields.Currency,
                fields.Attributes,
                fields.Options,
                fields.Images,
                fields.ParentId,
                0,
                false,
                false,
                nowMs,
                TaxClass: fields.TaxClass,
                PricesIncludeTax: fields.PricesIncludeTax,
                RequiresShipping: fields.RequiresShipping,
                WeightG: fields.WeightG
            )
            {
                CompareAtMinor = fields.CompareAtMinor,
                PriceHistory = PriceHistory.Next(null, fields, nowMs),
                Safety = fields.Safety,
                Sale = fields.Sale,
                Pictures = fields.Pictures,
                Listing = fields.Listing,
                ParentWithheld = parentWithheld,
            },
            nowMs,
            0,
            [],
            1,
            write,
            null,
            [],
            null
        );
}

/// <summary>A change with what is to be told of it.</summary>
/// <param name="Noted">What the product's history says of it, or null.</param>
/// <param name="Related">Whether parents or variants may have to be made to agree; <paramref name="Parents"/> are those it had and
/// has.</param>
internal sealed record PendingChange(
    string Id,
    long Version,
    long AtMs,
    string Change,
    string? TraceParent,
    IReadOnlyList<ProductEvent> Events,
    bool Related,
    IReadOnlyList<string> Parents,
    ProductChange? Noted = null
);
