// Drawings of electronic goods.
namespace Cartwright.Catalog.Pictures;

internal static class Devices
{
    public static void Mouse(Canvas c, Tones t) =>
        c.Shadow(318, 500, 130, 20)
            .Turned(
                14,
                g =>
                    g.Fill("M300 110C398 110 416 210 416 310C416 424 366 486 300 486S184 424 184 310C184 210 202 110 300 110Z", t.Main)
                        .Fill(
                            "M300 110C398 110 416 210 416 310C416 424 366 486 300 486C372 450 380 360 372 280C366 200 346 130 300 110Z",
                            t.Dark,
                            0.55
                        )
                        .Fill("M232 190C240 150 262 134 284 130C250 170 236 220 234 268C226 240 228 212 232 190Z", t.Light, 0.8)
                        .Line("M186 288C250 264 350 264 414 288", t.Dark, 5)
                        .Line("M300 112V268", t.Dark, 5)
                        .Rect(284, 160, 32, 74, 16, Tones.Ink)
                        .Rect(292, 176, 16, 40, 8, t.Accent)
                        .Circle(300, 420, 9, t.Accent)
            );

    public static void Headphones(Canvas c, Tones t) =>
        c.Shadow(300, 492, 190)
            .Line("M158 350C150 70 450 70 442 350", t.Dark, 40)
            .Line("M158 340C152 92 448 92 442 340", t.Main, 26)
            .Line("M206 190C240 128 300 116 344 124", t.Light, 8)
            .Rect(112, 296, 104, 184, 48, t.Main)
            .Rect(384, 296, 104, 184, 48, t.Main)
            .Rect(128, 318, 30, 140, 15, t.Light)
            .Rect(442, 318, 30, 140, 15, t.Dark)
            .Rect(188, 308, 52, 160, 26, Tones.Ink)
            .Rect(360, 308, 52, 160, 26, Tones.Ink)
            .Rect(198, 324, 14, 128, 7, "#4A4D55")
            .Rect(370, 324, 14, 128, 7, "#4A4D55")
            .Circle(143, 480 - 44, 6, t.Accent);

    public static void Keyboard(Canvas c, Tones t)
    {
        c.Shadow(300, 436, 240, 18).Rect(70, 206, 460, 214, 30, t.Dark).Rect(70, 194, 460, 210, 30, t.Main);
        for (var row = 0; row < 3; row++)
        {
            for (var key = 0; key < 9; key++)
            {
                c.Rect(94 + (row * 6) + (key * 45), 220 + (row * 44), 36, 32, 8, (row, key) is (0, 0) or (2, 8) ? t.Accent : t.Light);
            }
        }

        c.Rect(96, 352, 74, 32, 8, t.Light).Rect(180, 352, 240, 32, 8, t.Light).Rect(430, 352, 74, 32, 8, t.Accent);
    }

    public static void Speaker(Canvas c, Tones t) =>
        c.Shadow(300, 500, 150)
            .Rect(178, 96, 244, 402, 52, t.Main)
            .Fill(
                "M370 96A52 52 0 0 1 422 148V446A52 52 0 0 1 370 498H340C380 480 392 440 392 400V180C392 140 388 112 370 96Z",
                t.Dark,
                0.45
            )
            .Circle(300, 198, 54, t.Dark)
            .Circle(300, 198, 40, Tones.Ink)
            .Circle(300, 198, 16, t.Accent)
            .Circle(300, 364, 94, t.Dark)
            .Circle(300, 364, 78, Tones.Ink)
            .Ring(300, 364, 58, "#4A4D55", 8)
            .Circle(300, 364, 32, t.Main)
            .Circle(290, 354, 10, t.Light)
            .Rect(206, 130, 10, 60, 5, t.Light);

    public static void Camera(Canvas c, Tones t) =>
        c.Shadow(300, 482, 210)
            .Rect(150, 158, 90, 50, 14, t.Dark)
            .Fill("M236 210L262 150H348L374 210Z", t.Main)
            .Rect(404, 172, 54, 34, 12, t.Accent)
            .Rect(96, 196, 408, 274, 38, t.Main)
            .Rect(96, 262, 408, 142, 0, t.Dark)
            .Rect(120, 214, 60, 28, 10, t.Light)
            .Circle(458, 232, 12, t.Accent)
            .Circle(300, 334, 116, Tones.Metal)
            .Circle(300, 334, 100, Tones.Ink)
            .Ring(300, 334, 78, "#4A4D55", 10)
            .Circle(300, 334, 56, "#39465A")
            .Circle(300, 334, 30, "#20252E")
            .Oval(276, 306, 20, 14, "#FFFFFF", 0.55)
            .Circle(326, 360, 7, "#8FA6C0");
}
