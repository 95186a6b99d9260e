// The fonts of the program, in the order in which they are asked for a character.
using System.Text;

namespace Cartwright.Papers.Fonts;

/// <summary>Opens its fonts when the first paper is printed: a process that prints none has none in memory.</summary>
/// <param name="folders">Where they are looked for; a name that was found in an earlier one is not taken again.</param>
internal sealed class FontShelf(IReadOnlyList<string> folders)
{
    // Latin, Greek and Cyrillic first: most papers need no other. Then scripts by how often they are met, and last what has everything of
    // China, Japan and Korea.
    private static readonly string[] Order =
    [
        "NotoSans_400Regular",
        "NotoSansArabic_400Regular",
        "NotoSansHebrew_400Regular",
        "NotoSansThai_400Regular",
        "NotoSansDevanagari_400Regular",
        "NotoSansJP_400Regular",
        "NotoSansSC_400Regular",
        "NotoSansKR_400Regular",
        "DroidSansFallbackFull",
        "NanumGothic",
    ];

    private const string BoldName = "NotoSans_700Bold";

    private readonly Lazy<Opened> opened = new(() => Open(folders));

    /// <summary>Whether there is a font for the shop's own words; without it nothing can be printed.</summary>
    public bool HasFirst => Files(folders).Any(path => Path.GetFileNameWithoutExtension(path) == Order[0]);

    /// <summary>Names of the font files that were found.</summary>
    public IReadOnlyList<string> Found => [.. Files(folders).Select(path => Path.GetFileNameWithoutExtension(path))];

    /// <summary>The font of the shop's own words.</summary>
    public FontFace First => opened.Value.Faces[0];

    /// <summary>Its bold sister; null where it is absent, and then words are drawn thicker.</summary>
    public FontFace? Bold => opened.Value.Bold;

    /// <summary>The font for a character; null where none has it.</summary>
    public FontFace? For(Rune rune)
    {
        foreach (var face in opened.Value.Faces)
        {
            if (face.Has(rune.Value))
            {
                return face;
            }
        }

        return null;
    }

    // Known ones in their order, then whatever else lies in a folder that the shop has named.
    private static Opened Open(IReadOnlyList<string> folders)
    {
        var files = Files(folders).ToList();
        var faces = files
            .Where(path => Path.GetFileNameWithoutExtension(path) != BoldName)
            .OrderBy(path => Array.IndexOf(Order, Path.GetFileNameWithoutExtension(path)) is >= 0 and var at ? at : Order.Length - 1)
            .ThenBy(path => path, StringComparer.Ordinal)
            .Select(path => new FontFace(path))
            .ToList();
        return faces.Count == 0
            ? throw new InvalidOperationException($"No font was found in {string.Join(", ", folders)}.")
            : new(faces, files.Find(path => Path.GetFileNameWithoutExtension(path) == BoldName) is { } bold ? new FontFace(bold) : null);
    }

    private static IEnumerable<string> Files(IReadOnlyList<string> folders) =>
        folders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.ttf").Order(StringComparer.Ordinal))
            .Where(path =>
                !path.StartsWith(SystemFonts, StringComparison.Ordinal) || Order.Contains(Path.GetFileNameWithoutExtension(path))
            )
            .DistinctBy(Path.GetFileName, StringComparer.Ordinal);

    /// <summary>Of the machine's own fonts only those are taken that are known.</summary>
    internal const string SystemFonts = "/usr/share/fonts/";

    private sealed record Opened(IReadOnlyList<FontFace> Faces, FontFace? Bold);
}
