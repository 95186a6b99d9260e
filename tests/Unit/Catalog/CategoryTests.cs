// The tree of categories: how it grows with products, and what takes part in a rename, a move and a deletion.
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Catalog;
using Cartwright.Catalog.Categories;
using Cartwright.Contracts;
using Cartwright.Kernel;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CategoryTests
{
    [Fact]
    public async Task A_product_makes_its_categories_and_case_width_and_composition_make_no_second_one()
    {
        await using var catalog = await Open();
        var first = await catalog.Add(Product(category: " Clothing / Shirts"));
        var second = await catalog.Add(Product(category: "clothing/SHIRTS"));
        var third = await catalog.Add(Product(category: "Clothing/Caf\u0065\u0301"));
        var fourth = await catalog.Add(Product(category: "ＣＬＯＴＨＩＮＧ/caf\u00e9"));
        Assert.Equal(
            ["Clothing/Shirts", "Clothing/Shirts", "Clothing/Caf\u00e9", "Clothing/Caf\u00e9"],
            await Categories(catalog, first, second, third, fourth)
        );
        Assert.Equal("Clothing 4 (Shirts 2, Caf\u00e9 2)", await Tree(catalog));
        await catalog.Restart();
        Assert.Equal("Clothing 4 (Shirts 2, Caf\u00e9 2)", await Tree(catalog));
    }

    [Fact]
    public async Task A_product_that_is_refused_leaves_no_category_behind()
    {
        await using var catalog = await Open();
        Assert.NotNull((await catalog.Change.Create(Product(price: -1, category: "Ghosts"), One, default)).Refused);
        foreach (var wrong in new[] { "/", " / ", "a/b/c/d/e/f/g", new string('x', 81), "a/\u0007" })
        {
            var refused = (await catalog.Change.Create(Product(category: wrong), One, default)).Refused;
            Assert.Equal("validation_failed", refused?.Code);
            Assert.NotNull(refused!.Facts!["errors"]!["category"]);
        }

        Assert.Equal(string.Empty, await Tree(catalog));
    }

    [Fact]
    public async Task An_import_makes_categories_in_the_transaction_of_its_lines()
    {
        await using var catalog = await Open();
        var job = await catalog.Import(
            "csv",
            "product_id,name,price,currency,category,slug\na,A,1,USD,Tea/Green,leaf\nb,B,1,USD,tea/green,\nc,C,x,USD,Coffee,\n"
        );
        Assert.Equal((3L, 1L), (job.Done, job.Failed));
        Assert.Equal("Tea 2 (Green 2)", await Tree(catalog));
        Assert.Equal(
            ("leaf", "b"),
            ((await catalog.Show("a")).GetProperty("slug").GetString(), (await catalog.Show("b")).GetProperty("slug").GetString())
        );
    }

    [Fact]
    public async Task Lists_find_a_category_by_names_or_slugs_with_what_is_below_and_count_its_children()
    {
        await using var catalog = await Open();
        await catalog.Add(Product("Mug", category: "Home & Garden/Küche"));
        await catalog.Add(Product("Pan", category: "Home & Garden/Küche/Pans"));
        await catalog.Add(Product("Rake", category: "Home & Garden/Tools"));
        await catalog.Add(Product("Pen", category: "Office"));
        foreach (var said in new[] { "Home & Garden/Küche", "home & garden/KÜCHE", "home-garden/kueche" })
        {
            Assert.Equal(["Pan", "Mug"], await catalog.Names(Query(category: said)));
        }

        Assert.Equal([("Home & Garden", 3L), ("Office", 1L)], await Facet(catalog, null));
        Assert.Equal([("Home & Garden/Küche", 2L), ("Home & Garden/Tools", 1L)], await Facet(catalog, "home & garden"));
        Assert.Equal([("Home & Garden/Küche/Pans", 1L)], await Facet(catalog, "Home & Garden/Küche"));

        // Of one without children those beside it, so that another can be chosen.
        Assert.Equal([("Home & Garden/Küche", 2L), ("Home & Garden/Tools", 1L)], await Facet(catalog, "Home & Garden/Tools"));
        Assert.Empty(await catalog.Names(Query(category: "Nothing")));
    }

    [Fact]
    public async Task A_rename_takes_products_along_in_slices_and_survives_a_stop_between_any_two()
    {
        await using var catalog = await Open();
        var count = (2 * CarryCategories.AtOnce) + 10;
        for (var i = 0; i < count; i++)
        {
            await catalog.Add(Product("Old " + i, category: i % 2 == 0 ? "Old" : "Old/Sub"));
        }

        await catalog.Add(Product("Older", category: "Older"));
        await Change(catalog, "Old", new JsonObject { ["name"] = "New" });

        // Before a product was moved, whoever asks by either is answered as if all were.
        Assert.Equal($"New {count} (Sub {count / 2}), Older 1", await Tree(catalog));
        var steps = 0;
        do
        {
            Assert.Equal(count, (await catalog.List(Query(category: "new"), 1)).GetProperty("total").GetInt64());
            Assert.Equal([("New", (long)count), ("Older", 1L)], await Facet(catalog, null));
            await catalog.Restart();
        } while (await catalog.Carry.Step(default) && ++steps < 20);

        // Begun, three slices, ended.
        Assert.Equal(5, steps);
        Assert.Equal(
            [("New", (long)count / 2), ("New/Sub", (long)count / 2), ("Older", 1L)],
            (await catalog.Store.Categories()).OrderBy(one => one.Path, StringComparer.Ordinal)
        );
        var told = await catalog.Database.Read(sql =>
            sql.Query(
                "SELECT data FROM outbox WHERE topic = 'category.moved' ORDER BY number",
                row => JsonSerializer.Deserialize<CategoryMoved>(row.GetString(0), Event.Json)!
            )
        );
        Assert.Equal([("Old", "New", false), ("Old", "New", true)], told.Select(one => (one.From, one.To, one.Ended)));

        // Who had read the old name writes late, and is fetched.
        var late = new CreateProduct("late", Product(category: "Old/Sub"), One);
        Assert.Null((await catalog.Store.Change(late, default)).Refused);
        Assert.Equal("Old", Assert.Single((await catalog.Book.Tree()).Moves).From);
        catalog.Clock.Advance(CarryCategories.LastLookAfter);
        while (await catalog.Carry.Step(default))
        {
            // To its end.
        }

        Assert.Equal("New/Sub", (await catalog.Show("late")).GetProperty("category").GetString());
        Assert.Empty((await catalog.Book.Tree()).Moves);
    }

    [Fact]
    public async Task A_write_with_the_old_name_while_products_move_gets_the_new_one_and_after_it_makes_another()
    {
        await using var catalog = await Open();
        await catalog.Add(Product(category: "Old"));
        await Change(catalog, "Old", new JsonObject { ["name"] = "New" });
        var stale = await catalog.Add(Product(category: "old/Sub"));
        Assert.Equal(["New/Sub"], await Categories(catalog, stale));
        Assert.Equal("category_moving", (await catalog.Edit.Create(new CategoryBody("OLD"), default)).Refused?.Code);
        await Settle(catalog);
        Assert.Equal(["Old"], await Categories(catalog, await catalog.Add(Product(category: "Old"))));
    }

    [Fact]
    public async Task A_rename_there_and_back_and_a_swap_lose_nothing()
    {
        await using var catalog = await Open();
        var (a, b) = (await catalog.Add(Product(category: "A/x")), await catalog.Add(Product(category: "B")));
        await Change(catalog, "A", new JsonObject { ["name"] = "C" });
        await Change(catalog, "C", new JsonObject { ["name"] = "A" });
        var between = await catalog.Add(Product(category: "A/x"));
        await Settle(catalog);
        Assert.Equal(["A/x", "B", "A/x"], await Categories(catalog, a, b, between));
        await Change(catalog, "A", new JsonObject { ["name"] = "C" });
        await Settle(catalog);
        await Change(catalog, "B", new JsonObject { ["name"] = "A" });
        Assert.Equal("category_moving", await Refused(catalog, await Node(catalog, "C"), new JsonObject { ["name"] = "b" }));
        await Settle(catalog);
        await Change(catalog, "C", new JsonObject { ["name"] = "B" });
        await Settle(catalog);
        Assert.Equal(["B/x", "A", "B/x"], await Categories(catalog, a, b, between));
    }

    [Fact]
    public async Task A_move_below_another_parent_takes_all_below_along_and_leaves_an_address()
    {
        await using var catalog = await Open();
        var shirt = await catalog.Add(Product(category: "Shirts/Linen"));
        await catalog.Add(Product(category: "Clothing/Socks"));
        var clothing = Node(catalog, "Clothing");
        await Change(catalog, "Shirts", new JsonObject { ["parent_id"] = (await clothing).CategoryId, ["slug"] = "tops" });
        Assert.Equal("Clothing 2 (Socks 1, Shirts 1 (Linen 1))", await Tree(catalog));
        Assert.Equal("clothing/tops/linen", await catalog.Pages.AddressOfCategory("shirts/linen"));
        Assert.Equal("clothing/tops", await catalog.Pages.AddressOfCategory("Shirts"));
        Assert.Null(await catalog.Pages.AddressOfCategory("shirts/silk"));
        await Settle(catalog);
        Assert.Equal(["Clothing/Shirts/Linen"], await Categories(catalog, shirt));

        // Two changes of an address are no chain; what has it now goes before what had it.
        await Change(catalog, "Clothing/Shirts", new JsonObject { ["slug"] = "shirts-2" });
        Assert.Equal("clothing/shirts-2/linen", await catalog.Pages.AddressOfCategory("shirts/linen"));
        Assert.Equal("clothing/shirts-2", await catalog.Pages.AddressOfCategory("clothing/tops"));
        await catalog.Add(Product(category: "Shirts"));
        Assert.Equal("shirts", await catalog.Pages.AddressOfCategory("shirts"));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_changes_nothing()
    {
        await using var catalog = await Open();
        await catalog.Add(Product(category: "A/B/C"));
        await catalog.Add(Product(category: "D"));
        var before = await Tree(catalog);
        var (a, c, d) = (await Node(catalog, "A"), await Node(catalog, "A/B/C"), await Node(catalog, "D"));
        Assert.Equal("category_exists", await Refused(catalog, d, new JsonObject { ["name"] = "ａ" }));
        Assert.Equal("category_below_itself", await Refused(catalog, a, new JsonObject { ["parent_id"] = c.CategoryId }));
        Assert.Equal("category_below_itself", await Refused(catalog, a, new JsonObject { ["parent_id"] = a.CategoryId }));
        Assert.Equal("validation_failed", await Refused(catalog, a, new JsonObject { ["parent_id"] = "nothing" }));
        Assert.Equal("validation_failed", await Refused(catalog, a, new JsonObject { ["name"] = "a/b" }));
        Assert.Equal("validation_failed", await Refused(catalog, a, new JsonObject { ["name"] = " " }));
        Assert.Equal("validation_failed", await Refused(catalog, a, new JsonObject { ["slug"] = "No Slug" }));
        Assert.Equal("validation_failed", await Refused(catalog, a, new JsonObject { ["picture"] = "https://elsewhere/x.png" }));
        Assert.Equal("slug_taken", await Refused(catalog, d, new JsonObject { ["slug"] = "a" }));
        Assert.Equal(
            "version_mismatch",
            (await catalog.Edit.Change(a.CategoryId, new JsonObject { ["name"] = "Z" }, a.Version + 1, "u", default)).Refused?.Code
        );
        Assert.Equal(
            "category_not_found",
            (await catalog.Edit.Change("none", new JsonObject { ["name"] = "Z" }, null, "u", default)).Refused?.Code
        );
        Assert.Equal("category_exists", (await catalog.Edit.Create(new CategoryBody("d"), default)).Refused?.Code);

        Assert.Equal(before, await Tree(catalog));

        // Six levels are the most.
        await catalog.Add(Product(category: "1/2/3/4/5"));
        Assert.Equal(
            "validation_failed",
            await Refused(catalog, a, new JsonObject { ["parent_id"] = (await Node(catalog, "1/2/3/4")).CategoryId })
        );
        Assert.Null(await Refused(catalog, a, new JsonObject { ["parent_id"] = (await Node(catalog, "1/2/3")).CategoryId }));
        Assert.Equal("D 1, 1 2 (2 2 (3 2 (4 1 (5 1), A 1 (B 1 (C 1)))))", await Tree(catalog));
    }

    [Fact]
    public async Task A_category_is_deleted_when_nothing_is_in_it_or_its_products_know_where_to_go()
    {
        await using var catalog = await Open();
        var product = await catalog.Add(Product(category: "Old/Sub") with { Status = "draft" });
        await catalog.Add(Product(category: "New"));
        var (old, sub, other) = (await Node(catalog, "Old"), await Node(catalog, "Old/Sub"), await Node(catalog, "New"));
        Assert.Equal("category_has_children", (await Delete(catalog, old, null)).Refused?.Code);
        Assert.Equal("category_has_products", (await Delete(catalog, sub, null)).Refused?.Code);
        Assert.Equal("validation_failed", (await Delete(catalog, sub, sub.CategoryId)).Refused?.Code);
        Assert.Equal("version_mismatch", (await catalog.Edit.Delete(sub.CategoryId, other.CategoryId, 9, "u", default)).Refused?.Code);
        Assert.Null((await Delete(catalog, sub, other.CategoryId)).Refused);
        Assert.Null((await Delete(catalog, sub, other.CategoryId)).Refused);
        await Settle(catalog);
        Assert.Equal(["New"], await Categories(catalog, product));
        Assert.Equal("new", await catalog.Pages.AddressOfCategory("old/sub"));
        Assert.Null((await Delete(catalog, old, null)).Refused);
        Assert.Equal("New 1", await Tree(catalog));

        // Promotions do not follow a deletion: they would make more cheaper than somebody said.
        Assert.Equal(0, await catalog.Database.Read(sql => sql.Number("SELECT COUNT(*) FROM outbox WHERE topic = 'category.moved'")));
    }

    [Fact]
    public async Task Siblings_stand_where_they_are_put()
    {
        await using var catalog = await Open();
        foreach (var name in new[] { "A", "B", "C", "D" })
        {
            Assert.Null((await catalog.Edit.Create(new CategoryBody(name, Position: name == "D" ? 1 : null), default)).Refused);
        }

        Assert.Equal("A 0, D 0, B 0, C 0", await Tree(catalog));
        await Change(catalog, "C", new JsonObject { ["position"] = 0 });
        Assert.Equal("C 0, A 0, D 0, B 0", await Tree(catalog));
        await Change(catalog, "C", new JsonObject { ["position"] = 99 });
        Assert.Equal("A 0, D 0, B 0, C 0", await Tree(catalog));
        await Change(catalog, "D", new JsonObject { ["description"] = "Words." });
        Assert.Equal("A 0, D 0, B 0, C 0", await Tree(catalog));
    }

    [Fact]
    public async Task What_was_there_before_the_tree_gets_its_nodes_and_slugs_whatever_it_was_called()
    {
        await using var catalog = await Open();
        string[] older = ["New x", "new x", "Home/Garden", "Food / Drinks", "/", "a/b/c/d/e/f/g/h", "Plain"];
        for (var i = 0; i < older.Length; i++)
        {
            await catalog.Add(Product("Same name"));
        }

        // As a version without a tree has left them.
        await catalog.Database.Write(async tx =>
        {
            for (var i = 0; i < older.Length; i++)
            {
                await tx.Send("UPDATE products SET category = $2, slug = NULL WHERE number = $1", (long)i + 1, older[i]);
            }

            return await tx.Execute("DELETE FROM categories");
        });
        await catalog.Restart();
        await catalog.Book.AdoptAll(catalog.Store, default);
        await new GiveSlugs(catalog.Store).All(default);
        await Settle(catalog);
        await catalog.Restart();
        var products = await catalog.Database.Read(sql => ProductSql.After(sql, 0, 100));
        var spelled = products[0].Product.Category;
        Assert.Contains(spelled, new[] { "New x", "new x" });
        Assert.Equal(
            [spelled, spelled, "Home/Garden", "Food/Drinks", "-", "a/b/c/d/e/f - g - h", "Plain"],
            products.Select(one => one.Product.Category)
        );
        Assert.Equal(older.Length, products.Select(one => one.Product.Listing.Slug).OfType<string>().Distinct().Count());
        Assert.Equal(6, (await catalog.Book.Tree()).Children(string.Empty).Count);

        // A second start finds nothing to do.
        await catalog.Book.AdoptAll(catalog.Store, default);
        Assert.Empty((await catalog.Book.Tree()).Moves);
        Assert.Empty(await catalog.Store.WithoutSlug(0, 1));
    }

    [Fact]
    public async Task An_address_that_a_product_had_leads_to_it_until_another_has_it()
    {
        await using var catalog = await Open();
        var one = await catalog.Add(Product("Blue mug"));
        Assert.Equal("blue-mug", await catalog.Pages.AddressOfProduct("blue-mug"));
        Assert.Equal("blue-mug", await catalog.Pages.AddressOfProduct("Blue-Mug"));
        Assert.Equal("blue-mug", await catalog.Pages.AddressOfProduct(one));
        foreach (var slug in new[] { "mug-2", "mug-3", "mug-4" })
        {
            Assert.Null((await catalog.Change.Edit(one, Nothing with { Slug = new(slug) }, null, One, default)).Refused);
        }

        foreach (var had in new[] { "blue-mug", "mug-2", "mug-3", "mug-4", one })
        {
            Assert.Equal("mug-4", await catalog.Pages.AddressOfProduct(had));
        }

        var two = await catalog.Add(Product("Blue mug"));
        Assert.Equal("blue-mug", await catalog.Pages.AddressOfProduct(two));
        Assert.Equal("blue-mug", await catalog.Pages.AddressOfProduct("blue-mug"));
        Assert.Equal(two, await catalog.Pages.Product("blue-mug"));
        Assert.Null(await catalog.Pages.AddressOfProduct("nothing"));
        Assert.Null((await catalog.Change.Delete(two, null, One, default)).Refused);
        Assert.Equal("mug-4", await catalog.Pages.AddressOfProduct("blue-mug"));

        // A draft has no page for shoppers, and an empty slug is made of the name.
        Assert.Null(
            (await catalog.Change.Edit(one, Nothing with { Slug = new(string.Empty), Status = "draft" }, null, One, default)).Refused
        );
        Assert.Null(await catalog.Pages.AddressOfProduct("blue-mug"));
        Assert.Equal(
            "validation_failed",
            (await catalog.Change.Edit(one, Nothing with { Slug = new("Blue Mug") }, null, One, default)).Refused?.Code
        );
    }

    private static ProductInput Nothing { get; } = new(null, null, null, null, null, default, default, default, null, null);

    private static async Task<List<(string, long)>> Facet(TestCatalog catalog, string? category) =>
        [
            .. (await catalog.List(Query(category: category), 1))
                .GetProperty("facets")
                .GetProperty("categories")
                .EnumerateArray()
                .Select(one => (one.GetProperty("value").GetString()!, one.GetProperty("count").GetInt64())),
        ];

    private static async Task<string[]> Categories(TestCatalog catalog, params string[] ids)
    {
        var found = (await catalog.Store.Find(ids)).ToDictionary(product => product.ProductId, product => product.Category);
        return [.. ids.Select(id => found[id])];
    }

    private static async Task<CategoryNode> Node(TestCatalog catalog, string path) => (await catalog.Book.Tree()).ByNames(path)!;

    private static async Task Change(TestCatalog catalog, string path, JsonObject patch) =>
        Assert.Null(await Refused(catalog, await Node(catalog, path), patch));

    private static async Task<string?> Refused(TestCatalog catalog, CategoryNode node, JsonObject patch) =>
        (await catalog.Edit.Change(node.CategoryId, patch, null, "staff", default)).Refused?.Code;

    private static Task<Outcome<bool>> Delete(TestCatalog catalog, CategoryNode node, string? moveTo) =>
        catalog.Edit.Delete(node.CategoryId, moveTo, null, "staff", default);

    // Until nothing is on its way, the last looks included.
    private static async Task Settle(TestCatalog catalog)
    {
        for (var rounds = 0; (await catalog.Book.Tree()).Moves.Count > 0 && rounds < 10; rounds++)
        {
            while (await catalog.Carry.Step(default))
            {
                // As far as it goes now.
            }

            catalog.Clock.Advance(CarryCategories.LastLookAfter);
        }

        Assert.Empty((await catalog.Book.Tree()).Moves);
    }

    private static async Task<string> Tree(TestCatalog catalog)
    {
        return Text((await catalog.Tree.All()).Items);

        static string Text(IEnumerable<CategoryReply> some) =>
            string.Join(
                ", ",
                some.Select(one => $"{one.Name} {one.Products}" + (one.Children.Count == 0 ? string.Empty : $" ({Text(one.Children)})"))
            );
    }
}
