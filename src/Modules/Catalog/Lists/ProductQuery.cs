// What GET /api/products was asked, checked.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Catalog;

/// <summary>The query's members as they came.</summary>
/// <param name="Q">Text to look for in name, attributes and description; the last word may be a beginning.</param>
/// <param name="Category">This category and what is below it: its path of names, or of slugs.</param>
/// <param name="VendorId">Only goods of this vendor.</param>
/// <param name="MinPrice">Lowest price in major units, included.</param>
/// <param name="MaxPrice">Highest price in major units, included.</param>
/// <param name="InStock"><c>true</c>: only what can be bought now; <c>false</c>: only what is sold out.</param>
/// <param name="Sort">
/// <c>relevance</c> (default with q), <c>newest</c> (default without), <c>best</c> (what sells best first), <c>price</c>, <c>-price</c>,
/// <c>name</c>, <c>-name</c>.
/// </param>
/// <param name="ParentId">The variants of this product instead of products that stand alone.</param>
public sealed record ProductQueryText(
    string? Q,
    string? Category,
    string? VendorId,
    string? MinPrice,
    string? MaxPrice,
    string? InStock,
    string? Sort,
    string? ParentId
)
{
    /// <summary>Of staff and sellers: <c>draft</c>, <c>active</c>, <c>archived</c>, or <c>any</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Of staff and sellers: exactly this class of taxes.</summary>
    public string? TaxClass { get; init; }

    /// <summary>Of staff and sellers: these products, variants or not, their ids between commas.</summary>
    public string? Ids { get; init; }

    /// <summary>Whether it asks what only staff and sellers may.</summary>
    public bool IsForStaff => !string.IsNullOrEmpty(Status) || !string.IsNullOrEmpty(TaxClass) || !string.IsNullOrEmpty(Ids);

    /// <summary><c>true</c>: the words as they were typed, nothing corrected.</summary>
    public string? Exact { get; init; }

    /// <summary>Attributes and the values of which it must have one, <c>attr.Colour=Red&amp;attr.Colour=Blue</c>.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Attributes { get; init; } = [];
}

/// <summary>Order of a list.</summary>
public enum ProductSort
{
    Relevance,
    Newest,
    Best,
    Price,
    PriceDown,
    Name,
    NameDown,
}

/// <summary>What staff and sellers may ask beside: then withheld products are in the list, and words may be a whole id, number or barcode,
/// also a variant's, which finds its parent.</summary>
/// <param name="Status">Null for every status.</param>
/// <param name="Ids">These products whether they are variants or not; null for all that are none.</param>
public sealed record StaffQuery(string? Status, string? TaxClass, IReadOnlyList<string>? Ids)
{
    internal string Purpose => $"{Status ?? ProductQuery.Any} {TaxClass} {(Ids is null ? "all" : string.Join(',', Ids))}";
}

