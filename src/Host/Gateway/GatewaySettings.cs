// Gateway:Modules: where the front door finds each module's public port. A hole, an unknown name or a bad address is refused at start
// with the line to add.
using System.Globalization;
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>What the gateway knows of the modules.</summary>
/// <param name="Modules">The public addresses of each module, every module of the shop among them; of several any may be asked.</param>
/// <param name="Operations">Where a module is asked whether it is ready, when that is not its public port.</param>
/// <param name="Timeout">How long nothing may happen on a request.</param>
internal sealed record GatewaySettings(
    IReadOnlyDictionary<string, IReadOnlyList<Uri>> Modules,
    IReadOnlyDictionary<string, IReadOnlyList<Uri>> Operations,
    TimeSpan Timeout
)
{
    /// <summary>In <c>Run</c>, in place of modules.</summary>
    public const string Name = "gateway";

    private const string Key = "Gateway";
    private const string Placeholder = "{module}";

    /// <summary>Above the slowest honest answer; a stream says something every 10 s.</summary>
    private static readonly TimeSpan TimeoutDefault = TimeSpan.FromSeconds(60);

    /// <summary>Whether this process is to be the front door.</summary>
    public static bool IsWanted(IConfiguration configuration) => Topology.Values(configuration, "Run").Contains(Name);

    public static GatewaySettings Read(IConfiguration configuration)
    {
        if (Topology.Values(configuration, "Run") is { Count: > 1 } run)
        {
            throw new ConfigurationRefused(
                $"Run={string.Join(',', run)}: the gateway runs alone, because a module beside it would be reached past it. "
                    + $"Use Run={Name} here and Run={string.Join(',', run.Where(name => name != Name))} in another process."
            );
        }

        var gateway = configuration.GetSection(Key);
        var names = Host.Modules.All.Select(row => row.Module.Name).ToList();
        var modules = Addresses(gateway.GetSection(nameof(Modules)), names);
        if (names.Where(name => !modules.ContainsKey(name)).ToList() is { Count: > 0 } missing)
        {
            throw new ConfigurationRefused(
                $"Run={Name} needs the public address of every module, and none is said for: {string.Join(", ", missing)}. "
                    + $"Add {Key}:Modules:{missing[0]}=http://{missing[0]}:{Serve.PortDefault}, "
                    + $"or for all modules {Key}:Modules=http://{Placeholder}:{Serve.PortDefault}"
            );
        }

        var port = configuration.Port(Serve.PortDefault);
        if (modules.FirstOrDefault(entry => entry.Value.Any(address => address.IsLoopback && address.Port == port)) is { Key: { } itself })
        {
            throw new ConfigurationRefused(
                $"{Key}:Modules:{itself} is this gateway's own port {port}, which would ask itself for ever. "
                    + "Give the module's public port, or another Port here."
            );
        }

        return new GatewaySettings(modules, Addresses(gateway.GetSection(nameof(Operations)), names), TimeoutOf(gateway[nameof(Timeout)]));
    }

    private static TimeSpan TimeoutOf(string? said) =>
        string.IsNullOrEmpty(said) ? TimeoutDefault
        : TimeSpan.TryParse(said, CultureInfo.InvariantCulture, out var timeout)
        && timeout > TimeSpan.Zero
        && timeout <= Limits.WireTimeoutMax
            ? timeout
        : throw new ConfigurationRefused(
            $"{Key}:Timeout={said} is no span of time up to {Limits.WireTimeoutMax:c}. Use, for example, {Key}:Timeout={TimeoutDefault:c}"
        );

    /// <summary>A pattern for all modules, and a line for one, which wins over it.</summary>
    private static Dictionary<string, IReadOnlyList<Uri>> Addresses(IConfigurationSection section, List<string> names)
    {
        var addresses = new Dictionary<string, IReadOnlyList<Uri>>(StringComparer.Ordinal);
        if (section.Value is { Length: > 0 } pattern)
        {
            foreach (var name in names)
            {
                addresses[name] = Parse(section.Path, pattern, pattern.Replace(Placeholder, name, StringComparison.Ordinal));
            }
        }

        foreach (var entry in section.GetChildren())
        {
            var module =
                names.FirstOrDefault(name => name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new ConfigurationRefused($"{entry.Path} names no module. Use one of: {string.Join(", ", names)}.");
            addresses[module] = Parse(entry.Path, entry.Value, entry.Value);
        }

        return addresses;
    }

    private static List<Uri> Parse(string key, string? said, string? addresses)
    {
        var parsed = new List<Uri>();
        foreach (var text in (addresses ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            parsed.Add(
                Uri.TryCreate(text, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"
                && address.PathAndQuery == "/"
                && address.UserInfo.Length == 0
                    ? address
                    : throw Refused()
            );
        }

        return parsed.Count > 0 ? parsed : throw Refused();

        ConfigurationRefused Refused() =>
            new(
                $"{key}={said} is no address. Use scheme, host and public port: "
                    + $"{Key}:Modules=http://{Placeholder}:{Serve.PortDefault}, or {Key}:Modules:carts=http://carts-a:8080,http://carts-b:8080"
            );
    }
}
