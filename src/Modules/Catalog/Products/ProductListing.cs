// Whether and how a product is offered: its status, the numbers that warehouses and tills know it by, its brand, tags, and its entry in
// search engines.
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>The words of <see cref="ProductListing.Status"/>.</summary>
public static class ProductStatus
{
    /// <summary>Not offered yet.</summary>
    public const string Draft = "draft";

    /// <summary>For sale.</summary>
    public const string Active = "active";

    /// <summary>Not offered any more.</summary>
    public const string Archived = "archived";

    internal static readonly string[] All = [Draft, Active, Archived];
}

/// <summary>The members of a product that say how it is offered.</summary>
/// <param name="Status">One of <see cref="ProductStatus"/>; only an active product is for sale.</param>
/// <param name="Sku">The seller's own number, unique among the seller's products; null for none.</param>
/// <param name="Barcode">A GTIN of 8, 12, 13 or 14 digits, the last of which is right; null for none.</param>
/// <param name="Tags">A JSON array of texts.</param>
/// <param name="Seo">A JSON object of title and description, or null.</param>
public sealed record ProductListing(string Status, string? Sku, string? Barcode, string? Brand, string Tags, string? Seo)
{
    /// <summary>
    /// The last part of its page's address, <c>/products/{slug}</c>, unique among live products; null for variants, and until a product
    /// from before there were slugs has got one.
    /// </summary>
    public string? Slug { get; init; }

    /// <summary>What a warehouse prints on a label.</summary>
    public const int SkuCharsMax = 64;

    /// <summary>A brand has to fit a filter.</summary>
    public const int BrandCharsMax = 80;

    /// <summary>Tags of a product: more say nothing.</summary>
    public const int TagsMax = 50;

    /// <summary>Characters of a tag.</summary>
    public const int TagCharsMax = 60;

    /// <summary>Characters of a title for search engines, which show about 60.</summary>
    public const int SeoTitleCharsMax = 120;

    /// <summary>Characters of a description for search engines, which show about 160.</summary>
    public const int SeoDescriptionCharsMax = 320;

    private const string NoTags = "[]";

    /// <summary>For sale, and nothing else said: what every product was before there were such members.</summary>
    public static ProductListing Plain { get; } = new(ProductStatus.Active, null, null, null, NoTags, null);

    /// <summary>The tags as a list.</summary>
    public IReadOnlyList<string> TagList => Tags == NoTags ? [] : JsonSerializer.Deserialize<string[]>(Tags, Json.Options)!;

    /// <summary>What a search finds of it.</summary>
    internal string Words => string.Join(' ', new[] { Brand, Sku, Barcode }.OfType<string>().Concat(TagList));

    /// <summary>What it is after something was said. Faults are noted under their members.</summary>
    internal static ProductListing Decide(Check check, ProductListing? before, ProductInput said)
    {
        var present = before ?? Plain;
        check.OneOf("status", said.Status, ProductStatus.All);
        var sku = Word(said.Sku, present.Sku);
        check.Text("sku", sku, SkuCharsMax);
        var barcode = Word(said.Barcode, present.Barcode);
        check.That(
            barcode is null || IsGtin(barcode),
            "barcode",
            "must be a GTIN: 8, 12, 13 or 14 digits, of which the last is right for those before it"
        );
        var brand = Word(said.Brand, present.Brand);
        check.Text("brand", brand, BrandCharsMax);
        return new(
            said.Status ?? present.Status,
            sku,
            barcode,
            brand,
            TagsOf(check, present.Tags, said.Tags),
            SeoOf(check, present.Seo, said.Seo)
        )
        {
            Slug = present.Slug,
        };
    }

