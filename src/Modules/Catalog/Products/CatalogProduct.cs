// A product as Catalog stores it, and what was decided about its fields before they are written.
using Cartwright.Contracts;

namespace Cartwright.Catalog;

/// <summary>
/// One row. JSON members are kept as their text: Catalog stores what vendors say about their goods without understanding it.
/// </summary>
/// <param name="Number">Rises with age; never shown.</param>
/// <param name="Version">Rises with every change that a reader of the product can see, stock excepted.</param>
/// <param name="Attributes">A JSON object.</param>
/// <param name="Options">A JSON object, or null.</param>
/// <param name="Images">A JSON array of addresses of this shop: of its pictures, or of drawings where it has none.</param>
/// <param name="Variants">How many products have this one as their parent.</param>
/// <param name="Stocked">Whether Inventory last said that there is any of this product itself.</param>
/// <param name="VariantsStocked">Of how many variants there is any.</param>
/// <param name="TaxClass">The class that rates are looked up by, as <see cref="TaxClasses"/>.</param>
/// <param name="PricesIncludeTax">Whether the price contains the tax; null goes by the shop's rule for the place.</param>
/// <param name="WeightG">Grams with its packing; 0: nobody has said.</param>
public sealed record CatalogProduct(
    long Number,
    string ProductId,
    long Version,
    string Name,
    string Description,
    string Category,
    string VendorId,
    string? VendorName,
    long PriceMinor,
    string Currency,
    string Attributes,
    string? Options,
    string Images,
    string? ParentId,
    long Variants,
    bool Stocked,
    bool Deleted,
    long UpdatedMs,
    long VariantsStocked = 0,
    string TaxClass = TaxClasses.Standard,
    bool? PricesIncludeTax = null,
    bool RequiresShipping = true,
    long WeightG = 0
)
{
    /// <summary>What a reduction is said to be from, minor units, above the price; null for none.</summary>
    public long? CompareAtMinor { get; init; }

    /// <summary>
    /// What it has cost: <see cref="Catalog.PriceHistory"/>. Empty for one that was never changed since there are histories.
    /// </summary>
    public string PriceHistory { get; init; } = string.Empty;

    /// <summary>Its own safety contacts, a JSON object as <see cref="ProductSafety"/>, or null.</summary>
    public string? Safety { get; init; }

    /// <summary>Its uploaded pictures in order, a JSON array as <see cref="Photos.ProductPhotos"/>; empty for none.</summary>
    public string Pictures { get; init; } = string.Empty;

    /// <summary>Whether and how it is offered.</summary>
    public ProductListing Listing { get; init; } = ProductListing.Plain;

    /// <summary>Of a variant: whether its parent is a draft or archived, and the variant with it.</summary>
    public bool ParentWithheld { get; init; }

    /// <summary>Whether shoppers see it and may buy it. What there is and is not for sale is called withheld.</summary>
    public bool ForSale => !Deleted && !ParentWithheld && IsActive;

    /// <summary>Whether its own status lets it be sold, whatever its parent's says.</summary>
    public bool IsActive => Listing.Status == ProductStatus.Active;

    /// <summary>A lower price for a time; null for none. <see cref="PriceMinor"/> is the price without it in what a store keeps.</summary>
    public ScheduledSale? Sale { get; init; }

    /// <summary>What it costs without its sale, minor units, while the sale holds; else null.</summary>
    public long? RegularMinor { get; init; }

    /// <summary>
    /// The product as it is at a moment: while a sale holds, its price is the sale's and is said to be reduced from its own. All that is
    /// shown, sold, told or indexed is this, whatever was written when.
    /// </summary>
    public CatalogProduct At(long nowMs) =>
        Sale is null || RegularMinor is not null ? this
        : Sale.Holds(nowMs)
            ? this with
            {
                PriceMinor = Sale.PriceMinor,
                CompareAtMinor = PriceMinor,
                RegularMinor = PriceMinor,
                PriceHistory = Catalog.PriceHistory.Until(this, nowMs),
            }
        : this with { PriceHistory = Catalog.PriceHistory.Until(this, nowMs) };

    /// <summary>As others hear of it.</summary>
    public ProductFacts Facts(long? oldPrice = null) =>
        new(ProductId, Name, Category, VendorId, PriceMinor, Currency, oldPrice, Deleted, UpdatedMs, ForSale || Deleted ? null : true);
}

/// <summary>Checked fields, ready to be written.</summary>
public sealed record ProductFields(
    string Name,
    string Description,
    string Category,
    string VendorId,
    long PriceMinor,
    string Currency,
    string Attributes,
    string? Options,
    string Images,
    string? ParentId,
    string TaxClass = TaxClasses.Standard,
    bool? PricesIncludeTax = null,
    bool RequiresShipping = true,
    long WeightG = 0
)
{
    /// <summary>As of <see cref="CatalogProduct"/>; so are <see cref="Safety"/> and <see cref="Pictures"/>.</summary>
    public long? CompareAtMinor { get; init; }

    public string? Safety { get; init; }

    public ScheduledSale? Sale { get; init; }

    /// <summary>What is asked for it at a moment, and what that is said to be reduced from; 0 for nothing.</summary>
    public (long PriceMinor, long ComparedMinor) PriceAt(long nowMs) =>
        Sale?.Holds(nowMs) == true ? (Sale.PriceMinor, PriceMinor) : (PriceMinor, CompareAtMinor ?? 0);

    public string Pictures { get; init; } = string.Empty;
    public ProductListing Listing { get; init; } = ProductListing.Plain;

    /// <summary>Whether somebody chose the slug; one that was made of the name may be made anew.</summary>
    public bool SlugIsChosen { get; init; }

    /// <summary>All as it is, for what changes something besides.</summary>
    internal static ProductFields Of(CatalogProduct row) =>
        new(
            row.Name,
            row.Description,
            row.Category,
            row.VendorId,
            row.PriceMinor,
            row.Currency,
            row.Attributes,
            row.Options,
            row.Images,
            row.ParentId,
            row.TaxClass,
            row.PricesIncludeTax,
            row.RequiresShipping,
            row.WeightG
        )
        {
            CompareAtMinor = row.CompareAtMinor,
            Safety = row.Safety,
            Sale = row.Sale,
            Pictures = row.Pictures,
            Listing = row.Listing,
        };
}

/// <summary>Who offers goods: a vendor its own, an admin everyone's.</summary>
public sealed record Seller(string UserId, string? VendorId, bool IsAdmin)
{
    /// <summary>The vendor of goods that an admin offers without naming one.</summary>
    public const string Shop = "shop";

    public bool MayChange(string vendorId) => IsAdmin || vendorId == VendorId;
}
