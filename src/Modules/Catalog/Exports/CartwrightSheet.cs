// The shop's own columns, which an import takes back as they are.
using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog.Exports;

/// <summary>The members of a product as a file has them, in order.</summary>
internal static class ExportedMembers
{
    public static readonly string[] Names =
    [
        "product_id",
        "parent_id",
        "name",
        "description",
        "price",
        "compare_at_price",
        "sale",
        "currency",
        "category",
        "vendor_id",
        "status",
        "sku",
        "barcode",
        "brand",
        "tags",
        "tax_class",
        "prices_include_tax",
        "requires_shipping",
        "weight_g",
        "attributes",
        "options",
        "images",
        "image_alts",
        "safety",
        "seo",
        "slug",
        "stock",
    ];

    /// <summary>Their values: text, decimal, long, bool, JSON, a sale, or null for what is not said.</summary>
    public static object?[] Of(ExportedProduct exported)
    {
        var product = exported.Product;
        decimal Major(long minor) => Currencies.ToMajor(minor, product.Currency);
        var alts = exported.Images.Where(image => image.Alt.Length > 0).ToList();
        return
        [
            product.ProductId,
            product.ParentId,
            product.Name,
            product.Description,
            Major(product.PriceMinor),
            product.CompareAtMinor is { } compared ? Major(compared) : null,
            product.Sale is { } sale ? ExportedSale.Of(sale, product.Currency) : null,
            product.Currency,
            product.Category,
            product.VendorId,
            product.Listing.Status,
            product.Listing.Sku,
            product.Listing.Barcode,
            product.Listing.Brand,
            product.Listing.TagList.Count == 0 ? null : product.Listing.TagList,
            product.TaxClass,
            product.PricesIncludeTax,
            product.RequiresShipping,
            product.WeightG,
            product.Attributes == "{}" ? null : new JsonText(product.Attributes),
            product.Options is null ? null : new JsonText(product.Options),
            exported.Images.Count == 0 ? null : exported.Images.Select(image => image.Address).ToList(),
            alts.Count == 0
                ? null
                : new JsonText(
                    new JsonObject(alts.Select(image => KeyValuePair.Create(image.Address, (JsonNode?)image.Alt))).ToJsonString(
                        Json.Options
                    )
                ),
            product.Safety is null ? null : new JsonText(product.Safety),
            product.Listing.Seo is null ? null : new JsonText(product.Listing.Seo),
            product.Listing.Slug,
            exported.OnHand,
        ];
    }

    public sealed record JsonText(string Text);
}

/// <summary>A price for a time, as a file says it: in the instants of UTC, whatever the shop's zone becomes.</summary>
internal sealed record ExportedSale(decimal Price, string? StartsAt, string? EndsAt)
{
    /// <summary>Where CSV has the parts of it.</summary>
    public static readonly string[] Columns = ["sale.price", "sale.starts_at", "sale.ends_at"];

    public static ExportedSale Of(ScheduledSale sale, string currency) =>
        new(
            Currencies.ToMajor(sale.PriceMinor, currency),
            // One without both is none to an import.
            sale.StartsMs > 0
            || sale.EndsMs == ScheduledSale.Open
                ? ShopMoment.Of(DateTimeOffset.FromUnixTimeMilliseconds(sale.StartsMs)).Text
                : null,
            sale.EndsMs == ScheduledSale.Open ? null : ShopMoment.Of(DateTimeOffset.FromUnixTimeMilliseconds(sale.EndsMs)).Text
        );

    public object?[] Cells => [Price, StartsAt, EndsAt];
}

/// <summary>CSV.</summary>
internal sealed class CartwrightSheet : IExportSheet
{
    public string ContentType => "text/csv; charset=utf-8";

    public string FileName => "products.csv";

    private static readonly string[] Columns =
    [
        .. ExportedMembers.Names.SelectMany(name => name == "sale" ? ExportedSale.Columns : [name]),
    ];

    public void Head(PipeWriter to) => Csv.Row(to, Columns);

    public void Family(PipeWriter to, ExportedProduct product, IReadOnlyList<ExportedProduct> variants)
    {
        foreach (var one in variants.Prepend(product))
        {
            var values = ExportedMembers.Of(one);
            var cells = new List<object?>(Columns.Length);
            for (var i = 0; i < values.Length; i++)
            {
                if (ExportedMembers.Names[i] == "sale")
                {
                    cells.AddRange(values[i] is ExportedSale sale ? sale.Cells : [null, null, null]);
                    continue;
                }

                cells.Add(
                    values[i] switch
                    {
                        bool flag => flag ? ProductRules.Yes : ProductRules.No,
                        ExportedMembers.JsonText json => json.Text,
                        IReadOnlyList<string> texts when ExportedMembers.Names[i] == "images" => string.Join(' ', texts),
                        IReadOnlyList<string> texts => Tags(texts),
                        var other => other,
                    }
                );
            }

            Csv.Row(to, cells);
        }
    }

    private static string Tags(IReadOnlyList<string> tags) =>
        tags.Any(tag => tag.Contains(',', StringComparison.Ordinal)) || tags[0].StartsWith('[')
            ? JsonSerializer.Serialize(tags, Json.Options)
            : string.Join(", ", tags);
}

/// <summary>JSON Lines, as POST /api/products takes them.</summary>
internal sealed class JsonSheet : IExportSheet
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = Json.Options.Encoder, SkipValidation = true };

    public string ContentType => "application/x-ndjson";

    public string FileName => "products.jsonl";

    public void Head(PipeWriter to) { }

    public void Family(PipeWriter to, ExportedProduct product, IReadOnlyList<ExportedProduct> variants)
    {
        foreach (var one in variants.Prepend(product))
        {
            using (var writer = new Utf8JsonWriter(to, Writing))
            {
                writer.WriteStartObject();
                var values = ExportedMembers.Of(one);
                for (var i = 0; i < values.Length; i++)
                {
                    if (values[i] is { } value)
                    {
                        writer.WritePropertyName(ExportedMembers.Names[i]);
                        Write(writer, value);
                    }
                }

                writer.WriteEndObject();
            }

            to.Write("\n"u8);
        }
    }

    private static void Write(Utf8JsonWriter writer, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case decimal amount:
                writer.WriteNumberValue(amount);
                break;
            case long whole:
                writer.WriteNumberValue(whole);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case ExportedSale sale:
                writer.WriteStartObject();
                writer.WriteNumber("price"u8, sale.Price);
                if (sale.StartsAt is { } starts)
                {
                    writer.WriteString("starts_at"u8, starts);
                }

                if (sale.EndsAt is { } ends)
                {
                    writer.WriteString("ends_at"u8, ends);
                }

                writer.WriteEndObject();
                break;
            case ExportedMembers.JsonText json:
                writer.WriteRawValue(json.Text, skipInputValidation: true);
                break;
            default:
                JsonSerializer.Serialize(writer, value, value.GetType(), Json.Options);
                break;
        }
    }
}
