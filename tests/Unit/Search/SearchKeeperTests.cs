// Search over a catalog: what changes is found at once, a kill loses nothing, and what is not for sale is never found.
using System.Text.Json;
using Cartwright.Catalog;
using Cartwright.Catalog.DemoData;
using Cartwright.Catalog.Search;
using Cartwright.Catalog.Selling;
using Cartwright.Contracts;
using Cartwright.Lucene;
using Cartwright.Unit.Catalog;
using Cartwright.Web;
using Microsoft.Extensions.Logging.Abstractions;
using static Cartwright.Unit.Catalog.TestCatalog;

namespace Cartwright.Unit.Search;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class SearchKeeperTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-keeper-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_changes_is_found_by_the_next_search()
    {
        await using var catalog = await Open();
        var kettle = await catalog.Add(Product("Electric kettle"));
        using var search = await Indexed.Over(catalog, folder);
        Assert.Equal(["Electric kettle"], await search.Names("kettel"));

        await catalog.Add(Product("Copper kettle"));
        Assert.Equal(["Copper kettle", "Electric kettle"], (await search.Names("kettle")).Order());

        await catalog.Change.Edit(kettle, Named("Electric jug"), null, One, default);
        Assert.Equal(["Copper kettle"], await search.Names("kettle"));
        Assert.Equal(["Electric jug"], await search.Names("jug"));

        await catalog.Change.Delete(kettle, null, One, default);
        Assert.Empty(await search.Names("jug"));
    }

    [Fact]
    public async Task What_came_while_nobody_followed_is_found_after_a_kill()
    {
        await using var catalog = await Open();
        var old = await catalog.Add(Product("Old lamp"));
        using (var search = await Indexed.Over(catalog, folder))
        {
            await catalog.Add(Product("Kept lamp"));
            Assert.Equal(2, (await search.Names("lamp")).Count);
            await search.Keeper.Keep(default);

            // Found, but never made durable.
            await catalog.Add(Product("Unkept lamp"));
            Assert.Equal(3, (await search.Names("lamp")).Count);
        }

        await catalog.Add(Product("Late lamp"));
        await catalog.Change.Delete(old, null, One, default);
        using var again = await Indexed.Over(catalog, folder);
        Assert.Equal(["Kept lamp", "Late lamp", "Unkept lamp"], (await again.Names("lamp")).Order());
        Assert.Equal(3, again.Index.Count);
    }

    [Fact]
    public async Task A_renamed_category_is_found_by_its_new_name_with_what_is_below_it()
    {
        await using var catalog = await Open();
        await catalog.Add(Product("Mug", category: "Old/Cups"));
        await catalog.Add(Product("Pan", category: "Old"));
        await catalog.Add(Product("Pen", category: "Older"));
        using var search = await Indexed.Over(catalog, folder);
        var old = (await catalog.Book.Tree()).ByNames("Old")!;
        Assert.Null(
            (
                await catalog.Edit.Change(
                    old.CategoryId,
                    new System.Text.Json.Nodes.JsonObject { ["name"] = "Kitchen" },
                    null,
                    "staff",
                    default
                )
            ).Refused
        );
        do
        {
            var list = await search.List(Query(category: "kitchen"));
            Assert.Equal(["Pan", "Mug"], list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
            var facets = list.GetProperty("facets").GetProperty("categories").EnumerateArray();
            Assert.Equal(
                [("Kitchen/Cups", 1L)],
                facets.Select(one => (one.GetProperty("value").GetString(), one.GetProperty("count").GetInt64()))
            );
        } while (await catalog.Carry.Step(default));

        Assert.Equal(["Mug", "Pan"], (await search.Names("kitchen")).Order());
        Assert.Empty(await search.Names("cups old"));
    }

    [Fact]
    public async Task What_sells_is_followed_by_lists_and_by_the_rank_and_read_again_when_the_index_is_filled()
    {
        await using var catalog = await Open();
        var lamp = await catalog.Add(Product("Lamp"));
        var long1 = await catalog.Add(Product("Lamp of brass"));
        await catalog.Add(Product("Plain thing", category: "Lamp parts"));
        using (var search = await Indexed.Over(catalog, folder))
        {
            Assert.Equal(["Lamp", "Lamp of brass", "Plain thing"], await search.Names("lamp"));
            Assert.Equal(["Plain thing", "Lamp of brass", "Lamp"], Names(await search.List(Query(sort: "best"))));
            var version = (await catalog.Store.Find([long1]))[0].Version;
            await Sell(catalog, (long1, 9), (lamp, 1));
            Assert.Equal(["Lamp of brass", "Lamp", "Plain thing"], await search.Names("lamp"));
            Assert.Equal(["Lamp of brass", "Lamp", "Plain thing"], Names(await search.List(Query(sort: "best"))));
            Assert.Equal(version, (await catalog.Store.Find([long1]))[0].Version);
        }

        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        using var again = await Indexed.Over(catalog, folder);
        Assert.Equal(["Lamp of brass", "Lamp", "Plain thing"], await again.Names("lamp"));
        Assert.Equal(["Lamp of brass", "Lamp", "Plain thing"], Names(await again.List(Query(sort: "best"))));

        static IEnumerable<string> Names(JsonElement list) =>
            list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
    }

    private static async Task Sell(TestCatalog catalog, params (string Id, long Units)[] told)
    {
        using var rank = new RankProducts(catalog.Database, catalog.Store, catalog.Shelf, catalog.Clock, NullLogger<RankProducts>.Instance);
        var now = catalog.Clock.GetUtcNow();
        await catalog.Database.Write(async tx =>
        {
            foreach (var (id, units) in told)
            {
                var e = new Cartwright.Kernel.Event(catalog.Ids.Next(), Topics.ProductSold, id, "analytics", now, null, "{}");
                await rank.On(tx, new ProductSales(id, units, now.ToUnixTimeMilliseconds()), e);

                // Nobody but Analytics is believed.
                await rank.On(tx, new ProductSales(id, 1_000_000, now.ToUnixTimeMilliseconds()), e with { Source = "outside" });
            }

            return true;
        });
        await rank.CatchUp(default);
    }

    [Fact]
    public async Task An_index_of_another_shop_is_filled_anew()
    {
        await using (var other = await Open())
        {
            for (var i = 0; i < 5; i++)
            {
                await other.Add(Product("Foreign thing"));
            }

            using var search = await Indexed.Over(other, folder);
            await search.Index.Keep("sqlite:999999999999", default);
            await search.Index.Keep("postgres:999999999999", default);
        }

        await using var catalog = await Open();
        await catalog.Add(Product("Own thing"));
        using var mine = await Indexed.Over(catalog, folder);
        Assert.Equal(["Own thing"], await mine.Names("thing"));
    }

    [Fact]
    public async Task A_variant_is_found_by_its_own_id_as_its_parent_and_never_alone()
    {
        await using var catalog = await Open();
        var parent = await catalog.Add(Product("Linen shirt") with { Options = Json("""{"Size":["S","M"]}""") });
        var variant = await catalog.Add(Product("Linen shirt, S", parent: parent) with { Options = Json("""{"Size":"S"}""") });
        using var search = await Indexed.Over(catalog, folder);
        Assert.Equal(["Linen shirt"], await search.Names("linen"));
        Assert.Equal(["Linen shirt"], await search.Names(variant));
    }

    [Fact]
    public async Task Values_of_an_attribute_filter_and_are_counted()
    {
        await using var catalog = await Open();
        foreach (var colour in (string[])["Red", "Blue", "Green"])
        {
            await catalog.Add(Product(colour + " scarf") with { Attributes = Json($$"""{"Colour":"{{colour}}","Length":2}""") });
        }

        using var search = await Indexed.Over(catalog, folder);
        var list = await search.List(Query() with { Attributes = [("Colour", ["Red", "Blue"])] });
        Assert.Equal(2, list.GetProperty("total").GetInt64());
        var colours = list.GetProperty("facets")
            .GetProperty("attributes")
            .EnumerateArray()
            .Single(a => a.GetProperty("name").GetString() == "Colour");
        Assert.Equal(3, colours.GetProperty("values").GetArrayLength());

        // Where the database alone searches, such a filter is refused and not passed over.
        var refused = await catalog.Lists.Answer(
            "k",
            Query() with
            {
                Attributes = [("Colour", ["Red"])],
            },
            PageRequest.Of(TestCatalog.Cursors, 10),
            default
        );
        Assert.False(refused.Is(out _, out _));
    }

    [Fact]
    public async Task A_corrected_list_says_so_and_the_words_as_typed_can_be_asked_for()
    {
        await using var catalog = await Open();
        await catalog.Add(Product("Electric kettle"));
        using var search = await Indexed.Over(catalog, folder);
        var list = await search.List(Query("kettel"));
        Assert.Equal("""{"from":"kettel","to":"kettle"}""", list.GetProperty("corrected").GetRawText());
        var exact = await search.List(Query("kettel") with { Exact = "true" });
        Assert.Equal(0, exact.GetProperty("total").GetInt64());
        Assert.False(exact.TryGetProperty("corrected", out _));
    }

    [Fact]
    public async Task Every_kind_of_the_demo_shop_is_found_in_the_plural_and_with_two_letters_swapped()
    {
        await using var catalog = await Open(demo: true);
        using var search = await Indexed.Over(catalog, folder);
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var noun in DemoKinds.All.Select(kind => kind.Noun).Where(noun => noun.Length >= 6 && noun.All(char.IsLetter)).Distinct())
        {
            var swapped = noun[..^3] + noun[^2] + noun[^3] + noun[^1];
            foreach (var typed in (string[])[noun.ToLowerInvariant() + "s", swapped.ToLowerInvariant()])
            {
                tried++;
                if (!(await search.Names(typed)).Exists(name => name.Contains(noun, StringComparison.OrdinalIgnoreCase)))
                {
                    wrong.Add(typed);
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(tried > 20);
    }

    [Fact]
    public async Task Until_the_index_is_made_the_store_answers()
    {
        await using var catalog = await Open();
        await catalog.Add(Product("Electric kettle"));
        using var search = Indexed.Unready(catalog, folder);
        Assert.Equal(["Electric kettle"], await search.Names("kettle"));
        Assert.Empty(await search.Names("kettel"));
        await search.Keeper.Begin(default);
        Assert.Equal(["Electric kettle"], await search.Names("kettel"));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static ProductInput Named(string name) => new(name, null, null, null, null, default, default, default, null, null);

    /// <summary>A catalog with its index, kept by hand.</summary>
    private sealed class Indexed : IDisposable
    {
        private readonly ListProducts lists;

        private Indexed(TestCatalog catalog, string folder)
        {
            Index = new LuceneIndex(folder, NullLogger.Instance);
            Keeper = new SearchKeeper(
                catalog.Store,
                catalog.Shelf,
                new ProductCarrier(catalog.Database, catalog.Store, catalog.Clock, NullLogger<ProductCarrier>.Instance),
                catalog.Database,
                catalog.Clock,
                NullLogger<SearchKeeper>.Instance,
                Index
            );
            var search = new ProductSearch(
                catalog.Store,
                catalog.Shelf,
                Keeper,
                catalog.Database,
                catalog.Clock,
                NullLogger<ProductSearch>.Instance,
                Index
            );
            lists = new ListProducts(catalog.Store, catalog.Shelf, catalog.Read, catalog.Book, search);
        }

        public LuceneIndex Index { get; }

        public SearchKeeper Keeper { get; }

        public static Indexed Unready(TestCatalog catalog, string folder) => new(catalog, folder);

        public static async Task<Indexed> Over(TestCatalog catalog, string folder)
        {
            var indexed = new Indexed(catalog, folder);
            await indexed.Keeper.Begin(default);
            return indexed;
        }

        public async Task<JsonElement> List(ProductQueryText query)
        {
            var page = (
                await lists.Answer($"{query}{query.Exact}{query.Attributes.Count}", query, PageRequest.Of(TestCatalog.Cursors, 50), default)
            ).Value;
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            page.Write(buffer);
            return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
        }

        public async Task<List<string>> Names(string q) =>
            [.. (await List(Query(q))).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];

        public void Dispose()
        {
            Keeper.Dispose();
            Index.Dispose();
        }
    }
}
