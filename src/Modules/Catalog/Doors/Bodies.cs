// The JSON that Catalog answers, as records: the API document is made of these.
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>A product. <see cref="ShownProduct"/> writes exactly these members.</summary>
/// <param name="Price">Major units.</param>
/// <param name="Attributes">Free-form object.</param>
/// <param name="Images">Addresses of this shop: of its pictures in order, or where it has none, of what the shop draws of it.</param>
/// <param name="Stock">
/// What can be bought now; of a product with variants, theirs included. Null while the stock cannot be asked: it is checked when the order
/// is placed.
/// </param>
/// <param name="VendorName">Absent when the vendor has no name.</param>
/// <param name="ParentId">On variants only.</param>
/// <param name="Options">Of a parent: name to list of values. Of a variant: name to its value.</param>
/// <param name="TaxClass">The class that rates of taxes are looked up by.</param>
/// <param name="PricesIncludeTax">Whether the price contains its tax; absent where the shop's rates say so for the place.</param>
/// <param name="RequiresShipping">False of what is not sent, such as an e-book: it needs no street and no shipping.</param>
/// <param name="WeightG">Grams with its packing; 0: nobody has said.</param>
/// <param name="HasVariants">True on products that are bought through a variant; else absent.</param>
/// <param name="CompareAtPrice">What the price is said to be reduced from; absent where no reduction is said.</param>
/// <param name="LowestPrice30d">
/// Beside it, as Directive 98/6/EC asks: the lowest price of the thirty days of the shop before the reduction; of goods that are sold for
/// less long, since then.
/// </param>
/// <param name="Sale">
/// While a price for a time holds: that price, and since and until when; <c>compare_at_price</c> is the usual one.
/// </param>
/// <param name="Pictures">Its uploaded pictures, in order; absent where it has none.</param>
/// <param name="Status">Others than active are shown to those only who may change the product.</param>
/// <param name="Sku">The seller's own number of it; absent where it has none, as barcode, brand and seo are.</param>
/// <param name="Barcode">A GTIN.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="Slug">Its page is <c>/products/</c> and this; absent on variants.</param>
/// <param name="Version">What If-Match of a change names, as <c>"7"</c>: the change is made only if it still is the present one.</param>
/// <param name="Safety">Whom to turn to about its safety, its own or the vendor's or shop's; absent where nobody is named.</param>
public sealed record ProductBody(
    string ProductId,
    string Name,
    string Description,
    decimal Price,
    string Currency,
    string Category,
    string VendorId,
    JsonElement Attributes,
    IReadOnlyList<string> Images,
    StockBody? Stock,
    DateTimeOffset UpdatedAt,
    string? VendorName = null,
    string? ParentId = null,
    JsonElement? Options = null,
    bool? HasVariants = null,
    string TaxClass = TaxClasses.Standard,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? PricesIncludeTax = null,
    bool RequiresShipping = true,
    long WeightG = 0,
    decimal? CompareAtPrice = null,
    [property: JsonPropertyName("lowest_price_30d")] decimal? LowestPrice30d = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SaleBody? Sale = null,
    ProductSafety? Safety = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Photos.PhotoBody>? Pictures = null,
    [property: OneOf(ProductStatus.Draft, ProductStatus.Active, ProductStatus.Archived)] string Status = ProductStatus.Active,
    string? Sku = null,
    string? Barcode = null,
    string? Brand = null,
    IReadOnlyList<string>? Tags = null,
    SeoBody? Seo = null,
    long Version = 1,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Slug = null
);

/// <summary>
/// A lower price for a time, major units; without a beginning since it was written, without an end until it is taken away.
/// </summary>
public sealed record SaleBody(
    decimal Price,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? StartsAt = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? EndsAt = null
);

