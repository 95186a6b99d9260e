// Where goods are used: each scene is drawn around the thing, and has something in it that tells how large the thing is.
using System.Globalization;

namespace Cartwright.Catalog.Pictures;

internal static class Scenes
{
    private const string Skin = "#C99778";
    private const string SkinDark = "#A97757";
    private const string Cloth = "#6B7380";
    private const string ClothDark = "#565E6B";
    private const string Sky = "#CFE3EE";

    public static void Desk(Canvas c, Tones t, Action<Canvas> thing)
    {
        Wall(c, t)
            .Rect(60, 90, 300, 214, 14, Tones.Ink)
            .Rect(74, 104, 272, 172, 6, "#42505F")
            .Fill("M74 276L170 176L226 236L276 186L346 276Z", "#5B7083")
            .Rect(188, 304, 44, 82, 4, Tones.MetalDark)
            .Rect(140, 380, 140, 14, 7, Tones.Metal)
            .Rect(0, 392, 600, 26, 0, Tones.Wood)
            .Rect(0, 418, 600, 182, 0, Tones.WoodDark)
            .Rect(470, 336, 34, 56, 6, t.Accent)
            .Line("M480 336L474 286M490 336L496 280M486 336V272", Tones.Ink, 5);
        Put(c, 0.5, 235, 240, thing);
    }

    public static void Counter(Canvas c, Tones t, Action<Canvas> thing)
    {
        c.Rect(0, 0, 600, 600, 0, "#EFEBE2")
            .Line(
                "M0 80H600M0 190H600M0 300H600M100 0V80M300 0V80M500 0V80M200 80V190M400 80V190M100 190V300M300 190V300M500 190V300",
                "#DDD6C8",
                4
            )
            .Rect(60, 40, 480, 16, 6, Tones.Wood)
            .Line("M120 56V120M160 56V150", Tones.MetalDark, 6)
            .Oval(120, 146, 20, 30, Tones.MetalDark)
            .Rect(150, 146, 20, 60, 8, Tones.WoodDark)
            .Rect(420, 170, 120, 222, 18, Tones.Wood)
            .Circle(480, 200, 12, "#EFEBE2")
            .Rect(0, 388, 600, 34, 0, Tones.Paper)
            .Rect(0, 422, 600, 178, 0, t.BackShape)
            .Rect(62, 330, 70, 58, 10, "#C4714F")
            .Oval(80, 314, 26, 36, Tones.Leaf)
            .Oval(114, 306, 26, 42, Tones.LeafDark)
            .Rect(270, 470, 60, 12, 6, Tones.MetalDark);
        Put(c, 0.5, 135, 163, thing);
    }

    /// <param name="size">How large the thing is beside somebody of 400.</param>
    public static Action<Canvas, Tones, Action<Canvas>> Room(double size) =>
        (c, t, thing) =>
        {
            Wall(c, t)
                .Rect(0, 470, 600, 130, 0, "#D9C3A5")
                .Rect(0, 462, 600, 12, 0, Tones.Paper)
                .Rect(300, 60, 150, 120, 6, Tones.Paper)
                .Fill("M312 168L356 106L386 140L408 116L438 168Z", t.Accent)
                .Oval(290, 540, 280, 42, t.BackShape);
            Person(c, 520, 132);
            Put(c, size, 300 - (size * 330), 548 - (size * 510), thing);
        };

    public static void Table(Canvas c, Tones t, Action<Canvas> thing)
    {
        Wall(c, t);
        Put(c, 0.62, 114, 0, thing);
        c.Oval(300, 430, 250, 50, Tones.WoodDark)
            .Oval(300, 420, 250, 50, Tones.Wood)
            .Line("M150 460L130 600M450 460L470 600", Tones.WoodDark, 20)
            .Oval(190, 412, 62, 16, Tones.Paper)
            .Oval(410, 412, 62, 16, Tones.Paper)
            .Oval(190, 410, 36, 9, t.BackShape)
            .Oval(410, 410, 36, 9, t.BackShape)
            .Rect(284, 350, 32, 62, 12, t.Accent)
            .Line("M300 350V300M300 330L276 306M300 330L324 302", Tones.LeafDark, 6);
    }

