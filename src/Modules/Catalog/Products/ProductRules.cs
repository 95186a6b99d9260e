// Which products may be written: pure rules on what was said and what was there before.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Catalog.Categories;
using Cartwright.Catalog.Photos;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog;

internal static class ProductRules
{
    /// <summary>Characters of a category's path.</summary>
    public const int CategoryCharsMax = CategoryPath.CharsMax;

    /// <summary>The slug of what has neither letters nor digits in its name.</summary>
    public const string Nameless = "product";

    /// <summary>Options of a product, such as size and colour: more cannot be chosen from on a page.</summary>
    public const int OptionsMax = 8;

    /// <summary>Values of one option.</summary>
    public const int OptionValuesMax = 100;

    /// <summary>Characters of a product's id, made by us or brought by an import.</summary>
    public const int ProductIdCharsMax = 64;

    /// <summary>Characters of a vendor's id.</summary>
    public const int VendorIdCharsMax = 64;

    /// <summary>Words of a member that is true or false.</summary>
    public const string Yes = "true";

    /// <summary>The other one.</summary>
    public const string No = "false";

    /// <summary>
    /// The fields of a new product (<paramref name="before"/> is null), or those of a present one after the change. Refused with
    /// <c>validation_failed</c>.
    /// </summary>
    public static Outcome<ProductFields> Decide(string productId, CatalogProduct? before, ProductInput said, Seller seller)
    {
        var check = new Check();
        var name = (said.Name ?? before?.Name)?.Trim();
        var description = said.Description ?? before?.Description ?? string.Empty;
        var category = (said.Category ?? before?.Category)?.Trim();
        var currency = said.Currency ?? before?.Currency;
        check
            .Required("name", name)
            .Text("name", name)
            .Text("description", description, Limits.TextCharsMax, min: 0, lines: true)
            .Required("category", category)
            .Text("category", category, CategoryCharsMax)
            .Required("currency", currency);
        var price = Price(check, before, said.Price, currency);
        var attributes = Attributes(check, before, said.Attributes);
        var options = Options(check, before, said.Options);
        var pictures = PhotoRules.Said(check, productId, before, said.Images);
        if (said.Category is not null && category is { Length: > 0 } && check.Refused is null)
        {
            check.That(CategoryPath.Fault(category) is null, "category", CategoryPath.Fault(category) ?? string.Empty);
            category = CategoryPath.Of(CategoryPath.Names(category));
        }

        var parent = said.ParentId.IsSaid ? said.ParentId.Value : before?.ParentId;
        check
            .That(parent is null || IsId(parent), "parent_id", "must be the id of a product")
            .That(parent != productId, "parent_id", "must not be the product itself");
        var vendor = seller.IsAdmin
            ? said.VendorId ?? before?.VendorId ?? seller.VendorId ?? Seller.Shop
            : before?.VendorId ?? seller.VendorId!;
        check.Text("vendor_id", vendor, VendorIdCharsMax);
        var compared = CompareAt(check, before, said, price, currency);
        var sale = ScheduledSale.Decide(check, before, said, price, currency);
        var safety = ProductSafety.Said(check, before?.Safety, said.Safety);
        var listing = ProductListing.Decide(check, before?.Listing, said);
        var (slug, chosen) = ProductListing.SlugOf(check, before?.Listing.Slug, said, name, parent is not null);
        var taxClass = said.TaxClass ?? before?.TaxClass ?? TaxClasses.Standard;
        check.That(TaxClasses.IsClass(taxClass), "tax_class", TaxClasses.Sentence);
        var includes = said.PricesIncludeTax;
        check.That(
            includes.Value is null or Yes or No,
            "prices_include_tax",
            "must be true (the price contains the tax), false (tax comes on top), or null for the shop's rule"
        );
        bool? includesTax = includes.IsSaid ? (includes.Value is null ? null : includes.Value == Yes) : before?.PricesIncludeTax;
        var weight = said.WeightG ?? before?.WeightG ?? 0;
        check.Range("weight_g", weight, 0, Goods.WeightGMax);
        return check.Refused is { } refused
            ? refused
            : new ProductFields(
                name!,
                description,
                category!,
                vendor,
                price,
                currency!,
                attributes,
                options,
                pictures.Images,
                parent,
                taxClass,
                includesTax,
                said.RequiresShipping ?? before?.RequiresShipping ?? true,
                weight
            )
            {
                CompareAtMinor = compared,
                Safety = safety,
                Sale = sale,
                Pictures = pictures.Pictures,
                Listing = listing with { Slug = slug },
                SlugIsChosen = chosen,
            };
    }

