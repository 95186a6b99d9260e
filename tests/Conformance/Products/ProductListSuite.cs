// Case 5 of the product stores: lists, words, orders, pages, facets.
using System.Globalization;
using Cartwright.Catalog;
using Cartwright.Kernel;

namespace Cartwright.Conformance.Products;

public abstract class ProductListSuite
{
    private static readonly string[] Kinds = ["Mug", "Lamp", "Shirt", "Kettle"];
    private static readonly string[] Colours = ["Sage", "Graphite", "Café"];

    /// <summary>An empty catalog on the store.</summary>
    protected abstract Task<OpenCatalog> Open();

    [Theory]
    [InlineData(null, "Mug", null, null, null, null)]
    [InlineData(null, null, "vendor-2", null, null, null)]
    [InlineData(null, null, null, "12.00", "20.50", null)]
    [InlineData(null, "Lamp", "vendor-1", "10", null, true)]
    [InlineData(null, null, null, null, null, false)]
    [InlineData("sage", null, null, null, null, null)]
    [InlineData("mug", null, "vendor-1", null, "30", true)]
    [InlineData("nothing has this word", null, null, null, null, null)]
    public async Task Case_5_a_list_is_what_its_filters_say_and_facets_equal_a_recount_under_the_other_filters(
        string? q,
        string? category,
        string? vendor,
        string? min,
        string? max,
        bool? stock
    )
    {
        await using var catalog = await Filled();
        var everything = await All(catalog, Query());
        bool Fits(CatalogProduct p, bool c = true, bool v = true, bool m = true, bool s = true) =>
            (q is null || Says(p, q))
            && (!c || category is null || p.Category == category)
            && (!v || vendor is null || p.VendorId == vendor)
            && (!m || min is null || Price(p) >= Dec(min))
            && (!m || max is null || Price(p) <= Dec(max))
            && (!s || stock is null || p.Stocked == stock);
        var query = Query(q, category, vendor, min, max, stock);
        Assert.Equal(Ids(everything.Where(p => Fits(p))), Ids(await All(catalog, query)));

        var facets = await catalog.Store.Facets(query);
        Assert.Equal(everything.Count(p => Fits(p)), facets.Total);
        Assert.Equal(
            everything
                .Where(p => Fits(p, c: false))
                .CountBy(p => p.Category)
                .OrderBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => (c.Key, (long)c.Value)),
            facets.Categories
        );
        Assert.Equal(
            everything
                .Where(p => Fits(p, v: false))
                .CountBy(p => p.VendorId)
                .OrderBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => (v.Key, (long)v.Value)),
            facets.Vendors.Select(v => (v.Value, v.Count)).OrderBy(v => v.Value, StringComparer.Ordinal)
        );
        Assert.Equal(everything.Count(p => Fits(p, s: false) && p.Stocked), facets.InStock);
        var prices = everything.Where(p => Fits(p, m: false)).Select(Price).ToList();
        Assert.Equal(
            prices.Count == 0 ? (null, null) : ((long?)(prices.Min() * 1_000), (long?)(prices.Max() * 1_000)),
            (facets.MinMilli, facets.MaxMilli)
        );
    }

    [Theory]
    [InlineData("mugs", "p1,p5")]
    [InlineData("MUG", "p1,p5")]
    [InlineData("café", "p3,p6")]
    [InlineData("café lam", "p6")]
    [InlineData("lam", "p2,p6")]
    [InlineData("desk light", "p2")]
    [InlineData("running", "p4")]
    [InlineData("steel ket", "p7")]
    [InlineData("steel kettles", "p7")]
    [InlineData("mug lamp", "")]
    [InlineData("350", "p1")]
    [InlineData("!?", "")]
    [InlineData("\" OR name:*", "")]
    public async Task Case_5_words_are_folded_alike_and_the_last_may_be_a_beginning(string q, string found)
    {
        await using var catalog = await Open();
        await catalog.Add("p1", OpenCatalog.Said("Mug", attributes: """{"holds_ml":"350","colour":"Sage"}"""));
        await catalog.Add("p2", OpenCatalog.Said("Lamp", description: "Lights a desk."));
        await catalog.Add("p3", OpenCatalog.Said("Café chair"));
        await catalog.Add("p4", OpenCatalog.Said("Shoes", description: "For those who run."));
        await catalog.Add("p5", OpenCatalog.Said("Mugs, six of them"));
        await catalog.Add("p6", OpenCatalog.Said("Lamp", attributes: """{"place":{"room":["CAFÉ"]}}"""));
        await catalog.Add("p7", OpenCatalog.Said("Kettle", category: "Steelware", attributes: """{"made_of":"Steel"}"""));
        var ids = (await catalog.Store.List(Query(q), null, 50)).Select(row => row.Product.ProductId).Order(StringComparer.Ordinal);
        Assert.Equal(found, string.Join(',', ids));
    }

    [Fact]
    public async Task Case_5_a_hit_in_the_name_ranks_before_one_in_category_or_attributes_and_that_before_one_in_the_description()
    {
        await using var catalog = await Open();
        await catalog.Add("in-description", OpenCatalog.Said("Box", description: "Holds a lamp."));
        await catalog.Add("in-attributes", OpenCatalog.Said("Shade", attributes: """{"for":"Lamp"}"""));
        await catalog.Add("in-long-name", OpenCatalog.Said("Lamp of the long evenings"));
        await catalog.Add("in-name", OpenCatalog.Said("Lamp"));
        Assert.Equal(
            ["in-name", "in-long-name", "in-attributes", "in-description"],
            (await All(catalog, Query("lamp"), 1)).Select(p => p.ProductId)
        );
    }

    [Theory]
    [InlineData(ProductSort.Newest, null)]
    [InlineData(ProductSort.Price, null)]
    [InlineData(ProductSort.PriceDown, null)]
    [InlineData(ProductSort.Name, null)]
    [InlineData(ProductSort.NameDown, null)]
    [InlineData(ProductSort.Relevance, "things")]
    public async Task Case_5_pages_visit_every_product_once_in_order_while_others_are_added(ProductSort sort, string? q)
    {
        await using var catalog = await Filled();
        var query = Query(q) with { Sort = sort };
        var before = await All(catalog, query, 50);
        Assert.Equal(40, before.Count);
        var ordered = sort switch
        {
            ProductSort.Newest => before.OrderByDescending(p => p.Number),
            ProductSort.Price => before.OrderBy(Price).ThenBy(p => p.Number),
            ProductSort.PriceDown => before.OrderByDescending(Price).ThenByDescending(p => p.Number),
            ProductSort.Name => before.OrderBy(p => Collation.Key(p.Name), StringComparer.Ordinal).ThenBy(p => p.Number),
            ProductSort.NameDown => before
                .OrderByDescending(p => Collation.Key(p.Name), StringComparer.Ordinal)
                .ThenByDescending(p => p.Number),
            _ => before.OrderBy(p => p.Name.Length).ThenBy(p => p.Number),
        };
        Assert.Equal(ordered.Select(p => p.ProductId), before.Select(p => p.ProductId));

        var seen = new List<string>();
        string[]? after = null;
        for (var page = 0; page == 0 || after is not null; page++)
        {
            var rows = await catalog.Store.List(query, after, 7);
            seen.AddRange(rows.Select(row => row.Product.ProductId));
            after = rows.Count < 7 ? null : rows[^1].Key;
            await catalog.Add("added-" + page, OpenCatalog.Said("Added " + page, price: 3m + page, category: "Things"));
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Equal(before.Select(p => p.ProductId), seen.Where(id => !id.StartsWith("added", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(ProductSort.Price)]
    [InlineData(ProductSort.PriceDown)]
    public async Task Case_5_pages_by_price_visit_goods_on_sale_once_at_the_price_of_the_sale(ProductSort sort)
    {
        await using var catalog = await Open();
        var ends = catalog.Clock.GetUtcNow().AddDays(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        for (var i = 0; i < 12; i++)
        {
            // Every second one costs 50 and more, and while its sale holds a tenth.
            var sale = $$"""{"price": {{5 + i}}, "ends_at": "{{ends}}"}""";
            await catalog.Add(
                "p" + i,
                i % 2 == 0
                    ? OpenCatalog.Said(price: 10 * (5 + i)) with
                    {
                        Sale = System.Text.Json.JsonDocument.Parse(sale).RootElement,
                    }
                    : OpenCatalog.Said(price: 5 + i)
            );
        }

        string[] ordered = [.. Enumerable.Range(0, 12).Select(i => "p" + (sort == ProductSort.Price ? i : 11 - i))];
        foreach (var page in new[] { 1, 3, 5, 50 })
        {
            Assert.Equal(ordered, (await All(catalog, Query() with { Sort = sort }, page)).Select(p => p.ProductId));
        }
    }

    [Fact]
    public async Task Case_5_variants_and_deleted_products_are_in_no_list_but_their_parents_own()
    {
        await using var catalog = await Open();
        await catalog.Add("parent", OpenCatalog.Said("Shirt"));
        await catalog.Add("small", OpenCatalog.Said("Shirt, S", parent: "parent"));
        await catalog.Add("gone", OpenCatalog.Said("Shirt of old"));
        await catalog.Delete("gone");
        Assert.Equal(["parent"], Ids(await All(catalog, Query("shirt"))));
        Assert.Equal(["small"], Ids(await All(catalog, Query() with { ParentId = "parent" })));
    }

    [Fact]
    public async Task Case_5_names_are_ordered_as_Unicode_says_also_those_of_an_earlier_version()
    {
        string[] names =
        [
            "10 mugs",
            "Armel",
            "Ärmel",
            "ärmel",
            "Armelle",
            "cote",
            "côte",
            "Ｄose",
            "Élan",
            "Łódź",
            "Straße",
            "Zebra",
            "Жук",
            "東京",
        ];
        string[] sorted =
        [
            "10 mugs",
            "Armel",
            "ärmel",
            "Ärmel",
            "Armelle",
            "cote",
            "côte",
            "Ｄose",
            "Élan",
            "Łódź",
            "Straße",
            "Zebra",
            "Жук",
            "東京",
        ];
        await using var catalog = await Open();
        foreach (var (name, i) in names.Reverse().Select((name, i) => (name, i)))
        {
            await catalog.Add("p" + i, OpenCatalog.Said(name));
        }

        foreach (var page in new[] { 1, 3, 50 })
        {
            Assert.Equal(sorted, (await All(catalog, Query() with { Sort = ProductSort.Name }, page)).Select(p => p.Name));
            Assert.Equal(sorted.Reverse(), (await All(catalog, Query() with { Sort = ProductSort.NameDown }, page)).Select(p => p.Name));
        }

        await MakeNamesOld(catalog);
        var old = (await All(catalog, Query() with { Sort = ProductSort.Name }, 3)).ConvertAll(p => p.Name);
        Assert.NotEqual(sorted, old);
        Assert.Equal(names.Order(StringComparer.Ordinal), old.Order(StringComparer.Ordinal));

        // One that is written meanwhile is where it belongs, the others follow in slices; nothing of a product moves.
        Assert.Null((await catalog.Edit("p0", OpenCatalog.Said("Dachs"))).Refused);
        Assert.Equal(names.Length, (await All(catalog, Query() with { Sort = ProductSort.Name }, 3)).Count);
        for (var slices = 0; await catalog.Store.RenewNames(4, default); slices++)
        {
            Assert.InRange(slices, 0, names.Length);
            await catalog.Reopen();
            Assert.Equal(names.Length, (await All(catalog, Query() with { Sort = ProductSort.Name }, 3)).Count);
        }

        Assert.Equal(
            [.. sorted[..7], "Dachs", .. sorted[7..^1]],
            (await All(catalog, Query() with { Sort = ProductSort.Name }, 3)).Select(p => p.Name)
        );
        Assert.Equal(1, (await catalog.Show("p5")).Version);

        // What a process of the earlier version writes after that is found at the next start.
        await MakeNamesOld(catalog);
        while (await catalog.Store.RenewNames(4, default)) { }

        Assert.Equal("Dachs", (await All(catalog, Query() with { Sort = ProductSort.Name }, 50))[7].Name);
    }

    /// <summary>Lets the names of all products sort by what they were before there was a collation: their lower case.</summary>
    protected virtual Task MakeNamesOld(OpenCatalog catalog) =>
        catalog.Database.Write(async tx =>
        {
            foreach (var (id, name) in await tx.Query("SELECT product_id, name FROM products", row => (row.GetString(0), row.GetString(1))))
            {
                await tx.Send("UPDATE products SET name_key = $2 WHERE product_id = $1", id, name.ToLowerInvariant());
            }

            return true;
        });

    [Fact]
    public async Task Case_5_what_sells_best_comes_first_and_the_rest_by_age_page_by_page()
    {
        await using var catalog = await Filled();
        var before = await All(catalog, Query());
        await catalog.Sold(("p7", 5), ("p12", 40), ("p30", 5), ("p33", 1), ("nobody", 9));
        string[] sold = ["p12", "p30", "p7", "p33"];
        string[] rest = [.. before.OrderByDescending(p => p.Number).Select(p => p.ProductId).Except(sold)];
        var best = Query() with { Sort = ProductSort.Best };
        foreach (var page in new[] { 1, 2, 3, 4, 5, 11, 100 })
        {
            Assert.Equal([.. sold, .. rest], (await All(catalog, best, page)).Select(p => p.ProductId));
        }

        // Under filters as without, and what does not sell any more falls back.
        var lamps = before.Where(p => p.Category == "Lamp").OrderByDescending(p => p.Number).Select(p => p.ProductId).ToList();
        Assert.Contains("p33", lamps);
        Assert.Equal(["p33", .. lamps.Except(["p33"])], (await All(catalog, best with { Category = "Lamp" })).Select(p => p.ProductId));
        await catalog.Sold(("p12", 0), ("p7", 6));
        Assert.Equal(["p7", "p30", "p33", "p40"], (await All(catalog, best)).Take(4).Select(p => p.ProductId));

        // A sale is no change of a product: neither its version nor its history moves, nothing is told, and no write is refused for it.
        Assert.Equal(1, (await catalog.Show("p7")).Version);
        Assert.Empty(await catalog.Told());
        Assert.Null((await catalog.Edit("p7", OpenCatalog.Said("Mug of fame"), expected: 1, OpenCatalog.Two)).Refused);
        Assert.Equal("p7", (await All(catalog, best))[0].ProductId);
    }

    [Fact]
    public async Task Case_5_variants_sell_for_their_parent_and_the_last_word_counts()
    {
        await using var catalog = await Open();
        await catalog.Add("shirt", OpenCatalog.Said("Shirt", options: """{"Size":["S","M"]}"""));
        await catalog.Add("small", OpenCatalog.Said("Shirt, S", parent: "shirt", options: """{"Size":"S"}"""));
        await catalog.Add("medium", OpenCatalog.Said("Shirt, M", parent: "shirt", options: """{"Size":"M"}"""));
        await catalog.Add("mug", OpenCatalog.Said("Mug"));
        await catalog.Add("lamp", OpenCatalog.Said("Lamp"));
        var best = Query() with { Sort = ProductSort.Best };
        await catalog.Sold(("small", 3), ("medium", 4), ("mug", 6));
        Assert.Equal(["shirt", "mug", "lamp"], (await All(catalog, best)).Select(p => p.ProductId));
        Assert.Equal(["medium", "small"], (await All(catalog, best with { ParentId = "shirt" })).Select(p => p.ProductId));
        await catalog.Sold(("medium", 2));
        Assert.Equal(["mug", "shirt", "lamp"], (await All(catalog, best)).Select(p => p.ProductId));

        // Told late and out of order, an older word changes nothing.
        await catalog.Sold(catalog.Clock.GetUtcNow().AddSeconds(-1), ("medium", 400));
        Assert.Equal(["mug", "shirt", "lamp"], (await All(catalog, best)).Select(p => p.ProductId));
        await catalog.Reopen();
        Assert.Equal(["mug", "shirt", "lamp"], (await All(catalog, best)).Select(p => p.ProductId));
    }

    [Fact]
    public async Task Case_5_sales_decide_among_equally_good_matches_and_never_lift_one_over_a_better()
    {
        await using var catalog = await Open();
        await catalog.Add("short", OpenCatalog.Said("Kettle"));
        await catalog.Add("long", OpenCatalog.Said("Kettle of steel"));
        await catalog.Add("category", OpenCatalog.Said("Whistle", category: "Kettle parts"));
        await catalog.Add("described", OpenCatalog.Said("Tea", description: "Boil it in a kettle."));
        var found = Query("kettle");
        Assert.Equal(["short", "long", "category", "described"], (await All(catalog, found, 2)).Select(p => p.ProductId));
        await catalog.Sold(("described", 1_000_000), ("category", 5_000), ("long", 3));
        Assert.Equal(["short", "long", "category", "described"], (await All(catalog, found, 2)).Select(p => p.ProductId));
        await catalog.Sold(("long", 12), ("short", 5));
        foreach (var page in new[] { 1, 2, 3 })
        {
            Assert.Equal(["long", "short", "category", "described"], (await All(catalog, found, page)).Select(p => p.ProductId));
        }
    }

    /// <summary>Forty products that differ in all that a list can ask for.</summary>
    private async Task<OpenCatalog> Filled()
    {
        var catalog = await Open();
        await catalog.Store.Fill(Products().ToAsyncEnumerable(), over: false, default);
        return catalog;
    }

    private static IEnumerable<StoredProduct> Products()
    {
        for (var i = 1; i <= 40; i++)
        {
            var (kind, colour) = (Kinds[i % 4], Colours[i % 3]);
            yield return new(
                new(
                    i,
                    "p" + i,
                    1,
                    $"{kind} no. {i * 7 % 40}",
                    "One of the things.",
                    kind,
                    "vendor-" + (1 + (i % 2)),
                    null,
                    500 + (i * 137 % 2_900),
                    "USD",
                    $$"""{"colour":"{{colour}}"}""",
                    null,
                    "[]",
                    null,
                    0,
                    i % 3 != 0,
                    false,
                    i
                ),
                i,
                i % 3
            );
        }
    }

    private static async Task<List<CatalogProduct>> All(OpenCatalog catalog, ProductQuery query, int page = 11)
    {
        var all = new List<CatalogProduct>();
        string[]? after = null;
        while (true)
        {
            var rows = await catalog.Store.List(query, after, page);
            all.AddRange(rows.Select(row => row.Product));
            if (rows.Count < page)
            {
                return all;
            }

            after = rows[^1].Key;
        }
    }

    private static ProductQuery Query(
        string? q = null,
        string? category = null,
        string? vendor = null,
        string? min = null,
        string? max = null,
        bool? stock = null
    ) => ProductQuery.Of(new(q, category, vendor, min, max, stock?.ToString().ToLowerInvariant(), null, null)).Value;

    private static bool Says(CatalogProduct product, string q) =>
        q.Split(' ')
            .All(word => $"{product.Name} {product.Category} {product.Attributes}".Contains(word, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Ids(IEnumerable<CatalogProduct> products) =>
        products.Select(p => p.ProductId).Order(StringComparer.Ordinal);

    private static decimal Price(CatalogProduct product) => product.PriceMinor / 100m;

    private static decimal Dec(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
