// The command that tells stories: those that failed once first, then those of the seeds.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Cartwright.Simulation;

/// <summary>Tells the stories of seeds, each to a fresh simulated shop; <c>--routes</c> says what of the API they use.</summary>
internal static class StoryCommand
{
    private const string Usage =
        "Cartwright.Simulation stories --seeds 1..20 [--size 40] [--calm] [--told] [--routes] [--lies] [--tries 200] "
        + "[--graveyard FOLDER] [--commit NAME]";

    private static readonly string[] Known =
    [
        "--seeds",
        "--size",
        "--calm",
        "--told",
        "--routes",
        "--lies",
        "--tries",
        "--graveyard",
        "--commit",
    ];

    /// <summary>Answers the exit code: 0 when nothing was found, 1 when something was, 2 when it was asked wrongly.</summary>
    public static async Task<int> Run(IReadOnlyList<string> args)
    {
        string Value(string name, string otherwise) =>
            args.ToList().IndexOf(name) is >= 0 and var at ? args.ElementAtOrDefault(at + 1) ?? string.Empty : otherwise;
        var seeds = Value("--seeds", "1..20").Split("..");
        if (
            args.FirstOrDefault(word => word.StartsWith("--", StringComparison.Ordinal) && !Known.Contains(word)) is not null
            || !ulong.TryParse(seeds[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            || !ulong.TryParse(seeds[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            || !int.TryParse(Value("--size", "40"), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !int.TryParse(Value("--tries", "200"), NumberStyles.None, CultureInfo.InvariantCulture, out var tries)
        )
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        var settings = new Dictionary<string, string?>();
        await using var template = await Engines.Template("sqlite", settings);
        var teller = new Shop(template, settings, args.Contains("--told"));
        if (args.Contains("--routes"))
        {
            return await teller.Routes();
        }

        if (args.Contains("--lies"))
        {
            return await teller.Lies(size);
        }

        var graveyard = new Graveyard(Value("--graveyard", Path.Combine("tests", "Simulation", "Graveyard")));
        var failed = 0;
        foreach (var (file, grave) in graveyard.All())
        {
            var again = await teller.Tell(grave.Story, grave.World == "calm");
            Console.WriteLine($"{Path.GetFileName(file)}: {again?.ToString() ?? "holds"}");
            failed += again is null ? 0 : 1;
        }

        var watch = Stopwatch.StartNew();
        var calm = args.Contains("--calm");
        for (var seed = from; seed <= to; seed++)
        {
            var story = Story.Of(seed, size);
            var found = await teller.Tell(story, calm);
            if (found is null)
            {
                continue;
            }

            failed++;
            Console.WriteLine($"seed {seed}: {found}");
            var shrunk = await new Shrink(shorter => teller.Tell(shorter, calm), tries).Of(story, found);
            var told = shrunk.Story.Sentences();
            Console.WriteLine($"  the shortest story, of {shrunk.Tries} that were told:");
            told.ToList().ForEach(line => Console.WriteLine("  " + line));
            Console.WriteLine($"  {shrunk.Finding}");
            Console.WriteLine(
                "  kept: "
                    + graveyard.Keep(
                        new(
                            Graveyard.Version,
                            shrunk.Finding.Check,
                            shrunk.Finding.Sentence,
                            seed,
                            calm ? "calm" : "faulty",
                            Value("--commit", "unknown"),
                            told,
                            shrunk.Story.Steps
                        )
                    )
            );
        }

        var count = to - from + 1;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} stories of {size} steps in {watch.Elapsed.TotalSeconds:F1} s; {teller.Skipped} histories of carts were too long to look through"
            )
        );
        foreach (var (act, times) in teller.Counts.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {act} × {times}"));
        }

        Console.WriteLine($"succeeded: {count - (ulong)failed}");
        Console.WriteLine($"failed: {failed}");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>Tells each story to a fresh simulated shop.</summary>
    private sealed class Shop(ITemplate template, IReadOnlyDictionary<string, string?> settings, bool told)
    {
        private const ulong LieSeedsMax = 12;

        public SortedDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

        public int Skipped { get; private set; }

        /// <summary>Each lie must be found by its check, within a few stories.</summary>
        public async Task<int> Lies(int size)
        {
            var missed = 0;
            foreach (var (lie, check) in LyingDoor.Lies)
            {
                var (seed, hit) = (0UL, false);
                while (!hit && seed < LieSeedsMax)
                {
                    var story = Story.Of(++seed, size);
                    hit = (await All(story, calm: true, door => new LyingDoor(door, lie))).Any(found => found.Check == check);
                }

                missed += hit ? 0 : 1;
                Console.WriteLine($"{lie}: {(hit ? $"found by \"{check}\" in story {seed}" : $"MISSED by \"{check}\" in {seed} stories")}");
            }

            Console.WriteLine($"succeeded: {LyingDoor.Lies.Count - missed}");
            Console.WriteLine($"failed: {missed}");
            return missed == 0 ? 0 : 1;
        }

        public async Task<Finding?> Tell(Story story, bool calm)
        {
            var found = await All(story, calm, door => door);
            return found.Count == 0 ? null : found[0];
        }

        private async Task<IReadOnlyList<Finding>> All(Story story, bool calm, Func<IDoor, IDoor> between)
        {
            var world = new World(story.Seed, calm ? Faults.None : Faults.Of(story.Seed), await template.Begin(), settings);
            var teller = new Teller(between(world), story, told ? Console.WriteLine : null);
            try
            {
                await world.Open();
                await world.Until(teller.Act());
                world.Heal();
                await world.Until(() => world.Life.IsUp);
                await world.Until(teller.End());
            }
            finally
            {
                await world.Until(world.Life.End());
                await world.Life.Files.Delete();
            }

            foreach (var (act, times) in teller.Counts)
            {
                Counts[act] = Counts.GetValueOrDefault(act) + times;
            }

            Skipped += teller.Skipped;
            if (told)
            {
                teller.Found.ToList().ForEach(found => Console.WriteLine($"  {found}"));
            }

            return teller.Found;
        }

        public async Task<int> Routes()
        {
            var world = new World(0, Faults.None, await template.Begin(), settings);
            await world.Open();
            var reply = await world.Until(world.Ask(new("GET", "/api/openapi.json")));
            var (wrong, used, leftOut) = Covered.Look(JsonNode.Parse(reply!.Text)!);
            await world.Until(world.Life.End());
            await world.Life.Files.Delete();
            wrong.ToList().ForEach(Console.WriteLine);
            Console.WriteLine(
                $"{used} write routes are used by acts, {leftOut} are left out with a reason, {wrong.Count} lines are wrong."
            );
            return wrong.Count == 0 ? 0 : 1;
        }
    }
}
