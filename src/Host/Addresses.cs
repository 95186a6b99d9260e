// Elsewhere: a pattern for all modules, or an address a module. Only the inner ports of other processes are meant.
using Cartwright.Kernel;

namespace Cartwright.Host;

/// <summary>Where other modules say they can be asked.</summary>
internal sealed class Addresses
{
    private const string Placeholder = "{module}";
    private const string Events = "events";
    private readonly Dictionary<string, Uri> named = new(StringComparer.Ordinal);
    private readonly HashSet<string> byMessages = new(StringComparer.Ordinal);
    private string? pattern;

    public static Addresses Read(IConfiguration configuration, IReadOnlyCollection<string> modules)
    {
        var addresses = new Addresses();
        if (configuration["Elsewhere"] is { Length: > 0 } pattern)
        {
            addresses.pattern = pattern;
            Parse("Elsewhere", pattern.Replace(Placeholder, "module", StringComparison.Ordinal));
        }

        foreach (var entry in configuration.GetSection("Elsewhere").GetChildren())
        {
            var module =
                modules.FirstOrDefault(name => name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase))
                ?? throw new ConfigurationRefused($"Elsewhere:{entry.Key} names no module. Use one of: {string.Join(", ", modules)}.");
            if (entry.Value == Events)
            {
                addresses.byMessages.Add(module);
            }
            else
            {
                addresses.named[module] = Parse(entry.Path, entry.Value);
            }
        }

        return addresses;
    }

    /// <summary>The address, or null when nothing is said of the module.</summary>
    public Uri? Of(string module) =>
        named.TryGetValue(module, out var address) ? address
        : pattern is null ? null
        : new Uri(pattern.Replace(Placeholder, module, StringComparison.Ordinal));

    /// <summary>Whether the module has a line of its own.</summary>
    public bool IsNamed(string module) => named.ContainsKey(module) || byMessages.Contains(module);

    /// <summary>Whether the module is asked by messages.</summary>
    public bool IsByMessages(string module) => byMessages.Contains(module);

    private static Uri Parse(string key, string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https"
        && address.PathAndQuery == "/"
        && address.UserInfo.Length == 0
            ? address
            : throw new ConfigurationRefused(
                $"{key}={text} is no address. Use scheme, host and inner port: Elsewhere=http://{Placeholder}:8081, or Elsewhere:carts=http://localhost:8081"
            );
}
