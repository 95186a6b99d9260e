// The first HTML of pages, read as a browser or a crawler reads it: what stands in it, and that no text of the shop is ever markup.
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Cartwright.Contracts;
using Cartwright.Host;
using Cartwright.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using PageList = Cartwright.Host.PageList;

namespace Cartwright.Unit.Host;

public sealed class PageTests
{
    private const string Root = "https://shop.example.com";

    private const string Index = """
        <!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="description" content="Cartwright: well-made things from independent makers, in one cart." />
            <script src="/scheme.js"></script>
            <title>Cartwright</title>
            <script type="module" src="/assets/index-abc.js"></script>
          </head>
          <body>
            <div id="root"></div>
            <noscript>The Cartwright shop needs JavaScript to be switched on.</noscript>
          </body>
        </html>
        """;

    private static readonly ShopSettings Shop = ShopDefaults.Of(new ConfigurationBuilder().Build()) with
    {
        Name = "Northwind",
        Tagline = "Good things.",
        Contact = new("Northwind Ltd", Email: "hello@northwind.example"),
    };

    private const string Tree = """
        {"items":[{"name":"Kitchen","path":"Kitchen","slug_path":"kitchen","products":3,"children":[
          {"name":"Mugs","path":"Kitchen/Mugs","slug_path":"kitchen/mugs","products":2,"children":[]}]}]}
        """;

    private const string Mug = """
        {"product_id":"p-1","name":"Mug","description":"Holds tea.\nWell.","price":29.90,"compare_at_price":35.00,"lowest_price_30d":28.50,
         "sale":{"price":29.90,"ends_at":"2026-12-24T23:00:00Z"},"currency":"EUR","category":"Kitchen/Mugs","vendor_id":"v 1",
         "vendor_name":"Potter","attributes":{},"images":["/media/x/1280.jpg"],"sku":"M-1","barcode":"4006381333931","brand":"Clay",
         "pictures":[{"url":"/media/abc/1280.jpg","width":2000,"height":1000,"alt":"A blue mug"}],"slug":"mug","stock":{"available":4}}
        """;

    [Fact]
    public void A_drawn_picture_has_one_size_whatever_it_measures()
    {
        using var product = JsonDocument.Parse("""{"pictures":[{"url":"/api/products/1/image.svg","width":600,"height":600}]}""");
        Assert.Null(PagePicture.Of(product.RootElement)!.Set("avif"));
    }

