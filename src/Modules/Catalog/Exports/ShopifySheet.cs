// Products as Shopify's import takes them: the first row of a handle has the product, each variant a row, further pictures their own.
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog.Exports;

/// <summary>Options beyond the third, which Shopify does not have, are left out.</summary>
internal sealed class ShopifySheet : IExportSheet
{
    private const int OptionsMax = 3;

    private static readonly string[] Names =
    [
        "Handle",
        "Title",
        "Body (HTML)",
        "Vendor",
        "Product Category",
        "Type",
        "Tags",
        "Published",
        "Option1 Name",
        "Option1 Value",
        "Option2 Name",
        "Option2 Value",
        "Option3 Name",
        "Option3 Value",
        "Variant SKU",
        "Variant Grams",
        "Variant Inventory Tracker",
        "Variant Inventory Qty",
        "Variant Inventory Policy",
        "Variant Fulfillment Service",
        "Variant Price",
        "Variant Compare At Price",
        "Variant Requires Shipping",
        "Variant Taxable",
        "Variant Barcode",
        "Image Src",
        "Image Position",
        "Image Alt Text",
        "Gift Card",
        "SEO Title",
        "SEO Description",
        "Variant Image",
        "Variant Weight Unit",
        "Status",
    ];

    private static readonly Dictionary<string, int> Places = Names
        .Select((name, i) => (name, i))
        .ToDictionary(one => one.name, one => one.i);

    public string ContentType => "text/csv; charset=utf-8";

    public string FileName => "products-shopify.csv";

    public void Head(PipeWriter to) => Csv.Row(to, Names);

    public void Family(PipeWriter to, ExportedProduct product, IReadOnlyList<ExportedProduct> variants)
    {
        var row = product.Product;
        var sold = variants.Count > 0 ? variants : [product];
        for (var i = 0; i < Math.Max(sold.Count, product.Images.Count); i++)
        {
            var cells = new object?[Names.Length];
            void Put(string name, object? value) => cells[Places[name]] = value;
            Put("Handle", row.ProductId);
            if (i == 0)
            {
                Of(row, Put);
            }

            if (i < sold.Count)
            {
                Sold(sold[i], variants.Count > 0, Put);
            }

            if (i < product.Images.Count)
            {
                Put("Image Src", product.Images[i].Address);
                Put("Image Position", i + 1L);
                Put("Image Alt Text", product.Images[i].Alt.Length > 0 ? product.Images[i].Alt : null);
            }

            Csv.Row(to, cells);
        }
    }

    private static void Of(CatalogProduct row, Action<string, object?> put)
    {
        put("Title", row.Name);
        put(
            "Body (HTML)",
            row.Description.Length == 0
                ? null
                : $"<p>{HtmlEncoder.Default.Encode(row.Description.ReplaceLineEndings("\n")).Replace("&#xA;", "<br>\n", StringComparison.Ordinal)}</p>"
        );
        put("Vendor", row.Listing.Brand);
        put("Type", row.Category.Replace("/", " > ", StringComparison.Ordinal));
        put("Tags", row.Listing.TagList.Count == 0 ? null : string.Join(", ", row.Listing.TagList));
        put("Published", row.IsActive ? ProductRules.Yes : ProductRules.No);
        put("Status", row.Listing.Status);
        put("Gift Card", ProductRules.No);
        if (row.Listing.Seo is { } seo)
        {
            using var document = JsonDocument.Parse(seo);
            put("SEO Title", document.RootElement.TryGetProperty("title", out var title) ? title.GetString() : null);
            put("SEO Description", document.RootElement.TryGetProperty("description", out var text) ? text.GetString() : null);
        }
    }

    private static void Sold(ExportedProduct one, bool isVariant, Action<string, object?> put)
    {
        var row = one.Product;
        if (isVariant && row.Options is { } options)
        {
            using var document = JsonDocument.Parse(options);
            var place = 1;
            foreach (var option in document.RootElement.EnumerateObject().Take(OptionsMax))
            {
                put($"Option{place} Name", option.Name);
                put($"Option{place++} Value", option.Value.ToString());
            }
        }
        else
        {
            put("Option1 Name", "Title");
            put("Option1 Value", isVariant ? row.Name : "Default Title");
        }

        put("Variant SKU", row.Listing.Sku);
        put("Variant Grams", row.WeightG);
        put("Variant Weight Unit", "g");
        put("Variant Inventory Tracker", "shopify");
        put("Variant Inventory Qty", one.OnHand);
        put("Variant Inventory Policy", "deny");
        put("Variant Fulfillment Service", "manual");
        put("Variant Price", Currencies.ToMajor(row.PriceMinor, row.Currency));
        put("Variant Compare At Price", row.CompareAtMinor is { } compared ? Currencies.ToMajor(compared, row.Currency) : null);
        put("Variant Requires Shipping", row.RequiresShipping ? ProductRules.Yes : ProductRules.No);
        put("Variant Taxable", row.TaxClass == "zero" ? ProductRules.No : ProductRules.Yes);
        put("Variant Barcode", row.Listing.Barcode);
        put("Variant Image", isVariant && one.Images.Count > 0 ? one.Images[0].Address : null);
    }
}
