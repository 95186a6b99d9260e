// Search over 500,000 products: how fast the index is made, how long a search takes with and without facets, and when a change is found.
// The index alone, without a server and a database around it.
using System.Diagnostics;
using System.Globalization;
using Cartwright.Contracts.Ports;
using Cartwright.Lucene;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Bench;

internal static class SearchSpeed
{
    private const int Products = 500_000;
    private const int AtOnce = 500;
    private const int Searches = 400;
    private const int Changes = 100;
    private const double SearchMsMax = 20;
    private const double FacetsMsMax = 50;
    private const double VisibleMsMax = 1_000;
    private const double RateMin = 5_000;

    private static readonly string[] Colours = ["Red", "Blue", "Green", "Black", "White", "Yellow", "Grey", "Brown"];
    private static readonly string[] Materials =
    [
        "cotton",
        "steel",
        "oak",
        "wool",
        "glass",
        "leather",
        "linen",
        "bamboo",
        "copper",
        "cork",
    ];
    private static readonly string[] Makes =
    [
        "Alpine",
        "Nordic",
        "Harbour",
        "Willow",
        "Summit",
        "Meadow",
        "Coastal",
        "Urban",
        "Classic",
        "Modern",
    ];
    private static readonly string[] Nouns =
    [
        .. (
            "kettle sweater t-shirt lamp chair table bottle jacket backpack keyboard mouse camera pillow blanket mug plate knife pan rug "
            + "mirror clock shelf basket candle notebook pen wallet belt scarf glove"
        ).Split(' '),
    ];

    private static readonly string[] Filler =
    [
        .. (
            "light sturdy washable folding handmade quiet bright soft warm durable compact everyday travel kitchen garden office winter "
            + "summer gift set small large wide narrow recycled certified seamless adjustable classic pattern finish handle cover pocket lining stitch"
        ).Split(' '),
    ];

    public static async Task<int> Run()
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        try
        {
            using var index = new LuceneIndex(folder, NullLogger.Instance);
            await index.Open(default);
            var began = Stopwatch.GetTimestamp();
            var worked = Worked();
            for (var i = 0; i < Products; i += AtOnce)
            {
                await index.Write([.. Enumerable.Range(i, AtOnce).Select(n => Made(n, n))], [], default);
            }

            await index.Show(default);
            await index.Keep("bench", default);
            var rate = Products / Stopwatch.GetElapsedTime(began).TotalSeconds;
            Say(
                $"index of {Products:N0} products: {rate:N0} a second, {Products / (Worked() - worked).TotalSeconds:N0} a second of a processor"
            );

            // Once, so that what is compiled is not measured.
            await Measure(index, false, 60);
            await Measure(index, true, 60);
            var (half, most) = await Measure(index, false, Searches);
            Say($"search: p50 {half:0.0} ms, p99 {most:0.0} ms");
            var (halfFacets, mostFacets) = await Measure(index, true, Searches);
            Say($"search with facets: p50 {halfFacets:0.0} ms, p99 {mostFacets:0.0} ms");
            var (halfWhole, mostWhole) = await Timed(40, async _ => await index.Find(Asked(null, true), default));
            Say($"everything with facets: p50 {halfWhole:0.0} ms, p99 {mostWhole:0.0} ms");
            var (halfChange, mostChange) = await Timed(
                Changes,
                async i =>
                {
                    await index.Write([Made(i * 997, i) with { Name = $"Changed{i} thing" }], [], default);
                    await index.Show(default);
                    if ((await index.Find(Asked($"changed{i}", false), default)).Hits.Count == 0)
                    {
                        throw new InvalidOperationException($"The change {i} was not found.");
                    }
                }
            );
            Say($"a change is found: p50 {halfChange:0.0} ms, p99 {mostChange:0.0} ms");
            using var process = Process.GetCurrentProcess();
            var size = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            Say(
                $"memory: {GC.GetTotalMemory(true) >> 20} MB of objects, {process.WorkingSet64 >> 20} MB in all, {process.PeakWorkingSet64 >> 20} MB at most; {size >> 20} MB on disk"
            );
            return most < SearchMsMax && mostFacets < FacetsMsMax && mostChange <= VisibleMsMax && rate >= RateMin ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // What shoppers type: two words, a noun, a beginning, a misspelling, a filter beside.
    private static Task<(double Half, double Most)> Measure(LuceneIndex index, bool facets, int count) =>
        Timed(
            count,
            async i =>
            {
                var noun = Nouns[i % Nouns.Length];
                var question = (i % 5) switch
                {
                    0 => Asked($"{Colours[i % 8]} {noun}", facets),
                    1 => Asked(noun, facets),
                    2 => Asked(noun[..Math.Min(3, noun.Length)], facets),
                    3 => Asked($"{Makes[i % 10]} {noun[..^2]}{noun[^1]}{noun[^2]}", facets),
                    _ => Asked(noun, facets) with { Values = [("Colour", ["Red", "Blue"])], MaxMilli = 60_000 },
                };
                await index.Find(question, default);
            }
        );

    private static async Task<(double Half, double Most)> Timed(int count, Func<int, Task> one)
    {
        var took = new double[count];
        for (var i = 0; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await one(i);
            took[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(took);
        return (took[count / 2], took[count * 99 / 100]);
    }

    private static IndexQuestion Asked(string? text, bool facets) =>
        new(
            text,
            false,
            [],
            null,
            null,
            0,
            long.MaxValue,
            null,
            [],
            text is null ? IndexOrder.Newest : IndexOrder.Relevance,
            null,
            25,
            facets
        );

    private static IndexedProduct Made(int n, int seed)
    {
        string Word(int of) => Filler[(int)((uint)HashCode(n, of) % Filler.Length)];
        var (colour, material, make, noun) = (
            Colours[seed % 8],
            Materials[seed / 8 % 10],
            Makes[seed / 80 % 10],
            Nouns[seed / 800 % Nouns.Length]
        );
        var name = $"{make} {material} {noun} {Word(1)} {n % 977}";
        return new IndexedProduct(
            n.ToString(CultureInfo.InvariantCulture),
            n + 1,
            name,
            name.ToLowerInvariant(),
            $"{noun}s {colour} {material} {Word(2)}",
            string.Join(' ', Enumerable.Range(3, 30).Select(Word)),
            [n.ToString(CultureInfo.InvariantCulture)],
            noun,
            "vendor-" + (n % 40).ToString(CultureInfo.InvariantCulture),
            1_000L * (1 + (n * 31 % 200)),
            n % 7 != 0,
            [
                ("Colour", colour),
                ("Material", material),
                ("Make", make),
                ("Size", ((char)('A' + (n % 6))).ToString()),
                ("Weight", (n % 50).ToString(CultureInfo.InvariantCulture)),
                ("Style", Word(2)),
                ("Use", Word(3)),
                ("Year", (2000 + (n % 25)).ToString(CultureInfo.InvariantCulture)),
            ]
        );
    }

    // The same in every run.
    private static int HashCode(int n, int of) => unchecked(((n * 73_856_093) ^ (of * 19_349_663)) & 0x7FFFFFFF) / 7;

    // A busy machine makes everything slower by the clock; this shows by how much.
    private static TimeSpan Worked()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