/// <summary>A checked query. Prices are thousandths of a major unit.</summary>
public sealed record ProductQuery(
    string? Q,
    string? Category,
    string? VendorId,
    long MinMilli,
    long MaxMilli,
    bool? InStock,
    ProductSort Sort,
    string? ParentId
)
{
    /// <summary>The word that asks for every status.</summary>
    public const string Any = "any";

    /// <summary>Ids that one list may name.</summary>
    public const int IdsMax = 100;

    /// <summary>Null: what is for sale, as shoppers see it.</summary>
    public StaffQuery? Staff { get; init; }

    /// <summary>Attributes that a query may filter by, and values of each.</summary>
    public const int AttributesMax = 10;
    public const int ValuesMax = 20;

    /// <summary>
    /// The paths under which products of <see cref="Category"/> stand: its own, and while it is being moved the one before. Empty without
    /// a category.
    /// </summary>
    public IReadOnlyList<string> Paths
    {
        get => field ?? (Category is null ? [] : [Category]);
        init;
    }

    /// <summary>Whether there may be categories below <see cref="Category"/>.</summary>
    public bool HasBelow { get; init; } = true;

    /// <inheritdoc cref="ProductQueryText.Exact"/>
    public bool AsTyped { get; init; }

    /// <inheritdoc cref="ProductQueryText.Attributes"/>
    public IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Values { get; init; } = [];

    internal static readonly Dictionary<string, ProductSort> Sorts = new(StringComparer.Ordinal)
    {
        ["relevance"] = ProductSort.Relevance,
        ["newest"] = ProductSort.Newest,
        ["best"] = ProductSort.Best,
        ["price"] = ProductSort.Price,
        ["-price"] = ProductSort.PriceDown,
        ["name"] = ProductSort.Name,
        ["-name"] = ProductSort.NameDown,
    };

    /// <summary>Binds cursors to this list: one made for other filters or another order would skip goods.</summary>
    public string Purpose =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"products\n{Q}\n{Category}\n{VendorId}\n{MinMilli}\n{MaxMilli}\n{InStock}\n{Sort}\n{ParentId}\n{Staff?.Purpose}"
        )
        + (AsTyped ? "\nexact" : string.Empty)
        + string.Concat(Values.Select(value => $"\n{value.Name}\r{string.Join('\r', value.Values)}"));

    /// <summary>Every fault is named under its member. An empty member is an absent one.</summary>
    public static Outcome<ProductQuery> Of(ProductQueryText text)
    {
        var check = new Check();
        var q = Given(text.Q)?.Trim() is { Length: > 0 } typed ? typed : null;
        check.That(q is null || q.Length <= Limits.SearchCharsMax, "q", $"must have at most {Limits.SearchCharsMax} characters");
        var category = Given(text.Category);
        check.That(
            category is null || category.Length <= ProductRules.CategoryCharsMax,
            "category",
            $"must have at most {ProductRules.CategoryCharsMax} characters"
        );
        var vendor = Given(text.VendorId);
        check.That(
            vendor is null || vendor.Length <= ProductRules.VendorIdCharsMax,
            "vendor_id",
            $"must have at most {ProductRules.VendorIdCharsMax} characters"
        );
        var parent = Given(text.ParentId);
        check.That(parent is null || ProductRules.IsId(parent), "parent_id", "must be the id of a product");
        var min = Price(check, "min_price", text.MinPrice) ?? 0;
        var max = Price(check, "max_price", text.MaxPrice) ?? long.MaxValue;
        check.That(min <= max, "max_price", "must not be below min_price");
        var stock = Given(text.InStock);
        check.OneOf("in_stock", stock, "true", "false");
        var word = Given(text.Sort);
        check.OneOf("sort", word, [.. Sorts.Keys]);
        check.OneOf("status", Given(text.Status), [Any, .. ProductStatus.All]);
        var taxClass = Given(text.TaxClass);
        check.That(taxClass is null || TaxClasses.IsClass(taxClass), "tax_class", TaxClasses.Sentence);
        string[]? ids = Given(text.Ids)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        check.Count("ids", ids, IdsMax).That(ids is null || ids.All(ProductRules.IsId), "ids", "must be ids of products between commas");
        var exact = Given(text.Exact);
        check.OneOf("exact", exact, "true", "false");
        check.That(text.Attributes.Count <= AttributesMax, "attr", $"must name at most {AttributesMax} attributes");
        foreach (var (name, values) in text.Attributes)
        {
            check.That(
                name.Length is > 0 and <= Limits.NameCharsMax
                    && values.Count <= ValuesMax
                    && values.All(v => v.Length <= Limits.NameCharsMax),
                "attr." + (name.Length <= Limits.NameCharsMax ? name : name[..Limits.NameCharsMax]),
                $"must have a name and at most {ValuesMax} values of at most {Limits.NameCharsMax} characters"
            );
        }

        if (check.Refused is { } refused)
        {
            return refused;
        }

        // Without words there is nothing to be relevant to.
        var sort = word is null ? (q is null ? ProductSort.Newest : ProductSort.Relevance) : Sorts[word];
        return new ProductQuery(
            q,
            category,
            vendor,
            min,
            max,
            stock is null ? null : stock == "true",
            q is null && sort == ProductSort.Relevance ? ProductSort.Newest : sort,
            parent
        )
        {
            Staff = text.IsForStaff
                ? new(Given(text.Status) is null or Any ? null : text.Status, taxClass, ids?.Distinct(StringComparer.Ordinal).ToArray())
                : null,
            AsTyped = exact == "true",
            Values = text.Attributes,
        };
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static long? Price(Check check, string field, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var good =
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major)
            && major <= 1_000_000_000_000m
            && decimal.Truncate(major * 1_000) == major * 1_000;
        check.That(good, field, "must be an amount in major units such as 9.99");
        return good ? (long)(major * 1_000) : null;
    }
}
