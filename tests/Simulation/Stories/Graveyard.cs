// Stories that failed once are kept, and told first for ever.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Simulation;

/// <summary>A story that failed.</summary>
/// <param name="Version">Of the format.</param>
/// <param name="Check">Which check failed.</param>
/// <param name="Sentence">What was seen.</param>
/// <param name="Seed">Of the story and of its world.</param>
/// <param name="World">What went wrong in it: "calm", or "faulty" for the faults of the seed.</param>
/// <param name="Commit">At which it failed.</param>
/// <param name="Told">The story as sentences, for people.</param>
/// <param name="Steps">The story.</param>
internal sealed record Grave(
    int Version,
    string Check,
    string Sentence,
    ulong Seed,
    string World,
    string Commit,
    IReadOnlyList<string> Told,
    IReadOnlyList<Step> Steps
)
{
    [JsonIgnore]
    public Story Story => new(Seed, Steps);
}

/// <summary>The folder of them.</summary>
/// <param name="folder">Need not exist.</param>
internal sealed class Graveyard(string folder)
{
    /// <summary>Of the format; another one is refused.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>All of them, by the names of their files.</summary>
    /// <exception cref="InvalidDataException">One cannot be read: what, where, and what to do.</exception>
    public IReadOnlyList<(string File, Grave Grave)> All() =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file => (file, Read(file)))]
            : [];

    /// <summary>Keeps one; answers its file, which is the same for the same check and seed.</summary>
    public string Keep(Grave grave)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(
            folder,
            FormattableString.Invariant($"{grave.Check.Split(' ')[0].ToLowerInvariant()}-{grave.World}-{grave.Seed}.json")
        );
        File.WriteAllText(file, JsonSerializer.Serialize(grave, Format) + "\n");
        return file;
    }

    private static Grave Read(string file)
    {
        try
        {
            var grave = JsonSerializer.Deserialize<Grave>(File.ReadAllText(file), Format)!;
            if (grave.Version != Version)
            {
                throw new InvalidDataException($"its version is {grave.Version}, and this program reads {Version}");
            }

            if (grave.World is not ("calm" or "faulty"))
            {
                throw new InvalidDataException($"its world is \"{grave.World}\", and there are calm and faulty ones");
            }

            // Names an act that has gone.
            grave.Steps.ToList().ForEach(step => step.Sentence());
            return grave;
        }
        catch (Exception failure) when (failure is JsonException or InvalidDataException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"{file} cannot be read: {failure.Message}. A story that failed once is told for ever: mend the file, or write its steps as they are called now.",
                failure
            );
        }
    }
}
