// Of the cases of the product stores what is about status, numbers, and who changed what.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.Categories;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Conformance.Products;

public abstract class ProductListingSuite : ProductListSuite
{
    [Fact]
    public async Task Case_4_a_number_is_given_once_among_the_live_products_of_a_seller()
    {
        await using var catalog = await Open();
        await catalog.Add("p", Numbered("A-1"));
        var taken = await catalog.Change(new CreateProduct("q", Numbered("A-1"), OpenCatalog.One));
        Assert.Equal(("sku_taken", "p"), (taken.Refused!.Code, taken.Refused.Facts!["product_id"]!.GetValue<string>()));
        Assert.Empty(await catalog.Store.Find(["q"]));

        // Another seller's numbers are its own, and one that was deleted gives its number back.
        await catalog.Add("other", Numbered("A-1"), OpenCatalog.Two);
        await catalog.Add("r", Numbered("A-2"));
        Assert.Equal("sku_taken", (await catalog.Edit("r", Only() with { Sku = new("A-1") })).Refused!.Code);
        Assert.Equal("A-2", (await catalog.Show("r")).Listing.Sku);
        Assert.Null((await catalog.Delete("p")).Refused);
        Assert.Null((await catalog.Edit("r", Only() with { Sku = new("A-1") })).Refused);
        Assert.Null((await catalog.Edit("r", Only() with { Sku = new(null) })).Refused);
        Assert.Null((await catalog.Change(new CreateProduct("s", Numbered("A-1"), OpenCatalog.One))).Refused);
        Assert.Null((await catalog.Show("r")).Listing.Sku);
    }

