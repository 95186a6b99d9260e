// What clients say about a product: the body of POST, the body of PATCH, or a line of an import.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>Body of POST /api/products.</summary>
/// <param name="Price">Major units, with at most the digits that the currency has.</param>
/// <param name="ParentId">Makes it a variant of that product, which must be of the same vendor and no variant itself.</param>
/// <param name="Images">
/// http or https addresses, which are fetched in the background and kept here, or pictures that this shop draws; without them a picture is
/// drawn.
/// </param>
/// <param name="VendorId">Admins only; a vendor's product always gets the vendor's own id.</param>
/// <param name="TaxClass">
/// The class that rates of taxes are looked up by: standard (when absent), reduced, intermediate, super_reduced, zero, or one of the shop's
/// own. A variant has its own, whatever its parent has.
/// </param>
/// <param name="PricesIncludeTax">
/// Whether the price contains its tax wherever it is sold; when absent or null, as the shop's rates say for the place. A variant has its
/// own.
/// </param>
/// <param name="RequiresShipping">False of what is not sent, such as an e-book; true when absent. A variant says it for itself.</param>
/// <param name="WeightG">Grams with its packing; 0, as when absent: nobody has said. A variant has its own.</param>
public sealed record NewProduct(
    string Name,
    decimal Price,
    string Currency,
    string Category,
    string? Description = null,
    [property: JsonConverter(typeof(IdConverter))] string? ParentId = null,
    IReadOnlyList<string>? Images = null,
    [property: JsonConverter(typeof(IdConverter))] string? VendorId = null,
    string? TaxClass = null,
    bool? PricesIncludeTax = null,
    bool? RequiresShipping = null,
    long? WeightG = null
)
{
    /// <summary>Free-form object, such as material, colour, weight_g.</summary>
    public JsonElement Attributes { get; init; }

    /// <summary>
    /// What the price is said to be reduced from, above it. The lowest price of the thirty days before is shown beside it.
    /// </summary>
    public decimal? CompareAtPrice { get; init; }

    /// <summary>
    /// A lower price for a time: <c>{price, starts_at, ends_at}</c>, of which one of the times may be absent. While it holds, the price is
    /// this and <c>compare_at_price</c> is the product's own. A day or a time without an offset is one of the shop.
    /// </summary>
    public JsonElement Sale { get; init; }

    /// <summary>
    /// Whom to turn to about its safety, as <see cref="ProductSafety"/>; without one the vendor's or the shop's is shown.
    /// </summary>
    public JsonElement Safety { get; init; }

    /// <summary>Of a parent: name to list of values. Of a variant: name to its value.</summary>
    public JsonElement Options { get; init; }

    /// <summary>draft, active (when absent) or archived: only what is active, and its parent too, is shown and sold.</summary>
    [OneOf(ProductStatus.Draft, ProductStatus.Active, ProductStatus.Archived)]
    public string? Status { get; init; }

    /// <summary>The seller's own number of it, unique among the seller's products.</summary>
    public string? Sku { get; init; }

    /// <summary>A GTIN of 8, 12, 13 or 14 digits with its check digit.</summary>
    public string? Barcode { get; init; }

    /// <summary>Whose make it is.</summary>
    public string? Brand { get; init; }

    /// <summary>Words to find it by; each counts once, whatever its case.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>How search engines are to show it: <c>title</c> and <c>description</c>.</summary>
    public JsonElement Seo { get; init; }

    /// <summary>The last part of its page's address, unique in the shop; made of the name when absent.</summary>
    public string? Slug { get; init; }

    internal ProductInput Input =>
        new(
            Name,
            Description,
            Price,
            Currency,
            Category,
            Attributes,
            ParentId is null ? default : new(ParentId),
            Options,
            Images,
            VendorId,
            TaxClass,
            PricesIncludeTax is { } says ? new(says ? ProductRules.Yes : ProductRules.No) : default,
            RequiresShipping,
            WeightG
        )
        {
            CompareAtPrice = CompareAtPrice is null ? default : new(CompareAtPrice),
            Sale = Sale,
            Safety = Safety,
            Status = Status,
            Sku = new(Sku),
            Barcode = new(Barcode),
            Brand = new(Brand),
            Tags = Tags,
            Seo = Seo,
            Slug = Slug is null ? default : new(Slug),
        };
}