    // Where nothing is said of it a price that is not below it any more, or in another currency, ends the reduction: an import that knows
    // prices alone must not be refused for a sale that somebody forgot.
    private static long? CompareAt(Check check, CatalogProduct? before, ProductInput said, long price, string? currency)
    {
        if (!said.CompareAtPrice.IsSaid)
        {
            return before is { CompareAtMinor: { } present } && before.Currency == currency && present > price ? present : null;
        }

        if (said.CompareAtPrice.Value is not { } major || currency is null || !Currencies.IsKnown(currency))
        {
            return null;
        }

        var minor = check.Money("compare_at_price", major, currency, min: 1);
        check.That(
            minor > price || check.Refused is not null,
            "compare_at_price",
            "must be above the price, which it is said to be reduced from; null ends the reduction"
        );
        return minor;
    }

    /// <summary>A member that is true, false or null, or not said at all; another kind as a word that is refused.</summary>
    public static Said<string?> Flag(JsonElement member) =>
        member.ValueKind switch
        {
            JsonValueKind.Undefined => default,
            JsonValueKind.Null => new(null),
            JsonValueKind.True => new(Yes),
            JsonValueKind.False => new(No),
            _ => new(member.GetRawText()),
        };

    /// <summary>Letters, digits, dash, underscore and dot: an id stands in addresses and keys.</summary>
    public static bool IsId(string text) =>
        text.Length is > 0 and <= ProductIdCharsMax
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && text[0] != '.';

    private static long Price(Check check, CatalogProduct? before, decimal? said, string? currency)
    {
        if (said is null && before is not null && currency == before.Currency)
        {
            return before.PriceMinor;
        }

        if (currency is not null && !Currencies.IsKnown(currency))
        {
            check.That(false, "currency", "must be an ISO 4217 code that the shop knows, such as USD");
            return 0;
        }

        check.That(said is not null, "price", before is null ? "is required" : "must be given with another currency");
        return check.Money("price", said, currency);
    }

    private static string Attributes(Check check, CatalogProduct? before, JsonElement said)
    {
        var present = before?.Attributes ?? "{}";
        if (said.ValueKind == JsonValueKind.Undefined)
        {
            return present;
        }

        if (said.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null) || !IsText(said))
        {
            check.That(false, "attributes", "must be an object of Unicode text, numbers, flags, lists and objects");
            return present;
        }

        var merged = said.ValueKind == JsonValueKind.Null ? [] : Merge(JsonNode.Parse(present)!.AsObject(), said);
        var text = merged.ToJsonString(Json.Options);
        check.That(
            System.Text.Encoding.UTF8.GetByteCount(text) <= Limits.AttributesBytesMax,
            "attributes",
            $"must have at most {Limits.AttributesBytesMax} bytes"
        );
        check.That(!merged.ContainsKey(string.Empty), "attributes", "must not have a member without a name");

        // A mark with a letter wrong would give consumers a right that the shop did not mean to, or the other way round.
        check.That(
            merged[NoWithdrawal.Attribute] is not { } mark
                || (mark.GetValueKind() == JsonValueKind.String && NoWithdrawal.Of(mark.GetValue<string>()) is not null),
            "attributes." + NoWithdrawal.Attribute,
            $"must be {NoWithdrawal.MadeToOrder} or {NoWithdrawal.Perishable}, or not be there"
        );
        return text;
    }

    // RFC 7396: null removes, an object is merged, all else replaces.
    private static JsonObject Merge(JsonObject into, JsonElement patch)
    {
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                into.Remove(member.Name);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                into[member.Name] = Merge(into[member.Name] is JsonObject present ? present.DeepClone().AsObject() : [], member.Value);
            }
            else
            {
                into[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }

        return into;
    }

    private static string? Options(Check check, CatalogProduct? before, JsonElement said)
    {
        if (said.ValueKind == JsonValueKind.Undefined)
        {
            return before?.Options;
        }

        if (said.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        const string Shape = "must be an object: name to value for a variant, name to list of values for a parent";
        if (said.ValueKind != JsonValueKind.Object || !IsText(said))
        {
            check.That(false, "options", Shape);
            return null;
        }

        check.That(said.EnumerateObject().Count() <= OptionsMax, "options", $"must have at most {OptionsMax} members");
        foreach (var option in said.EnumerateObject())
        {
            check.That(
                option.Name.Length is > 0 and <= Limits.NameCharsMax
                    && (
                        IsOptionValue(option.Value)
                        || (
                            option.Value.ValueKind == JsonValueKind.Array
                            && option.Value.GetArrayLength() is > 0 and <= OptionValuesMax
                            && option.Value.EnumerateArray().All(IsOptionValue)
                        )
                    ),
                $"options.{option.Name}",
                $"must be a text or a list of up to {OptionValuesMax} texts"
            );
        }

        return JsonSerializer.Serialize(said, Json.Options);
    }

    private static bool IsOptionValue(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        || (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= Limits.NameCharsMax });

    // Half a surrogate pair cannot be written as UTF-8, and PostgreSQL holds no NUL in text.
    private static bool IsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => !element.GetString()!.Contains('\0', StringComparison.Ordinal),
                JsonValueKind.Array => element.EnumerateArray().All(IsText),
                JsonValueKind.Object => element
                    .EnumerateObject()
                    .All(member => !member.Name.Contains('\0', StringComparison.Ordinal) && IsText(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
