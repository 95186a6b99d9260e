// Search, filters, facets and pages.
using System.Globalization;
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Contracts;
using Cartwright.Kernel;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Catalog;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class SearchTests
{
    public static TheoryData<string> Oddities =>
        [
            "\"",
            "'",
            "\"mouse",
            "mouse\"",
            "mouse*",
            "*",
            "**",
            "mouse AND",
            "AND",
            "OR NOT",
            "NEAR(mouse keyboard)",
            "name:mouse",
            "{name}:mouse",
            "^mouse",
            "mouse)",
            "(((",
            "-mouse",
            "+mouse",
            "mouse & | !",
            "mouse:*",
            "'mouse':A",
            "a\\b",
            "\\",
            "%",
            "_",
            "; DROP TABLE products; --",
            "\u0000",
            "\uFFFD",
            "🖱️",
            "🖱️ mouse",
            "👨‍👩‍👧",
            "ﬁsh",
            "İstanbul",
            "ß",
            "日本語",
            "العربية",
            "e\u0301",
            "\u0301",
            "mouse\nmouse",
            "\t",
            new string('a', 200),
            string.Join(' ', Enumerable.Repeat("m", 100)),
            new string('"', 200),
            "𝒜𝒷",
            "½ ² Ⅷ",
            "c++",
            "o'neil",
            "--",
            "1e10",
            "<script>",
            "mouse\u200bpad",
        ];

    [Theory]
    [MemberData(nameof(Oddities))]
    public async Task No_text_breaks_the_query(string text)
    {
        await using var catalog = await Open();
        await catalog.Add(Product("Wireless Mouse"));
        var page = await catalog.List(Query(q: text));
        Assert.True(page.GetProperty("total").GetInt64() is 0 or 1);
        Assert.Equal(page.GetProperty("total").GetInt64(), page.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Quotes_and_operators_are_looked_for_as_words()
    {
        await using var catalog = await Open();
        await catalog.Add(Product("Wireless Mouse"));
        Assert.Single(await catalog.Names(Query(q: "\"wireless\" mouse*")));
        Assert.Single(await catalog.Names(Query(q: "🖱️ mouse")));
        Assert.Empty(await catalog.Names(Query(q: "mouse OR keyboard")));
        Assert.Empty(await catalog.Names(Query(q: "description:mouse")));
    }

    [Fact]
    public async Task The_last_word_may_be_a_beginning_and_the_others_may_not()
    {
        await using var catalog = await Open();
        await catalog.Add(Product("Wireless Mouse"));
        Assert.Single(await catalog.Names(Query(q: "wireless mo")));
        Assert.Single(await catalog.Names(Query(q: "MOUSE wirel")));
        Assert.Empty(await catalog.Names(Query(q: "wirel mouse x")));
        Assert.Empty(await catalog.Names(Query(q: "mo wireless")));
    }

    [Fact]
    public async Task Names_rank_before_attributes_and_those_before_descriptions()
    {
        await using var catalog = await Open();
        await catalog.Add(Product("Lamp") with { Description = "Beside it, a linen shade of its own." });
        await catalog.Add(Product("Chair") with { Attributes = JsonSerializer.SerializeToElement(new { material = "linen" }) });
        await catalog.Add(Product("Linen Table Cloth"));
        await catalog.Add(Product("Linen Cloth"));
        Assert.Equal(["Linen Cloth", "Linen Table Cloth", "Chair", "Lamp"], await catalog.Names(Query(q: "linen")));
    }

    [Fact]
    public async Task An_edited_product_is_found_by_its_new_words_and_no_longer_by_the_old()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product("Walnut Stool"));
        Assert.Single(await catalog.Names(Query(q: "walnut")));
        await catalog.Change.Edit(id, Product("Maple Stool"), null, One, default);
        Assert.Empty(await catalog.Names(Query(q: "walnut")));
        Assert.Single(await catalog.Names(Query(q: "maple")));
    }

    [Theory]
    [InlineData("sort", "oldest")]
    [InlineData("sort", "price; drop table products")]
    [InlineData("in_stock", "yes")]
    [InlineData("min_price", "-1")]
    [InlineData("min_price", "1e3")]
    [InlineData("max_price", "9.9999")]
    [InlineData("max_price", "NaN")]
    [InlineData("parent_id", "a/b")]
    [InlineData("q", "long")]
    public void An_unknown_value_is_refused_under_its_name(string field, string value)
    {
        var text = field switch
        {
            "sort" => Query(sort: value),
            "in_stock" => Query(stock: value),
            "min_price" => Query(min: value),
            "max_price" => Query(max: value),
            "parent_id" => Query(parent: value),
            _ => Query(q: new string('x', 201)),
        };
        var refused = ProductQuery.Of(text).Refused;
        Assert.Equal("validation_failed", refused?.Code);
        Assert.NotNull(refused!.Facts!["errors"]![field]);
    }

    [Theory]
    [InlineData(null, null, null, null, null, null)]
    [InlineData(null, "Kitchen", null, null, null, null)]
    [InlineData(null, null, "vendor-2", "20", "100", null)]
    [InlineData("linen", null, null, null, "80", "true")]
    [InlineData("a", "Books", "vendor-3", "10.50", null, "true")]
    [InlineData(null, "Lighting", "vendor-1", null, null, "false")]
    [InlineData("nothing has this word", null, null, null, null, null)]
    public async Task Facets_equal_a_recount_under_the_other_filters(
        string? q,
        string? category,
        string? vendor,
        string? min,
        string? max,
        string? stock
    )
    {
        await using var catalog = await Open(demo: true);
        var facets = (await catalog.List(Query(q, category, vendor, min, max, stock))).GetProperty("facets");

        // The recount reads every page of the list with only the other filters set.
        var byCategory = (await All(catalog, Query(q, null, vendor, min, max, stock)))
            .CountBy(p => p.GetProperty("category").GetString()!)
            .ToDictionary();
        Assert.Equal(byCategory.OrderBy(c => c.Key, StringComparer.Ordinal), Counts(facets, "categories"));
        var byVendor = (await All(catalog, Query(q, category, null, min, max, stock)))
            .CountBy(p => p.GetProperty("vendor_id").GetString()!)
            .ToDictionary();
        Assert.Equal(byVendor.OrderBy(c => c.Key, StringComparer.Ordinal), Counts(facets, "vendors"));
        Assert.Equal(
            (await All(catalog, Query(q, category, vendor, min, max, "true"))).Count,
            facets.GetProperty("in_stock").GetProperty("count").GetInt32()
        );
        var prices = (await All(catalog, Query(q, category, vendor, null, null, stock))).ConvertAll(p =>
            p.GetProperty("price").GetDecimal()
        );
        if (prices.Count == 0)
        {
            Assert.Equal(JsonValueKind.Null, facets.GetProperty("price").ValueKind);
        }
        else
        {
            Assert.Equal(
                (prices.Min(), prices.Max()),
                (facets.GetProperty("price").GetProperty("min").GetDecimal(), facets.GetProperty("price").GetProperty("max").GetDecimal())
            );
        }

        static IEnumerable<KeyValuePair<string, int>> Counts(JsonElement facets, string name) =>
            facets
                .GetProperty(name)
                .EnumerateArray()
                .Select(f => KeyValuePair.Create(f.GetProperty("value").GetString()!, f.GetProperty("count").GetInt32()))
                .OrderBy(f => f.Key, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("newest", null)]
    [InlineData("price", null)]
    [InlineData("-price", null)]
    [InlineData("name", null)]
    [InlineData("-name", null)]
    [InlineData("relevance", "a")]
    public async Task Pages_visit_every_product_exactly_once_in_order_while_others_are_added(string sort, string? q)
    {
        await using var catalog = await Open(demo: true);
        var before = (await All(catalog, Query(q: q, sort: sort))).ConvertAll(Id);
        Assert.Equal(before.Count, before.Distinct(StringComparer.Ordinal).Count());
        var seen = new List<string>();
        string? cursor = null;
        var random = new Random(7);
        do
        {
            var page = await catalog.List(Query(q: q, sort: sort), 37, cursor);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(Id));
            cursor = page.GetProperty("next_cursor").GetString();
            await catalog.Add(Product($"{(char)('A' + random.Next(26))} added thing", random.Next(1, 900), q is null ? "Things" : "a"));
        } while (cursor is not null);

        Assert.Equal(seen.Count, seen.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(before, seen.Where(before.Contains));

        static string Id(JsonElement item) => item.GetProperty("product_id").GetString()!;
    }

    [Fact]
    public async Task Orders_are_as_their_names_say()
    {
        await using var catalog = await Open(demo: true);
        var prices = (await All(catalog, Query(sort: "price"))).ConvertAll(p => p.GetProperty("price").GetDecimal());
        Assert.Equal(prices.Order(), prices);
        var names = (await All(catalog, Query(sort: "-name"))).ConvertAll(p => Collation.Key(p.GetProperty("name").GetString()!));
        Assert.Equal(names.OrderDescending(StringComparer.Ordinal), names);
        Assert.Equal("Wireless Mouse", (await catalog.Names(Query(q: "wireless mouse")))[0]);
    }

    [Fact]
    public async Task A_cursor_of_another_list_or_an_altered_one_is_refused()
    {
        await using var catalog = await Open(demo: true);
        var cursor = (await catalog.List(Query(sort: "price"), 10)).GetProperty("next_cursor").GetString()!;
        foreach (
            var (query, given) in new[]
            {
                (Query(sort: "name"), cursor),
                (Query(sort: "price", category: "Books"), cursor),
                (Query(sort: "price"), cursor[..^2] + "xx"),
                (Query(), "abc"),
            }
        )
        {
            var outcome = await catalog.Lists.Answer(string.Empty, query, Cartwright.Web.PageRequest.Of(Cursors, 10, given), default);
            Assert.Equal("invalid_cursor", outcome.Refused?.Code);
        }
    }

    [Fact]
    public async Task A_page_of_two_hundred_asks_inventory_once_and_shows_what_it_says_now()
    {
        await using var catalog = await Open(demo: true);
        catalog.Inventory.Units["1"] = 12;
        await catalog.List(Query(sort: "price"), 200);
        Assert.Equal(1, catalog.Inventory.Calls);
        Assert.Equal(12, Available(await catalog.List(Query(q: "wireless mouse"), 5)));

        // The page is kept, the stock is not.
        catalog.Inventory.Units["1"] = 11;
        Assert.Equal(11, Available(await catalog.List(Query(q: "wireless mouse"), 5)));

        static long Available(JsonElement page) => page.GetProperty("items")[0].GetProperty("stock").GetProperty("available").GetInt64();
    }

    [Fact]
    public async Task Without_inventory_a_page_and_a_product_have_an_unknown_stock_and_one_that_was_kept_does_not_lie()
    {
        await using var catalog = await Open(demo: true);
        catalog.Inventory.Units["1"] = 12;
        var known = await catalog.List(Query(q: "wireless mouse"), 5);
        catalog.Inventory.Away = true;
        var page = await catalog.List(Query(q: "wireless mouse"), 5);
        Assert.All(
            page.GetProperty("items").EnumerateArray(),
            item => Assert.Equal(JsonValueKind.Null, item.GetProperty("stock").ValueKind)
        );
        Assert.Equal(known.GetProperty("total").GetInt64(), page.GetProperty("total").GetInt64());
        var product = await catalog.Show("1");
        Assert.Equal(
            (JsonValueKind.Null, "Wireless Mouse"),
            (product.GetProperty("stock").ValueKind, product.GetProperty("name").GetString())
        );
        var one = (await catalog.Read.One("1")).Value;
        Assert.NotEqual(one.ETag(12), one.ETag(null));
        Assert.NotEqual(one.ETag(0), one.ETag(null));

        catalog.Inventory.Away = false;
        Assert.Equal(12, (await catalog.Show("1")).GetProperty("stock").GetProperty("available").GetInt64());
    }

    [Fact]
    public async Task A_kept_page_is_made_anew_after_every_kind_of_change()
    {
        await using var catalog = await Open();
        var id = await catalog.Add(Product("One"));
        Assert.Equal(["One"], await catalog.Names(Query()));
        await catalog.Add(Product("Two"));
        Assert.Equal(["Two", "One"], await catalog.Names(Query()));
        await catalog.Change.Edit(id, Product("Uno"), null, One, default);
        Assert.Equal(["Two", "Uno"], await catalog.Names(Query()));
        Assert.Empty(await catalog.Names(Query(stock: "true")));
        var note = new NoteStock(catalog.Shelf);
        await catalog.Database.Write(async tx =>
        {
            await note.On(tx, new StockFacts(id, 5, 0, 5, 0));
            return true;
        });
        Assert.Equal(["Uno"], await catalog.Names(Query(stock: "true")));
        await catalog.Change.Delete(id, null, One, default);
        Assert.Equal(["Two"], await catalog.Names(Query()));
        await catalog.Import("jsonl", """{"name":"Three","price":3,"currency":"USD","category":"Things"}""");
        Assert.Equal(["Three", "Two"], await catalog.Names(Query()));
    }

    private static async Task<List<JsonElement>> All(TestCatalog catalog, ProductQueryText query)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await catalog.List(query, 200, cursor);
            all.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        } while (cursor is not null);

        return all;
    }
}
