// What the configuration says about where modules run and where data lies; a hole or a contradiction is refused with the line to change.
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>The understood configuration.</summary>
internal sealed record Topology(IReadOnlyList<ModuleRow> Here, Dialect Dialect, string Folder)
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

        if (configuration["Carts:Store"] is { Length: > 0 } store && store != "sql")
        {
            throw new ConfigurationRefused($"Carts:Store={store} is not known to this version. Use: Carts:Store=sql");
        }

        var folder = DataFolder(configuration["Data"]);
        return new Topology(here, new SqliteDialect(folder), folder);
    }

    /// <summary>What was understood, for the start-up print.</summary>
    public IEnumerable<string> Print()
    {
        yield return $"modules   {string.Join(", ", Here.Select(row => row.Module.Name))} (this process)";
        yield return $"data      {Dialect.Name}:{Folder}, one file a module, durable at every answer";
        yield return "events    local, through each module's outbox";
    }

    private static string DataFolder(string? data)
    {
        const string Prefix = "sqlite:";
        if (string.IsNullOrWhiteSpace(data))
        {
            return Path.GetFullPath("./data");
        }

        if (!data.StartsWith(Prefix, StringComparison.Ordinal) || data.Length == Prefix.Length)
        {
            throw new ConfigurationRefused($"Data={data} is not known to this version. Use: Data=sqlite:<folder>, for example Data=sqlite:./data");
        }

        return Path.GetFullPath(data[Prefix.Length..]);
    }

    private static List<string> Values(IConfiguration configuration, string key) =>
        configuration.GetSection(key).Get<string[]>() is { Length: > 0 } listed
            ? [.. listed]
            : [.. (configuration[key] ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
