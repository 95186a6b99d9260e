// What a record says about a product, whether it came as CSV or as JSON.
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog.Imports;

/// <summary>One product of an import.</summary>
/// <param name="ProductId">The seller's own product to change, or a new one's id; null: a new one with an id of ours.</param>
internal sealed record ImportLine(string? ProductId, ProductInput Said)
{
    private const string AttributePrefix = "attributes.";
    private const string OptionPrefix = "options.";
    private const string SafetyPrefix = "safety.";
    private const string SeoPrefix = "seo.";
    private static readonly string[] Columns =
    [
        "product_id",
        "name",
        "description",
        "price",
        "currency",
        "category",
        "vendor_id",
        "parent_id",
        "attributes",
        "options",
        "images",
        "tax_class",
        "prices_include_tax",
        "requires_shipping",
        "weight_g",
        "compare_at_price",
        "safety",
        "status",
        "sku",
        "barcode",
        "brand",
        "tags",
        "seo",
        "slug",
    ];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The refusal of requests says that nothing was stored; a line was, as part of its file, until the import is done.
    private static readonly Refusal HasCardNumber = Refusal.Invalid(
        CardNumber.Refused.Code,
        "The line has what looks like a card number. It was not imported, and the file is deleted with its import."
    );

    /// <summary>
    /// The column names of a CSV body. Refused with <c>unknown_column</c>, <c>duplicate_column</c>, <c>malformed_csv</c> or
    /// <c>card_number_not_accepted</c>.
    /// </summary>
    public static Outcome<List<string>> Header(ReadOnlySpan<byte> record)
    {
        if (!Text(record).Is(out var text, out var refused) || !CsvRecord.Parse(text).Is(out var names, out refused))
        {
            return refused;
        }

        names = [.. names.Select(name => name.Trim().ToLowerInvariant())];
        if (
            names.FirstOrDefault(name =>
                !Columns.Contains(name, StringComparer.Ordinal)
                && !IsMember(name, AttributePrefix)
                && !IsMember(name, OptionPrefix)
                && !IsMember(name, SafetyPrefix)
                && !IsMember(name, SeoPrefix)
            ) is
            { } unknown
        )
        {
            return Refusal.Invalid(
                "unknown_column",
                $"'{unknown}' is not a column of an import. Use {string.Join(", ", Columns)}, {AttributePrefix}<name>, {OptionPrefix}<name>, {SafetyPrefix}<name>, {SeoPrefix}<name>."
            );
        }

        return names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? Refusal.Invalid("duplicate_column", $"The column '{twice.Key}' stands more than once.")
            : names;
    }

    /// <summary>A CSV record under its header. An empty field says nothing.</summary>
    public static Outcome<ImportLine> Csv(IReadOnlyList<string> header, ReadOnlySpan<byte> record)
    {
        if (!Text(record).Is(out var text, out var refused) || !CsvRecord.Parse(text).Is(out var fields, out refused))
        {
            return refused;
        }

        if (fields.Count != header.Count)
        {
            return Refusal.Invalid("wrong_field_count", $"The record has {fields.Count} fields and the header {header.Count}.");
        }

        var members = new JsonObject();
        for (var i = 0; i < fields.Count; i++)
        {
            if (CardNumber.IsIn(header[i], fields[i]))
            {
                return HasCardNumber;
            }

            if (fields[i].Length > 0 && (refused = Say(members, header[i], fields[i])) is not null)
            {
                return refused;
            }
        }

        return Of(members.Deserialize<JsonElement>(Json.Options));
    }

