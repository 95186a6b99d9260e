// Sitemaps and the feed for Google: read as XML, counted, and never more than a page of products in memory.
using System.IO.Pipelines;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Cartwright.Catalog;
using Cartwright.Catalog.Feeds;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class FeedTests
{
    private const string Root = "https://shop.example.com";
    private static readonly XNamespace Map = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly XNamespace Links = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace G = "http://base.google.com/ns/1.0";

    [Fact]
    public async Task A_sitemap_of_50001_products_is_parted_and_names_each_once_with_its_day_and_languages()
    {
        const int Count = 50_001;
        await using var catalog = await TestCatalog.Open();
        var store = DispatchProxy.Create<IProductStore, Many>();
        ((Many)(object)store).Count = Count;
        var feeds = new ShopFeeds(store, catalog.Read, new ToldShop(), ShopZone.Utc, catalog.Clock);
        Assert.Equal(5, await feeds.Files());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var file = 1; file <= 5; file++)
        {
            var text = await Written(to => feeds.Sitemap(file, Root, to, default));
            Assert.True(text.Length < 50 * 1024 * 1024);
            var urls = XDocument.Parse(text).Root!.Elements(Map + "url").ToList();
            Assert.Equal(file < 5 ? 12_500 : 1, urls.Count);
            Assert.True(urls.TrueForAll(url => seen.Add(url.Element(Map + "loc")!.Value)));
            Assert.Equal("1970-01-02", urls[0].Element(Map + "lastmod")!.Value);
            Assert.Equal(["en", "de", "x-default"], urls[0].Elements(Links + "link").Select(link => link.Attribute("hreflang")!.Value));
        }

        Assert.Equal(Count, seen.Count);
        Assert.Contains($"{Root}/products/p-50001", seen);
        Assert.True(((Many)(object)store).MostAsked <= 250);
    }

    [Fact]
    public async Task What_is_not_for_sale_is_in_no_sitemap_and_names_stand_in_xml_as_they_are()
    {
        await using var catalog = await TestCatalog.Open();
        await catalog.Add(TestCatalog.Product("Mug & <b>\"Saucer\"</b>"));
        await catalog.Add(TestCatalog.Product("Draft") with { Status = ProductStatus.Draft });
        var parent = await catalog.Add(TestCatalog.Product("Shirt") with { Options = Json("""{"Size":["S"]}""") });
        await catalog.Add(TestCatalog.Product("Shirt S", parent: parent) with { Options = Json("""{"Size":"S"}""") });
        var feeds = Feeds(catalog);
        var urls = XDocument
            .Parse(await Written(to => feeds.Sitemap(1, Root, to, default)))
            .Descendants(Map + "loc")
            .Select(loc => loc.Value);
        Assert.Equal([$"{Root}/products/mug-b-saucer-b", $"{Root}/products/shirt"], urls.Order());
        Assert.Equal(1, await feeds.Files());
        Assert.Equal("&lt;a&gt;&amp;&quot;&apos;𝒜", XmlText.Escaped("<a>\u0001&\"'\ud835\udc9c\ud800"));
    }

    [Fact]
    public async Task Google_is_told_what_can_be_put_into_a_cart_at_its_price_and_reduction()
    {
        await using var catalog = await TestCatalog.Open();
        var ends = catalog.Clock.GetUtcNow().AddDays(2);
        var mug = await catalog.Add(
            TestCatalog.Product("Mug & <b>", 30m, "Kitchen/Mugs", currency: "EUR") with
            {
                Barcode = new("4006381333931"),
                Brand = new("Clay"),
                Sku = new("M-1"),
                Sale = Json($$"""{"price":25.5,"ends_at":"{{ends.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}}"}"""),
            }
        );
        var shirt = await catalog.Add(TestCatalog.Product("Shirt", 10m) with { Options = Json("""{"Size":["S","M"]}""") });
        var small = await catalog.Add(TestCatalog.Product("Shirt S", 11m, parent: shirt) with { Options = Json("""{"Size":"S"}""") });
        catalog.Inventory.Units[mug] = 3;
        var items = XDocument
            .Parse(await Written(to => Feeds(catalog).Google(Root, to, default)))
            .Descendants("item")
            .ToDictionary(item => item.Element(G + "id")!.Value, StringComparer.Ordinal);
        Assert.Equal(new[] { mug, small }.Order(StringComparer.Ordinal), items.Keys.Order(StringComparer.Ordinal));
        string? Of(string id, string name) => items[id].Element(G + name)?.Value;
        Assert.Equal(
            ("Mug & <b>", $"{Root}/products/mug-b", "in_stock", "30.00 EUR", "25.50 EUR"),
            (Of(mug, "title"), Of(mug, "link"), Of(mug, "availability"), Of(mug, "price"), Of(mug, "sale_price"))
        );
        Assert.EndsWith($"/{ends.UtcDateTime:yyyy-MM-ddTHH:mm}Z", Of(mug, "sale_price_effective_date"), StringComparison.Ordinal);
        Assert.Equal(
            ("Clay", "4006381333931", "M-1", "Kitchen > Mugs", null),
            (Of(mug, "brand"), Of(mug, "gtin"), Of(mug, "mpn"), Of(mug, "product_type"), Of(mug, "identifier_exists"))
        );
        Assert.Equal(
            (shirt, "out_of_stock", "11.00 USD", null, "S", "no", $"{Root}/products/{small}"),
            (
                Of(small, "item_group_id"),
                Of(small, "availability"),
                Of(small, "price"),
                Of(small, "sale_price"),
                Of(small, "size"),
                Of(small, "identifier_exists"),
                Of(small, "link")
            )
        );

        catalog.Inventory.Away = true;
        Assert.DoesNotContain("out_of_stock", await Written(to => Feeds(catalog).Google(Root, to, default)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_than_a_few_are_written_at_once()
    {
        await using var catalog = await TestCatalog.Open();
        var store = DispatchProxy.Create<IProductStore, Many>();
        var held = new TaskCompletionSource();
        ((Many)(object)store).Until = held.Task;
        var feeds = new ShopFeeds(store, catalog.Read, new ToldShop(), ShopZone.Utc, catalog.Clock);
        var under = Enumerable.Range(0, ShopFeeds.AtOnce).Select(_ => Written(to => feeds.Sitemap(1, Root, to, default))).ToList();
        Assert.Equal("feeds_busy", (await feeds.Sitemap(1, Root, PipeWriter.Create(Stream.Null), default)).Refused!.Code);
        held.SetResult();
        await Task.WhenAll(under);
        Assert.True((await feeds.Sitemap(1, Root, PipeWriter.Create(Stream.Null), default)).Is(out _, out _));
    }

    [Fact]
    public async Task The_tag_of_a_list_names_each_byte_of_it()
    {
        await using var catalog = await TestCatalog.Open();
        var id = await catalog.Add(TestCatalog.Product());
        catalog.Inventory.Units[id] = 3;
        async Task<string> Tag() =>
            (await catalog.Lists.Answer("", TestCatalog.Query(), PageRequest.Of(TestCatalog.Cursors, 10), default)).Value.ETag();
        var first = await Tag();
        Assert.Equal(first, await Tag());
        catalog.Inventory.Units[id] = 2;
        var fewer = await Tag();
        Assert.NotEqual(first, fewer);
        catalog.Inventory.Away = true;
        Assert.NotEqual(fewer, await Tag());
        catalog.Inventory.Away = false;
        await catalog.Add(TestCatalog.Product("Another"));
        Assert.NotEqual(fewer, await Tag());
    }

    [Fact]
    public async Task A_catalog_that_does_not_answer_is_no_half_a_file_and_readers_of_one_kind_leave_the_other_its_places()
    {
        await using var catalog = await TestCatalog.Open();
        var store = DispatchProxy.Create<IProductStore, Many>();
        var many = (Many)(object)store;
        many.Count = 1;
        var feeds = new ShopFeeds(store, catalog.Read, new ToldShop(), ShopZone.Utc, catalog.Clock);
        many.Until = Task.FromException(new InvalidOperationException("The catalog is away."));
        foreach (
            var write in new Func<PipeWriter, ValueTask<Outcome<bool>>>[]
            {
                to => feeds.Sitemap(1, Root, to, default),
                to => feeds.Google(Root, to, default),
            }
        )
        {
            using var into = new MemoryStream();
            var to = PipeWriter.Create(into, new StreamPipeWriterOptions(leaveOpen: true));
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await write(to));
            Assert.Equal(0, to.UnflushedBytes);
            Assert.Equal(0, into.Length);
        }

        var end = new TaskCompletionSource();
        many.Until = end.Task;
        var reading = Enumerable.Range(0, ShopFeeds.AtOnce).Select(_ => Written(to => feeds.Sitemap(1, Root, to, default))).ToList();
        Assert.Equal("feeds_busy", (await feeds.Sitemap(1, Root, PipeWriter.Create(Stream.Null), default)).Refused!.Code);
        many.Count = 0;
        var feed = Written(to => feeds.Google(Root, to, default));
        end.SetResult();
        Assert.Contains("</rss>", await feed, StringComparison.Ordinal);
        await Task.WhenAll(reading);
    }

    private static ShopFeeds Feeds(TestCatalog catalog) => new(catalog.Store, catalog.Read, new ToldShop(), ShopZone.Utc, catalog.Clock);

    private static async Task<string> Written(Func<PipeWriter, ValueTask<Outcome<bool>>> write)
    {
        using var into = new MemoryStream();
        var to = PipeWriter.Create(into, new StreamPipeWriterOptions(leaveOpen: true));
        Assert.True((await write(to)).Is(out _, out _));
        await to.CompleteAsync();
        return Encoding.UTF8.GetString(into.ToArray());
    }

    private static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;

    /// <summary>A store that lists so many products and does nothing else.</summary>
    public class Many : DispatchProxy
    {
        private const long Day = 86_400_000;

        public int Count { get; set; }

        public int MostAsked { get; private set; }

        public Task Until { get; set; } = Task.CompletedTask;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name == nameof(IProductStore.List)
                ? new ValueTask<IReadOnlyList<ListedProduct>>(List((string[]?)args![1], (int)args[2]!))
                : throw new NotSupportedException();

        private async Task<IReadOnlyList<ListedProduct>> List(string[]? after, int count)
        {
            await Until;
            MostAsked = Math.Max(MostAsked, count);
            var from = after is null ? Count : Math.Min(Count, long.Parse(after[0], System.Globalization.CultureInfo.InvariantCulture) - 1);
            return
            [
                .. Enumerable
                    .Range(0, (int)Math.Max(0, Math.Min(count, from)))
                    .Select(i => Product(from - i))
                    .Select(product => new ListedProduct(
                        product,
                        [
                            product.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                            product.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        ]
                    )),
            ];
        }

        private static CatalogProduct Product(long number) =>
            new(number, $"p-{number}", 1, "Thing", "", "Things", "v", null, 500, "USD", "{}", null, "[]", null, 0, true, false, Day);
    }
}
