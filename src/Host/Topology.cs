// What the configuration says about where modules run and where data lies; a hole or a contradiction is refused with the line to change.
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>The understood configuration.</summary>
internal sealed record Topology(IReadOnlyList<ModuleRow> Here, Dialect Dialect, string Folder, string CartStore)
{
    public static Topology Read(IConfiguration configuration)
    {
        var names = Modules.All.Select(row => row.Module.Name).ToList();
        var wanted = Values(configuration, "Run") is { Count: > 0 } run ? run : ["*"];
        if (wanted.FirstOrDefault(name => name != "*" && !names.Contains(name)) is { } unknown)
        {
            throw new ConfigurationRefused($"Run names '{unknown}', which is no module. Use '*' or some of: {string.Join(", ", names)}.");
        }

        var here = Modules.All.Where(row => wanted.Contains("*") || wanted.Contains(row.Module.Name)).ToList();
        if (configuration.GetSection("Elsewhere") is { } elsewhere && elsewhere.Exists())
        {
            throw new ConfigurationRefused("Elsewhere is set, but this version runs all modules in one process. Remove Elsewhere, and set Run=*.");
        }

        var answered = here.Select(row => row.Answers).ToHashSet();
        foreach (var row in here)
        {
            if (row.Asks.FirstOrDefault(asked => !answered.Contains(asked)) is { } missing)
            {
                var module = Modules.All.Single(other => other.Answers == missing).Module.Name;
                throw new ConfigurationRefused($"'{row.Module.Name}' runs here and asks {missing.Name}, which nobody answers. Add '{module}' to Run: Run={string.Join(',', wanted)},{module}");
            }
        }

        if (configuration["Events"] is { Length: > 0 } events && events != "local")
        {
            throw new ConfigurationRefused($"Events={events} is not known to this version. Use: Events=local");
        }

        var store = configuration["Carts:Store"] is { Length: > 0 } given ? given : "sql";
        if (store is not ("sql" or "redis" or "dynamodb"))
        {
            throw new ConfigurationRefused($"Carts:Store={store} is no store. Use: Carts:Store=sql (the engine of Data), Carts:Store=redis or Carts:Store=dynamodb");
        }

        var (dialect, folder) = Data(configuration["Data"], configuration["DataFolder"], configuration.GetSection("Data"));
        return new Topology(here, dialect, folder, store);
    }

    /// <summary>What was understood, for the start-up print.</summary>
    public IEnumerable<string> Print()
    {
        yield return $"modules   {string.Join(", ", Here.Select(row => row.Module.Name))} (this process)";
        yield return Dialect is PostgresDialect postgres
            ? $"data      postgres at {postgres.Where}, {postgres.Shape}, durable at every answer; keys in {Folder}"
            : $"data      {Dialect.Name}:{Folder}, one file a module, durable at every answer";
        yield return CartStore switch
        {
            "redis" => "carts     redis, as durable as its append-only file; history, lists and events in data",
            "dynamodb" => "carts     dynamodb; history, lists and events in data",
            _ => "carts     in data",
        };
        yield return "events    local, through each module's outbox";
    }

    private static (Dialect Dialect, string Folder) Data(string? data, string? keysFolder, IConfiguration? ofModules = null)
    {
        const string Sqlite = "sqlite:";
        const string Postgres = "postgres:";
        if (string.IsNullOrWhiteSpace(data))
        {
            data = Sqlite + "./data";
        }

        if (data.StartsWith(Sqlite, StringComparison.Ordinal) && data.Length > Sqlite.Length)
        {
            var folder = Path.GetFullPath(data[Sqlite.Length..]);
            return (new SqliteDialect(folder), folder);
        }

        if (data.StartsWith(Postgres, StringComparison.Ordinal) && data.Length > Postgres.Length)
        {
            // What no database should hold, the signing keys, still needs a folder.
            return (OnPostgres(data[Postgres.Length..], OfModules(ofModules, Postgres)), Path.GetFullPath(keysFolder ?? "./data"));
        }

        // The value is not repeated: it may hold a password.
        throw new ConfigurationRefused(
            "Data names no known engine. Use: Data=sqlite:<folder>, for example Data=sqlite:./data, or Data=postgres:<connection string>, for example Data=postgres:Host=localhost;Username=shop;Password=…;Database=shop");
    }

    /// <summary>Data:ordering=postgres:… gives one module a place of its own.</summary>
    private static Dictionary<string, string> OfModules(IConfiguration? configuration, string postgres)
    {
        var own = new Dictionary<string, string>();
        foreach (var child in configuration?.GetChildren() ?? [])
        {
            var module = Modules.All.FirstOrDefault(row => string.Equals(row.Module.Name, child.Key, StringComparison.OrdinalIgnoreCase))?.Module.Name
                ?? throw new ConfigurationRefused($"Data:{child.Key} names no module. Use one of: {string.Join(", ", Modules.All.Select(row => row.Module.Name))}.");
            own[module] = child.Value is { } value && value.StartsWith(postgres, StringComparison.Ordinal)
                ? value[postgres.Length..]
                : throw new ConfigurationRefused($"Data:{module} must be on PostgreSQL like the rest: Data:{module}=postgres:Host=…");
        }

        return own;
    }

    private static PostgresDialect OnPostgres(string text, IReadOnlyDictionary<string, string> own)
    {
        try
        {
            return new PostgresDialect(text, own);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationRefused($"What follows 'postgres:' in Data is no connection string: {e.Message} Use: Data=postgres:Host=localhost;Port=5432;Username=shop;Password=…;Database=shop");
        }
    }

    private static List<string> Values(IConfiguration configuration, string key) =>
        configuration.GetSection(key).Get<string[]>() is { Length: > 0 } listed
            ? [.. listed]
            : [.. (configuration[key] ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
