// The product feed that Google's Merchant Center reads, and others with it: RSS 2.0 with elements of the namespace g
// (support.google.com/merchants/answer/7052112).
using System.Buffers;
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Catalog.Feeds;

/// <summary>Something that can be put into a cart.</summary>
/// <param name="GroupId">Of a variant the product that it is one of.</param>
/// <param name="Path">Of its page.</param>
/// <param name="Pictures">Paths of JPEGs, the first one large.</param>
/// <param name="Units">Null while nobody can say.</param>
/// <param name="Price">Without the reduction.</param>
/// <param name="SalePrice">With it; null for none.</param>
/// <param name="SaleFromMs">Since when, Unix milliseconds; null where nothing is said.</param>
/// <param name="SaleToMs">Until when.</param>
/// <param name="Options">Of a variant: what it is chosen by.</param>
internal sealed record GoogleItem(
    string Id,
    string? GroupId,
    string Name,
    string Description,
    string Path,
    IReadOnlyList<string> Pictures,
    long? Units,
    Money Price,
    Money? SalePrice,
    long? SaleFromMs,
    long? SaleToMs,
    string? Brand,
    string? Gtin,
    string? Sku,
    string Category,
    long WeightG,
    IReadOnlyList<(string Name, string Value)> Options
);

internal static class GoogleFeed
{
    public const string ContentType = "application/rss+xml; charset=utf-8";

    // Google's own bounds, in characters.
    private const int TitleMax = 150;
    private const int DescriptionMax = 5_000;
    private const int MorePicturesMax = 10;

    // Google counts years in four digits and takes no open end.
    private const string FarAway = "2099-12-31T23:59Z";

    private static readonly string[] Colours = ["color", "colour", "farbe"];
    private static readonly string[] Sizes = ["size", "größe", "groesse"];
    private static readonly string[] Materials = ["material"];

    public static void Begin(IBufferWriter<byte> to, ShopSettings shop, string root)
    {
        to.Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\">\n<channel>\n");
        to.Element("title", shop.Name);
        to.Element("link", root + "/");
        to.Element("description", shop.Tagline ?? shop.Name);
    }

    public static void End(IBufferWriter<byte> to) => to.Raw("</channel>\n</rss>\n");

    /// <summary>An item. While nobody can say how much there is, the order finds out: it is offered.</summary>
    public static void Item(IBufferWriter<byte> to, GoogleItem item, string root)
    {
        to.Raw("<item>\n");
        to.Element("g:id", item.Id);
        to.Element("g:item_group_id", item.GroupId);
        to.Element("g:title", Cut(item.Name, TitleMax));
        to.Element("g:description", Cut(item.Description.Length > 0 ? item.Description : item.Name, DescriptionMax));
        to.Element("g:link", root + item.Path);
        foreach (var (picture, i) in item.Pictures.Take(MorePicturesMax + 1).Select((picture, i) => (picture, i)))
        {
            to.Element(i == 0 ? "g:image_link" : "g:additional_image_link", root + picture);
        }

        to.Element("g:availability", item.Units is <= 0 ? "out_of_stock" : "in_stock");
        to.Element("g:price", item.Price.ToString());
        if (item.SalePrice is { } sale)
        {
            to.Element("g:sale_price", sale.ToString());
            if (item.SaleFromMs is not null || item.SaleToMs is not null)
            {
                to.Element(
                    "g:sale_price_effective_date",
                    $"{Moment(item.SaleFromMs ?? 0)}/{(item.SaleToMs is { } end ? Moment(end) : FarAway)}"
                );
            }
        }

        to.Element("g:brand", item.Brand);
        to.Element("g:gtin", item.Gtin);
        to.Element("g:mpn", item.Sku);
        if (item.Gtin is null && (item.Brand is null || item.Sku is null))
        {
            to.Element("g:identifier_exists", "no");
        }

        to.Element("g:product_type", item.Category.Replace("/", " > ", StringComparison.Ordinal));
        if (item.WeightG > 0)
        {
            to.Element("g:shipping_weight", string.Create(CultureInfo.InvariantCulture, $"{item.WeightG} g"));
        }

        to.Element("g:color", Option(item, Colours));
        to.Element("g:size", Option(item, Sizes));
        to.Element("g:material", Option(item, Materials));
        to.Raw("</item>\n");
    }

    private static string? Option(GoogleItem item, string[] names) =>
        item.Options.Where(option => names.Contains(option.Name.ToLowerInvariant())).Select(option => option.Value).FirstOrDefault();

    private static string Moment(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Cut(string text, int max) =>
        text.Length <= max ? text
        : char.IsHighSurrogate(text[max - 2]) ? text[..(max - 2)] + "…"
        : text[..(max - 1)] + "…";
}