    [Fact]
    public void The_page_of_a_product_says_it_whole_before_any_script_runs()
    {
        var page = Read(OfProduct(Mug));
        Assert.Equal("Mug · Northwind", page.Title);
        Assert.Equal("Holds tea. Well.", Meta(page, "name", "description"));
        Assert.Equal($"{Root}/products/mug", Attribute(page, "link[rel=canonical]", "href"));
        Assert.Equal(
            [("en", $"{Root}/products/mug"), ("de", $"{Root}/products/mug?lang=de"), ("x-default", $"{Root}/products/mug")],
            page.QuerySelectorAll("link[rel=alternate]").Select(link => (link.GetAttribute("hreflang")!, link.GetAttribute("href")!))
        );
        Assert.Null(page.QuerySelector("meta[name=robots]"));
        Assert.Equal(
            ("product", "Mug · Northwind", $"{Root}/media/abc/1280.jpg", "1280", "640", "29.90", "EUR", "summary_large_image"),
            (
                Meta(page, "property", "og:type"),
                Meta(page, "property", "og:title"),
                Meta(page, "property", "og:image"),
                Meta(page, "property", "og:image:width"),
                Meta(page, "property", "og:image:height"),
                Meta(page, "property", "product:price:amount"),
                Meta(page, "property", "product:price:currency"),
                Meta(page, "name", "twitter:card")
            )
        );
        Assert.Contains("/media/abc/2000.avif 2000w", Attribute(page, "link[rel=preload]", "imagesrcset"), StringComparison.Ordinal);

        var root = page.GetElementById("root")!;
        Assert.Equal("Mug", root.QuerySelector("main h1")!.TextContent);
        Assert.Contains("€29.90", root.QuerySelector(".product__price")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("€28.50", root.QuerySelector(".lowest")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Only 4 left", root.QuerySelector(".product__stock")!.TextContent);
        Assert.Equal("Holds tea.\nWell.", root.QuerySelector(".product__words")!.TextContent);
        Assert.Equal(["/", "/c/kitchen", "/c/kitchen/mugs"], root.QuerySelectorAll(".crumbs a").Select(link => link.GetAttribute("href")));
        Assert.Equal("/?vendor_id=v+1", root.QuerySelector(".product__vendor")!.GetAttribute("href"));
        Assert.Contains(root.QuerySelectorAll("footer a"), link => link.GetAttribute("href") == "/policies/terms");
        Assert.Contains("Search, cart and checkout need it", page.QuerySelector("noscript")!.TextContent, StringComparison.Ordinal);

        var data = Json(page, "script#data");
        Assert.Equal("Mug", data.GetProperty("/api/products/by-slug/mug").GetProperty("name").GetString());
        Assert.Equal(Shop.Name, Json(page, "script#shop").GetProperty("name").GetString());
    }

    [Fact]
    public void Search_engines_are_told_price_availability_and_way_in_the_words_of_schema_org()
    {
        var graph = Graph(Read(OfProduct(Mug)));
        var product = graph["Product"];
        Assert.Equal(
            ("Mug", "M-1", "4006381333931", "Clay", $"{Root}/media/abc/1280.jpg"),
            (
                Word(product, "name"),
                Word(product, "sku"),
                Word(product, "gtin"),
                Word(product.GetProperty("brand"), "name"),
                product.GetProperty("image")[0].GetString()
            )
        );
        var offer = product.GetProperty("offers");
        Assert.Equal(
            ("Offer", "29.90", "EUR", "https://schema.org/InStock", "2026-12-24", $"{Root}/products/mug", "Potter"),
            (
                Word(offer, "@type"),
                Word(offer, "price"),
                Word(offer, "priceCurrency"),
                Word(offer, "availability"),
                Word(offer, "priceValidUntil"),
                Word(offer, "url"),
                Word(offer.GetProperty("seller"), "name")
            )
        );
        Assert.Equal("35.00", Word(offer.GetProperty("priceSpecification"), "price"));
        Assert.Equal(
            [
                (1, "Shop", $"{Root}/"),
                (2, "Kitchen", $"{Root}/c/kitchen"),
                (3, "Mugs", $"{Root}/c/kitchen/mugs"),
                (4, "Mug", $"{Root}/products/mug"),
            ],
            graph["BreadcrumbList"]
                .GetProperty("itemListElement")
                .EnumerateArray()
                .Select(step => (step.GetProperty("position").GetInt32(), Word(step, "name")!, Word(step, "item")!))
        );
        Assert.Equal("Northwind Ltd", Word(graph["Organization"], "legalName"));

        var home = Graph(Read(Write(PageFound.Here with { Tree = Element(Tree) }, "/")));
        Assert.Equal(
            $"{Root}/?q={{search_term_string}}",
            Word(home["WebSite"].GetProperty("potentialAction").GetProperty("target"), "urlTemplate")
        );
        Assert.False(home.ContainsKey("Product"));
    }

    [Fact]
    public void A_product_with_variants_is_offered_from_its_lowest_to_its_highest_price_and_a_variant_at_its_parents_address()
    {
        var parent = Mug.Replace("\"slug\":", "\"has_variants\":true,\"slug\":", StringComparison.Ordinal);
        var variants = """
            {"items":[{"product_id":"v-1","name":"Mug","price":9.00,"currency":"EUR","parent_id":"p-1","options":{"Colour":"Red"},"stock":{"available":0}},
                      {"product_id":"v-2","name":"Mug","price":12.50,"currency":"EUR","parent_id":"p-1","options":{"Colour":"Blue"},"stock":{"available":1}}]}
            """;
        var page = Read(OfProduct(parent, found => found with { Variants = Element(variants) }));
        var offers = Graph(page)["Product"].GetProperty("offers");
        Assert.Equal(
            ("AggregateOffer", "9.00", "12.50", 2),
            (Word(offers, "@type"), Word(offers, "lowPrice"), Word(offers, "highPrice"), offers.GetProperty("offerCount").GetInt32())
        );
        Assert.Contains(
            page.QuerySelectorAll("main a"),
            link => (link.GetAttribute("href"), link.TextContent) == ("/products/v-2", "Blue")
        );

        var red = Element(variants).GetProperty("items")[0].GetRawText();
        var one = Read(
            Write(PageFound.Here with { Product = Element(red), Parent = Element(parent), Variants = Element(variants) }, "/products/v-1")
        );
        Assert.Equal($"{Root}/products/mug", Attribute(one, "link[rel=canonical]", "href"));
        var offer = Graph(one)["Product"].GetProperty("offers");
        Assert.Equal(("9.00", "https://schema.org/OutOfStock"), (Word(offer, "price"), Word(offer, "availability")));
        Assert.Equal($"{Root}/media/abc/1280.jpg", Meta(one, "property", "og:image"));
    }

    [Theory]
    [InlineData("</script><script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("</title></noscript><!--<script>")]
    [InlineData("' onload='alert(1)' & &amp; ]]>")]
    [InlineData("كوب أزرق \u202eabc")]
    [InlineData("👩‍👩‍👧‍👦 杯 𝒜")]
    public void No_name_is_ever_markup_and_each_stays_what_it_was(string name)
    {
        var hostile = Mug.Replace("\"name\":\"Mug\"", $"\"name\":{JsonSerializer.Serialize(name)}", StringComparison.Ordinal)
            .Replace("\"attributes\":{}", "\"attributes\":{\"a\":\"</script><b>\"}", StringComparison.Ordinal)
            .Replace("\"Potter\"", JsonSerializer.Serialize(name), StringComparison.Ordinal)
            .Replace("Holds tea.\\nWell.", JsonEncodedText.Encode(name + " " + name).ToString(), StringComparison.Ordinal)
            .Replace("\"A blue mug\"", JsonSerializer.Serialize(name), StringComparison.Ordinal);
        var shop = Shop with { Name = name, Tagline = name, Announcement = name };
        var page = Read(OfProduct(hostile, shop: shop));
        var plain = Read(OfProduct(Mug));
        Assert.Equal(name, page.QuerySelector("main h1")!.TextContent);
        Assert.Equal(name, page.QuerySelector(".product__vendor")!.TextContent);
        Assert.Equal(name, page.QuerySelector(".announcement")!.TextContent);
        Assert.Equal(name, page.QuerySelector(".gallery img")!.GetAttribute("alt"));
        Assert.Equal(name, Word(Graph(page)["Product"], "name"));
        Assert.Equal(name, Json(page, "script#shop").GetProperty("name").GetString());
        var product = Json(page, "script#data").GetProperty("/api/products/by-slug/mug");
        Assert.Equal(name, product.GetProperty("name").GetString());
        Assert.Equal("</script><b>", product.GetProperty("attributes").GetProperty("a").GetString());

        // Not one element or attribute more than with a harmless name, but for the announcement.
        static List<string> Shape(IDocument of) =>
            [
                .. of
                    .All.Where(one => one.ClassName != "announcement")
                    .Select(one => $"{one.LocalName}:{string.Join(',', one.Attributes.Select(a => a.Name))}"),
            ];
        Assert.Equal(Shape(plain), Shape(page));
    }

    [Fact]
    public void What_is_a_persons_own_a_search_and_what_is_not_there_stand_in_no_index_and_have_no_text()
    {
        foreach (var path in new[] { "/cart", "/checkout", "/account", "/orders/1", "/admin/products", "/sign-in", "/shared/x" })
        {
            var own = Read(Write(PageFound.Here, path));
            Assert.Equal("noindex", Meta(own, "name", "robots"));
            Assert.Null(own.QuerySelector("link[rel=canonical]"));
            Assert.Empty(own.GetElementById("root")!.ChildNodes);
        }

        Assert.Equal("noindex", Meta(Read(Write(PageFound.Nowhere, "/nothing")), "name", "robots"));
        Assert.Equal("noindex", Meta(Read(Write(PageFound.Here, "/", isPlain: false)), "name", "robots"));

        // A catalog that is late takes no page out of an index.
        Assert.Null(Read(Write(PageFound.Unsaid, "/products/mug")).QuerySelector("meta[name=robots]"));
        Assert.Null(Read(Write(PageFound.Here, "/")).QuerySelector("meta[name=robots]"));
        var policy = PageFound.Here with { Policies = Element("""{"items":[{"name":"terms","title":"Terms of sale"}]}""") };
        Assert.Equal("Terms of sale · Northwind", Read(Write(policy, "/policies/terms")).Title);
        Assert.Equal("noindex", Meta(Read(Write(policy, "/policies/else")), "name", "robots"));
        Assert.False(PageMatter.IsPlain(Query("?q=mug")));
        Assert.False(PageMatter.IsPlain(Query("?attr.Colour=Red")));
        Assert.True(PageMatter.IsPlain(Query("?utm_source=mail&lang=de")));
    }

    [Fact]
    public void A_list_is_links_to_its_goods_and_an_address_of_the_shop_that_nobody_said_is_left_out()
    {
        var list = Element($$"""{"items":[{{Mug}}],"next_cursor":null}""");
        var category = Element(
            """{"category":{"name":"Mugs","path":"Kitchen/Mugs","slug_path":"kitchen/mugs","description":"To drink from.","children":[]},"line":[{"name":"Kitchen","path":"Kitchen","slug_path":"kitchen"}]}"""
        );
        var page = Read(Write(PageFound.Here with { Category = category, List = list, Tree = Element(Tree) }, "/c/kitchen/mugs"));
        Assert.Equal(("Mugs · Northwind", "To drink from."), (page.Title, Meta(page, "name", "description")));
        Assert.Equal("/products/mug", Assert.Single(page.QuerySelectorAll(".grid .card__name a")).GetAttribute("href"));
        Assert.Equal("Mugs", page.QuerySelector("main h1")!.TextContent);
        Assert.Equal($"{Root}/c/kitchen/mugs", Attribute(page, "link[rel=canonical]", "href"));

        var unsaid = Read(Write(PageFound.Here with { Product = Element(Mug) }, "/products/mug", root: null));
        Assert.Equal("/products/mug", Attribute(unsaid, "link[rel=canonical]", "href"));
        Assert.Null(Meta(unsaid, "property", "og:url"));
        Assert.Null(Meta(unsaid, "property", "og:image"));
    }

    [Fact]
    public void A_page_speaks_the_language_of_its_address_else_the_chosen_else_the_browsers_else_the_shops()
    {
        var page = Read(OfProduct(Mug, language: "de"));
        Assert.Equal("de", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal($"{Root}/products/mug?lang=de", Attribute(page, "link[rel=canonical]", "href"));
        Assert.Equal("Nur noch 4 da", page.QuerySelector(".product__stock")!.TextContent);
        Assert.Contains("29,90\u00a0€", page.QuerySelector(".product__price")!.TextContent, StringComparison.Ordinal);

        static string Of(string query, string? cookie, string? asked, ShopSettings? shop = null)
        {
            var context = new DefaultHttpContext();
            context.Request.QueryString = new QueryString(query);
            context.Request.Headers.Cookie = cookie;
            context.Request.Headers.AcceptLanguage = asked;
            return PageLanguage.Of(context.Request, shop ?? Shop);
        }

        Assert.Equal("de", Of("?lang=de", "cartwright_language=en", "en"));
        Assert.Equal("de", Of("?lang=fr", "cartwright_language=de", "en"));
        Assert.Equal("de", Of("", null, "fr, de-AT;q=0.8, en;q=0.7"));
        Assert.Equal("en", Of("", null, "fr;q=x"));
        Assert.Equal("en", Of("", null, "de;q=0, *"));
        Assert.Equal("en", Of("?lang=de", "cartwright_language=de", "de, en;q=0.5", Shop with { Languages = ["en"] }));
        Assert.Equal("de", Of("", null, null, Shop with { Language = "de" }));
    }

    [Fact]
    public void Descriptions_are_one_line_of_words_cut_between_them_and_never_within_a_sign()
    {
        Assert.Equal("A mug. 5 < 6 & so", PlainText.Line("<p>A  mug.</p>\n5 < 6 &\tso", 160, markup: true));
        Assert.Equal("Söhne <b>", PlainText.Line("Söhne <b>", 160));
        Assert.Equal("one two…", PlainText.Line("one two, three", 10));
        Assert.Equal(160, PlainText.Line(new string('x', 200), 160).Length);
        var faces = PlainText.Line(string.Concat(Enumerable.Repeat("👩‍👩‍👧", 100)), 160);
        Assert.Equal(faces, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(faces)));
        Assert.EndsWith("…", faces, StringComparison.Ordinal);
        Assert.Equal(string.Empty, PlainText.Line(" \n", 160));
    }

    // web/src/ui/browser/firstData.test.ts has the same ones.
    [Fact]
    public void First_data_stands_under_the_addresses_that_the_client_asks()
    {
        Assert.Equal(
            "?category=K%C3%BCche%2FTee+%26+Kaffee%27s+%28neu%29%21*%7E&limit=24",
            new PageList("Küche/Tee & Kaffee's (neu)!*~", null, 24).Query
        );
        Assert.Equal("?parent_id=p-1&limit=100", new PageList(null, "p-1", 100).Query);
        Assert.Equal("%E6%9D%AF%20(a)'!*~", PlainText.UriComponent("杯 (a)'!*~"));
        Assert.Equal("?limit=24", new PageList(null, null, PageList.First).Query);
    }

    [Fact]
    public void A_page_names_the_files_of_the_build_that_it_runs_on_and_none_twice()
    {
        var list = """
            {"assets/index-abc.js":{"isEntry":true,"imports":[],"styles":["assets/index.css"],"modules":["src/main.tsx"]},
             "assets/ProductPage-1.js":{"imports":["assets/index-abc.js","assets/shared-2.js"],"styles":["assets/product-3.css"],"modules":["src/features/product/ProductPage.tsx"]},
             "assets/shared-2.js":{"imports":["assets/ProductPage-1.js"],"styles":[],"modules":["src/ui/Picture.tsx"]}}
            """;
        var pieces = PagePieces.Of(Encoding.UTF8.GetBytes(list), Index + "/assets/index.css");
        Assert.Equal(
            "<link rel=\"stylesheet\" crossorigin href=\"/assets/product-3.css\" />\n"
                + "<link rel=\"modulepreload\" crossorigin href=\"/assets/ProductPage-1.js\" />\n"
                + "<link rel=\"modulepreload\" crossorigin href=\"/assets/shared-2.js\" />\n",
            pieces.For(PageFound.Here with { Product = Element(Mug) }, "/products/mug")
        );
        Assert.Equal(string.Empty, pieces.For(PageFound.Here, "/"));
        Assert.Equal(string.Empty, PagePieces.None.For(PageFound.Here, "/cart"));
    }

    [Fact]
    public void A_tree_of_thousands_of_categories_makes_no_page_heavy()
    {
        var heavy = Encoding.UTF8.GetBytes($"\"{new string('x', ShopPage.PieceBytesMax)}\"");
        var found = PageFound.Here with { Data = [new("/api/categories", heavy), new("/api/policies", "{}"u8.ToArray())] };
        var data = Json(Read(Write(found, "/")), "script#data");
        Assert.False(data.TryGetProperty("/api/categories", out _));
        Assert.True(data.TryGetProperty("/api/policies", out _));
    }

    private static byte[] OfProduct(string json, Func<PageFound, PageFound>? more = null, string language = "en", ShopSettings? shop = null)
    {
        var found = PageFound.Here with
        {
            Product = Element(json),
            Tree = Element(Tree),
            Policies = Element("""{"items":[{"name":"terms","title":"Terms of sale"}]}"""),
            Data = [new("/api/products/by-slug/mug", Encoding.UTF8.GetBytes(json))],
        };
        return Write(more?.Invoke(found) ?? found, "/products/mug", language: language, shop: shop);
    }

    private static byte[] Write(
        PageFound found,
        string path,
        bool isPlain = true,
        string language = "en",
        string? root = Root,
        ShopSettings? shop = null
    )
    {
        var template = PageTemplate.Of(Index)!;
        return ShopPage.Write(template, PageMatter.Of(shop ?? Shop, found, path, isPlain, language, root, template.Description));
    }

    private static IDocument Read(byte[] page) =>
        new HtmlParser(new HtmlParserOptions { IsScripting = false }).ParseDocument(Encoding.UTF8.GetString(page));

    private static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement;

    private static JsonElement Json(IDocument page, string selector) => Element(page.QuerySelector(selector)!.TextContent);

    private static Dictionary<string, JsonElement> Graph(IDocument page) =>
        Json(page, "script[type='application/ld+json']")
            .GetProperty("@graph")
            .EnumerateArray()
            .ToDictionary(one => Word(one, "@type")!, StringComparer.Ordinal);

    private static string? Word(JsonElement of, string member) => of.TryGetProperty(member, out var word) ? word.GetString() : null;

    private static string? Meta(IDocument page, string kind, string name) =>
        page.QuerySelector($"meta[{kind}='{name}']")?.GetAttribute("content");

    private static string? Attribute(IDocument page, string selector, string name) => page.QuerySelector(selector)?.GetAttribute(name);

    private static IQueryCollection Query(string query) =>
        new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }
            .Request
            .Query;
}