    public static void Sill(Canvas c, Tones t, Action<Canvas> thing)
    {
        Wall(c, t)
            .Rect(70, 30, 460, 430, 8, Tones.Paper)
            .Rect(88, 48, 424, 394, 2, Sky)
            .Circle(430, 130, 44, "#FFE9A8")
            .Fill("M88 380C180 330 260 400 350 360S470 340 512 366V442H88Z", Tones.LeafLight)
            .Rect(294, 48, 12, 394, 0, Tones.Paper)
            .Rect(88, 230, 424, 12, 0, Tones.Paper)
            .Fill("M40 20H130C120 180 100 320 60 470H40Z", t.Main, 0.55)
            .Fill("M560 20H470C480 180 500 320 540 470H560Z", t.Main, 0.55)
            .Rect(20, 452, 560, 30, 8, Tones.Wood)
            .Rect(20, 482, 560, 14, 4, Tones.WoodDark);
        Put(c, 0.58, 126, 156, thing);
    }

    public static void Feet(Canvas c, Tones t, Action<Canvas> thing)
    {
        c.Rect(0, 0, 600, 600, 0, t.Back)
            .Rect(0, 360, 600, 240, 0, "#C9C4BB")
            .Line("M0 470H600M180 360L120 600M430 360L490 600", "#B4AEA3", 5)
            .Fill("M120 0H250L244 270H140Z", ClothDark)
            .Fill("M330 0H470L452 340H346Z", Cloth);
        Put(c, 0.5, 50, 112, thing);
        Put(c, 0.62, 200, 174, thing);
    }

    public static void Body(Canvas c, Tones t, Action<Canvas> thing)
    {
        Wall(c, t)
            .Rect(262, 118, 76, 90, 30, SkinDark)
            .Fill("M130 300L96 560H150L190 330ZM470 300L504 560H450L410 330Z", Skin)
            .Rect(186, 470, 228, 140, 20, Cloth);
        Face(c, 300, 92, 70);
        Put(c, 0.86, 42, 66, thing);
    }

    public static void Back(Canvas c, Tones t, Action<Canvas> thing)
    {
        Hill(c, t);
        c.Rect(268, 96, 64, 70, 24, SkinDark)
            .Circle(300, 80, 58, Tones.Ink)
            .Fill("M176 200C186 150 414 150 424 200L450 440H150Z", ClothDark)
            .Fill("M186 420H414L424 600H320L300 470L280 600H176Z", Cloth)
            .Fill("M170 210L120 420H160L196 260ZM430 210L480 420H440L404 260Z", ClothDark);
        Put(c, 0.5, 150, 156, thing);
    }

    public static void Side(Canvas c, Tones t, Action<Canvas> thing)
    {
        Wall(c, t).Rect(0, 520, 600, 80, 0, "#C9C4BB");
        c.Moved("translate(20 -10)", g => Person(g, 230, 60));
        c.Moved("translate(20 -10)", g => g.Fill("M262 208C330 236 370 270 392 316L364 328C340 290 310 262 262 244Z", Skin));
        Put(c, 0.46, 256, 250, thing);
    }

    public static void Wrist(Canvas c, Tones t, Action<Canvas> thing)
    {
        c.Rect(0, 0, 600, 600, 0, t.Back)
            .Rect(0, 420, 600, 180, 0, t.BackShape)
            .Moved(
                "rotate(-18 300 300)",
                g =>
                    g.Rect(-80, 216, 520, 168, 70, Skin)
                        .Rect(-120, 196, 240, 208, 30, Cloth)
                        .Rect(96, 196, 30, 208, 12, ClothDark)
                        .Rect(404, 226, 150, 60, 30, Skin)
                        .Rect(410, 280, 150, 54, 27, SkinDark)
                        .Rect(400, 326, 130, 50, 25, Skin)
                        .Moved("translate(124 300) rotate(90) scale(.46) translate(-300 -300)", _ => { })
            );
        c.Moved("rotate(72 300 300) translate(300 300) scale(.48) translate(-300 -260)", thing);
    }

