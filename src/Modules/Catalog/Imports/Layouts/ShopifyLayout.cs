// Shopify's product CSV: rows of one handle are one product. The first row has its title, each row with option values is a variant, and
// rows with neither are further pictures.
using System.Text.Json.Nodes;
using Cartwright.Contracts;

namespace Cartwright.Catalog.Imports;

internal sealed class ShopifyLayout(IReadOnlyList<string> header, ImportWords words) : ImportLayout(header, words)
{
    private const int OptionsMax = 3;
    private const string OnlyOption = "Title";
    private const string OnlyValue = "Default Title";

    private static readonly HashSet<string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        "Handle",
        "URL handle",
        "Title",
        "Body (HTML)",
        "Description",
        "Vendor",
        "Product Category",
        "Type",
        "Tags",
        "Published",
        "Published on online store",
        "Option1 Name",
        "Option1 Value",
        "Option2 Name",
        "Option2 Value",
        "Option3 Name",
        "Option3 Value",
        "Variant SKU",
        "SKU",
        "Variant Grams",
        "Weight value (grams)",
        "Variant Inventory Qty",
        "Inventory quantity",
        "Variant Price",
        "Price",
        "Variant Compare At Price",
        "Compare-at price",
        "Variant Requires Shipping",
        "Requires shipping",
        "Variant Taxable",
        "Charge tax",
        "Variant Barcode",
        "Barcode",
        "Image Src",
        "Product image URL",
        "Image Position",
        "Image Alt Text",
        "Gift Card",
        "SEO Title",
        "SEO Description",
        "Variant Image",
        "Variant image URL",
        "Status",
    };

    // Known and meant to be left out: nothing is lost by it that this shop could keep.
    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        "Variant Inventory Tracker",
        "Inventory tracker",
        "Variant Inventory Policy",
        "Continue selling when out of stock",
        "Variant Fulfillment Service",
        "Fulfillment service",
        "Variant Weight Unit",
        "Weight unit for display",
        "Collection",
    };

    private readonly List<(long Line, string Record, string[] Fields)> group = [];
    private string handle = string.Empty;

    /// <inheritdoc/>
    public override IReadOnlyList<string> AmountColumns { get; } =
    ["Variant Price", "Price", "Variant Compare At Price", "Compare-at price"];

    /// <summary>Whether a column is understood, or left out on purpose.</summary>
    public static bool Knows(string name) => Columns.Contains(name) || LeftOut.Contains(name);

    /// <inheritdoc/>
    public override IEnumerable<StagedLine> Take(long line, string record, string[] fields)
    {
        if (Unfit(fields) is { } unfit)
        {
            return [Refuse(line, record, unfit)];
        }

        var next = Field(fields, "Handle", "URL handle");
        if (next.Length == 0)
        {
            return [Refuse(line, record, Refusal.Invalid("handle_missing", "The row has no Handle, which says whose row it is."))];
        }

        IEnumerable<StagedLine> whole = [];
        if (next != handle && group.Count > 0)
        {
            whole = Whole();
        }

        handle = next;
        group.Add((line, record, fields));
        return whole;
    }

    /// <inheritdoc/>
    public override IEnumerable<StagedLine> End() => group.Count > 0 ? Whole() : [];

    private List<StagedLine> Whole()
    {
        var rows = group.ToList();
        group.Clear();
        var id = ImportIds.Of(handle, Words.IdPrefix);
        var first = rows[0];
        string Own(params ReadOnlySpan<string> names)
        {
            foreach (var row in rows)
            {
                if (Field(row.Fields, names) is { Length: > 0 } field)
                {
                    return field;
                }
            }

            return string.Empty;
        }

        string[] names = [.. Enumerable.Range(1, OptionsMax).Select(i => Own($"Option{i} Name"))];
        string[] Values(string[] fields) => [.. Enumerable.Range(1, OptionsMax).Select(i => Field(fields, $"Option{i} Value"))];
        var variants = rows.Where(row => Array.Exists(Values(row.Fields), value => value.Length > 0) || IsOnly(row.Fields)).ToList();
        var isParent =
            variants.Count > 0
            && !(
                variants.Count == 1 && (names[0].Length == 0 || names[0] == OnlyOption) && Values(variants[0].Fields)[0] is OnlyValue or ""
            );

        var product = new JsonObject { ["product_id"] = id };
        Say(product, "name", Own("Title"));
        Say(product, "description", HtmlText.Of(Own("Body (HTML)", "Description")));
        Say(product, "brand", Own("Vendor"));
        var category = Category(Own("Type"), Own("Product Category"), Field(first.Fields, "Title").Length > 0);
        Say(product, "category", category);
        if (Own("Tags") is { Length: > 0 } tags)
        {
            product["tags"] = Texts(tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }

        var status = Status(Own("Status"), Own("Published", "Published on online store"));
        Say(product, "status", status);
        Seo(product, Own("SEO Title"), Own("SEO Description"));
        Images(product, rows);
        if (Own("Gift Card").Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            Words.Note("Gift cards come as products of their own price: no codes are made of them.");
        }

        if (!isParent)
        {
            var only = variants.Count > 0 ? variants[0] : first;
            return
            [
                Priced(product, only.Fields, Own("Title")) is { } wrong
                    ? Refuse(only.Line, only.Record, wrong)
                    : Staged(only.Line, only.Record, product),
            ];
        }

        return Family(product, rows[0], variants, names, Values, category, status);
    }

    private List<StagedLine> Family(
        JsonObject parent,
        (long Line, string Record, string[] Fields) first,
        List<(long Line, string Record, string[] Fields)> variants,
        string[] names,
        Func<string[], string[]> values,
        string category,
        string status
    )
    {
        var lines = new List<StagedLine>();
        var id = parent["product_id"]!.GetValue<string>();
        var title = parent["name"]?.GetValue<string>() ?? string.Empty;
        var offered = new JsonObject();
        for (var i = 0; i < OptionsMax; i++)
        {
            var all = variants
                .Select(row => values(row.Fields)[i])
                .Where(value => value.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .ToList();
            if (names[i].Length > 0 && all.Count > 0)
            {
                offered[names[i]] = Texts(all);
            }
        }

        if (offered.Count > 0)
        {
            parent["options"] = offered;
        }

        // A page of a product with variants shows the lowest price; the parent itself is not sold.
        var cheapest = variants.MinBy(row =>
            ImportNumbers.Read(Field(row.Fields, "Variant Price", "Price"), Words.Mark, out _) ?? decimal.MaxValue
        );
        var wrong =
            Amount(parent, "price", Field(cheapest.Fields, "Variant Price", "Price"), "Variant Price")
            ?? Compared(parent, Field(cheapest.Fields, "Variant Compare At Price", "Compare-at price"));
        if (Field(first.Fields, "Title").Length > 0 || wrong is not null)
        {
            lines.Add(wrong is null ? Staged(first.Line, first.Record, parent) : Refuse(first.Line, first.Record, wrong));
        }

        foreach (var row in variants)
        {
            var chosen = values(row.Fields);
            var options = new JsonObject();
            for (var i = 0; i < OptionsMax; i++)
            {
                if (names[i].Length > 0 && chosen[i].Length > 0)
                {
                    options[names[i]] = chosen[i];
                }
            }

            var said = chosen.Where(value => value.Length > 0).ToList();
            var variant = new JsonObject
            {
                ["product_id"] = ImportIds.OfVariant(id, said),
                ["parent_id"] = id,
                ["options"] = options,
            };
            Say(variant, "name", title.Length == 0 ? string.Empty : Shortened($"{title} – {string.Join(" / ", said)}"));
            Say(variant, "category", category);
            Say(
                variant,
                "status",
                status == ProductStatus.Archived ? status
                    : title.Length > 0 ? ProductStatus.Active
                    : string.Empty
            );
            if (Field(row.Fields, "Variant Image", "Variant image URL") is { Length: > 0 } image)
            {
                variant["images"] = Texts([image]);
            }

            lines.Add(
                Priced(variant, row.Fields, title) is { } refused
                    ? Refuse(row.Line, row.Record, refused)
                    : Staged(row.Line, row.Record, variant)
            );
        }

        return lines;
    }

    private Refusal? Priced(JsonObject product, string[] fields, string title)
    {
        Say(product, "sku", Field(fields, "Variant SKU", "SKU").TrimStart('\''));
        Barcode(product, Field(fields, "Variant Barcode", "Barcode"));
        var refused =
            Amount(product, "price", Field(fields, "Variant Price", "Price"), "Variant Price")
            ?? Compared(product, Field(fields, "Variant Compare At Price", "Compare-at price"));
        if (refused is not null)
        {
            return refused;
        }

        if (Field(fields, "Variant Grams", "Weight value (grams)") is { Length: > 0 } grams)
        {
            if (ImportNumbers.Count(grams, Words.Mark, "must be grams, such as 320", out var wrong) is not { } weight)
            {
                return Refusal.Invalid("validation_failed", $"Variant Grams {wrong}.");
            }

            product["weight_g"] = (long)decimal.Round(weight, MidpointRounding.AwayFromZero);
        }

        Flag(product, "requires_shipping", Field(fields, "Variant Requires Shipping", "Requires shipping"));
        if (Field(fields, "Variant Taxable", "Charge tax").Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            Words.Note("What is not taxable there gets the class of taxes 'zero' here: check that your rates mean the same.");
            product["tax_class"] = "zero";
        }

        if (Field(fields, "Variant Inventory Qty", "Inventory quantity") is { Length: > 0 } units)
        {
            if (ImportNumbers.Whole(units, Words.Mark, "must be whole units, such as 12", out var wrong) is not { } stock)
            {
                return Refusal.Invalid("validation_failed", $"Variant Inventory Qty {wrong}.");
            }

            if (stock < 0)
            {
                Words.Note("Stock below zero, which is oversold there, comes as 0.");
            }

            product["stock"] = Math.Max(0, stock);
        }

        return null;
    }

    // A price that is said to be reduced to itself is not reduced.
    private Refusal? Compared(JsonObject product, string field)
    {
        if (Amount(product, "compare_at_price", field, "Variant Compare At Price") is { } refused)
        {
            return refused;
        }

        if (
            product["compare_at_price"]?.GetValue<decimal>() is { } compared
            && compared <= (product["price"]?.GetValue<decimal>() ?? decimal.MaxValue)
        )
        {
            product.Remove("compare_at_price");
        }

        return null;
    }

    private void Images(JsonObject product, List<(long Line, string Record, string[] Fields)> rows)
    {
        var images = rows.Select(
                (row, i) =>
                    (
                        Address: Field(row.Fields, "Image Src", "Product image URL"),
                        Alt: Field(row.Fields, "Image Alt Text"),
                        Place: ImportNumbers.Whole(Field(row.Fields, "Image Position"), Words.Mark, string.Empty, out _) ?? (i + 1L)
                    )
            )
            .Where(image => image.Address.Length > 0)
            .OrderBy(image => image.Place)
            .DistinctBy(image => image.Address)
            .ToList();
        if (images.Count == 0)
        {
            return;
        }

        product["images"] = Texts(images.Select(image => image.Address));
        if (images.Any(image => image.Alt.Length > 0))
        {
            product["image_alts"] = new JsonObject(
                images.Where(image => image.Alt.Length > 0).Select(image => KeyValuePair.Create(image.Address, (JsonNode?)image.Alt))
            );
        }
    }

    private bool IsOnly(string[] fields) =>
        Field(fields, "Variant Price", "Price").Length > 0 || Field(fields, "Variant SKU", "SKU").Length > 0;

    private string Category(string type, string path, bool isFirst)
    {
        var category = ImportIds.CategoryPath(path.Length > 0 && type.Length == 0 ? path : type);
        if (category.Length == 0 && isFirst)
        {
            Words.Note($"Products without a type or category come into the category '{ImportIds.NoCategory}'.");
            return ImportIds.NoCategory;
        }

        return category;
    }

    private static string Status(string status, string published) =>
        status.ToLowerInvariant() switch
        {
            ProductStatus.Archived => ProductStatus.Archived,
            ProductStatus.Draft => ProductStatus.Draft,
            _ when published.Equals("false", StringComparison.OrdinalIgnoreCase) => ProductStatus.Draft,
            ProductStatus.Active => ProductStatus.Active,
            _ => published.Length > 0 ? ProductStatus.Active : string.Empty,
        };
}
