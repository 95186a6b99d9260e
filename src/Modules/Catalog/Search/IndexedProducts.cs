// Products as the search index holds them.
using System.Text.Json;
using Cartwright.Catalog.Selling;
using Cartwright.Contracts.Ports;

namespace Cartwright.Catalog.Search;

internal static class IndexedProducts
{
    // What is longer is a text and no choice; more of them would make every list slow.
    private const int ValueCharsMax = 60;
    private const int ValuesMax = 60;

    /// <summary>Whether a shopper may find it in a list. The one place that says so for search, asked when a product is written into the
    /// index and again when it is found.</summary>
    public static bool IsListed(CatalogProduct product) => product.ForSale && product.ParentId is null;

    /// <param name="variants">Its live variants, whose codes and options find it too.</param>
    /// <param name="sold">Units as <see cref="Contracts.ProductSales"/> counts them, its variants counted in.</param>
    public static IndexedProduct Of(CatalogProduct product, IEnumerable<CatalogProduct> variants, long sold)
    {
        var codes = new List<string>();
        Codes(product, codes);
        var words = ProductSql.Words(product.Category, product.Attributes, product.Options, product.Listing);
        var values = new HashSet<(string, string)>();

        // First, since the number of values is bounded: a shopper filters by brand and tags as by any attribute.
        Add("brand", product.Listing.Brand, values);
        foreach (var tag in product.Listing.TagList)
        {
            Add("tags", tag, values);
        }

        Values(product.Attributes, values);
        Values(product.Options, values);
        foreach (var variant in variants.Where(variant => variant.ForSale))
        {
            Codes(variant, codes);
            Values(variant.Options, values);
        }

        return new IndexedProduct(
            product.ProductId,
            product.Number,
            product.Name,
            ProductSql.NameKey(product.Name),
            product.VendorName is { } vendor ? words + " " + vendor : words,
            product.Description,
            codes,
            product.Category,
            product.VendorId,
            ProductSql.Milli(product.PriceMinor, product.Currency),
            product.Stocked || product.VariantsStocked > 0,
            [.. values.Take(ValuesMax)]
        )
        {
            Sold = sold,
            SalesLevel = SalesLevel.Of(sold),
        };
    }

    private static void Codes(CatalogProduct product, List<string> codes)
    {
        codes.Add(product.ProductId);
        codes.AddRange(new[] { product.Listing.Sku, product.Listing.Barcode }.OfType<string>());
    }

    // Members whose value is one word or figure, or a list of such.
    private static void Values(string? json, HashSet<(string, string)> to)
    {
        if (json is null or "{}")
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var member in document.RootElement.EnumerateObject())
        {
            foreach (var value in member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().ToList() : [member.Value])
            {
                var text = value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString()!,
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                    _ => string.Empty,
                };
                Add(member.Name, text, to);
            }
        }
    }

    private static void Add(string name, string? text, HashSet<(string, string)> to)
    {
        if (text?.Length is > 0 and <= ValueCharsMax && name.Length is > 0 and <= ValueCharsMax && IsPlain(name) && IsPlain(text))
        {
            to.Add((name, text));
        }
    }

    private static bool IsPlain(string text) => !text.Any(char.IsControl);
}