    [Fact]
    public async Task Case_4_of_parallel_products_with_one_number_one_is_made()
    {
        await using var catalog = await Open();
        var made = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => catalog.Change(new CreateProduct("p" + i, Numbered("A-1"), OpenCatalog.One)))
        );
        Assert.Single(made, one => one.Refused is null);
        Assert.All(made.Where(one => one.Refused is not null), one => Assert.Equal("sku_taken", one.Refused!.Code));
    }

    [Fact]
    public async Task Case_4_variants_are_withheld_and_offered_with_their_parent()
    {
        await using var catalog = await Open();
        await catalog.Add("parent", OpenCatalog.Said(options: """{"Size":["S","M"]}""") with { Status = ProductStatus.Draft });
        await catalog.Add("s", OpenCatalog.Said(parent: "parent", options: """{"Size":"S"}"""));
        await catalog.Add("m", OpenCatalog.Said(parent: "parent", options: """{"Size":"M"}""") with { Status = ProductStatus.Archived });
        await catalog.Hear("m", 3);
        Assert.Equal((false, true), ((await catalog.Show("s")).ForSale, (await catalog.Show("s")).IsActive));
        Assert.Equal(2, (await catalog.Show("parent")).Variants);

        Assert.Null((await catalog.Edit("parent", Only() with { Status = ProductStatus.Active })).Refused);
        await catalog.Told();
        Assert.True((await catalog.Show("s")).ForSale);
        Assert.False((await catalog.Show("m")).ForSale);
        Assert.Equal(
            [("s", true), ("m", false)],
            (await catalog.Store.Variants(["parent"])).Select(variant => (variant.ProductId, variant.IsActive))
        );

        // What is archived is in stock for nobody.
        Assert.Equal(0, (await catalog.Show("parent")).VariantsStocked);
        var version = (await catalog.Show("parent")).Version;
        Assert.Null((await catalog.Edit("m", Only() with { Status = ProductStatus.Active })).Refused);
        Assert.Equal(1, (await catalog.Show("parent")).VariantsStocked);
        Assert.True((await catalog.Show("parent")).Version > version);

        Assert.Null((await catalog.Edit("parent", Only() with { Status = ProductStatus.Archived })).Refused);
        await catalog.Reopen();
        Assert.False((await catalog.Show("s")).ForSale);
        Assert.Null((await catalog.Edit("s", OpenCatalog.Said(alone: true))).Refused);
        Assert.True((await catalog.Show("s")).ForSale);
    }

    [Fact]
    public async Task Case_5_what_is_withheld_is_in_the_lists_of_staff_alone()
    {
        await using var catalog = await Open();
        await catalog.Add("active", OpenCatalog.Said("Blue mug"));
        await catalog.Add("draft", OpenCatalog.Said("Blue jug", category: "New") with { Status = ProductStatus.Draft });
        await catalog.Add("archived", OpenCatalog.Said("Blue cup", taxClass: TaxClasses.Reduced) with { Status = ProductStatus.Archived });
        await catalog.Add("gone");
        await catalog.Delete("gone");

        Assert.Equal(["active"], await Ids(catalog, new(null, null, null, null, null, null, null, null)));
        Assert.Equal(["active"], await Ids(catalog, new("blue", null, null, null, null, null, "name", null)));
        var facets = await catalog.Store.Facets(Of(new(null, null, null, null, null, null, null, null)));
        Assert.Equal((1L, 1), (facets.Total, facets.Categories.Count));

        Assert.Equal(["active", "archived", "draft"], await Ids(catalog, Staff(ProductQuery.Any)));
        Assert.Equal(["draft"], await Ids(catalog, Staff(ProductStatus.Draft)));
        Assert.Equal(["active"], await Ids(catalog, Staff(ProductStatus.Active)));
        Assert.Equal(["archived"], await Ids(catalog, Staff(ProductQuery.Any) with { TaxClass = TaxClasses.Reduced }));
        Assert.Equal(["archived", "draft"], await Ids(catalog, Staff(null) with { Ids = "draft,archived,nobody" }));
        Assert.Equal(["archived", "draft"], await Ids(catalog, Staff(ProductQuery.Any) with { Q = "blue", Ids = "draft,archived" }));
        Assert.Equal(3, (await catalog.Store.Facets(Of(Staff(ProductQuery.Any)))).Total);
    }

    [Fact]
    public async Task Case_5_staff_finds_a_product_by_what_stands_on_its_label()
    {
        await using var catalog = await Open();
        await catalog.Add("id-1", OpenCatalog.Said("Mug") with { Sku = new("SKU/77"), Barcode = new("4006381333931") });
        await catalog.Add("id-2", OpenCatalog.Said("Boot"));
        await catalog.Add("id-3", OpenCatalog.Said("Boot, 40", parent: "id-2") with { Sku = new("B-40"), Brand = new("Yarrow") });
        await catalog.Add("id-4", OpenCatalog.Said("Kettle") with { Tags = ["winter sale"] });
        foreach (
            var (typed, found) in new[]
            {
                ("id-1", "id-1"),
                ("SKU/77", "id-1"),
                ("4006381333931", "id-1"),
                ("id-3", "id-2"),
                ("B-40", "id-2"),
                ("winter", "id-4"),
            }
        )
        {
            Assert.Equal([found], await Ids(catalog, Staff(ProductQuery.Any) with { Q = typed }));
        }
    }

    [Fact]
    public async Task Case_6_a_history_says_who_changed_what_once_and_survives_a_restart()
    {
        await using var catalog = await Open();
        await catalog.Add("p", OpenCatalog.Said(price: 5m));
        catalog.Clock.Advance(TimeSpan.FromHours(1));
        var admin = new Seller("admin-9", null, true);
        Assert.Null((await catalog.Edit("p", Only() with { Price = 4.5m, Status = ProductStatus.Draft }, seller: admin)).Refused);
        Assert.Null((await catalog.Edit("p", Only() with { Price = 4.5m })).Refused);
        Assert.Null((await catalog.Delete("p")).Refused);
        var told = await catalog.Told();
        Assert.Equal([null, true, true, null], told.Where(one => one.Topic == Topics.ProductChanged).Select(one => one.Facts.Withheld));
        await catalog.Reopen();
        await catalog.Told();
        var history = await catalog.Database.Read(sql =>
            sql.Query(
                "SELECT version, user_id, kind, changes, at_ms FROM product_history WHERE product_id = 'p' ORDER BY version",
                row => (Line: $"{row.GetInt64(0)} {row.GetString(1)} {row.GetString(2)} {row.GetString(3)}", AtMs: row.GetInt64(4))
            )
        );
        Assert.Equal(
            [
                "1 user-1 created []",
                """2 admin-9 changed [{"member":"status","from":"active","to":"draft"},{"member":"price","from":5.00,"to":4.50}]""",
                "4 user-1 deleted []",
            ],
            history.Select(row => row.Line)
        );
        Assert.Equal(3_600_000, history[1].AtMs - history[0].AtMs);
    }

    [Fact]
    public async Task Case_8_a_change_of_many_is_carried_out_once_a_key_with_the_good_lines_or_not_at_all()
    {
        await using var catalog = await Open();
        await catalog.Add("p", OpenCatalog.Said(price: 9.99m, options: """{"Size":["S"]}""") with { Tags = ["old", "New"] });
        await catalog.Add("v", OpenCatalog.Said(price: 10m, parent: "p", options: """{"Size":"S"}"""));
        await catalog.Add("yen", OpenCatalog.Said(price: 999m, currency: "JPY"));
        await catalog.Add("other", seller: OpenCatalog.Two);
        var bulk = new BulkProducts(
            catalog.Database,
            catalog.Store,
            new CategoryBook(catalog.Database, catalog.Shelf, catalog.Ids, catalog.Clock),
            catalog.Clock,
            catalog.Journal
        );
        Task<Outcome<BulkProductsReply>> Run(string key, BulkChangeBody change, string mode, params string[] ids) =>
            bulk.Run(new(ids, change, mode), key, OpenCatalog.One, default);

        var tenth = new BulkChangeBody(Price: new(Percent: -10), AddTags: ["new", "sale"], RemoveTags: ["OLD"]);
        var first = (await Run("k1", tenth, "good", "p", "yen", "other", "nobody")).Value;
        Assert.Equal(
            ["p  True ", "v p True ", "yen  True ", "other  False product_not_found", "nobody  False product_not_found"],
            first.Results.Select(line => $"{line.ProductId} {line.ParentId} {line.Changed} {line.Code}")
        );

        // 8.991 and 899.1: rounded to what the currency has. The tags of a product are not its variants'.
        Assert.Equal([899, 900, 899], await Prices(catalog, "p", "v", "yen"));
        Assert.Equal(["New", "sale"], (await catalog.Show("p")).Listing.TagList);
        Assert.Empty((await catalog.Show("v")).Listing.TagList);

        var again = (await Run("k1", tenth, "good", "p", "yen", "other", "nobody")).Value;
        Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(again));
        Assert.Equal([899, 900, 899], await Prices(catalog, "p", "v", "yen"));
        Assert.Equal("idempotency_key_reused", (await Run("k1", new(Status: "draft"), "good", "p")).Refused!.Code);

        var whole = (await Run("k2", new(Price: new(Amount: 1.5m, Currency: "USD")), "all", "p", "yen")).Refused!;
        Assert.Equal(("bulk_refused", 1), (whole.Code, whole.Facts!["results"]!.AsArray().Count));
        Assert.Equal([899, 900, 899], await Prices(catalog, "p", "v", "yen"));
        Assert.Equal(2, (await Run("k3", new(Price: new(Amount: 1.5m, Currency: "USD")), "all", "p")).Value.Changed);
        Assert.Equal([1049, 1050, 899], await Prices(catalog, "p", "v", "yen"));
    }

    [Fact]
    public async Task Case_9_how_a_product_is_offered_comes_back_as_it_was_given()
    {
        await using var catalog = await Open();
        await catalog.Add(
            "p",
            OpenCatalog.Said() with
            {
                Status = ProductStatus.Draft,
                Sku = new(" Ä/77-x "),
                Barcode = new("96385074"),
                Brand = new("Wörks 日本"),
                Tags = ["Sale", " new ", "SALE"],
                Seo = JsonDocument.Parse("""{"title":"A thing ö","description":"To buy."}""").RootElement,
            }
        );
        await catalog.Add("plain");
        await catalog.Reopen();
        var listing = (await catalog.Show("p")).Listing;
        Assert.Equal(
            new ProductListing(
                "draft",
                "Ä/77-x",
                "96385074",
                "Wörks 日本",
                """["Sale","new"]""",
                """{"title":"A thing ö","description":"To buy."}"""
            )
            {
                Slug = "thing",
            },
            listing
        );
        Assert.Equal(ProductListing.Plain, (await catalog.Show("plain")).Listing with { Slug = null });
        Assert.Null(
            (
                await catalog.Edit(
                    "p",
                    Only() with
                    {
                        Brand = new(""),
                        Tags = [],
                        Seo = JsonDocument.Parse("""{"description":null}""").RootElement,
                    }
                )
            ).Refused
        );
        Assert.Equal(
            new ProductListing("draft", "Ä/77-x", "96385074", null, "[]", """{"title":"A thing ö"}"""),
            (await catalog.Show("p")).Listing with
            {
                Slug = null,
            }
        );
    }

    private static ProductInput Only() => new(null, null, null, null, null, default, default, default, null, null);

    private static ProductInput Numbered(string sku) => OpenCatalog.Said() with { Sku = new(sku) };

    private static ProductQueryText Staff(string? status) => new(null, null, null, null, null, null, "name", null) { Status = status };

    private static ProductQuery Of(ProductQueryText text) => ProductQuery.Of(text).Value;

    private static async Task<List<string>> Ids(OpenCatalog catalog, ProductQueryText text) =>
        [.. (await catalog.Store.List(Of(text), null, 50)).Select(row => row.Product.ProductId).Order(StringComparer.Ordinal)];

    private static async Task<List<long>> Prices(OpenCatalog catalog, params string[] ids)
    {
        var prices = new List<long>();
        foreach (var id in ids)
        {
            prices.Add((await catalog.Show(id)).PriceMinor);
        }

        return prices;
    }
}
