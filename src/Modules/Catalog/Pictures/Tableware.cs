// Drawings of kitchen goods.
namespace Cartwright.Catalog.Pictures;

internal static class Tableware
{
    public static void Mug(Canvas c, Tones t) =>
        c.Shadow(290, 486, 170)
            .Line("M402 262C500 240 500 408 396 396", t.Dark, 34)
            .Fill("M160 206H416V400C416 452 380 484 330 484H246C196 484 160 452 160 400Z", t.Main)
            .Fill("M352 206H416V400C416 452 380 484 330 484C350 450 356 400 356 340Z", t.Dark, 0.4)
            .Rect(160, 328, 256, 22, 0, t.Accent)
            .Rect(160, 360, 256, 8, 0, t.Accent)
            .Oval(288, 206, 128, 30, t.Light)
            .Oval(288, 210, 108, 21, "#5A3A28")
            .Oval(270, 206, 48, 8, "#8A5D3F")
            .Rect(186, 240, 14, 74, 7, t.Light)
            .Line("M240 150C222 122 258 104 240 74", Tones.Paper, 10)
            .Line("M300 146C282 112 318 92 300 56", Tones.Paper, 10)
            .Line("M350 152C336 128 364 112 350 86", Tones.Paper, 10);

    public static void Kettle(Canvas c, Tones t) =>
        c.Shadow(296, 488, 180)
            .Line("M196 226C176 92 424 92 404 226", Tones.Ink, 24)
            .Line("M220 140C260 112 340 112 380 140", Tones.Wood, 28)
            .Fill("M392 300C440 300 452 230 500 218L520 246C484 268 474 372 400 396Z", t.Dark)
            .Fill(
                "M196 214H404C448 270 462 350 446 420C438 460 414 484 380 484H220C186 484 162 460 154 420C138 350 152 270 196 214Z",
                t.Main
            )
            .Fill("M344 214H404C448 270 462 350 446 420C438 460 414 484 380 484H330C390 420 392 300 344 214Z", t.Dark, 0.4)
            .Fill("M200 290C206 264 220 246 236 240C214 290 208 340 216 392C196 360 192 324 200 290Z", t.Light, 0.85)
            .Rect(188, 200, 224, 24, 12, t.Light)
            .Rect(282, 172, 36, 32, 12, t.Accent)
            .Rect(166, 436, 268, 12, 6, t.Accent);

    public static void Pan(Canvas c, Tones t) =>
        c.Turned(
            -32,
            g =>
                g.Oval(274, 322, 186, 182, Tones.Ink, 0.12)
                    .Rect(440, 282, 54, 36, 8, Tones.MetalDark)
                    .Rect(472, 276, 124, 48, 24, Tones.Wood)
                    .Circle(572, 300, 9, Tones.WoodDark)
                    .Circle(264, 300, 186, t.Dark)
                    .Circle(264, 300, 168, t.Main)
                    .Circle(264, 300, 140, t.Dark)
                    .Circle(264, 300, 132, Tones.Ink)
                    .Fill(
                        "M204 282C210 236 262 224 296 246C342 252 350 304 322 326C312 372 250 372 228 342C196 334 188 304 204 282Z",
                        Tones.Paper
                    )
                    .Circle(266, 298, 36, "#F0B43C")
                    .Oval(256, 286, 12, 8, "#FFFFFF", 0.6)
        );

    public static void Bowl(Canvas c, Tones t) =>
        c.Shadow(300, 486, 150)
            .Circle(226, 236, 64, "#E2873B")
            .Circle(366, 240, 60, "#C9483F")
            .Circle(298, 206, 66, "#E9B948")
            .Oval(276, 180, 18, 12, "#FFFFFF", 0.4)
            .Oval(206, 212, 16, 11, "#FFFFFF", 0.35)
            .Line("M300 142C304 122 318 112 334 112", Tones.LeafDark, 7)
            .Fill("M312 122C330 98 362 100 372 118C352 134 330 136 312 122Z", Tones.Leaf)
            .Fill("M108 256H492C492 384 412 466 344 472V484H256V472C188 466 108 384 108 256Z", t.Main)
            .Fill("M400 256H492C492 384 412 466 344 472V484H300C376 440 400 350 400 256Z", t.Dark, 0.4)
            .Rect(100, 244, 400, 26, 13, t.Light)
            .Line("M150 326C190 304 210 348 250 326S310 304 350 326S410 348 450 326", t.Accent, 10);
}
