// The index on Lucene against the promises of its port: the table of searches, filters and counts, pages, and what a crash leaves.
using System.Globalization;
using System.Text.Json;
using Cartwright.Contracts.Ports;
using Cartwright.Lucene;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Unit.Search;

public sealed class LuceneIndexTests : IDisposable
{
    private static readonly JsonElement Table = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Search", "searches.json")))
        .RootElement;

    private static readonly IReadOnlyList<IReadOnlyList<string>> Synonyms =
    [
        .. Table.GetProperty("synonyms").EnumerateArray().Select(group => (IReadOnlyList<string>)[.. Texts(group)]),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("cartwright-search-").FullName;

    [Fact]
    public async Task Every_search_of_the_table_finds_what_it_must_and_nothing_that_it_must_not()
    {
        using var index = await Goods();
        var wrong = new List<string>();
        foreach (var row in Table.GetProperty("searches").EnumerateArray())
        {
            var answer = await index.Find(Asked(row.GetProperty("q").GetString()), default);
            var ids = answer.Hits.Select(hit => hit.ProductId).ToList();
            var q = row.GetProperty("q").GetString();
            wrong.AddRange(Said(row, "finds").Except(ids).Select(id => $"{q} misses {id}"));
            wrong.AddRange(Said(row, "not").Intersect(ids).Select(id => $"{q} finds {id}"));
            var corrected = row.TryGetProperty("corrected", out var to) ? to.GetString() : null;
            if (answer.CorrectedTo != corrected)
            {
                wrong.Add($"{q} was corrected to {answer.CorrectedTo ?? "nothing"}");
            }

            if (row.TryGetProperty("first", out var first) && ids.FirstOrDefault() != first.GetString())
            {
                wrong.Add($"{q} has {ids.FirstOrDefault() ?? "nothing"} first");
            }
        }

        Assert.Empty(wrong);
        Assert.True(Table.GetProperty("searches").GetArrayLength() >= 100);
    }

    [Fact]
    public async Task Words_as_typed_are_not_corrected()
    {
        using var index = await Goods();
        var answer = await index.Find(Asked("kettel") with { AsTyped = true }, default);
        Assert.Empty(answer.Hits);
        Assert.Null(answer.CorrectedTo);
    }

    [Fact]
    public async Task Facets_count_under_the_other_filters_and_values_of_one_attribute_are_joined_by_or()
    {
        using var index = new LuceneIndex(folder, NullLogger.Instance);
        Assert.Null(await index.Open(default));
        await index.Write(
            [
                Shirt(1, "Red", "S", 1_000, true),
                Shirt(2, "Red", "M", 2_000, false),
                Shirt(3, "Blue", "M", 3_000, true),
                Shirt(4, "Green", "M", 4_000, true),
            ],
            [],
            default
        );
        await index.Show(default);

        var answer = await index.Find(Asked(null) with { Values = [("Colour", ["Red", "Blue"]), ("Size", ["M"])] }, default);
        Assert.Equal(["3", "2"], answer.Hits.Select(hit => hit.ProductId));
        var facets = answer.Facets!;
        Assert.Equal((2L, 1L, 2_000L, 3_000L), (facets.Total, facets.InStock, facets.MinMilli!.Value, facets.MaxMilli!.Value));
        Assert.Equal([("Blue", 1L), ("Green", 1L), ("Red", 1L)], Values(facets, "Colour"));
        Assert.Equal([("M", 2L), ("S", 1L)], Values(facets, "Size"));

        var stocked = await index.Find(Asked(null) with { InStock = true, MaxMilli = 3_500 }, default);
        Assert.Equal((2L, 2L, 4_000L), (stocked.Facets!.Total, stocked.Facets.InStock, stocked.Facets.MaxMilli!.Value));

        static List<(string, long)> Values(IndexFacets facets, string name) =>
            [.. facets.Attributes.Single(a => a.Name == name).Values.OrderBy(value => value.Value, StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Sales_decide_among_equally_good_matches_and_never_lift_one_over_a_better()
    {
        using var index = new LuceneIndex(folder, NullLogger.Instance);
        await index.Open(default);
        await index.Write(
            [
                Named(1, "Kettle", "", 0),
                Named(2, "Kettle of steel", "", 3),
                Named(3, "Kettle of copper, large", "", 5),
                Named(4, "Whistle", "kettle", IndexedProduct.SalesLevelMax),
                Named(5, "Tea kettles", "", IndexedProduct.SalesLevelMax),
            ],
            [],
            default
        );
        await index.Show(default);
        var seen = new List<string>();
        for (string[]? after = null; ; )
        {
            var page = await index.Find(Asked("kettle") with { After = after, Count = 2, Facets = false }, default);
            seen.AddRange(page.Hits.Select(hit => hit.ProductId));
            if (page.Hits.Count < 2)
            {
                break;
            }

            after = page.Hits[^1].Key;
        }

        Assert.Equal(["3", "2", "1", "5", "4"], seen);

        static IndexedProduct Named(long number, string name, string words, int level) =>
            Shirt(number, "Red", "M", 1_000, true) with
            {
                Name = name,
                Words = words,
                SalesLevel = level,
            };
    }

    [Theory]
    [InlineData(IndexOrder.Relevance)]
    [InlineData(IndexOrder.Newest)]
    [InlineData(IndexOrder.Best)]
    [InlineData(IndexOrder.Price)]
    [InlineData(IndexOrder.PriceDown)]
    [InlineData(IndexOrder.Name)]
    [InlineData(IndexOrder.NameDown)]
    public async Task Pages_visit_each_product_once_while_others_come_and_go(IndexOrder order)
    {
        using var index = new LuceneIndex(folder, NullLogger.Instance);
        await index.Open(default);
        for (var i = 1; i <= 40; i++)
        {
            await index.Write([Shirt(i, "Red", "M", 1_000 * (i % 7), true)], [], default);

            // Several segments, so that their ordinals have to be made one order.
            if (i % 9 == 0)
            {
                await index.Show(default);
            }
        }

        await index.Show(default);
        var seen = new List<IndexHit>();
        string[]? after = null;
        do
        {
            var page = await index.Find(Asked("shirt") with { Order = order, After = after, Count = 6, Facets = false }, default);
            seen.AddRange(page.Hits);
            after = page.Hits.Count == 6 ? page.Hits[^1].Key : null;
            await index.Write(
                [Shirt(1_000 + seen.Count, "Red", "M", 99_000, true) with { Name = "Other", NameKey = "other", Words = "" }],
                [],
                default
            );
            await index.Show(default);
        } while (after is not null);

        Assert.Equal(40, seen.Count);
        Assert.Equal(40, seen.Select(hit => hit.ProductId).Distinct().Count());
        var sorted = seen.OrderBy(hit => hit, Comparer<IndexHit>.Create((one, other) => Compare(order, one, other))).ToList();
        Assert.Equal(sorted, seen);
    }

    [Fact]
    public async Task What_was_kept_is_there_again_and_what_was_not_is_not()
    {
        using (var index = await Goods())
        {
            await index.Keep("first", default);
            await index.Write([Shirt(900, "Red", "M", 1, true)], ["kettle-1"], default);
            await index.Show(default);
            Assert.Equal("shirt 900", (await index.Find(Asked("900"), default)).Hits.Select(hit => "shirt " + hit.ProductId).Single());
        }

        using var again = new LuceneIndex(folder, NullLogger.Instance);
        Assert.Equal("first", await again.Open(default));
        Assert.Equal("kettle-1", (await again.Find(Asked("kettle"), default)).Hits.Single().ProductId);
        Assert.Empty((await again.Find(Asked("900") with { AsTyped = true }, default)).Hits);
    }

    [Theory]
    [InlineData("half")]
    [InlineData("garbled")]
    [InlineData("missing")]
    public async Task A_damaged_index_is_empty_and_can_be_filled_again(string how)
    {
        using (var index = await Goods())
        {
            await index.Keep("first", default);
        }

        foreach (
            var file in Directory
                .GetFiles(Path.Combine(folder, "products"))
                .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
        )
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            if (how == "missing" && !Path.GetFileName(file).StartsWith("segments", StringComparison.Ordinal))
            {
                File.Delete(file);
                break;
            }

            for (var i = bytes.Length / 3; i < bytes.Length * 2 / 3; i++)
            {
                bytes[i] ^= 0x5A;
            }

            await File.WriteAllBytesAsync(file, how == "half" ? bytes[..(bytes.Length / 2)] : bytes, TestContext.Current.CancellationToken);
        }

        using var again = new LuceneIndex(folder, NullLogger.Instance);
        Assert.Null(await again.Open(default));
        Assert.Equal(0, again.Count);
        await again.Write([Shirt(1, "Red", "M", 1, true)], [], default);
        await again.Keep("second", default);
        await again.Show(default);
        Assert.Single((await again.Find(Asked("shirt"), default)).Hits);
    }

    [Fact]
    public async Task A_second_process_on_the_folder_has_an_index_of_its_own()
    {
        using var one = await Goods();
        using var other = new LuceneIndex(folder, NullLogger.Instance);
        Assert.Null(await other.Open(default));
        Assert.Equal(0, other.Count);
        Assert.NotEqual(one.Name, other.Name);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<LuceneIndex> Goods()
    {
        var index = new LuceneIndex(folder, NullLogger.Instance);
        Assert.Null(await index.Open(default));
        long number = 0;
        await index.Write(
            [
                .. Table
                    .GetProperty("goods")
                    .EnumerateArray()
                    .Select(goods => new IndexedProduct(
                        goods.GetProperty("id").GetString()!,
                        ++number,
                        goods.GetProperty("name").GetString()!,
                        goods.GetProperty("name").GetString()!.ToLowerInvariant(),
                        goods.GetProperty("words").GetString()!,
                        goods.GetProperty("description").GetString()!,
                        [goods.GetProperty("id").GetString()!, .. Said(goods, "codes")],
                        "Things",
                        "vendor-1",
                        1_000 * number,
                        true,
                        []
                    )),
            ],
            [],
            default
        );
        await index.Show(default);
        return index;
    }

    private static IndexedProduct Shirt(long number, string colour, string size, long price, bool stocked) =>
        new(
            number.ToString(CultureInfo.InvariantCulture),
            number,
            "Shirt " + ('a' + (number * 7 % 11)).ToString(CultureInfo.InvariantCulture),
            "shirt " + ('a' + (number * 7 % 11)).ToString(CultureInfo.InvariantCulture),
            colour,
            string.Empty,
            [number.ToString(CultureInfo.InvariantCulture)],
            "Shirts",
            "vendor-1",
            price,
            stocked,
            [("Colour", colour), ("Size", size)]
        )
        {
            Sold = number * 7 % 5,
        };

    private static IndexQuestion Asked(string? text) =>
        new(
            text,
            false,
            Synonyms,
            null,
            null,
            0,
            long.MaxValue,
            null,
            [],
            text is null ? IndexOrder.Newest : IndexOrder.Relevance,
            null,
            50,
            true
        );

    private static int Compare(IndexOrder order, IndexHit one, IndexHit other)
    {
        var first = order is IndexOrder.Name or IndexOrder.NameDown
            ? string.CompareOrdinal(one.Key[0], other.Key[0])
            : Number(one.Key[0]).CompareTo(Number(other.Key[0]));
        var by = first != 0 ? first : Number(one.Key[1]).CompareTo(Number(other.Key[1]));
        return order is IndexOrder.Newest or IndexOrder.Best or IndexOrder.PriceDown or IndexOrder.NameDown ? -by : by;
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Said(JsonElement row, string member) => row.TryGetProperty(member, out var list) ? Texts(list) : [];

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString()!);
}
