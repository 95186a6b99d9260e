// What the configuration says about where modules run and where data lies; a hole or a contradiction is refused with the line to change.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Wire.Messages;

namespace Cartwright.Host;

/// <summary>The understood configuration.</summary>
/// <param name="Here">The modules of this process.</param>
/// <param name="Elsewhere">The inner address of each other module that is asked from here.</param>
/// <param name="InnerPort">Where other processes ask this one, or null when nobody does.</param>
/// <param name="Folder">Of the embedded databases and the keys.</param>
/// <param name="CartStore">sql, redis or dynamodb.</param>
/// <param name="Events">local, redis or kafka.</param>
internal sealed record Topology(
    IReadOnlyList<ModuleRow> Here,
    IReadOnlyDictionary<string, Uri> Elsewhere,
    int? InnerPort,
    Dialect Dialect,
    string Folder,
    string CartStore,
    string Events
)
{
    /// <summary>The inner port when nothing else is said.</summary>
    private const int InnerPortDefault = 8081;

    /// <summary>Where products are kept: sql or mongodb.</summary>
    public string ProductStore { get; init; } = "sql";

    /// <summary>The contracts of modules that are asked by messages and run elsewhere.</summary>
    public IReadOnlyList<Type> ByMessages { get; init; } = [];

    /// <summary>
    /// The inner address of each module elsewhere that is asked from here what it keeps of a person; null where nobody has said it, and
    /// then no file is made. It is no hole of the shop: all else goes on.
    /// </summary>
    public IReadOnlyDictionary<string, Uri?> RecordsElsewhere { get; init; } = new Dictionary<string, Uri?>();

    /// <summary>
    /// The inner address of Ordering where it runs elsewhere, which is asked what the shop says of itself; null where it is here, or where
    /// nobody has said it: then the configuration's words hold.
    /// </summary>
    public Uri? SettingsAt { get; private init; }

    /// <summary>Where affinities of recommendations are looked up: sql or redis.</summary>
    public string RecommendationStore { get; private init; } = "sql";

    /// <summary>Whether some modules run in other processes.</summary>
    public bool IsSplit => Here.Count < Modules.All.Count;

    public static Topology Read(IConfiguration configuration)
    {
        var names = Modules.All.Select(row => row.Module.Name).ToList();
        var wanted = Values(configuration, "Run") is { Count: > 0 } run ? run : ["*"];
        if (wanted.FirstOrDefault(name => name != "*" && !names.Contains(name)) is { } unknown)
        {
            throw new ConfigurationRefused(
                $"Run names '{unknown}', which is no module. Use '*' or some of: {string.Join(", ", names)}; or gateway alone."
            );
        }

        var here = Modules.All.Where(row => wanted.Contains("*") || wanted.Contains(row.Module.Name)).ToList();
        var addresses = Addresses.Read(configuration, names);
        var (elsewhere, byMessages) = Asked(here, wanted, addresses);
        if (byMessages.Contains(typeof(IPayments)) && configuration["Payments:Capture"]?.Trim() is "when_shipped")
        {
            throw new ConfigurationRefused(
                $"Payments:Capture=when_shipped needs Payments by calls: a message does not say what is held, nor takes it in parts. Use Elsewhere:payments=http://payments:{InnerPortDefault}, or Payments:Capture=at_once."
            );
        }

        var split = here.Count < Modules.All.Count;
        var (dialect, folder) = Data(configuration, here);
        return new Topology(
            here,
            elsewhere,
            InnerPortOf(configuration, split),
            dialect,
            folder,
            OneOf(configuration, "Carts:Store", "sql", "sql (the engine of Data)", "redis", "dynamodb"),
            EventsOf(configuration, split, byMessages)
        )
        {
            ProductStore = OneOf(configuration, "Catalog:Store", "sql", "sql (the engine of Data)", "mongodb"),
            ByMessages = byMessages,
            RecordsElsewhere = here.Exists(row => row.Answers == typeof(IIdentity) || row.Answers == typeof(IOrdering))
                ? names.Except(here.Select(row => row.Module.Name)).ToDictionary(name => name, addresses.Of)
                : [],
            SettingsAt = here.Exists(row => row.Answers == typeof(IOrdering)) ? null : addresses.Of("ordering"),
            RecommendationStore = OneOf(configuration, "Recommendations:Store", "sql", "sql (the engine of Data)", "redis"),
        };
    }

    /// <summary>What was understood, for the start-up print.</summary>
    public IEnumerable<string> Print()
    {
        yield return $"modules   {string.Join(", ", Here.Select(row => row.Module.Name))} (this process)";
        foreach (var (module, address) in Elsewhere)
        {
            yield return $"asks      {module} at {address.GetLeftPart(UriPartial.Authority)}";
        }

        foreach (var contract in ByMessages)
        {
            yield return $"asks      {MessageForms.Modules[contract]} by messages over {Events}";
        }

        if (!Runs(typeof(IOrdering)) && SettingsAt is null)
        {
            yield return $"settings  of this process's configuration alone: to follow the admin, add Elsewhere:ordering=http://ordering:{InnerPortDefault}";
        }

        if (InnerPort is { } port)
        {
            yield return $"inner     port {port}, gRPC for other processes of the shop";
        }

        yield return Dialect is PostgresDialect postgres
            ? $"data      postgres at {postgres.Where}, {postgres.Shape}, durable at every answer; keys in {Folder}"
            : $"data      {Dialect.Name} {SqliteDialect.Version}:{Folder}, {Files()}, durable at every answer";
        if (Runs(typeof(ICarts)))
        {
            yield return CartStore switch
            {
                "redis" => "carts     redis, as durable as its append-only file; history, lists and events in data",
                "dynamodb" => "carts     dynamodb; history, lists and events in data",
                _ => "carts     in data",
            };
        }

        if (Runs(typeof(ICatalog)))
        {
            yield return ProductStore == "mongodb"
                ? "products  mongodb, durable on a majority at every answer; events and imports in data"
                : "products  in data";
        }

        if (Runs(typeof(IRecommendations)) && RecommendationStore == "redis")
        {
            yield return "goes with rec:{product_id} in redis, made from data and made again when it is lost";
        }

        yield return $"events    {Events}, through each module's outbox";
    }

    /// <summary>
    /// Whose commands can be decided in one transaction with Ordering's: those in its place, where they keep there what they decide.
    /// </summary>
    public SharedCommit SharedWithOrdering()
    {
        var place = Dialect.PlaceOf("ordering");
        return place == "ordering"
            ? SharedCommit.None
            : new(
                Here.Where(row => Dialect.PlaceOf(row.Module.Name) == place && (row.Answers != typeof(ICarts) || CartStore == "sql"))
                    .Select(row => row.Answers)
                    .OfType<Type>()
                    .ToHashSet()
            );
    }

    private string Files()
    {
        var own = Here.Select(row => row.Module.Name).Where(module => Dialect.PlaceOf(module) == module).ToList();
        return own.Count == 0 ? $"in {SqlitePlace.Name}.db"
            : own.Count == Here.Count ? "one file a module"
            : $"in {SqlitePlace.Name}.db; {string.Join(", ", own)} in files of their own";
    }

    /// <summary>Whether the module that answers the contract runs in this process.</summary>
    public bool Runs(Type contract) => Here.Any(row => row.Answers == contract);

    /// <summary>The address of everyone who is asked from here and is not here; a hole is refused.</summary>
    private static (Dictionary<string, Uri> Elsewhere, List<Type> ByMessages) Asked(
        List<ModuleRow> here,
        List<string> wanted,
        Addresses addresses
    )
    {
        var elsewhere = new Dictionary<string, Uri>(StringComparer.Ordinal);
        var byMessages = new List<Type>();
        if (
            Modules
                .All.Select(row => row.Module.Name)
                .FirstOrDefault(name => addresses.IsByMessages(name) && !MessageForms.Modules.Values.Contains(name)) is
            { } mute
        )
        {
            throw new ConfigurationRefused(
                $"Elsewhere:{mute}=events cannot be: only {string.Join(" and ", MessageForms.Modules.Values)} can be asked by messages. "
                    + $"Use: Elsewhere:{mute}=http://{mute}:{InnerPortDefault}"
            );
        }

        // Besides what the table says, every process asks Identity whose tokens hold.
        foreach (
            var (asking, contract) in here.SelectMany(row => row.Asks.Select(asked => (row.Module.Name, asked)))
                .Concat(here.Select(row => (row.Module.Name, typeof(IIdentity))))
        )
        {
            var module = Modules.All.Single(row => row.Answers == contract).Module.Name;
            if (here.Any(row => row.Module.Name == module))
            {
                continue;
            }

            if (addresses.IsByMessages(module))
            {
                if (!byMessages.Contains(contract))
                {
                    byMessages.Add(contract);
                }

                continue;
            }

            elsewhere[module] =
                addresses.Of(module)
                ?? throw new ConfigurationRefused(
                    $"'{asking}' runs here and asks {contract.Name}, which nobody answers. Add '{module}' to Run: Run={string.Join(',', wanted)},{module} "
                        + $"or say where it runs: Elsewhere:{module}=http://{module}:{InnerPortDefault}, or for all modules Elsewhere=http://{{module}}:{InnerPortDefault}"
                );
        }

        if (here.FirstOrDefault(row => addresses.IsNamed(row.Module.Name)) is { } both)
        {
            throw new ConfigurationRefused(
                $"'{both.Module.Name}' runs here, and Elsewhere:{both.Module.Name} says that it runs elsewhere. Take it out of Run, or remove that line."
            );
        }

        return (elsewhere, byMessages);
    }

    private static int? InnerPortOf(IConfiguration configuration, bool split)
    {
        var given = configuration["Wire:Port"];
        if (!split && string.IsNullOrEmpty(given))
        {
            return null;
        }

        var port = InnerPortDefault;
        if (
            !string.IsNullOrEmpty(given)
            && (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
        )
        {
            throw new ConfigurationRefused($"Wire:Port={given} is not a port. Use 1 to 65535, for example Wire:Port={InnerPortDefault}");
        }

        if (port == configuration.Port(Serve.PortDefault))
        {
            throw new ConfigurationRefused(
                $"Port and Wire:Port are both {port}: shoppers and other processes need a port each. Use, for example, Wire:Port={(port == InnerPortDefault ? InnerPortDefault + 1 : InnerPortDefault)}"
            );
        }

        return port;
    }

    private static string EventsOf(IConfiguration configuration, bool split, List<Type> byMessages)
    {
        var events = OneOf(configuration, "Events", "local", "local", "redis", "kafka");
        if (events == "local" && byMessages.Count > 0)
        {
            throw new ConfigurationRefused(
                $"Elsewhere:{MessageForms.Modules[byMessages[0]]}=events asks by messages, which need a broker. "
                    + "Use: Events=redis with Redis=localhost:6379, or Events=kafka with Kafka:Bootstrap=localhost:9092"
            );
        }

        return !split || events != "local"
            ? events
            : throw new ConfigurationRefused(
                "Some modules run in other processes, which events in this process would not reach. Use: Events=redis with Redis=localhost:6379, or Events=kafka with Kafka:Bootstrap=localhost:9092"
            );
    }

    /// <param name="words">The allowed values; what follows a space is explanation.</param>
    private static string OneOf(IConfiguration configuration, string key, string otherwise, params string[] words)
    {
        var value = configuration[key] is { Length: > 0 } given ? given : otherwise;
        return words.Any(word => word.Split(' ')[0] == value)
            ? value
            : throw new ConfigurationRefused(
                $"{key}={value} is not known. Use: {string.Join(", ", words.SkipLast(1).Select(word => $"{key}={word}"))} or {key}={words[^1]}"
            );
    }

    private static (Dialect Dialect, string Folder) Data(IConfiguration configuration, List<ModuleRow> here)
    {
        var data = configuration["Data"];
        const string Sqlite = "sqlite:";
        const string Postgres = "postgres:";
        var own = OwnPlaces(configuration.GetSection("Place"));
        if (string.IsNullOrWhiteSpace(data))
        {
            data = Sqlite + "./data";
        }

        if (data.StartsWith(Sqlite, StringComparison.Ordinal) && data.Length > Sqlite.Length)
        {
            var folder = Path.GetFullPath(data[Sqlite.Length..]);
            return (new SqliteDialect(folder, new SqlitePlace(here.Select(row => row.Module.Name).Except(own), Modules.Places)), folder);
        }

        if (data.StartsWith(Postgres, StringComparison.Ordinal) && data.Length > Postgres.Length)
        {
            // What no database should hold, the signing keys, still needs a folder.
            var dialect = OnPostgres(
                data[Postgres.Length..],
                OfModules(configuration.GetSection("Data"), Postgres),
                here.Select(row => row.Module.Name).Except(own)
            );
            return (dialect, Path.GetFullPath(configuration["DataFolder"] ?? "./data"));
        }

        // The value is not repeated: it may hold a password.
        throw new ConfigurationRefused(
            "Data names no known engine. Use: Data=sqlite:<folder>, for example Data=sqlite:./data, or Data=postgres:<connection string>, for example Data=postgres:Host=localhost;Username=shop;Password=…;Database=shop"
        );
    }

    /// <summary>Place:analytics=own gives one module a writer of its own, and on SQLite a file.</summary>
    private static List<string> OwnPlaces(IConfiguration configuration)
    {
        var own = new List<string>();
        foreach (var child in configuration.GetChildren())
        {
            var module = NameOf(child, "Place");
            if (child.Value == "own")
            {
                own.Add(module);
            }
            else if (child.Value != "shared")
            {
                throw new ConfigurationRefused(
                    $"Place:{module}={child.Value} is not known. Use Place:{module}=own for a writer of its own, or Place:{module}=shared: "
                        + "the modules of a process share one."
                );
            }
        }

        return own;
    }

    private static string NameOf(IConfigurationSection child, string key) =>
        Modules.All.FirstOrDefault(row => string.Equals(row.Module.Name, child.Key, StringComparison.OrdinalIgnoreCase))?.Module.Name
        ?? throw new ConfigurationRefused(
            $"{key}:{child.Key} names no module. Use one of: {string.Join(", ", Modules.All.Select(row => row.Module.Name))}."
        );

    /// <summary>Data:ordering=postgres:… gives one module a place of its own.</summary>
    private static Dictionary<string, string> OfModules(IConfiguration? configuration, string postgres)
    {
        var own = new Dictionary<string, string>();
        foreach (var child in configuration?.GetChildren() ?? [])
        {
            var module = NameOf(child, "Data");
            own[module] =
                child.Value is { } value && value.StartsWith(postgres, StringComparison.Ordinal)
                    ? value[postgres.Length..]
                    : throw new ConfigurationRefused($"Data:{module} must be on PostgreSQL like the rest: Data:{module}=postgres:Host=…");
        }

        return own;
    }

    private static PostgresDialect OnPostgres(string text, IReadOnlyDictionary<string, string> own, IEnumerable<string> shared)
    {
        try
        {
            return new PostgresDialect(text, own, shared);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationRefused(
                $"What follows 'postgres:' in Data is no connection string: {e.Message} Use: Data=postgres:Host=localhost;Port=5432;Username=shop;Password=…;Database=shop"
            );
        }
    }

    internal static List<string> Values(IConfiguration configuration, string key) =>
        configuration.GetSection(key).Get<string[]>() is { Length: > 0 } listed
            ? [.. listed]
            : [.. (configuration[key] ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
