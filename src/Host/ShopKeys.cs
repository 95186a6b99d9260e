// Every configuration key of the shop, and the refusal of what is none of them: a key with a letter wrong would be ignored without a word.
using System.Collections;
using System.Text.RegularExpressions;
using Cartwright.DynamoDb;
using Cartwright.Kafka;
using Cartwright.Kernel;
using Cartwright.Lucene;
using Cartwright.MongoDb;
using Cartwright.Papers;
using Cartwright.Pictures;
using Cartwright.Redis;
using Cartwright.S3;
using Cartwright.Stripe;
using Cartwright.Vies;
using Cartwright.Web;
using Cartwright.Wire;
using Cartwright.Wire.Messages;
using Microsoft.Extensions.Configuration.Json;

namespace Cartwright.Host;

/// <summary>A key as somebody gave it.</summary>
/// <param name="Key">With colons.</param>
/// <param name="Where">In words, for a refusal.</param>
/// <param name="ByChance">Whether names of other programs stand in the same place.</param>
internal sealed record GivenKey(string Key, string Value, string Where, bool ByChance);

internal static partial class ShopKeys
{
    private const int TellMax = 8;

    /// <summary>
    /// The host's own, those of every part, and .NET's. A process knows the keys of modules and providers that do not run in it: all
    /// processes of a shop may share one file.
    /// </summary>
    public static KnownKeys Known { get; } =
        new([
            "Run",
            "Run:{n}",
            "Elsewhere",
            "Elsewhere:{module}",
            "Data",
            "Data:{module}",
            "Place:{module}",
            "Events",
            "Port",
            "Listen",
            "WebRoot",
            "Demo",
            "Demo:InPublic",
            DemoPast.Key,
            "Operations:Port",
            "Operations:Listen",
            "Operations:Public",
            "Traces:Statements",
            "Gateway:Modules",
            "Gateway:Modules:{module}",
            "Gateway:Operations",
            "Gateway:Operations:{module}",
            "Gateway:Timeout",
            .. WebSetup.Keys,
            .. WireSettings.Keys,
            .. MessageForms.Keys,
            .. EventSeals.Keys,
            .. KafkaSettings.Keys,
            .. RedisConnection.Keys,
            .. DynamoDbCarts.Keys,
            .. MongoDbProducts.Keys,
            .. LuceneSearch.Keys,
            .. StripePayments.Keys,
            .. ViesRegister.Keys,
            .. TaxesByOthers.Keys,
            .. PaymentsByOthers.Keys,
            .. CarriersByOthers.Keys,
            .. PaperPrinting.Keys,
            .. PictureKeeping.Keys,
            .. S3Pictures.Keys,
            .. Modules.All.SelectMany(row => row.Module.Keys),
            .. Retention.Keys([.. Retention.OfKernel, .. Modules.All.SelectMany(row => row.Module.Rows)]),
            .. OfDotNet,
        ]);

    // What .NET reads of the same sources; below Logging each provider has its own.
    private static IReadOnlyList<string> OfDotNet =>
        [
            "Logging:Format",
            "Logging:Requests",
            "Logging:LogLevel:{category}",
            "Logging:{provider}:*",
            "Kestrel:*",
            "HostFiltering:*",
            "hostBuilder:*",
            "AllowedHosts",
            "Urls",
            "Http_Ports",
            "Https_Ports",
            "ApplicationName",
            "ContentRoot",
            "DetailedErrors",
            "CaptureStartupErrors",
            "ShutdownTimeoutSeconds",
            "PreferHostingUrls",
            "AWS_LAMBDA_RUNTIME_API",
        ];

    /// <summary>
    /// Throws <see cref="ConfigurationRefused"/> for keys that nobody reads: where each was said, the nearest one, the line to write.
    /// </summary>
    /// <param name="configuration">Where files in JSON are found.</param>
    /// <param name="commandLine">What was given there.</param>
    public static void Check(IConfiguration configuration, IReadOnlyDictionary<string, string?> commandLine) =>
        Check([.. OfJson(configuration), .. OfDotEnv(), .. OfEnvironment(Variables()), .. OfCommandLine(commandLine)]);

    /// <summary>The same for keys that have been gathered.</summary>
    internal static void Check(IReadOnlyList<GivenKey> given)
    {
        var wrong = given.Where(IsWrong).ToList();
        if (wrong.Count > 0)
        {
            throw new ConfigurationRefused(
                string.Join("\n  ", wrong.Take(TellMax).Select(Said))
                    + (wrong.Count > TellMax ? $"\n  And {wrong.Count - TellMax} more." : string.Empty)
            );
        }
    }

