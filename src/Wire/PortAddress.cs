// Where a port is filled by another program: the same three lines for every port, refused with the line to change.
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Wire;

/// <summary>A program that fills a port.</summary>
/// <param name="Key">Under which it is said: <c>Ports:Taxes</c>, <c>Ports:Carriers:acme</c>.</param>
/// <param name="Name">Its own, where a port may be filled by several; else empty.</param>
/// <param name="Token">Sent as a bearer's; empty for none.</param>
/// <param name="Timeout">The deadline of a call with all its tries.</param>
public sealed record PortAddress(string Key, string Name, Uri Address, string Token, TimeSpan Timeout)
{
    private const int NameCharsMax = 32;
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromSeconds(30);

    /// <summary>The keys of a port.</summary>
    /// <param name="key">With <c>{name}</c> in the place of a name.</param>
    public static IReadOnlyList<string> Keys(string key) => [key, key + ":Token", key + ":Timeout"];

    /// <summary>What is said under a key; null for nothing. Throws <see cref="ConfigurationRefused"/>.</summary>
    /// <param name="what">What the program is, for messages: <c>a provider of taxes</c>.</param>
    public static PortAddress? Read(IConfiguration configuration, string key, string what, TimeSpan timeout, string name = "")
    {
        if (configuration[key] is not { Length: > 0 } said)
        {
            return configuration.GetSection(key).GetChildren().FirstOrDefault(child => !string.IsNullOrEmpty(child.Value)) is { } child
                ? throw new ConfigurationRefused($"{child.Path} is said without {what}. Add {key}=http://<host>:9000, or take it out")
                : null;
        }

        if (
            !Uri.TryCreate(said, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address.PathAndQuery != "/"
            || address.UserInfo.Length > 0
        )
        {
            throw new ConfigurationRefused($"{key}={said} is no address of {what}. Write {key}=http://<host>:9000");
        }

        var token = configuration[key + ":Token"] ?? string.Empty;
        if (token.Any(c => c is <= ' ' or >= '\x7f'))
        {
            throw new ConfigurationRefused($"{key}:Token has others than visible ASCII characters. Make one: openssl rand -hex 32");
        }

        var within = configuration.Span(key + ":Timeout", timeout);
        if (within <= TimeSpan.Zero || within > TimeoutMax)
        {
            throw new ConfigurationRefused(
                $"{key}:Timeout is no time span above zero and at most half a minute. For three seconds: {key}:Timeout=00:00:03"
            );
        }

        return new(key, name, address, token, within);
    }

    /// <summary>
    /// All that are said under a key, by name. Throws <see cref="ConfigurationRefused"/> also for a name that is none, that is taken, and
    /// for two names of one address, whose rows would stand under both.
    /// </summary>
    /// <param name="taken">Names of what the program has itself.</param>
    public static IReadOnlyList<PortAddress> ReadAll(
        IConfiguration configuration,
        string key,
        string what,
        TimeSpan timeout,
        IReadOnlyList<string> taken
    )
    {
        var found = new List<PortAddress>();
        foreach (var section in configuration.GetSection(key).GetChildren())
        {
            var name = section.Key;
            if (!IsName(name))
            {
                throw new ConfigurationRefused(
                    $"{key}:{name} is no name of {what}: 1 to {NameCharsMax} small letters, digits and underscores, a letter first, such as {key}:acme"
                );
            }

            if (taken.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new ConfigurationRefused(
                    $"{key}:{name} has a name that this program uses itself. Give it one of its own, such as {key}:acme"
                );
            }

            if (Read(configuration, $"{key}:{name}", what, timeout, name) is { } one)
            {
                found.Add(one);
            }
        }

        var twice = found.GroupBy(one => one.Address).FirstOrDefault(same => same.Skip(1).Any());
        return twice is null
            ? found
            : throw new ConfigurationRefused(
                $"{string.Join(" and ", twice.Select(one => one.Key))} are one program, {twice.Key}: what it keeps would stand under two names. Take one out"
            );
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameCharsMax
        && name[0] is >= 'a' and <= 'z'
        && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
}
