// Of the cases of the product stores what is about where products are found: categories and slugs.
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Web;

namespace Cartwright.Conformance.Products;

public abstract class ProductPlaceSuite : ProductListingSuite
{
    [Fact]
    public async Task Case_5_a_category_means_what_is_below_it_and_nothing_beside_it()
    {
        await using var catalog = await Open();
        foreach (
            var (id, category) in new[]
            {
                ("a", "Home"),
                ("b", "Home/Kitchen"),
                ("c", "Home/Kitchen/Mugs"),
                ("d", "Home & Garden"),
                ("e", "Home0"),
                ("f", "Homes/Kitchen"),
                ("g", "Küche/Öfen"),
                ("h", "Küche"),
            }
        )
        {
            await catalog.Add(id, OpenCatalog.Said(category: category));
        }

        Assert.Equal("a,b,c", await Ids(catalog, "Home"));
        Assert.Equal("b,c", await Ids(catalog, "Home/Kitchen"));
        Assert.Equal("c", await Ids(catalog, "Home/Kitchen/Mugs"));
        Assert.Equal("g,h", await Ids(catalog, "Küche"));
        Assert.Equal(string.Empty, await Ids(catalog, "home"));
        var query = ProductQuery.Of(Text("Home/Kitchen")).Value;
        Assert.Equal("a,b,c,g,h", await Ids(catalog, query with { Paths = ["Home", "Küche"] }));

        // Counted under the other filters: all of them.
        var facets = await catalog.Store.Facets(query);
        Assert.Equal(2, facets.Total);
        Assert.Equal(8, facets.Categories.Sum(category => category.Count));
        Assert.Equal([("Home/Kitchen", 2L)], facets.Level("Home", path => path).Categories);
        Assert.Equal(
            [("Home", 3L), ("Home & Garden", 1L), ("Home0", 1L), ("Homes", 1L), ("Küche", 2L)],
            facets.Level(null, path => path).Categories
        );
    }

    [Fact]
    public async Task Case_5_the_products_of_a_category_can_be_walked_through_while_they_move_to_another()
    {
        await using var catalog = await Open();
        for (var i = 0; i < 7; i++)
        {
            await catalog.Add(
                "p" + i,
                OpenCatalog.Said(category: i % 2 == 0 ? "Old" : "Old/Sub") with
                {
                    Status = i == 3 ? "draft" : null,
                }
            );
        }

        await catalog.Add("other", OpenCatalog.Said(category: "Older"));
        await catalog.Add("parent", OpenCatalog.Said(category: "Old", options: """{"Size":["S"]}"""));
        await catalog.Add("variant", OpenCatalog.Said(category: "Old", parent: "parent", options: """{"Size":"S"}"""));
        Assert.Null((await catalog.Delete("p6")).Refused);
        long after = 0;
        var moved = new List<string>();
        while (await catalog.Store.InCategory("Old", after, 3) is { Count: > 0 } some)
        {
            foreach (var (number, id) in some)
            {
                Assert.Null((await catalog.Change(new MoveProduct(id, "Old", "New/Old", OpenCatalog.One))).Refused);
                moved.Add(id);
                after = number;
            }
        }

        Assert.Equal(["p0", "p1", "p2", "p3", "p4", "p5", "parent", "variant"], moved);
        Assert.Equal("New/Old/Sub", (await catalog.Show("p3")).Category);
        Assert.Equal("not_in_category", (await catalog.Change(new MoveProduct("p0", "Old", "New", OpenCatalog.One))).Refused!.Code);
        var categories = (await catalog.Store.Categories()).ToDictionary(category => category.Path, category => category.Active);
        Assert.Equal((4L, 2L, 1L), (categories["New/Old"], categories["New/Old/Sub"], categories["Older"]));
        Assert.Equal(3, categories.Count);
        var told = (await catalog.Told()).Last(told => told.Subject == "p1").Facts;
        Assert.Equal("New/Old/Sub", told.Category);
    }

