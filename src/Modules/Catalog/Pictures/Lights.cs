// Drawings of lamps.
namespace Cartwright.Catalog.Pictures;

internal static class Lights
{
    private const string Glow = "#FFE9A8";

    public static void TableLamp(Canvas c, Tones t) =>
        c.Shadow(300, 506, 120)
            .Fill("M196 290L90 500H510L404 290Z", Glow, 0.35)
            .Rect(290, 280, 20, 180, 6, Tones.WoodDark)
            .Oval(300, 400, 46, 62, Tones.Wood)
            .Oval(284, 384, 10, 28, "#DDB78C")
            .Rect(214, 468, 172, 34, 17, Tones.WoodDark)
            .Fill("M222 104H378L444 298H156Z", t.Main)
            .Fill("M330 104H378L444 298H360Z", t.Dark, 0.4)
            .Fill("M240 126H262L226 276H196Z", t.Light, 0.8)
            .Oval(300, 298, 144, 20, Glow)
            .Rect(218, 94, 164, 16, 8, t.Dark)
            .Line("M392 304V356", Tones.MetalDark, 4)
            .Circle(392, 364, 9, t.Accent);

    public static void Pendant(Canvas c, Tones t) =>
        c.Fill("M130 330L40 600H560L470 330Z", Glow, 0.35)
            .Line("M300 0V150", Tones.Ink, 6)
            .Rect(272, 138, 56, 44, 14, t.Accent)
            .Fill("M118 332C118 236 196 172 300 172S482 236 482 332Z", t.Main)
            .Fill("M300 172C404 172 482 236 482 332H396C396 260 360 196 300 172Z", t.Dark, 0.4)
            .Fill("M158 306C166 260 196 226 236 212C206 244 194 276 190 310Z", t.Light, 0.85)
            .Oval(300, 332, 182, 24, t.Dark)
            .Oval(300, 334, 156, 16, Glow)
            .Circle(300, 348, 40, "#FFF6D6");

    public static void FloorLamp(Canvas c, Tones t) =>
        c.Shadow(240, 534, 120)
            .Fill("M316 246L258 530H560L486 246Z", Glow, 0.35)
            .Line("M200 520V190C200 76 400 64 400 170", Tones.Ink, 14)
            .Line("M195 500V200", "#4A4D55", 4)
            .Rect(132, 504, 136, 28, 14, t.Dark)
            .Fill("M352 168H448L500 262H300Z", t.Main)
            .Fill("M420 168H448L500 262H440Z", t.Dark, 0.4)
            .Fill("M364 182H380L352 248H328Z", t.Light, 0.8)
            .Oval(400, 262, 100, 14, Glow)
            .Circle(200, 340, 14, t.Accent)
            .Rect(386, 152, 28, 20, 6, t.Accent);
}
