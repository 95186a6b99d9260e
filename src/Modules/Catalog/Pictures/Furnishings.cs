// Drawings of furniture.
namespace Cartwright.Catalog.Pictures;

internal static class Furnishings
{
    public static void Chair(Canvas c, Tones t) =>
        c.Shadow(300, 528, 160)
            .Line("M196 372L166 520", Tones.Wood, 20)
            .Line("M404 372L434 520", Tones.Wood, 20)
            .Line("M244 380L230 506", Tones.WoodDark, 16)
            .Line("M356 380L370 506", Tones.WoodDark, 16)
            .Fill("M190 116C190 84 410 84 410 116L426 300C428 330 172 330 174 300Z", t.Main)
            .Fill("M356 96C390 100 410 106 410 116L426 300C427 316 360 322 320 323C372 270 376 160 356 96Z", t.Dark, 0.4)
            .Line("M232 138C262 128 300 126 330 130", t.Light, 9)
            .Line("M250 190V262M300 188V268M350 190V262", t.Dark, 6)
            .Fill("M158 330C158 306 442 306 442 330L450 366C452 392 148 392 150 366Z", t.Main)
            .Fill("M150 362C150 392 450 392 450 362L450 368C452 396 148 396 150 368Z", t.Dark)
            .Oval(290, 334, 96, 10, t.Light, 0.8);

    public static void Sofa(Canvas c, Tones t) =>
        c.Shadow(300, 476, 250)
            .Line("M120 430L108 470M480 430L492 470", Tones.Wood, 18)
            .Rect(104, 176, 392, 200, 46, t.Dark)
            .Rect(118, 190, 180, 170, 34, t.Main)
            .Rect(302, 190, 180, 170, 34, t.Main)
            .Rect(60, 268, 92, 172, 44, t.Main)
            .Rect(448, 268, 92, 172, 44, t.Main)
            .Rect(72, 282, 26, 130, 13, t.Light)
            .Rect(140, 318, 160, 76, 24, t.Light)
            .Rect(300, 318, 160, 76, 24, t.Light)
            .Rect(140, 376, 320, 64, 20, t.Dark)
            .Moved("rotate(-12 210 290)", g => g.Rect(160, 240, 96, 96, 20, t.Accent).Line("M182 262L234 314M234 262L182 314", t.Back, 5));

    public static void Shelf(Canvas c, Tones t) =>
        c.Shadow(300, 512, 170)
            .Rect(140, 92, 320, 416, 14, t.Dark)
            .Rect(160, 112, 280, 112, 6, t.Back)
            .Rect(160, 244, 280, 112, 6, t.Back)
            .Rect(160, 376, 280, 112, 6, t.Back)
            .Rect(140, 92, 320, 20, 8, t.Main)
            .Rect(140, 224, 320, 20, 0, t.Main)
            .Rect(140, 356, 320, 20, 0, t.Main)
            .Rect(140, 488, 320, 20, 8, t.Main)
            .Rect(176, 138, 24, 86, 4, t.Accent)
            .Rect(202, 150, 20, 74, 4, "#5B7083")
            .Rect(224, 132, 28, 92, 4, "#B5654A")
            .Moved("rotate(14 266 224)", g => g.Rect(258, 144, 22, 80, 4, "#7A8F6A"))
            .Fill("M350 224V188H410V224Z", "#C4714F")
            .Circle(362, 172, 22, Tones.Leaf)
            .Circle(394, 166, 26, Tones.LeafDark)
            .Circle(378, 150, 20, Tones.LeafLight)
            .Circle(218, 314, 42, Tones.Paper)
            .Circle(218, 314, 24, t.Accent)
            .Rect(300, 300, 116, 16, 4, "#5B7083")
            .Rect(292, 318, 124, 18, 4, "#B5654A")
            .Rect(304, 338, 108, 18, 4, t.Accent)
            .Rect(180, 412, 110, 76, 10, Tones.Wood)
            .Rect(218, 436, 34, 12, 6, Tones.WoodDark)
            .Rect(310, 412, 110, 76, 10, Tones.Wood)
            .Rect(348, 436, 34, 12, 6, Tones.WoodDark);

    public static void Table(Canvas c, Tones t) =>
        c.Shadow(300, 512, 210)
            .Line("M150 306L112 500", t.Dark, 22)
            .Line("M450 306L488 500", t.Dark, 22)
            .Line("M220 306L206 478M380 306L394 478", t.Dark, 14)
            .Rect(66, 270, 468, 38, 19, t.Main)
            .Rect(84, 276, 250, 8, 4, t.Light)
            .Rect(200, 308, 200, 34, 8, t.Dark)
            .Rect(280, 318, 40, 10, 5, t.Accent)
            .Fill("M352 270C328 240 336 204 360 190V168H396V190C420 204 428 240 404 270Z", t.Accent)
            .Line("M370 168C362 130 344 110 330 96M378 168V84M386 168C396 134 416 118 428 108", Tones.LeafDark, 6)
            .Oval(326, 92, 18, 26, Tones.Leaf)
            .Oval(378, 78, 18, 28, Tones.LeafLight)
            .Oval(432, 102, 18, 24, Tones.Leaf)
            .Rect(150, 244, 120, 26, 6, "#5B7083")
            .Rect(162, 222, 100, 22, 6, Tones.Paper);
}