    /// <summary>The slug after something was said, and whether it was chosen: an empty one is made of the name.</summary>
    internal static (string? Slug, bool IsChosen) SlugOf(Check check, string? present, ProductInput said, string? name, bool isVariant)
    {
        if (said.Slug.IsSaid && !string.IsNullOrWhiteSpace(said.Slug.Value))
        {
            var chosen = said.Slug.Value.Trim();
            check.That(Slugs.IsSlug(chosen), "slug", Slugs.Fault);
            return (chosen, true);
        }

        return (present is not null && !said.Slug.IsSaid) || isVariant || name is null || check.Refused is not null ? (present, false)
            : Slugs.Of(name) is { Length: > 0 } made ? (made, false)
            : (ProductRules.Nameless, false);
    }

    /// <summary>
    /// Whether it is a Global Trade Item Number (GS1 General Specifications, 7.9): from the right, digits weigh 3 and 1 by turns, and the
    /// check digit makes the sum a multiple of ten.
    /// </summary>
    public static bool IsGtin(string text)
    {
        if (text.Length is not (8 or 12 or 13 or 14) || !text.All(char.IsAsciiDigit))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < text.Length; i++)
        {
            sum += (text[^(i + 1)] - '0') * (i % 2 == 0 ? 1 : 3);
        }

        return sum % 10 == 0;
    }

    /// <summary>Tags as they are kept: trimmed, each once whatever its case.</summary>
    internal static string Text(IEnumerable<string> tags) =>
        JsonSerializer.Serialize(tags.Select(tag => tag.Trim()).Distinct(StringComparer.OrdinalIgnoreCase), Json.Options);

    // An empty text takes away what there was: a form that was emptied means nothing else.
    private static string? Word(Said<string?> said, string? present) =>
        !said.IsSaid ? present
        : string.IsNullOrWhiteSpace(said.Value) ? null
        : said.Value.Trim();

    private static string TagsOf(Check check, string present, IReadOnlyList<string>? said)
    {
        if (said is null)
        {
            return present;
        }

        check.Count("tags", said, TagsMax);
        for (var i = 0; i < said.Count && i < TagsMax; i++)
        {
            check.Required($"tags[{i}]", said[i]).Text($"tags[{i}]", said[i]?.Trim(), TagCharsMax);
        }

        return check.Refused is null ? Text(said) : present;
    }

    private static string? SeoOf(Check check, string? present, JsonElement said)
    {
        if (said.ValueKind == JsonValueKind.Undefined)
        {
            return present;
        }

        if (said.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (said.ValueKind != JsonValueKind.Object)
        {
            check.That(false, "seo", "must be an object with title and description, or null");
            return present;
        }

        // Merged as attributes are: who says a title leaves the description.
        var merged = present is null ? [] : JsonNode.Parse(present)!.AsObject();
        foreach (var member in said.EnumerateObject())
        {
            var max = member.Name switch
            {
                "title" => SeoTitleCharsMax,
                "description" => SeoDescriptionCharsMax,
                _ => 0,
            };
            if (max == 0 || member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                check.That(false, $"seo.{member.Name}", max == 0 ? "is no member: title and description are" : "must be text or null");
                continue;
            }

            var text = member.Value.ValueKind == JsonValueKind.Null ? null : Unicode(member.Value)?.Trim();
            check.That(member.Value.ValueKind == JsonValueKind.Null || text is not null, $"seo.{member.Name}", "must be Unicode text");
            if (string.IsNullOrEmpty(text))
            {
                merged.Remove(member.Name);
                continue;
            }

            check.Text($"seo.{member.Name}", text, max);
            merged[member.Name] = text;
        }

        return merged.Count == 0 ? null : merged.ToJsonString(Json.Options);
    }

    // Half of a surrogate pair cannot be written as UTF-8.
    private static string? Unicode(JsonElement value)
    {
        try
        {
            var text = value.GetString()!;
            _ = new UTF8Encoding(false, true).GetByteCount(text);
            return text;
        }
        catch (Exception broken) when (broken is InvalidOperationException or EncoderFallbackException)
        {
            return null;
        }
    }
}
