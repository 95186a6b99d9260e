// With whose keys events over a broker are signed, and who else may tell them: from the configuration, read once.
using System.Text;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Cartwright.Wire;

namespace Cartwright.Host;

internal static class EventSeals
{
    private const string Programs = "Messages:Programs";
    private const string Unsigned = "Messages:Unsigned";
    private const string KeyFile = "events.key";
    private const int KeyBytes = 32;
    private const int SecretsMax = 2;

    /// <summary>What programs outside may ask for or tell; all else is the shop's own.</summary>
    public static IReadOnlyList<string> Open { get; } =
    [
        Topics.GetProductDetails,
        Topics.InventoryDeduction,
        Topics.OrderNotification,
        Topics.PaymentRequested,
        Topics.PaymentRefundRequested,
        Topics.PaymentChanged,
    ];

    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = [Unsigned, Programs + ":{source}", Programs + ":{source}:Topics"];

    /// <summary>
    /// The shop's key is derived from Service:Token where processes share one (and from Service:OtherToken while it is changed), else kept
    /// beside the other keys. Throws <see cref="ConfigurationRefused"/>.
    /// </summary>
    public static EventSeal Read(IConfiguration configuration)
    {
        var (programs, unsigned) = Check(configuration);
        var folder = KeyFolder.Of(configuration);
        byte[][] shop =
            configuration["Service:OtherToken"] is { Length: > 0 } other && folder.Shared is not null
                ? [folder.Secret(KeyFile, KeyBytes), (folder with { Shared = other }).Secret(KeyFile, KeyBytes)]
                : [folder.Secret(KeyFile, KeyBytes)];
        return new(shop, Names(), programs, unsigned);
    }

    /// <summary>What the keys say of others. Throws <see cref="ConfigurationRefused"/>.</summary>
    public static (IReadOnlyDictionary<string, OutsideProgram> Programs, IReadOnlySet<string> Unsigned) Check(IConfiguration configuration)
    {
        var modules = Names();
        var programs = configuration
            .GetSection(Programs)
            .GetChildren()
            .ToDictionary(
                program =>
                    modules.Contains(program.Key)
                        ? throw new ConfigurationRefused(
                            $"{program.Path} has the name of a module of the shop. Give the program another source."
                        )
                        : program.Key,
                program => new OutsideProgram(Secrets(program), OpenTopics(program.Path + ":Topics", program["Topics"])),
                StringComparer.Ordinal
            );
        return (
            programs,
            configuration[Unsigned] switch
            {
                null or "" => new HashSet<string>([Topics.GetProductDetails], StringComparer.Ordinal),
                "none" => [],
                var said => OpenTopics(Unsigned, said),
            }
        );
    }

    private static HashSet<string> Names() => Modules.All.Select(row => row.Module.Name).ToHashSet(StringComparer.Ordinal);

    private static List<byte[]> Secrets(IConfigurationSection program)
    {
        var secrets = (program.Value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return
            secrets.Length is > 0 and <= SecretsMax
            && secrets.All(secret => secret.Length >= WireSettings.TokenCharsMin && secret.All(c => c is > ' ' and < '\x7f'))
            ? [.. secrets.Select(Encoding.UTF8.GetBytes)]
            // The value is not repeated: it is a secret.
            : throw new ConfigurationRefused(
                $"{program.Path} must be a secret of at least {WireSettings.TokenCharsMin} visible ASCII characters, or two with a comma between them while it "
                    + "is changed. Make one: openssl rand -hex 32"
            );
    }

    private static HashSet<string> OpenTopics(string key, string? said)
    {
        var topics = (said ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return topics.Length > 0 && topics.All(Open.Contains)
            ? topics.ToHashSet(StringComparer.Ordinal)
            : throw new ConfigurationRefused(
                $"{key}={said} names no topics that are open to programs outside. Name one or more of {string.Join(", ", Open)}, with commas."
            );
    }
}
