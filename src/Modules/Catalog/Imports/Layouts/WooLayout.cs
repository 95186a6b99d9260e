// WooCommerce's product CSV: a row a product, of which those of the type variation name their parent by its SKU or by id:.
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cartwright.Contracts;

namespace Cartwright.Catalog.Imports;

internal sealed partial class WooLayout(IReadOnlyList<string> header, ImportWords words) : ImportLayout(header, words)
{
    private const decimal GramsPerKg = 1_000;
    private const decimal GramsPerPound = 453.59237m;
    private const decimal GramsPerOunce = 28.349523125m;

    private static readonly HashSet<string> Columns = new(StringComparer.OrdinalIgnoreCase)
    {
        "ID",
        "Type",
        "SKU",
        "GTIN, UPC, EAN, or ISBN",
        "Name",
        "Published",
        "Visibility in catalog",
        "Short description",
        "Description",
        "Tax status",
        "Tax class",
        "In stock?",
        "Stock",
        "Weight (kg)",
        "Weight (g)",
        "Weight (lbs)",
        "Weight (oz)",
        "Date sale price starts",
        "Date sale price ends",
        "Sale price",
        "Regular price",
        "Categories",
        "Tags",
        "Brands",
        "Images",
        "Parent",
    };

    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        "Is featured?",
        "Backorders allowed?",
        "Low stock amount",
        "Sold individually?",
        "Allow customer reviews?",
        "Position",
        "Length (cm)",
        "Width (cm)",
        "Height (cm)",
        "Purchase note",
        "Shipping class",
    };

    // What variations need of their parent, and a parent of its variations; both may stand anywhere in the file.
    private readonly Dictionary<string, WooFamily> families = new(StringComparer.OrdinalIgnoreCase);
    private readonly int attributes = header
        .Select(name => AttributeName().Match(name))
        .Where(m => m.Success)
        .Select(Number)
        .DefaultIfEmpty()
        .Max();

    /// <inheritdoc/>
    public override IReadOnlyList<string> AmountColumns { get; } = ["Regular price", "Sale price", "Weight (kg)"];

    /// <inheritdoc/>
    public override bool LooksFirst => true;

    /// <summary>Whether a column is understood, or left out on purpose.</summary>
    public static bool Knows(string name) => Columns.Contains(name) || LeftOut.Contains(name) || AttributeColumn().IsMatch(name);

    /// <inheritdoc/>
    public override void Look(string[] fields)
    {
        if (fields.Length != Header.Count)
        {
            return;
        }

        var types = Types(fields);
        if (types.Contains("variable", StringComparer.Ordinal))
        {
            var family = families.GetValueOrDefault(Field(fields, "SKU")) ?? families.GetValueOrDefault(ById(fields)) ?? new WooFamily();
            family.ParentId = Id(fields);
            family.Category = Category(fields, isNoted: false);
            family.Name = Field(fields, "Name");
            foreach (var key in new[] { Field(fields, "SKU"), ById(fields) }.Where(key => key.Length > 0))
            {
                if (families.TryGetValue(key, out var known) && known != family)
                {
                    family.Take(known);
                }

                families[key] = family;
            }
        }
        else if (types.Contains("variation", StringComparer.Ordinal) && Field(fields, "Parent") is { Length: > 0 } parent)
        {
            if (!families.TryGetValue(Key(parent), out var family))
            {
                families[Key(parent)] = family = new WooFamily();
            }

            family.Options.UnionWith(
                Attributes(fields).Where(attribute => attribute.Values.Length > 0).Select(attribute => attribute.Name)
            );
            var (asked, _, _) = Prices(fields);
            var price = ImportNumbers.Read(asked, Words.Mark, out _);
            family.Lowest = price < (family.Lowest ?? decimal.MaxValue) ? price : family.Lowest;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<StagedLine> Take(long line, string record, string[] fields) =>
        [
            Unfit(fields) is { } unfit ? Refuse(line, record, unfit)
            : One(fields).Is(out var product, out var refused) ? Staged(line, record, product)
            : Refuse(line, record, refused),
        ];

    private Outcome<JsonObject> One(string[] fields)
    {
        var types = Types(fields);
        if (
            types.FirstOrDefault(type => type is "grouped" or "external" or "subscription" or "variable-subscription" or "bundle") is
            { } other
        )
        {
            return Refusal.Invalid(
                "type_not_supported",
                $"Products of the type '{other}' cannot be kept here: sell the goods in it one by one."
            );
        }

        var id = Id(fields);
        if (id.Length == 0)
        {
            return Refusal.Invalid("validation_failed", "The row has neither SKU nor ID, so that nobody could find it again.");
        }

        var product = new JsonObject { ["product_id"] = id };
        var isVariation = types.Contains("variation", StringComparer.Ordinal);
        var isVariable = types.Contains("variable", StringComparer.Ordinal);
        WooFamily? family = null;
        if (isVariation)
        {
            var parent = Field(fields, "Parent");
            if (parent.Length == 0)
            {
                return Refusal.Invalid("validation_failed", "The variation names no parent: put its SKU or id: and its ID into 'Parent'.");
            }

            family = families.GetValueOrDefault(Key(parent));
            product["parent_id"] =
                family?.ParentId ?? ImportIds.Of(IsNumbered(parent) ? "woo-" + parent["id:".Length..].Trim() : parent, Words.IdPrefix);
        }

        Texts(product, fields, family);
        Grouping(product, fields, family, isVariable);
        return (Priced(product, fields, isVariable) ?? Stocked(product, fields, types)) is { } refused ? refused : product;
    }

    private void Texts(JsonObject product, string[] fields, WooFamily? family)
    {
        static string Lines(string text) =>
            text.Replace("\\r", string.Empty, StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);
        var description = Field(fields, "Description") is { Length: > 0 } whole ? whole : Field(fields, "Short description");
        Say(product, "name", HtmlText.Of(Field(fields, "Name")) is { Length: > 0 } name ? name : family?.Name ?? string.Empty);
        Say(product, "description", HtmlText.Of(Lines(description)).Trim());
        Say(product, "sku", Field(fields, "SKU"));
        Say(product, "brand", First(Field(fields, "Brands"), "A product has one brand: the first of several is kept."));
        Barcode(product, Field(fields, "GTIN, UPC, EAN, or ISBN"));
        var category = Category(fields, isNoted: true);
        if (category.Length == 0 && family is not null)
        {
            category = family.Category;
        }

        if (category.Length == 0 && Field(fields, "Name").Length > 0 && !product.ContainsKey("parent_id"))
        {
            category = ImportIds.NoCategory;
            Words.Note($"Products without a category come into the category '{ImportIds.NoCategory}'.");
        }

        Say(product, "category", category);
        if (Field(fields, "Tags") is { Length: > 0 } tags)
        {
            product["tags"] = Texts(Split(tags));
        }

        if (Field(fields, "Images") is { Length: > 0 } images)
        {
            product["images"] = Texts(images.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct());
        }

        var published = Field(fields, "Published");
        Say(
            product,
            "status",
            published is "1" or "true" ? ProductStatus.Active
                : published.Length > 0 ? ProductStatus.Draft
                : string.Empty
        );
        if (Field(fields, "Visibility in catalog") is not ("" or "visible"))
        {
            Words.Note(
                "Products that are hidden from catalog or search there are shown here when they are published: set them to draft to hide them."
            );
        }
    }

    private void Grouping(JsonObject product, string[] fields, WooFamily? family, bool isVariable)
    {
        var (options, free) = (new JsonObject(), new JsonObject());
        var offered = isVariable ? families.GetValueOrDefault(Field(fields, "SKU")) ?? families.GetValueOrDefault(ById(fields)) : null;
        foreach (var (name, values) in Attributes(fields))
        {
            if (values.Length == 0)
            {
                continue;
            }

            if (family is not null || product.ContainsKey("parent_id"))
            {
                options[name] = values[0];
            }
            else if (isVariable && (offered is null || offered.Options.Count == 0 || offered.Options.Contains(name)))
            {
                options[name] = Texts(values);
            }
            else
            {
                free[name] = string.Join(", ", values);
            }
        }

        if (options.Count > 0)
        {
            product["options"] = options;
        }

        if (free.Count > 0)
        {
            product["attributes"] = free;
        }

        if (isVariable && offered?.Lowest is { } lowest)
        {
            // A page of a product with variants shows the lowest price; the parent itself is not sold.
            product["price"] = lowest;
        }
    }

    // What is asked, the column it stands in, and what it is reduced from. A sale with dates would be a price for good here, begun or not.
    private (string Price, string Column, string Compared) Prices(string[] fields)
    {
        var (regular, sale) = (Field(fields, "Regular price"), Field(fields, "Sale price"));
        return sale.Length == 0 || IsDated(fields) ? (regular, "Regular price", string.Empty) : (sale, "Sale price", regular);
    }

    private bool IsDated(string[] fields) =>
        Field(fields, "Sale price").Length > 0 && Field(fields, "Date sale price starts", "Date sale price ends").Length > 0;

    private Refusal? Priced(JsonObject product, string[] fields, bool isVariable)
    {
        var (price, column, compared) = Prices(fields);
        if (isVariable && price.Length == 0)
        {
            return null;
        }

        if (IsDated(fields))
        {
            Words.Note(
                "Sale prices that hold for a time there are left out, and the regular price is taken: give these products a price for a time once they are here."
            );
        }

        var refused = Amount(product, "price", price, column);
        if (refused is null && compared.Length > 0)
        {
            refused = Amount(product, "compare_at_price", compared, "Regular price");
            if (product["compare_at_price"]?.GetValue<decimal>() <= product["price"]?.GetValue<decimal>())
            {
                product.Remove("compare_at_price");
            }
        }

        if (Field(fields, "Tax status").Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            product["tax_class"] = "zero";
            Words.Note("What has the tax status 'none' there gets the class of taxes 'zero' here: check that your rates mean the same.");
        }
        else if (Field(fields, "Tax class") is { Length: > 0 } named && named != "parent")
        {
            Say(
                product,
                "tax_class",
                named.ToLowerInvariant() switch
                {
                    "standard" => TaxClasses.Standard,
                    "reduced-rate" or "reduced rate" => "reduced",
                    "zero-rate" or "zero rate" => "zero",
                    var own => own.Replace('-', '_').Replace(' ', '_'),
                }
            );
        }

        return refused;
    }

    private Refusal? Stocked(JsonObject product, string[] fields, string[] types)
    {
        if (types.Contains("virtual", StringComparer.Ordinal) || types.Contains("downloadable", StringComparer.Ordinal))
        {
            product["requires_shipping"] = false;
        }

        var (kilos, grams, pounds, ounces) = (
            Field(fields, "Weight (kg)"),
            Field(fields, "Weight (g)"),
            Field(fields, "Weight (lbs)"),
            Field(fields, "Weight (oz)")
        );
        var (weight, factor) =
            kilos.Length > 0 ? (kilos, GramsPerKg)
            : grams.Length > 0 ? (grams, 1)
            : pounds.Length > 0 ? (pounds, GramsPerPound)
            : (ounces, GramsPerOunce);
        if (weight.Length > 0)
        {
            var wrong = "must be a number such as 0.32";
            var read =
                factor == 1 ? ImportNumbers.Count(weight, Words.Mark, wrong, out wrong) : ImportNumbers.Read(weight, Words.Mark, out _);
            if (read is not { } amount || amount is < 0 or > int.MaxValue)
            {
                return Refusal.Invalid("validation_failed", $"The weight {wrong}.");
            }

            product["weight_g"] = (long)decimal.Round(amount * factor, MidpointRounding.AwayFromZero);
        }

        if (Field(fields, "Stock") is { Length: > 0 } units && !units.Equals("parent", StringComparison.OrdinalIgnoreCase))
        {
            if (ImportNumbers.Whole(units, Words.Mark, "must be whole units, such as 12", out var wrong) is not { } stock)
            {
                return Refusal.Invalid("validation_failed", $"Stock {wrong}.");
            }

            product["stock"] = Math.Max(0, stock);
        }
        else if (Field(fields, "In stock?") == "0")
        {
            product["stock"] = 0;
        }
        else if (Field(fields, "In stock?").Length > 0 && !types.Contains("variable", StringComparer.Ordinal))
        {
            Words.Note(
                "Products that are in stock there without a number of units keep the stock that they have here: count them, or none can be bought."
            );
        }

        return null;
    }

    private string Category(string[] fields, bool isNoted)
    {
        var all = Split(Field(fields, "Categories"));
        if (isNoted && all.Count > 1)
        {
            Words.Note("A product has one category: the first of several is kept.");
        }

        return all.Count == 0 ? string.Empty : ImportIds.CategoryPath(all[0]);
    }

    private string First(string list, string note)
    {
        var all = Split(list);
        if (all.Count > 1)
        {
            Words.Note(note);
        }

        return all.Count == 0 ? string.Empty : all[0];
    }

    // Commas that belong to a name are written \, there.
    private static List<string> Split(string list) =>
        [.. Comma().Split(list).Select(name => name.Replace("\\,", ",", StringComparison.Ordinal).Trim()).Where(name => name.Length > 0)];

    private IEnumerable<(string Name, string[] Values)> Attributes(string[] fields)
    {
        for (var i = 1; i <= attributes; i++)
        {
            var name = Field(fields, string.Create(CultureInfo.InvariantCulture, $"Attribute {i} name"));
            if (name.Length > 0)
            {
                var values = Field(fields, string.Create(CultureInfo.InvariantCulture, $"Attribute {i} value(s)"));
                yield return (name, [.. Split(values).Distinct(StringComparer.Ordinal)]);
            }
        }
    }

    private string Id(string[] fields) =>
        Field(fields, "SKU") is { Length: > 0 } sku ? ImportIds.Of(sku, Words.IdPrefix)
        : Field(fields, "ID") is { Length: > 0 } id ? ImportIds.Of("woo-" + id, Words.IdPrefix)
        : string.Empty;

    private string ById(string[] fields) => Field(fields, "ID") is { Length: > 0 } id ? "id:" + id : string.Empty;

    private static string Key(string parent) => IsNumbered(parent) ? "id:" + parent["id:".Length..].Trim() : parent;

    private static bool IsNumbered(string parent) => parent.StartsWith("id:", StringComparison.OrdinalIgnoreCase);

    private string[] Types(string[] fields) =>
        Field(fields, "Type").ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Number(Match match) => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^attribute ([0-9]{1,2}) name$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AttributeName();

    [GeneratedRegex(
        "^attribute [0-9]{1,2} (name|value\\(s\\)|visible|global|default)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex AttributeColumn();

    [GeneratedRegex("(?<!\\\\),", RegexOptions.CultureInvariant)]
    private static partial Regex Comma();
}
