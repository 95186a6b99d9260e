// The format of sitemaps (sitemaps.org 0.9), with the languages of each page as Google and Bing read them.
using System.Buffers;
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Catalog.Feeds;

/// <summary>The parts of a sitemap. Each writes whole elements.</summary>
public static class SitemapXml
{
    /// <summary>What the parts are written between.</summary>
    public const string Begin =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n";

    public const string End = "</urlset>\n";

    public const string BeginIndex =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";

    public const string EndIndex = "</sitemapindex>\n";

    /// <summary>What the type of a reply says.</summary>
    public const string ContentType = "application/xml; charset=utf-8";

    /// <summary>A page with its other languages.</summary>
    /// <param name="address">Whole, escaped as addresses are.</param>
    /// <param name="changedMs">Unix milliseconds; null where nobody knows.</param>
    public static void Page(IBufferWriter<byte> to, string address, long? changedMs, ShopSettings shop)
    {
        to.Raw("<url>\n");
        to.Element("loc", address);
        if (changedMs is { } ms)
        {
            to.Element("lastmod", Day(ms));
        }

        foreach (var (language, there) in LanguageAddresses.Of(address, shop))
        {
            to.Raw($"<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{XmlText.Escaped(there)}\"/>\n");
        }

        to.Raw("</url>\n");
    }

    /// <summary>A file of an index.</summary>
    public static void File(IBufferWriter<byte> to, string address)
    {
        to.Raw("<sitemap>\n");
        to.Element("loc", address);
        to.Raw("</sitemap>\n");
    }

    private static string Day(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>
/// Where a page is in each language: in the shop's own at the address itself, in others behind <c>?lang=</c>. The address without a word
/// is for everybody: it speaks as the browser asks.
/// </summary>
public static class LanguageAddresses
{
    /// <summary>For whoever reads none of them.</summary>
    public const string Everybody = "x-default";

    /// <summary>Of a page in a language.</summary>
    public static string In(string address, string language, ShopSettings shop) =>
        language == shop.Language ? address : $"{address}?lang={language}";

    /// <summary>All of them, as hreflang names them; none of a shop with one language.</summary>
    public static IEnumerable<(string Language, string Address)> Of(string address, ShopSettings shop) =>
        shop.Languages.Count < 2
            ? []
            : shop.Languages.Select(language => (language, In(address, language, shop))).Append((Everybody, address));
}
