// Every name in MongoDB, as other programs rely on them.
namespace Cartwright.MongoDb;

internal static class Names
{
    /// <summary>One document a product.</summary>
    public const string Products = "products";

    /// <summary>One document: whose products they are, and the last number that was given.</summary>
    public const string Catalog = "catalog";

    public const string Id = "_id";
    public const string Name = "name";
    public const string Description = "description";
    public const string Price = "price";
    public const string Currency = "currency";
    public const string Category = "category";
    public const string VendorId = "vendor_id";
    public const string Attributes = "attributes";
    public const string ParentId = "parent_id";
    public const string Options = "options";
    public const string Images = "images";
    public const string Pictures = "pictures";
    public const string TaxClass = "tax_class";
    public const string PricesIncludeTax = "prices_include_tax";
    public const string RequiresShipping = "requires_shipping";
    public const string WeightG = "weight_g";
    public const string CompareAt = "compare_at_price";
    public const string PriceHistory = "price_history";
    public const string Safety = "safety";

    /// <summary>A lower price for a time: <c>price</c>, and <c>starts_at</c> and <c>ends_at</c> where it has them.</summary>
    public const string Sale = "sale";
    public const string StartsAt = "starts_at";
    public const string EndsAt = "ends_at";
    public const string Stock = "stock";
    public const string Available = "available";
    public const string Version = "version";
    public const string UpdatedAt = "updated_at";
    public const string Sku = "sku";
    public const string Status = "status";
    public const string Barcode = "barcode";
    public const string Brand = "brand";
    public const string Tags = "tags";
    public const string Seo = "seo";
    public const string Slug = "slug";

    /// <summary>The index that gives a slug once among the live products.</summary>
    public const string SlugIndex = "live_slug";

    /// <summary>The index that gives a number once among a seller's products.</summary>
    public const string SkuIndex = "vendor_sku";

    /// <summary>The index of versions that gave a number once in all: no product had one.</summary>
    public const string SkuIndexBefore = "sku_1";

    /// <summary>True on what is left of a product that was deleted: its id stays taken.</summary>
    public const string Deleted = "deleted";

    /// <summary>Rises with every write, also of stock.</summary>
    public const string Rev = "rev";

    /// <summary>Changes whose events the journal has not carried yet; absent when there are none.</summary>
    public const string Pending = "pending";

    /// <summary>Since when something is pending.</summary>
    public const string PendingSince = "pending_since";

    /// <summary>What only the shop itself needs: the keys of its lists, and its words.</summary>
    public const string Shop = "shop";

    public const string Number = "number";
    public const string CreatedAt = "created_at";
    public const string NameKey = "name_key";

    /// <summary>The place among equally good matches, the lowest first: the length of the name, less a thousand for each level of
    /// sales.</summary>
    public const string NameChars = "name_chars";

    /// <summary>How well it sells, its variants counted in; absent when it does not.</summary>
    public const string Sold = "sold";
    public const string PriceMilli = "price_milli";

    /// <summary>When the price changes next, Unix milliseconds; absent when it does not.</summary>
    public const string PriceDue = "price_due";
    public const string InStock = "in_stock";
    public const string Variants = "variants";
    public const string VariantsStocked = "variants_stocked";

    /// <summary>Of its live variants those that are not active; absent when all are.</summary>
    public const string Inactive = "inactive_variants";

    /// <summary>True on a variant whose parent is a draft or archived; else absent.</summary>
    public const string ParentWithheld = "parent_withheld";

    /// <summary>True on what is there and not for sale; else absent, as on what was written before there was such a thing.</summary>
    public const string Withheld = "withheld";

    public const string Words = "words";
    public const string WordsName = "name";
    public const string WordsHead = "head";
    public const string WordsAll = "all";
    public const string Import = "import";
    public const string Write = "write";

    /// <summary>Of the catalog's document.</summary>
    public const string Filling = "filling";

    public static string OfShop(string member) => $"{Shop}.{member}";

    public static string OfWords(string part) => $"{Shop}.{Words}.{part}";
}