    /// <summary>A JSON line: a product as POST takes it, with <c>product_id</c> where one is known.</summary>
    public static Outcome<ImportLine> JsonLine(ReadOnlyMemory<byte> record)
    {
        if (CardNumber.IsInJson(new(record)))
        {
            return HasCardNumber;
        }

        try
        {
            using var document = JsonDocument.Parse(
                record.Span.StartsWith("\uFEFF"u8) ? record[3..] : record,
                new JsonDocumentOptions { MaxDepth = Limits.JsonDepthMax, AllowDuplicateProperties = false }
            );
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Of(document.RootElement.Clone())
                : Refusal.Invalid("malformed_json", "The line is not a JSON object.");
        }
        catch (JsonException fault)
        {
            return Refusal.Invalid(
                "malformed_json",
                $"The line is not a JSON object: look at position {(fault.BytePositionInLine ?? 0) + 1}. Names must not stand twice."
            );
        }
        catch (InvalidOperationException)
        {
            return Refusal.Invalid("malformed_json", "The line has text that is not Unicode: half of a surrogate pair.");
        }
    }

    private static Outcome<ImportLine> Of(JsonElement line)
    {
        var check = new Check();
        string? Word(string name) => line.TryGetProperty(name, out var value) ? Read(check, name, value) : null;
        Said<string?> Maybe(string name) => line.TryGetProperty(name, out _) ? new Said<string?>(Word(name)) : default;
        foreach (var member in line.EnumerateObject())
        {
            if (!Columns.Contains(member.Name, StringComparer.Ordinal))
            {
                return Refusal.Invalid("unknown_member", $"'{member.Name}' is not a member of a product.");
            }
        }

        var id = Word("product_id");
        check.That(
            id is null || ProductRules.IsId(id),
            "product_id",
            $"must have up to {ProductRules.ProductIdCharsMax} letters, digits, dashes, underscores or dots"
        );
        var price = Amount(check, line, "price");
        var compared = line.TryGetProperty("compare_at_price", out _)
            ? new Said<decimal?>(Amount(check, line, "compare_at_price"))
            : default;

        var parent = line.TryGetProperty("parent_id", out _) ? new Said<string?>(Word("parent_id")) : default;
        var said = new ProductInput(
            Word("name"),
            Word("description"),
            price,
            Word("currency"),
            Word("category"),
            Part(line, "attributes"),
            parent,
            Part(line, "options"),
            Texts(check, line, "images", Limits.ImagesMax),
            Word("vendor_id"),
            Word("tax_class"),
            ProductRules.Flag(Part(line, "prices_include_tax")),
            Flag(check, line, "requires_shipping"),
            Whole(check, line, "weight_g")
        )
        {
            CompareAtPrice = compared,
            Safety = Part(line, "safety"),
            Status = Word("status"),
            Sku = Maybe("sku"),
            Barcode = Maybe("barcode"),
            Brand = Maybe("brand"),
            Tags = Texts(check, line, "tags", ProductListing.TagsMax),
            Seo = Part(line, "seo"),
            Slug = Maybe("slug"),
        };
        return check.Refused is { } refused ? Sentence(refused) : new ImportLine(id, said);
    }

    private static decimal? Amount(Check check, JsonElement line, string name)
    {
        decimal? price = null;
        if (line.TryGetProperty(name, out var amount) && amount.ValueKind != JsonValueKind.Null)
        {
            check.That(
                amount.ValueKind == JsonValueKind.Number && amount.TryGetDecimal(out var exact) && (price = exact) is not null,
                name,
                "must be a number such as 9.99"
            );
        }

        return price;
    }

    /// <summary>The faults in one sentence: an import's list of errors has no place for a tree.</summary>
    public static Refusal Sentence(Refusal refused) =>
        refused.Facts?["errors"] is JsonObject errors
            ? Refusal.Invalid(
                refused.Code,
                string.Join("; ", errors.SelectMany(e => e.Value!.AsArray().Select(sentence => $"{e.Key} {sentence}"))) + "."
            )
            : refused;

