// Runs seeds one after the other, and says what came of each.
using System.Diagnostics;
using System.Globalization;

namespace Cartwright.Simulation;

/// <summary>What is wanted of a run.</summary>
/// <param name="From">The first seed.</param>
/// <param name="To">The last.</param>
/// <param name="Engine">sqlite.</param>
/// <param name="OneByOne">Whether each module has a place of its own, so that orders are carried out step by step.</param>
/// <param name="Calm">Without faults and one shopper after the other: the same books on every engine.</param>
/// <param name="Said">Whether each step is printed.</param>
internal sealed record SeedsWanted(ulong From, ulong To, string Engine, bool OneByOne, bool Calm, bool Said)
{
    /// <summary>The line that runs one of them again.</summary>
    public string Line(ulong seed) =>
        FormattableString.Invariant($"Cartwright.Simulation run --seeds {seed}..{seed} --engine {Engine}")
        + (OneByOne ? " --one-by-one" : string.Empty)
        + (Calm ? " --calm" : string.Empty);
}

/// <summary>Runs them.</summary>
internal static class Seeds
{
    private const int Shoppers = 12;
    private static readonly TimeSpan RestMost = TimeSpan.FromMinutes(45);
    private static readonly TimeSpan RestLook = TimeSpan.FromMinutes(1);

    /// <summary>Prints a line a seed and the figures; answers the exit code.</summary>
    public static async Task<int> Run(SeedsWanted wanted)
    {
        var settings = Configured(wanted);
        var watch = Stopwatch.StartNew();
        await using var template = await Engines.Template(wanted.Engine, settings);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"The shop from which all begin took {watch.Elapsed.TotalSeconds:F1} s.")
        );
        watch.Restart();
        var (passed, failed, orders, deaths, asked, lived) = (0, 0, 0, 0, 0L, TimeSpan.Zero);
        for (var seed = wanted.From; seed <= wanted.To; seed++)
        {
            var began = watch.Elapsed;
            var world = new World(
                seed,
                wanted.Calm ? Faults.None : Faults.Of(seed),
                await template.Begin(),
                settings,
                wanted.Said ? Console.WriteLine : null
            );
            var (ledger, story) = (string.Empty, new SmallStory(world, seed));
            try
            {
                await world.Open();
                await world.Until(story.Run(Shoppers, together: !wanted.Calm));
                ledger = await Settle(world, wanted.Said);
            }
            catch (Exception failure)
            {
                world.Found.Add(failure.ToString());
            }

            await Leave(world);
            (orders, deaths, asked, lived) = (orders + story.Orders, deaths + world.Deaths, asked + world.Asked, lived + world.Time.Passed);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed {seed}: trace {world.Hash}, books {ledger}, {story.Orders} orders, {world.Asked} requests, {world.Deaths} deaths, {world.Time.Passed.TotalMinutes:F0} min, {world.Steps} steps in {(watch.Elapsed - began).TotalMilliseconds:F0} ms"
                )
            );
            if (world.Found.Count == 0)
            {
                passed++;
                continue;
            }

            failed++;
            foreach (var found in world.Found.Take(20))
            {
                Console.WriteLine("  " + found);
            }

            Console.WriteLine("  again: " + wanted.Line(seed));
        }

        var took = watch.Elapsed.TotalSeconds;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{passed + failed} seeds in {took:F1} s: {(passed + failed) / took:F2} seeds a second, {lived.TotalSeconds / took:F0} times real time, {orders / took:F0} orders and {asked / took:F0} requests a second, {deaths} deaths"
            )
        );
        Console.WriteLine($"succeeded: {passed}");
        Console.WriteLine($"failed: {failed}");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>What the shops have beside every simulation's settings.</summary>
    private static Dictionary<string, string?> Configured(SeedsWanted wanted) =>
        wanted.OneByOne ? Host.Modules.All.ToDictionary(row => "Place:" + row.Module.Name, string? (_) => "own") : [];

    /// <summary>Nothing goes wrong any more, and all comes to an end; then the books are looked through.</summary>
    private static async Task<string> Settle(World world, bool said)
    {
        world.Heal();
        await world.Until(() => world.Life.IsUp);
        var books = new Books(world);
        for (var rest = TimeSpan.Zero; rest < RestMost; rest += RestLook)
        {
            await world.Until(world.Wait(RestLook));
            if (await world.Until(books.UnderWay()) is not { Length: > 0 } left)
            {
                break;
            }

            world.Note("under way: " + left);
        }

        await world.Until(books.Look());
        var lines = await world.Until(books.Lines());
        foreach (var line in said ? lines : [])
        {
            Console.WriteLine("  " + line);
        }

        return Books.Hash(lines);
    }

    private static async Task Leave(World world)
    {
        try
        {
            await world.Until(world.Life.End());
            await world.Life.Files.Delete();
        }
        catch (Exception failure)
        {
            world.Found.Add("The shop does not stop: " + failure);
        }
    }
}

/// <summary>The engines by their names.</summary>
internal static class Engines
{
    public static async Task<ITemplate> Template(string engine, IReadOnlyDictionary<string, string?> settings) =>
        engine switch
        {
            "sqlite" => await SqliteTemplate.Make(settings),
            "memory" => await MemoryTemplate.Make(settings),
            _ => throw new ArgumentException($"--engine {engine} is not known. Use: sqlite"),
        };
}