/// <summary>The lower price for a time as its seller sees it: it may not have begun, and there may be none.</summary>
/// <param name="Price">Null where there is none.</param>
/// <param name="RegularPrice">What the product costs without it.</param>
/// <param name="StartsAtLocal">As the shop's clocks show it, <c>2026-12-01T00:00</c>; <paramref name="EndsAtLocal"/> likewise.</param>
public sealed record ScheduledSaleBody(
    [property: OneOf(ScheduledSale.None, ScheduledSale.Scheduled, ScheduledSale.Live, ScheduledSale.Ended)] string State,
    decimal? Price,
    decimal RegularPrice,
    string Currency,
    DateTimeOffset? StartsAt,
    DateTimeOffset? EndsAt,
    string? StartsAtLocal,
    string? EndsAtLocal,
    string TimeZone
)
{
    /// <param name="product">As it is now.</param>
    public static ScheduledSaleBody Of(CatalogProduct product, TimeZoneInfo zone, long nowMs)
    {
        var sale = product.Sale;
        DateTimeOffset? starts = sale is { StartsMs: > 0 } ? DateTimeOffset.FromUnixTimeMilliseconds(sale.StartsMs) : null;
        DateTimeOffset? ends = sale is { EndsMs: not ScheduledSale.Open } ? DateTimeOffset.FromUnixTimeMilliseconds(sale.EndsMs) : null;
        return new(
            sale?.State(nowMs) ?? ScheduledSale.None,
            sale is null ? null : Currencies.ToMajor(sale.PriceMinor, product.Currency),
            Currencies.ToMajor(product.RegularMinor ?? product.PriceMinor, product.Currency),
            product.Currency,
            starts,
            ends,
            starts is { } first ? ShopMoment.Shown(first, zone) : null,
            ends is { } last ? ShopMoment.Shown(last, zone) : null,
            zone.Id
        );
    }
}

/// <summary>How search engines are to show a product. Absent members go by its name and description.</summary>
public sealed record SeoBody(string? Title = null, string? Description = null);

/// <summary>A version of a product that somebody made. Versions in between are of variants and stock.</summary>
/// <param name="UserId">Who changed it.</param>
/// <param name="Kind"><c>created</c>, <c>changed</c> or <c>deleted</c>.</param>
public sealed record ChangeBody(
    long Version,
    DateTimeOffset At,
    string UserId,
    [property: OneOf("created", "changed", "deleted")] string Kind,
    IReadOnlyList<MemberChange> Changes
);

/// <summary>A member as it was and as it is; free objects and lists as their JSON text, long texts shortened.</summary>
public sealed record MemberChange(string Member, JsonElement? From, JsonElement? To);

/// <param name="Available">Units.</param>
public sealed record StockBody(long Available);

/// <summary>A page of products.</summary>
/// <param name="NextCursor">Null on the last page.</param>
/// <param name="Total">How many match in all; on the first page only.</param>
/// <param name="Facets">On the first page only.</param>
public sealed record ProductListBody(
    IReadOnlyList<ProductBody> Items,
    string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FacetsBody? Facets,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CorrectedBody? Corrected = null
);

/// <summary>Nothing has the words that were typed: the list is of others. <c>exact=true</c> asks for those alone.</summary>
public sealed record CorrectedBody(string From, string To);

/// <summary>What may be chosen next. Each is counted under the other filters, its own left out.</summary>
public sealed record FacetsBody(
    IReadOnlyList<FacetValue> Categories,
    IReadOnlyList<FacetValue> Vendors,
    PriceFacet? Price,
    CountFacet InStock,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AttributeFacet>? Attributes = null
)
{
    internal static FacetsBody Of(ProductFacets facets) =>
        new(
            [.. facets.Categories.Select(c => new FacetValue(c.Value, c.Count, NameOf(c.Value)))],
            [.. facets.Vendors.Select(v => new FacetValue(v.Value, v.Count, v.Label ?? v.Value))],
            facets is { MinMilli: { } min, MaxMilli: { } max } ? new PriceFacet(Major(min), Major(max)) : null,
            new CountFacet(facets.InStock),
            facets.Attributes.Count == 0
                ? null
                :
                [
                    .. facets.Attributes.Select(a => new AttributeFacet(
                        a.Name,
                        [.. a.Values.Select(v => new FacetValue(v.Value, v.Count))]
                    )),
                ]
        );

    // Of a path its last name; a name at the root says itself.
    private static string? NameOf(string path) => path.LastIndexOf('/') is > 0 and var at ? path[(at + 1)..] : null;

    // Two digits where they say all, three for currencies that have them.
    private static decimal Major(long milli) =>
        milli % 10 == 0
            ? new decimal(unchecked((int)(milli / 10)), unchecked((int)((milli / 10) >> 32)), 0, false, 2)
            : new decimal(unchecked((int)milli), unchecked((int)(milli >> 32)), 0, false, 3);
}

/// <summary>An attribute or option that can be filtered by: <c>attr.{name}={value}</c>.</summary>
public sealed record AttributeFacet(string Name, IReadOnlyList<FacetValue> Values);

/// <param name="Label">What to show instead of the value.</param>
public sealed record FacetValue(
    string Value,
    long Count,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Label = null
);

/// <summary>Lowest and highest price in major units.</summary>
public sealed record PriceFacet(decimal Min, decimal Max);

public sealed record CountFacet(long Count);
