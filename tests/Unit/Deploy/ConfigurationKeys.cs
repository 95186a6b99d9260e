// Which configuration keys the shop reads, found in its code, and whether a variable of a deployment is one of them.
using System.Text.RegularExpressions;

namespace Cartwright.Unit.Deploy;

internal static partial class ConfigurationKeys
{
    private static readonly Lazy<(HashSet<string> Keys, HashSet<string> Sections)> Lazily = new(Read);

    /// <summary>What the runtime reads, and the shop does not.</summary>
    private static readonly string[] Others = ["DOTNET_EnableDiagnostics"];

    public static IReadOnlyCollection<string> All => Lazily.Value.Keys;

    /// <summary>What is wrong with the name of a variable, or null. Case counts not, as in the shop.</summary>
    public static string? Wrong(string variable)
    {
        var key = variable.Replace("__", ":", StringComparison.Ordinal);
        return
            Lazily.Value.Keys.Contains(key)
            || Lazily.Value.Sections.Any(section => key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase))
            || Others.Contains(variable, StringComparer.Ordinal)
            ? null
            : $"{variable} is no configuration key of the shop";
    }

    private static (HashSet<string> Keys, HashSet<string> Sections) Read()
    {
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var sections = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(DeployFolder.Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
        )
        {
            var text = File.ReadAllText(file);
            keys.UnionWith(Key().Matches(text).Select(match => match.Groups[1].Value));
            sections.UnionWith(Section().Matches(text).Select(match => match.Groups[1].Value));
        }

        return (keys, sections);
    }

    // configuration["Key"], and calls that are handed the configuration and the key: configuration.Span("Key", OneOf(configuration, "Key".
    [GeneratedRegex("""onfiguration(?:\[|\.(?:Switch|Number|Span|Exact)\(|, )"([A-Z][A-Za-z:]+)[":]""")]
    private static partial Regex Key();

    [GeneratedRegex("""GetSection\("([A-Z][A-Za-z:]+)"\)""")]
    private static partial Regex Section();
}
