// The command line of the simulation.
using System.Globalization;
using Cartwright.Simulation;

const string Usage = "Cartwright.Simulation run --seeds 1..100 [--engine sqlite] [--one-by-one] [--calm] [--trace]";
var given = args.ToList();
if (given is not ["run", ..])
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string Value(string name, string otherwise) =>
    given.IndexOf(name) is >= 0 and var at ? given.ElementAtOrDefault(at + 1) ?? string.Empty : otherwise;

string[] known = ["--seeds", "--engine", "--one-by-one", "--calm", "--trace"];
var seeds = Value("--seeds", "1..10").Split("..");
if (
    given.Find(word => word.StartsWith("--", StringComparison.Ordinal) && !known.Contains(word)) is { } unknown
        ? Refuse($"{unknown} is not known.")
    : !ulong.TryParse(seeds[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
    || !ulong.TryParse(seeds[^1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
        ? Refuse($"--seeds {string.Join("..", seeds)} is no range of numbers, such as 1..100.")
    : false
)
{
    return 2;
}

var wanted = new SeedsWanted(
    ulong.Parse(seeds[0], CultureInfo.InvariantCulture),
    ulong.Parse(seeds[^1], CultureInfo.InvariantCulture),
    Value("--engine", "sqlite"),
    given.Contains("--one-by-one"),
    given.Contains("--calm"),
    given.Contains("--trace")
);
return Pool.Run(() => Seeds.Run(wanted));

static bool Refuse(string why)
{
    Console.Error.WriteLine(why);
    Console.Error.WriteLine(Usage);
    return true;
}