/// <summary>
/// Body of PATCH /api/products/{id}: absent members stay as they are; attributes are merged member by member (RFC 7396), null removes one.
/// </summary>
/// <param name="Images">
/// Replaces the images: addresses of pictures that the product has, in their new order, and addresses to fetch.
/// </param>
public sealed record ProductPatch(
    string? Name = null,
    string? Description = null,
    decimal? Price = null,
    string? Currency = null,
    string? Category = null,
    IReadOnlyList<string>? Images = null,
    [property: JsonConverter(typeof(IdConverter))] string? VendorId = null,
    string? TaxClass = null,
    bool? RequiresShipping = null,
    long? WeightG = null
)
{
    /// <summary>Free-form object; merged.</summary>
    public JsonElement Attributes { get; init; }

    /// <summary>Null makes a variant a product of its own.</summary>
    public JsonElement ParentId { get; init; }

    /// <summary>Replaces the options; null removes them.</summary>
    public JsonElement Options { get; init; }

    /// <summary>Whether the price contains its tax: true, false, or null for the shop's rule.</summary>
    public JsonElement PricesIncludeTax { get; init; }

    /// <summary>
    /// What the price is said to be reduced from; null ends the reduction, as a price does that is not below it any more.
    /// </summary>
    public JsonElement CompareAtPrice { get; init; }

    /// <summary>Replaces the lower price for a time; null ends it.</summary>
    public JsonElement Sale { get; init; }

    /// <summary>Replaces the safety contacts; null removes them.</summary>
    public JsonElement Safety { get; init; }

    /// <summary>draft, active or archived.</summary>
    [OneOf(ProductStatus.Draft, ProductStatus.Active, ProductStatus.Archived)]
    public string? Status { get; init; }

    /// <summary>Null removes it.</summary>
    public JsonElement Sku { get; init; }

    /// <summary>Null removes it.</summary>
    public JsonElement Barcode { get; init; }

    /// <summary>Null removes it.</summary>
    public JsonElement Brand { get; init; }

    /// <summary>Replaces the tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Merged; null removes it, or a member of it.</summary>
    public JsonElement Seo { get; init; }

    /// <summary>Null makes it of the name. The address that the product had leads to the new one.</summary>
    public JsonElement Slug { get; init; }

    internal ProductInput Input =>
        new(
            Name,
            Description,
            Price,
            Currency,
            Category,
            Attributes,
            ParentId.ValueKind == JsonValueKind.Undefined ? default : new(Text(ParentId)),
            Options,
            Images,
            VendorId,
            TaxClass,
            ProductRules.Flag(PricesIncludeTax),
            RequiresShipping,
            WeightG
        )
        {
            CompareAtPrice = Amount(CompareAtPrice),
            Sale = Sale,
            Safety = Safety,
            Status = Status,
            Sku = Word(Sku),
            Barcode = Word(Barcode),
            Brand = Word(Brand),
            Tags = Tags,
            Seo = Seo,
            Slug = Word(Slug),
        };

    // A word where a number belongs is below any price, and refused as one.
    private static Said<decimal?> Amount(JsonElement said) =>
        said.ValueKind switch
        {
            JsonValueKind.Undefined => default,
            JsonValueKind.Null => new(null),
            JsonValueKind.Number when said.TryGetDecimal(out var exact) => new(exact),
            _ => new(-1),
        };

    // What is neither text nor number is refused as text with a character that none has.
    private static Said<string?> Word(JsonElement said) =>
        said.ValueKind switch
        {
            JsonValueKind.Undefined => default,
            JsonValueKind.Null or JsonValueKind.String or JsonValueKind.Number => new(Text(said)),
            _ => new("\0"),
        };

    private static string? Text(JsonElement id) =>
        id.ValueKind switch
        {
            JsonValueKind.String => id.GetString(),
            JsonValueKind.Number => id.GetRawText(),
            JsonValueKind.Null => null,
            _ => string.Empty,
        };
}

/// <summary>A member that may be left out, which differs from being null.</summary>
/// <param name="Value">What was said.</param>
public readonly record struct Said<T>(T Value)
{
    public bool IsSaid { get; } = true;
}

/// <summary>What was said about a product; null or undefined: nothing.</summary>
/// <param name="PricesIncludeTax">true or false as a word, null for the shop's rule; any other word is refused.</param>
public sealed record ProductInput(
    string? Name,
    string? Description,
    decimal? Price,
    string? Currency,
    string? Category,
    JsonElement Attributes,
    Said<string?> ParentId,
    JsonElement Options,
    IReadOnlyList<string>? Images,
    string? VendorId,
    string? TaxClass = null,
    Said<string?> PricesIncludeTax = default,
    bool? RequiresShipping = null,
    long? WeightG = null
)
{
    /// <summary>Said null: no reduction.</summary>
    public Said<decimal?> CompareAtPrice { get; init; }

    /// <summary>As <see cref="ScheduledSale"/>; null removes it, undefined leaves it.</summary>
    public JsonElement Sale { get; init; }

    /// <summary>Whose days and times are meant where no offset is said: the shop's.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Null removes it, undefined leaves it.</summary>
    public JsonElement Safety { get; init; }

    /// <summary>As <see cref="ProductListing"/>; null: nothing was said.</summary>
    public string? Status { get; init; }

    /// <summary>Said null or empty: none. So are barcode and brand.</summary>
    public Said<string?> Sku { get; init; }

    public Said<string?> Barcode { get; init; }

    public Said<string?> Brand { get; init; }

    /// <summary>Null: nothing was said.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Null removes it, undefined leaves it.</summary>
    public JsonElement Seo { get; init; }

    /// <summary>Alternative texts of images by their addresses; null: nothing was said.</summary>
    public IReadOnlyDictionary<string, string>? ImageAlts { get; init; }

    /// <summary>Said null or empty: made of the name.</summary>
    public Said<string?> Slug { get; init; }
}
