// --data of the commands that look into a shop's databases beside it.
using System.CommandLine;
using Cartwright.Kernel;

namespace Cartwright.Host;

internal static class DataOption
{
    public static Option<string?> Make() =>
        new("--data") { Description = "Folder of the embedded databases (./data), or a value of the key Data." };

    /// <summary>What the shop's configuration here says, with the given data in place of its own.</summary>
    public static Topology Topology(string? data) => Host.Topology.Read(Configuration(data, []));

    /// <summary>The same as its keys.</summary>
    /// <param name="set">Keys as <c>--set</c> gives them: Key:Name=value.</param>
    public static IConfiguration Configuration(string? data, IReadOnlyList<string> set)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in set)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            settings[equals > 0 ? pair[..equals] : throw new ConfigurationRefused($"--set {pair}: write --set Key:Name=value.")] = pair[
                (equals + 1)..
            ];
        }

        if (data is not null)
        {
            settings["Data"] =
                data.StartsWith("sqlite:", StringComparison.Ordinal) || data.StartsWith("postgres:", StringComparison.Ordinal)
                    ? data
                    : "sqlite:" + data;
        }

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(DotEnv.Read(DotEnv.File))
            .AddEnvironmentVariables()
            .AddInMemoryCollection(settings)
            .Build();
        ShopKeys.Check(configuration, settings);
        return configuration;
    }
}