    internal static IEnumerable<GivenKey> OfCommandLine(IReadOnlyDictionary<string, string?> settings) =>
        settings.Select(pair => new GivenKey(
            pair.Key,
            pair.Value ?? string.Empty,
            $"on the command line as --set {pair.Key}",
            ByChance: false
        ));

    internal static IEnumerable<GivenKey> OfEnvironment(IEnumerable<KeyValuePair<string, string>> variables) =>
        variables
            .Where(variable => !ServiceLink().IsMatch(variable.Key))
            .Select(variable => new GivenKey(
                variable.Key.Replace("__", ":", StringComparison.Ordinal),
                variable.Value,
                $"in the environment as {variable.Key}",
                ByChance: true
            ));

    internal static IEnumerable<GivenKey> OfDotEnv(IEnumerable<DotEnvLine> lines) =>
        lines.Select(line => new GivenKey(line.Key, line.Value, $"in {DotEnv.File}, line {line.Number}", ByChance: false));

    private static IEnumerable<KeyValuePair<string, string>> Variables() =>
        from DictionaryEntry variable in Environment.GetEnvironmentVariables()
        select KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? string.Empty);

    private static IEnumerable<GivenKey> OfDotEnv() => OfDotEnv(DotEnv.Lines(DotEnv.File));

    private static IEnumerable<GivenKey> OfJson(IConfiguration configuration) =>
        from provider in (configuration as IConfigurationRoot)?.Providers.OfType<JsonConfigurationProvider>() ?? []
        from key in KeysOf(provider, null)
        select new GivenKey(key.Key, key.Value, $"in {provider.Source.Path}", ByChance: false);

    private static IEnumerable<(string Key, string Value)> KeysOf(JsonConfigurationProvider provider, string? parent)
    {
        foreach (var name in provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var key = parent is null ? name : ConfigurationPath.Combine(parent, name);
            if (provider.TryGet(key, out var value) && !string.IsNullOrEmpty(value))
            {
                yield return (key, value);
            }

            foreach (var deeper in KeysOf(provider, key))
            {
                yield return deeper;
            }
        }
    }

    private static bool IsWrong(GivenKey given)
    {
        if (Known.Has(given.Key))
        {
            return false;
        }

        if (given.Key.Contains(':', StringComparison.Ordinal))
        {
            // Other programs' names may have colons too; only those that are near one of ours were meant for us.
            return !given.ByChance || Known.HasRoot(given.Key.Split(':')[0]) || Known.Nearest(given.Key) is not null;
        }

        // A file that this shop shares with others (compose's .env) has their names too, in capitals: SHOP_URL, OTEL_SERVICE_NAME, TZ.
        return !given.ByChance
            && (!OfOthers().IsMatch(given.Key) || Known.Nearest(given.Key) is { } near && !near.Contains(':', StringComparison.Ordinal));
    }

    private static string Said(GivenKey given)
    {
        var said = $"{given.Key} is not known, and would be ignored; it was said {given.Where}.";
        if (Known.Nearest(given.Key) is { } nearest)
        {
            return $"{said} Write: {Line(given, nearest)}";
        }

        var beside = Known.Beside(given.Key);
        return beside.Count == 0
            ? $"{said} The keys are in .env.sample; take this one out."
            : $"{said} Use one of: {string.Join(", ", beside)}; or take it out.";
    }

    /// <summary>As it would be written in the same place. What may be a secret is not repeated.</summary>
    private static string Line(GivenKey given, string key)
    {
        var value = Secret().IsMatch(given.Key) || Secret().IsMatch(key) || given.Value.Length > 40 ? "…" : given.Value;
        return given.Where.StartsWith("on the command line", StringComparison.Ordinal) ? $"--set {key}={value}"
            : given.Where.EndsWith(".json", StringComparison.Ordinal) ? $"{key}={value}"
            : $"{key.Replace(":", "__", StringComparison.Ordinal)}={value}";
    }

    // What Kubernetes puts into every pod for each service of its namespace, whatever the service is called.
    [GeneratedRegex("_(SERVICE_(HOST|PORT(_.+)?)|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$")]
    private static partial Regex ServiceLink();

    [GeneratedRegex("^[A-Z0-9]+(_[A-Z0-9]+)*$")]
    private static partial Regex OfOthers();

    [GeneratedRegex("Token|Password|Secret|Key|Smtp|Data|Redis|Mongo|Answers|Programs|Client", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