    private static string? Read(Check check, string name, JsonElement value)
    {
        try
        {
            if (value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            {
                return value.GetString();
            }

            if (
                name.EndsWith("_id", StringComparison.Ordinal)
                && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt64(out var number)
            )
            {
                return number.ToString(CultureInfo.InvariantCulture);
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: falls through to the fault.
        }

        check.That(false, name, "must be text");
        return null;
    }

    private static IReadOnlyList<string>? Texts(Check check, JsonElement line, string name, int max)
    {
        if (!line.TryGetProperty(name, out var texts) || texts.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        check.That(texts.ValueKind == JsonValueKind.Array, name, "must be a list of texts");
        return texts.ValueKind == JsonValueKind.Array
            ? [.. texts.EnumerateArray().Take(max + 1).Select(text => Read(check, name, text) ?? string.Empty)]
            : null;
    }

    private static bool? Flag(Check check, JsonElement line, string name)
    {
        if (!line.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        check.That(value.ValueKind is JsonValueKind.True or JsonValueKind.False, name, "must be true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    private static long? Whole(Check check, JsonElement line, string name)
    {
        if (!line.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var whole = 0L;
        check.That(value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out whole), name, "must be a whole number");
        return whole;
    }

    private static JsonElement Part(JsonElement line, string name) => line.TryGetProperty(name, out var part) ? part : default;

    // Puts a CSV field where the JSON form has it.
    private static Refusal? Say(JsonObject members, string column, string field)
    {
        switch (column)
        {
            case "price" or "compare_at_price":
                if (
                    !decimal.TryParse(
                        field,
                        NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                        CultureInfo.InvariantCulture,
                        out var price
                    )
                )
                {
                    return Refusal.Invalid("validation_failed", $"{column} must be a number such as 9.99.");
                }

                members[column] = price;
                return null;
            case "prices_include_tax":
                members[column] = field.Trim().ToLowerInvariant() switch
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

                members[column] = ships;
                return null;
            case "weight_g":
                if (!long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var grams))
                {
                    return Refusal.Invalid("validation_failed", "weight_g must be whole grams, such as 250.");
                }

                members[column] = grams;
                return null;
            case "images":
                members[column] = new JsonArray([
                    .. field
                        .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Select(image => JsonValue.Create(image)),
                ]);
                return null;
            case "tags":
                members[column] = new JsonArray([
                    .. field
                        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .Select(tag => JsonValue.Create(tag)),
                ]);
                return null;
            case "attributes" or "options" or "safety" or "seo":
                try
                {
                    var parsed = JsonNode.Parse(
                        field,
                        null,
                        new JsonDocumentOptions { MaxDepth = Limits.JsonDepthMax, AllowDuplicateProperties = false }
                    );
                    if (parsed is JsonObject object_)
                    {
                        foreach (var (name, value) in members[column]?.AsObject() ?? [])
                        {
                            object_[name] = value?.DeepClone();
                        }

                        members[column] = object_;
                        return null;
                    }
                }
                catch (JsonException)
                {
                    // Falls through to the refusal.
                }

                return Refusal.Invalid("validation_failed", $"{column} must be a JSON object.");
            default:
                var prefix =
                    column.StartsWith(AttributePrefix, StringComparison.Ordinal) ? AttributePrefix
                    : column.StartsWith(OptionPrefix, StringComparison.Ordinal) ? OptionPrefix
                    : column.StartsWith(SafetyPrefix, StringComparison.Ordinal) ? SafetyPrefix
                    : column.StartsWith(SeoPrefix, StringComparison.Ordinal) ? SeoPrefix
                    : null;
                if (prefix is null)
                {
                    members[column] = field;
                }
                else
                {
                    (members[prefix[..^1]] ??= new JsonObject())[column[prefix.Length..]] = field;
                }

                return null;
        }
    }

    private static bool IsMember(string name, string prefix) =>
        name.Length > prefix.Length && name.StartsWith(prefix, StringComparison.Ordinal);

    private static Outcome<string> Text(ReadOnlySpan<byte> record)
    {
        // A byte order mark can only stand before the header.
        var bytes = record.StartsWith("\uFEFF"u8) ? record[3..] : record;
        try
        {
            var text = Strict.GetString(bytes);
            return CardNumber.IsInId(text) ? HasCardNumber : text;
        }
        catch (DecoderFallbackException)
        {
            return Refusal.Invalid("invalid_utf8", "The line is not UTF-8.");
        }
    }
}
