// What a variant may be of what its parent offers: pure rules, for every store and every way in.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>
/// A parent offers lists of values (<c>{"Size": ["S", "M"]}</c>), a variant chooses one of each (<c>{"Size": "M"}</c>). It has the parent's
/// currency, and of live variants each choice is there once. A parent that offers nothing leaves its variants free; those that choose
/// something still differ.
/// </summary>
internal static class VariantRules
{
    /// <summary>Whether a change concerns the rules at all: an edit of a name asks nobody.</summary>
    public static bool Ask(CatalogProduct? before, ProductFields fields) =>
        (fields.ParentId is not null || before is { Variants: > 0 })
        && (before is null || before.ParentId != fields.ParentId || before.Options != fields.Options || before.Currency != fields.Currency);

    /// <summary>Whose family has to be looked at: the parent's, or the product's own.</summary>
    public static string FamilyOf(string productId, ProductFields fields) => fields.ParentId ?? productId;

    /// <summary>
    /// Refused with <c>validation_failed</c> for what is not offered, and with 409 <c>variant_exists</c> for what is there.
    /// </summary>
    /// <param name="productId">The product that is written.</param>
    /// <param name="fields">As it shall be.</param>
    /// <param name="parent">The live parent of a variant; null where the product is the parent.</param>
    /// <param name="variants">The live variants of the family, the product itself among them or not.</param>
    public static Refusal? Wrong(string productId, ProductFields fields, CatalogProduct? parent, IReadOnlyList<CatalogProduct> variants)
    {
        if (fields.ParentId is null)
        {
            return Narrowed(fields, variants);
        }

        var check = new Check().That(
            parent is null || parent.Currency == fields.Currency,
            "currency",
            $"must be {parent?.Currency}, as its parent has: one page and one cart show one currency"
        );
        var chosen = Read(fields.Options);
        if (Faults(check, chosen, Offered(parent?.Options)).Refused is { } wrong)
        {
            return wrong;
        }

        return
            chosen.Count > 0
            && variants.FirstOrDefault(other => other.ProductId != productId && Same(Read(other.Options), chosen)) is { } twin
            ? Refusal.Conflict(
                "variant_exists",
                $"'{fields.ParentId}' has a variant with these options already: '{twin.ProductId}'. Change that one, or choose other options.",
                new JsonObject { ["product_id"] = twin.ProductId }
            )
            : null;
    }

    // A parent may not take away what one of its variants is.
    private static Refusal? Narrowed(ProductFields fields, IReadOnlyList<CatalogProduct> variants)
    {
        var offered = Offered(fields.Options);
        var check = new Check();
        foreach (var variant in variants)
        {
            check.That(
                variant.Currency == fields.Currency,
                "currency",
                $"cannot change while there are variants: '{variant.ProductId}' is in {variant.Currency}"
            );
            check.That(
                Faults(new Check(), Read(variant.Options), offered).Refused is null,
                "options",
                $"must offer what the variant '{variant.ProductId}' is: change or delete it first"
            );
        }

        return check.Refused;
    }

    private static Check Faults(Check check, Dictionary<string, string[]> chosen, Dictionary<string, string[]> offered)
    {
        if (offered.Count == 0)
        {
            return check;
        }

        foreach (var (name, values) in chosen)
        {
            check.That(
                offered.ContainsKey(name),
                $"options.{name}",
                $"is not offered; the parent offers {string.Join(", ", offered.Keys)}"
            );
            check.That(
                !offered.TryGetValue(name, out var all) || (values.Length == 1 && all.Contains(values[0], StringComparer.Ordinal)),
                $"options.{name}",
                $"must be one of {string.Join(", ", offered.GetValueOrDefault(name) ?? [])}"
            );
        }

        foreach (var name in offered.Keys.Except(chosen.Keys))
        {
            check.That(false, $"options.{name}", $"is required: one of {string.Join(", ", offered[name])}");
        }

        return check;
    }

    // What stands alone instead of in a list offers nothing to choose from.
    private static Dictionary<string, string[]> Offered(string? options) => Read(options, offered: true);

    private static Dictionary<string, string[]> Read(string? options, bool offered = false)
    {
        var read = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (options is null)
        {
            return read;
        }

        using var document = JsonDocument.Parse(options);
        foreach (
            var option in document.RootElement.EnumerateObject().Where(option => !offered || option.Value.ValueKind == JsonValueKind.Array)
        )
        {
            read[option.Name] =
                option.Value.ValueKind == JsonValueKind.Array ? [.. option.Value.EnumerateArray().Select(Text)] : [Text(option.Value)];
        }

        return read;
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static bool Same(Dictionary<string, string[]> one, Dictionary<string, string[]> other) =>
        one.Count == other.Count
        && one.All(option => other.TryGetValue(option.Key, out var values) && values.SequenceEqual(option.Value, StringComparer.Ordinal));
}
