// The shop's own words: terms, withdrawal, privacy, shipping, imprint. Files in Markdown, read at the start, and texts of the admin; a
// version is the hash of a text.
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Configuration;

namespace Cartwright.Ordering;

/// <summary>One text as the shop shows it today.</summary>
/// <param name="Name">Of its file, without the ending.</param>
/// <param name="Title">Its first heading.</param>
/// <param name="Version">SHA-256 of the text as UTF-8, in lower-case hexadecimal.</param>
/// <param name="IsSample">Whether it is the demo's and nobody's.</param>
public sealed record Policy(string Name, string Title, string Version, string Text, bool IsSample);

/// <summary>What an order says of a text that was agreed to: which one, and the hash of its words.</summary>
public sealed record AgreedPolicy(string Name, string Version);

/// <summary>
/// The key <c>Shop:Policies</c>: a folder of files <c>terms.md</c>, <c>privacy.md</c> and so on, and the texts that are written in the
/// admin.
/// A file wins over a text of the same name, and a text over a demo's sample.
/// </summary>
public sealed partial class ShopPolicies
{
    /// <summary>The keys.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["Shop:Policies"];

    /// <summary>What a shop that sells to consumers cannot do without, in the order of the footer.</summary>
    public static readonly string[] Expected = ["terms", "withdrawal", "privacy", "shipping", "imprint"];

    /// <summary>Bytes of a text: some hundred pages.</summary>
    public const int BytesMax = 512 * 1024;

    /// <summary>Texts of a shop.</summary>
    public const int PoliciesMax = 30;

    private const string Ending = ".md";
    private const string Samples = ".Samples.";

    private readonly bool isDemo;
    private readonly IReadOnlyList<Policy> given;
    private readonly bool areFiles;
    private volatile IReadOnlyList<Policy> all;

    /// <exception cref="ConfigurationRefused">The folder or a file cannot be read; the message says which, and what to do.</exception>
    public ShopPolicies(IConfiguration configuration)
    {
        isDemo = configuration.Switch("Demo");
        areFiles = configuration["Shop:Policies"] is { Length: > 0 };
        given =
            areFiles ? OfFolder(configuration["Shop:Policies"]!)
            : isDemo ? OfDemo()
            : [];
        all = given;
    }

    /// <summary>All texts, those that are expected first. The same list until one of them changes.</summary>
    public IReadOnlyList<Policy> All => all;

    /// <summary>Whether a file is the source of a text, so that it cannot be changed in the admin.</summary>
    public bool IsOfFile(string name) => areFiles && given.Any(one => one.Name == name);

    /// <summary>Whether a text can be called that.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>How many texts there are with one of this name.</summary>
    public int CountWith(string name) => all.Count(one => one.Name != name) + 1;

    /// <summary>From now on these are the texts of the admin.</summary>
    internal void Take(IEnumerable<(string Name, string Text)> texts)
    {
        var written = texts.Where(one => !IsOfFile(one.Name)).Select(one => Of(one.Name, one.Text, isSample: false)).ToList();
        all = InOrder(given.Where(one => !written.Exists(other => other.Name == one.Name)).Concat(written));
    }

    /// <summary>What is missing, of those that are expected.</summary>
    public IReadOnlyList<string> Missing => [.. Expected.Where(name => Find(name) is null)];

    /// <summary>What whoever starts the shop is told; null where nothing is amiss.</summary>
    public string? Warning =>
        Missing.Count == 0 ? null
        : All.Count == 0
            ? "policies  NONE: consumers are shown neither terms nor their right of withdrawal. Set Shop:Policies=<folder> with "
                + string.Join(", ", Expected.Select(name => name + Ending))
                + ", or write them in the admin under Settings"
        : $"policies  MISSING in Shop:Policies: {string.Join(", ", Missing.Select(name => name + Ending))}; or write them in the admin under Settings";

    public Policy? Find(string name) => All.FirstOrDefault(one => one.Name == name);

    /// <summary>
    /// 409 <c>policy_changed</c> with the present versions, where somebody agreed to a text that is not shown any more, or never was; null
    /// where all of them are those of today.
    /// </summary>
    public Refusal? Changed(IReadOnlyList<AgreedPolicy>? agreed) =>
        agreed?.FirstOrDefault(one => Find(one.Name)?.Version != one.Version) is not { } other
            ? null
            : Refusal.Conflict(
                "policy_changed",
                $"The text '{other.Name}' is not the one that was agreed to. Show the present one, and repeat with its version.",
                new()
                {
                    ["policies"] = new System.Text.Json.Nodes.JsonArray([
                        .. All.Select(one => new System.Text.Json.Nodes.JsonObject { ["name"] = one.Name, ["version"] = one.Version }),
                    ]),
                }
            );

    internal static string VersionOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static List<Policy> OfFolder(string folder)
    {
        try
        {
            var files = Directory.GetFiles(folder, "*" + Ending);
            return files.Length > PoliciesMax
                ? throw Wrong(folder, $"it has more than {PoliciesMax} texts")
                : InOrder(files.Select(path => Read(folder, path)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Wrong(folder, unreadable.Message);
        }
    }

    private static Policy Read(string folder, string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!Name().IsMatch(name))
        {
            throw Wrong(
                folder,
                $"'{name}{Ending}' is no name of a text: use lower-case letters, digits and hyphens, such as terms{Ending}"
            );
        }

        var bytes = File.ReadAllBytes(path);
        if (bytes.Length > BytesMax)
        {
            throw Wrong(folder, $"{name}{Ending} has more than {BytesMax} bytes");
        }

        try
        {
            // A mark of the byte order is no part of the words.
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF').ReplaceLineEndings("\n");
            return text.AsSpan().IsWhiteSpace() || text.Contains('\0', StringComparison.Ordinal)
                ? throw Wrong(folder, $"{name}{Ending} is empty, or no text")
                : Of(name, text, isSample: false);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong(folder, $"{name}{Ending} is not in UTF-8");
        }
    }

    private static List<Policy> OfDemo()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return InOrder(
            assembly
                .GetManifestResourceNames()
                .Where(resource =>
                    resource.Contains(Samples, StringComparison.Ordinal) && resource.EndsWith(Ending, StringComparison.Ordinal)
                )
                .Select(resource =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                    var name = resource[(resource.IndexOf(Samples, StringComparison.Ordinal) + Samples.Length)..^Ending.Length];
                    return Of(name, reader.ReadToEnd().ReplaceLineEndings("\n"), isSample: true);
                })
        );
    }

    /// <summary>A text of which this is the wording.</summary>
    internal static Policy Of(string name, string text, bool isSample)
    {
        var heading = text.Split('\n').FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..].Trim();
        return new(
            name,
            string.IsNullOrEmpty(heading) ? char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ') : heading,
            VersionOf(text),
            text,
            isSample
        );
    }

    private static List<Policy> InOrder(IEnumerable<Policy> policies) =>
        [
            .. policies
                .OrderBy(one => Array.IndexOf(Expected, one.Name) is >= 0 and var at ? at : Expected.Length)
                .ThenBy(one => one.Name, StringComparer.Ordinal),
        ];

    private static ConfigurationRefused Wrong(string folder, string why) =>
        new(
            $"Shop:Policies={folder} cannot be used: {why}. Name a folder of texts in Markdown: terms.md, withdrawal.md, privacy.md, shipping.md, imprint.md"
        );

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex Name();
}
