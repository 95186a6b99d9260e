// The colours that goods of the shop come in, and what goes with each.
using System.Globalization;

namespace Cartwright.Catalog.Pictures;

internal static class Palette
{
    private static readonly (string Back, string Shape)[] Backs =
    [
        ("#F4EEE6", "#EADFD0"),
        ("#EAF0EC", "#D8E4DB"),
        ("#EEEAF3", "#DFD7E9"),
        ("#F7EBE6", "#EFD8CE"),
        ("#E8EFF4", "#D3E0EA"),
        ("#F5F1DF", "#EAE2C0"),
        ("#EDEDED", "#DEDEDC"),
    ];

    private static readonly Dictionary<string, (string Main, string Accent)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Graphite"] = ("#4A4E57", "#E0A458"),
        ["Black"] = ("#36383F", "#D96C4F"),
        ["White"] = ("#F3EFE8", "#D96C4F"),
        ["Ivory"] = ("#F0E6D2", "#7A8F6A"),
        ["Sand"] = ("#D9BF9A", "#5B7083"),
        ["Clay"] = ("#C4714F", "#F1D9A7"),
        ["Terracotta"] = ("#C8644A", "#F3D9B1"),
        ["Rust"] = ("#A9502F", "#EBC27B"),
        ["Ochre"] = ("#D9A23B", "#3F5D6B"),
        ["Mustard"] = ("#D8A72F", "#4A5A6A"),
        ["Sage"] = ("#8FA888", "#E5B181"),
        ["Moss"] = ("#65794C", "#E3C16F"),
        ["Forest"] = ("#3C6650", "#E6B566"),
        ["Teal"] = ("#2F7F83", "#F2B880"),
        ["Sky"] = ("#7FB2D1", "#F0B67F"),
        ["Blue"] = ("#3F6FA8", "#F2C063"),
        ["Navy"] = ("#2F4468", "#E2A856"),
        ["Indigo"] = ("#4C4F8F", "#F0B775"),
        ["Lilac"] = ("#A997C6", "#F2D091"),
        ["Plum"] = ("#74456B", "#E8B57E"),
        ["Rose"] = ("#D98E94", "#5F7F79"),
        ["Coral"] = ("#E37D62", "#39606E"),
        ["Red"] = ("#C2423F", "#F1C87A"),
        ["Oak"] = ("#C79A6B", "#5E7A6B"),
        ["Walnut"] = ("#7E5A3F", "#D9B382"),
        ["Ash"] = ("#DCC7A6", "#6B8290"),
        ["Brass"] = ("#C9A04B", "#3F5058"),
        ["Steel"] = ("#AEB6C0", "#D87A50"),
        ["Copper"] = ("#B9714A", "#3E5A5E"),
    };

    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>Tones of a named colour, or of one chosen by the seed when the shop does not know the name.</summary>
    public static Tones Of(string? colour, uint seed)
    {
        var (main, accent) =
            colour is not null && Known.TryGetValue(colour, out var named)
                ? named
                : Known.Values.ElementAt((int)(seed % (uint)Known.Count));
        var (back, shape) = Backs[(seed >> 8) % (uint)Backs.Length];
        return new Tones(main, Mix(main, Tones.Ink, 30), Mix(main, "#FFFFFF", 32), accent, back, shape);
    }

    /// <summary>A colour with so many hundredths of another in it.</summary>
    public static string Mix(string colour, string with, int hundredths)
    {
        var (one, other) = (
            int.Parse(colour.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            int.Parse(with.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        );
        int Channel(int shift) =>
            (((((one >> shift) & 255) * (100 - hundredths)) + (((other >> shift) & 255) * hundredths)) / 100) << shift;
        return string.Create(CultureInfo.InvariantCulture, $"#{Channel(16) | Channel(8) | Channel(0):X6}");
    }
}