    public static void FromAbove(Canvas c, Tones t, Action<Canvas> thing)
    {
        c.Rect(0, 0, 600, 600, 0, Tones.Wood)
            .Line("M0 120H600M0 260H600M0 400H600M0 540H600M180 120V260M420 260V400M120 400V540", Tones.WoodDark, 4)
            .Circle(470, 140, 92, Tones.Paper)
            .Circle(470, 140, 62, t.Accent)
            .Circle(470, 140, 52, "#5A3A28")
            .Oval(452, 124, 18, 10, "#8A5D3F")
            .Ring(112, 486, 40, Tones.Ink, 8)
            .Ring(206, 506, 40, Tones.Ink, 8)
            .Line("M150 488C158 478 164 484 168 494", Tones.Ink, 8);
        c.Moved("rotate(-14 260 300) translate(22 40) scale(.72)", thing);
    }

    /// <param name="size">How large the thing is.</param>
    public static Action<Canvas, Tones, Action<Canvas>> Hills(double size) =>
        (c, t, thing) =>
        {
            Hill(c, t);
            for (var i = 0; i < 3; i++)
            {
                var x = 430 + (i * 54);
                c.Rect(x + 14, 400, 10, 40, 2, Tones.WoodDark)
                    .Fill(
                        string.Create(CultureInfo.InvariantCulture, $"M{x + 19} {270 + (i * 20)}L{x + 58} 408H{x - 20}Z"),
                        i % 2 == 0 ? Tones.LeafDark : Tones.Leaf
                    );
            }

            Put(c, size, 260 - (size * 300), 520 - (size * 500), thing);
        };

    /// <param name="size">How large the thing is on the head.</param>
    /// <param name="up">How much higher than the eyes it is.</param>
    public static Action<Canvas, Tones, Action<Canvas>> Head(double size, double up) =>
        (c, t, thing) =>
        {
            Wall(c, t).Fill("M110 600C120 500 200 470 300 470S480 500 490 600Z", Cloth).Rect(256, 400, 88, 100, 34, SkinDark);
            Face(c, 300, 290, 150);
            Put(c, size, 300 - (size * 300), 285 - (size * 300) + up, thing);
        };

    private static Canvas Wall(Canvas c, Tones t) =>
        c.Rect(0, 0, 600, 600, 0, t.Back).Rect(0, 300, 600, 300, 0, Palette.Mix(t.Back, t.BackShape, 50));

    private static void Hill(Canvas c, Tones t) =>
        c.Rect(0, 0, 600, 600, 0, Sky)
            .Circle(120, 110, 50, "#FFE9A8")
            .Fill("M0 330L140 190L250 300L380 150L600 350V600H0Z", Palette.Mix(t.BackShape, Tones.MetalDark, 40))
            .Fill("M0 400C140 340 260 420 380 380S540 360 600 390V600H0Z", Tones.LeafLight)
            .Fill("M0 480C160 440 300 500 600 450V600H0Z", Tones.Leaf);

    private static void Face(Canvas c, double x, double y, double r) =>
        c.Oval(x, y - (r * 0.2), r * 0.9, r, Tones.Ink)
            .Oval(x, y, r * 0.76, r * 0.94, Skin)
            .Circle(x - (r * 0.28), y - (r * 0.04), r * 0.06, Tones.Ink)
            .Circle(x + (r * 0.28), y - (r * 0.04), r * 0.06, Tones.Ink)
            .Oval(x, y + (r * 0.5), r * 0.2, r * 0.06, SkinDark);

    // 400 high, in greys: nobody, and as tall as people are.
    private static void Person(Canvas c, double x, double y) =>
        c.Moved(
            string.Create(CultureInfo.InvariantCulture, $"translate({x} {y})"),
            g =>
                g.Circle(0, 34, 32, SkinDark)
                    .Fill("M-46 90C-40 66 40 66 46 90L54 230H-54Z", ClothDark)
                    .Fill("M-44 222H44L38 410H8L0 280L-8 410H-38Z", Cloth)
                    .Fill("M-46 96L-66 226L-46 230L-30 120ZM46 96L66 226L46 230L30 120Z", ClothDark)
                    .Circle(-56, 234, 11, SkinDark)
                    .Circle(56, 234, 11, SkinDark)
        );

    private static void Put(Canvas c, double size, double x, double y, Action<Canvas> thing) =>
        c.Moved(string.Create(CultureInfo.InvariantCulture, $"translate({x:0.##} {y:0.##}) scale({size:0.##})"), thing);
}
