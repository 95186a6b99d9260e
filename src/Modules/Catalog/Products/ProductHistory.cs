// What a change was: which members, from what to what, and by whom. Pure; every store notes it with the change.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>A version of a product that somebody made.</summary>
/// <param name="UserId">Who changed it.</param>
/// <param name="Kind"><c>created</c>, <c>changed</c> or <c>deleted</c>.</param>
/// <param name="Changes">A JSON array of <c>{member, from, to}</c>, as the API names and shows members; empty unless changed.</param>
public sealed record ProductChange(string ProductId, long Version, long AtMs, string UserId, string Kind, string Changes)
{
    /// <summary>The member that is the last part of the product's address.</summary>
    public const string SlugMember = "slug";

    /// <summary>The slug that it had until this change, where it has got another; else null.</summary>
    public string? SlugBefore =>
        Changes.Contains($"\"{SlugMember}\"", StringComparison.Ordinal)
            ? JsonSerializer
                .Deserialize<MemberChange[]>(Changes, Json.Options)!
                .FirstOrDefault(change => change.Member == SlugMember)
                ?.From?.GetString()
            : null;
}

/// <summary>Compares a product with what it was.</summary>
public static class ProductHistory
{
    /// <summary>Characters that are kept of a text: enough to know it again; the text itself is in the product.</summary>
    public const int TextCharsMax = 400;

    /// <summary>What is noted of a change; null when nobody could see a difference.</summary>
    public static ProductChange? Between(CatalogProduct? before, CatalogProduct after, string userId, long nowMs)
    {
        if (before is null || after.Deleted)
        {
            return new(after.ProductId, after.Version, nowMs, userId, before is null ? "created" : "deleted", "[]");
        }

        var changes = new JsonArray();
        foreach (var (member, read) in Members)
        {
            var (from, to) = (read(before), read(after));
            if (!JsonNode.DeepEquals(from, to))
            {
                changes.Add(
                    new JsonObject
                    {
                        ["member"] = member,
                        ["from"] = Short(from),
                        ["to"] = Short(to),
                    }
                );
            }
        }

        return changes.Count == 0
            ? null
            : new(after.ProductId, after.Version, nowMs, userId, "changed", changes.ToJsonString(Json.Options));
    }

    private static readonly (string Member, Func<CatalogProduct, JsonNode?> Read)[] Members =
    [
        ("name", product => product.Name),
        ("description", product => product.Description),
        ("status", product => product.Listing.Status),
        ("parent_withheld", product => product.ParentWithheld),
        ("category", product => product.Category),
        ("vendor_id", product => product.VendorId),
        ("price", product => Major(product.PriceMinor, product.Currency)),
        ("compare_at_price", product => product.CompareAtMinor is { } compared ? Major(compared, product.Currency) : null),
        ("sale", product => product.Sale?.Words(product.Currency)),
        ("currency", product => product.Currency),
        ("tax_class", product => product.TaxClass),
        ("prices_include_tax", product => product.PricesIncludeTax),
        ("requires_shipping", product => product.RequiresShipping),
        ("weight_g", product => product.WeightG),
        ("sku", product => product.Listing.Sku),
        ("barcode", product => product.Listing.Barcode),
        (ProductChange.SlugMember, product => product.Listing.Slug),
        ("brand", product => product.Listing.Brand),
        ("tags", product => product.Listing.Tags),
        ("seo", product => product.Listing.Seo),
        ("attributes", product => product.Attributes),
        ("options", product => product.Options),
        ("images", product => product.Images),
        ("parent_id", product => product.ParentId),
        ("safety", product => product.Safety),
    ];

    private static JsonValue Major(long minor, string currency) => JsonValue.Create(Currencies.ToMajor(minor, currency));

    // JSON stays text here: cut in the middle it would be none.
    private static JsonNode? Short(JsonNode? value)
    {
        if (
            value is null
            || value.GetValueKind() != JsonValueKind.String
            || value.GetValue<string>() is not { Length: > TextCharsMax } text
        )
        {
            return value;
        }

        var end = char.IsHighSurrogate(text[TextCharsMax - 1]) ? TextCharsMax - 1 : TextCharsMax;
        return $"{text[..end]}…";
    }
}
