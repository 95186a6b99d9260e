// The shop's own columns: members of a product as the API names them. What is exported has these columns too.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

internal sealed class CartwrightLayout(IReadOnlyList<string> header, ImportWords words) : ImportLayout(header, words)
{
    private const string SeoPrefix = "seo.";
    private const string SafetyPrefix = "safety.";
    private const string SalePrefix = "sale.";
    private const string SalePrice = SalePrefix + "price";
    private static readonly string[] Prefixes = ["attributes.", "options.", SafetyPrefix, SeoPrefix, SalePrefix];

    // Of a file with the refused lines of an earlier import, which comes back when they are mended.
    private static readonly string[] Remarks = ["refused_line", "refused_code", "refused_reason"];

    private readonly string[] columns = [.. header.Select(Column)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> AmountColumns { get; } = ["price", "compare_at_price", SalePrice];

    /// <summary>Whether a column is understood.</summary>
    public static bool Knows(string name) => Remarks.Contains(name, StringComparer.OrdinalIgnoreCase) || Column(name).Length > 0;

    /// <inheritdoc/>
    public override IEnumerable<StagedLine> Take(long line, string record, string[] fields) => [One(line, record, fields)];

    private StagedLine One(long line, string record, string[] fields)
    {
        if (Unfit(fields) is { } unfit)
        {
            return Refuse(line, record, unfit);
        }

        var product = new JsonObject();
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Length > 0 && columns[i].Length > 0 && Put(product, columns[i], Csv.Unguarded(fields[i])) is { } refused)
            {
                return Refuse(line, record, refused);
            }
        }

        return Staged(line, record, product);
    }

    // A fixed column in its own letters; of options and attributes the name is as it was written. Empty: not understood.
    internal static string Column(string name)
    {
        var low = name.ToLowerInvariant();
        return ImportLine.Columns.Contains(low, StringComparer.Ordinal) ? low
            : Prefixes.FirstOrDefault(prefix => low.Length > prefix.Length && low.StartsWith(prefix, StringComparison.Ordinal))
                is not { } prefix
                ? string.Empty
            : prefix is SeoPrefix or SafetyPrefix or SalePrefix ? low
            : prefix + name[prefix.Length..];
    }

    // Puts a field where the JSON form has it.
    private Refusal? Put(JsonObject product, string column, string field)
    {
        switch (column)
        {
            case "price" or "compare_at_price":
                return Amount(product, column, field, column);
            case SalePrice:
                // Read as an amount, and put where the JSON form has it.
                var read = new JsonObject();
                if (Amount(read, SalePrice, field, column) is { } unpriced)
                {
                    return unpriced;
                }

                (product["sale"] ??= new JsonObject())["price"] = read[SalePrice]?.DeepClone();
                return null;
            case "prices_include_tax":
                product[column] = field.Trim().ToLowerInvariant() switch
                {
                    ProductRules.Yes => true,
                    ProductRules.No => false,
                    _ => field,
                };
                return null;
            case "requires_shipping":
                if (!bool.TryParse(field, out var ships))
                {
                    return Refusal.Invalid("validation_failed", "requires_shipping must be true or false.");
                }

                product[column] = ships;
                return null;
            case "weight_g":
                if (ImportNumbers.Whole(field, Words.Mark, "must be whole grams, such as 250", out var unweighed) is not { } grams)
                {
                    return Refusal.Invalid("validation_failed", $"weight_g {unweighed}.");
                }

                product[column] = grams;
                return null;
            case "stock":
                if (ImportNumbers.Whole(field, Words.Mark, "must be whole units, such as 12", out var uncounted) is not { } units)
                {
                    return Refusal.Invalid("validation_failed", $"stock {uncounted}.");
                }

                product[column] = units;
                return null;
            case "images":
                product[column] = Texts(field, ' ');
                return null;
            case "tags":
                product[column] = Listed(field) ?? Texts(field, ',');
                return null;
            case "attributes" or "options" or "safety" or "seo" or "image_alts":
                return Object(product, column, field);
            default:
                var prefix = Array.Find(Prefixes, prefix => column.StartsWith(prefix, StringComparison.Ordinal));
                if (prefix is null)
                {
                    product[column] = field;
                }
                else
                {
                    (product[prefix[..^1]] ??= new JsonObject())[column[prefix.Length..]] = field;
                }

                return null;
        }
    }

    private static Refusal? Object(JsonObject product, string column, string field)
    {
        try
        {
            var parsed = JsonNode.Parse(
                field,
                null,
                new JsonDocumentOptions { MaxDepth = Limits.JsonDepthMax, AllowDuplicateProperties = false }
            );
            if (parsed is JsonObject said)
            {
                foreach (var (name, value) in product[column]?.AsObject() ?? [])
                {
                    said[name] = value?.DeepClone();
                }

                product[column] = said;
                return null;
            }
        }
        catch (JsonException)
        {
            // Falls through to the refusal.
        }

        return Refusal.Invalid("validation_failed", $"{column} must be a JSON object.");
    }

    private static JsonArray Texts(string field, char between) =>
        new([
            .. field
                .Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(text => (JsonNode?)JsonValue.Create(text)),
        ]);

    // Tags with a comma in them are exported as a JSON list.
    private static JsonArray? Listed(string field)
    {
        try
        {
            return field[0] == '[' && JsonNode.Parse(field) is JsonArray texts && texts.All(IsText) ? texts : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String;
}
