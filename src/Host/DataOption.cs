// --data of the commands that look into a shop's databases beside it.
using System.CommandLine;

namespace Cartwright.Host;

internal static class DataOption
{
    public static Option<string?> Make() => new("--data") { Description = "Folder of the embedded databases (./data), or a value of the key Data." };

    /// <summary>What the shop's configuration here says, with the given data in place of its own.</summary>
    public static Topology Topology(string? data)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (data is not null)
        {
            settings["Data"] = data.StartsWith("sqlite:", StringComparison.Ordinal) || data.StartsWith("postgres:", StringComparison.Ordinal) ? data : "sqlite:" + data;
        }

        return Host.Topology.Read(new ConfigurationBuilder().AddInMemoryCollection(DotEnv.Read(".env")).AddEnvironmentVariables().AddInMemoryCollection(settings).Build());
    }
}
