// `cartwright events list` and `cartwright events replay`: what was parked because no try helped, and back into the queue with it.
using System.CommandLine;
using System.Globalization;
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class EventsCommand
{
    private const int ShownMax = 1_000;
    private const int ErrorCharsShown = 160;

    private static readonly string[] Head = ["MODULE", "ID", "TOPIC", "SUBJECT", "TRIES", "TIME", "ERROR"];
    private static readonly Option<string?> Module = new("--module") { Description = "One module; all by default." };
    private static readonly Option<string?> Data = DataOption.Make();

    public static Command Make()
    {
        var list = new Command("list", "Lists the events that were parked because no try helped.") { Module, Data };
        list.SetAction((parsed, _) => Guarded(() => List(parsed)));
        var id = new Argument<string?>("id") { Description = "The event's id, as list prints it.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "All parked events but those that nobody signed who may tell them." };
        var unsigned = new Option<bool>("--unsigned")
        {
            Description =
                "With --all: those, too. After an upgrade from a version that did not sign, or a change of Service:Token without Service:OtherToken; look at them first.",
        };
        var replay = new Command("replay", "Puts parked events back into the queue. The running process tries them within seconds.")
        {
            id,
            all,
            unsigned,
            Module,
            Data,
        };
        replay.SetAction(
            (parsed, _) => Guarded(() => Replay(parsed, parsed.GetValue(id), parsed.GetValue(all), parsed.GetValue(unsigned)))
        );
        return new Command("events", "Looks at events that could not take effect, and tries them again.") { list, replay };
    }

    private static async Task<int> Guarded(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception refused) when (refused is ConfigurationRefused or StorageUnavailable or System.Data.Common.DbException)
        {
            await Console.Error.WriteLineAsync("Cartwright could not do that: " + refused.Message);
            return 2;
        }
    }

    private static async Task<int> List(ParseResult parsed)
    {
        var rows = new List<string[]> { Head };
        await foreach (var (module, parked) in Opened(parsed))
        {
            rows.AddRange(
                (await parked.List(ShownMax)).Select(e =>
                    new[]
                    {
                        module,
                        e.Id,
                        e.Topic,
                        e.Subject.Length > 0 ? e.Subject : "-",
                        e.Tries.ToString(CultureInfo.InvariantCulture),
                        e.Time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                        OneLine(e.IsEvent ? e.Error : $"no event: {e.Error} It begins: {e.Data}"),
                    }
                )
            );
        }

        if (rows.Count == 1)
        {
            Console.WriteLine("No event is parked.");
            return 0;
        }

        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
        }

        return 0;
    }

    private static async Task<int> Replay(ParseResult parsed, string? id, bool all, bool unsigned)
    {
        if (all == !string.IsNullOrEmpty(id) || (unsigned && !all))
        {
            throw new ConfigurationRefused(
                "Say which: cartwright events replay <id>, or cartwright events replay --all. The ids are in: cartwright events list"
            );
        }

        var replayed = 0;
        await foreach (var (module, parked) in Opened(parsed))
        {
            if (!all && await parked.Find(id!) is { IsEvent: false })
            {
                throw new ConfigurationRefused(
                    $"{id} in {module} is no event but a message that could not be read; there is nothing to try again. Mend the program that sent it."
                );
            }

            var here = await parked.Replay(all ? null : id, unsigned);
            replayed += here;
            if (here > 0)
            {
                Console.WriteLine($"{module}: {here} back in the queue");
            }
        }

        if (replayed == 0 && !all)
        {
            throw new ConfigurationRefused($"No parked event has the id {id}. The ids are in: cartwright events list");
        }

        if (replayed == 0)
        {
            Console.WriteLine("No event is parked that could be tried again.");
        }

        return 0;
    }

    private static async IAsyncEnumerable<(string Module, ParkedEvents Parked)> Opened(ParseResult parsed)
    {
        var topology = DataOption.Topology(parsed.GetValue(Data));
        var names = topology.Here.Select(row => row.Module.Name).ToList();
        if (parsed.GetValue(Module) is { } one)
        {
            names = names.Contains(one)
                ? [one]
                : throw new ConfigurationRefused($"--module {one} is no module that runs here. Use one of: {string.Join(", ", names)}.");
        }

        foreach (var name in names)
        {
            await using var parked = await ParkedEvents.Open(topology.Dialect, name);
            yield return (name, parked);
        }
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > ErrorCharsShown ? line[..ErrorCharsShown] + "…" : line;
    }
}