    [Fact]
    public async Task Case_4_a_slug_is_one_live_products_and_no_others_id()
    {
        await using var catalog = await Open();
        await catalog.Add("one", OpenCatalog.Said("Blue Mug"));
        await catalog.Add("two", OpenCatalog.Said("Blue mug"));
        await catalog.Add("three", OpenCatalog.Said("One"));
        var slugs = new[]
        {
            (await catalog.Show("one")).Listing.Slug!,
            (await catalog.Show("two")).Listing.Slug!,
            (await catalog.Show("three")).Listing.Slug!,
        };
        Assert.Equal("blue-mug", slugs[0]);
        Assert.StartsWith("blue-mug-", slugs[1], StringComparison.Ordinal);
        Assert.StartsWith("one-", slugs[2], StringComparison.Ordinal);
        Assert.Equal("two", await catalog.Store.BySlug(slugs[1]));
        Assert.Null(await catalog.Store.BySlug("blue"));

        var taken = await catalog.Change(new CreateProduct("four", OpenCatalog.Said() with { Slug = new("blue-mug") }, OpenCatalog.Two));
        Assert.Equal("slug_taken", taken.Refused?.Code);
        Assert.Empty(await catalog.Store.Find(["four"]));
        Assert.Equal("slug_taken", (await catalog.Edit("two", Only() with { Slug = new("blue-mug") })).Refused!.Code);

        // A name may change without its address; a deleted product gives its own back.
        Assert.Null((await catalog.Edit("one", Only() with { Name = "Red mug" })).Refused);
        Assert.Equal("blue-mug", (await catalog.Show("one")).Listing.Slug);
        Assert.Null((await catalog.Delete("one")).Refused);
        Assert.Null(await catalog.Store.BySlug("blue-mug"));
        Assert.Null((await catalog.Edit("two", Only() with { Slug = new("blue-mug") })).Refused);
        Assert.Equal("two", await catalog.Store.BySlug("blue-mug"));
        Assert.Empty(await catalog.Store.WithoutSlug(0, 10));
    }

    [Fact]
    public async Task Case_4_a_marked_slug_is_looked_for_as_any_other()
    {
        await using var catalog = await Open();
        await catalog.Add("one", OpenCatalog.Said("Tee"));
        var marked = Slugs.Marked("tee", "two", "product");
        await catalog.Add("chosen", OpenCatalog.Said("Other") with { Slug = new(marked) });
        Assert.Null((await catalog.Change(new CreateProduct("two", OpenCatalog.Said("Tee"), OpenCatalog.One))).Refused);
        var slug = (await catalog.Show("two")).Listing.Slug!;
        Assert.StartsWith(marked, slug, StringComparison.Ordinal);
        Assert.True(slug.Length > marked.Length);
        Assert.Equal(("chosen", "two"), (await catalog.Store.BySlug(marked), await catalog.Store.BySlug(slug)));
    }

    [Fact]
    public async Task Case_4_of_parallel_products_with_one_name_each_gets_a_slug_of_its_own()
    {
        await using var catalog = await Open();
        var made = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => catalog.Change(new CreateProduct("p" + i, OpenCatalog.Said("Mug"), OpenCatalog.One)))
        );
        Assert.All(made, one => Assert.Null(one.Refused));
        var slugs = (await catalog.Store.Find([.. made.Select(one => one.Value)])).Select(product => product.Listing.Slug).ToList();
        Assert.Equal(6, slugs.Distinct().Count());
        Assert.Contains("mug", slugs);
    }

    private static ProductInput Only() => new(null, null, null, null, null, default, default, default, null, null);

    private static ProductQueryText Text(string category) => new(null, category, null, null, null, null, null, null);

    private static Task<string> Ids(OpenCatalog catalog, string category) => Ids(catalog, ProductQuery.Of(Text(category)).Value);

    private static async Task<string> Ids(OpenCatalog catalog, ProductQuery query) =>
        string.Join(',', (await catalog.Store.List(query, null, 50)).Select(row => row.Product.ProductId).Order(StringComparer.Ordinal));
}
