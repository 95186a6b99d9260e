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
    /// <summary>Units on hand, as counted; null: nothing is said.</summary>
    public long? Stock { get; init; }

    internal static readonly string[] Columns =
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
        "sale",
        "safety",
        "status",
        "sku",
        "barcode",
        "brand",
        "tags",
        "seo",
        "stock",
        "image_alts",
        "slug",
    ];
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // As Inventory bounds what a product can have on hand.
    private const long StockMax = 1_000_000_000;

    // The refusal of requests says that nothing was stored; a line was, as part of its file, until the import is done.
    internal static readonly Refusal HasCardNumber = Refusal.Invalid(
        CardNumber.Refused.Code,
        "The line has what looks like a card number. It was not imported, and the file is deleted with its import."
    );

    /// <summary>A JSON line: a product as POST takes it, with <c>product_id</c> where one is known.</summary>
    public static Outcome<JsonProduct> JsonLine(ReadOnlyMemory<byte> record)
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
            return document.RootElement.ValueKind != JsonValueKind.Object
                    ? Refusal.Invalid("malformed_json", "The line is not a JSON object.")
                : Of(document.RootElement).Is(out var line, out var refused)
                    ? new JsonProduct(
                        document.RootElement.GetRawText(),
                        line.ProductId,
                        line.Said.ParentId.Value is { Length: > 0 } parent ? parent : null
                    )
                : refused;
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

    /// <summary>Members of a product as a line. Refused with <c>unknown_member</c> or <c>validation_failed</c>.</summary>
    /// <param name="zone">Of the times of a sale that have no offset; null: UTC.</param>
    public static Outcome<ImportLine> Of(JsonElement line, TimeZoneInfo? zone = null)
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
            Sale = Part(line, "sale"),
            Zone = zone ?? TimeZoneInfo.Utc,
            Safety = Part(line, "safety"),
            Status = Word("status"),
            Sku = Maybe("sku"),
            Barcode = Maybe("barcode"),
            Brand = Maybe("brand"),
            Tags = Texts(check, line, "tags", ProductListing.TagsMax),
            Seo = Part(line, "seo"),
            ImageAlts = Alts(check, line),
            Slug = Maybe("slug"),
        };
        var stock = Whole(check, line, "stock");
        check.Range("stock", stock, 0, StockMax);
        return check.Refused is { } refused ? Sentence(refused) : new ImportLine(id, said) { Stock = stock };
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

    /// <summary>A record as text. Refused with <c>invalid_utf8</c> or <c>card_number_not_accepted</c>.</summary>
    public static Outcome<string> Text(ReadOnlySpan<byte> record)
    {
        try
        {
            var text = Strict.GetString(record);
            return CardNumber.IsInId(text) ? HasCardNumber : text;
        }
        catch (DecoderFallbackException)
        {
            return Refusal.Invalid(
                "invalid_utf8",
                "The line is not UTF-8, as the rest of the file is. Save the file as CSV UTF-8, or say its charset: Content-Type: text/csv; charset=windows-1252."
            );
        }
    }

    // Alternative texts by address.
    private static Dictionary<string, string>? Alts(Check check, JsonElement line)
    {
        if (!line.TryGetProperty("image_alts", out var alts) || alts.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        check.That(
            alts.ValueKind == JsonValueKind.Object
                && alts.EnumerateObject().All(alt => alt.Value.ValueKind == JsonValueKind.String)
                && alts.EnumerateObject().Count() <= Limits.ImagesMax,
            "image_alts",
            "must be an object: address of an image to its text"
        );
        return check.Refused is null
            ? alts.EnumerateObject().ToDictionary(alt => alt.Name, alt => alt.Value.GetString()!, StringComparer.Ordinal)
            : null;
    }
}

/// <summary>A product of a JSON line, as it is kept until its turn comes.</summary>
internal sealed record JsonProduct(string Text, string? ProductId, string? ParentId);
