// Drawings of plants and what they stand in.
namespace Cartwright.Catalog.Pictures;

internal static class Greenery
{
    public static void Monstera(Canvas c, Tones t) =>
        c.Shadow(300, 512, 130)
            .Moved(
                "translate(42 66) scale(.86)",
                g =>
                {
                    g.Line(
                        "M300 380C296 300 250 260 200 230M300 380C300 280 310 210 320 160M300 380C320 300 370 280 420 266M300 380C280 330 220 330 176 342",
                        Tones.LeafDark,
                        9
                    );
                    Leaf(g, "translate(200 226) rotate(-38)", Tones.Leaf);
                    Leaf(g, "translate(322 166) rotate(8) scale(1.16)", Tones.LeafDark);
                    Leaf(g, "translate(424 262) rotate(52) scale(.95)", Tones.Leaf);
                    Leaf(g, "translate(176 346) rotate(-80) scale(.74)", Tones.LeafLight);
                    Pot(g, t);
                }
            );

    public static void Cactus(Canvas c, Tones t)
    {
        c.Shadow(300, 512, 130)
            .Line("M300 390V178", Tones.LeafDark, 108)
            .Line("M300 390V178", Tones.Leaf, 96)
            .Line("M208 300V256M208 300C208 330 240 330 262 330", Tones.Leaf, 46)
            .Line("M394 268V214M394 268C394 296 370 300 342 300", Tones.Leaf, 46)
            .Line("M272 370V176M300 370V150M328 370V176", Tones.LeafLight, 5)
            .Line("M208 296V254M394 264V212", Tones.LeafLight, 5)
            .Circle(290, 122, 16, "#E58A8F")
            .Circle(314, 122, 16, "#E58A8F")
            .Circle(302, 106, 16, "#EDA3A6")
            .Circle(302, 120, 8, "#F3CF73")
            .Circle(208, 228, 11, "#E58A8F");
        Pot(c, t);
    }

    public static void Vase(Canvas c, Tones t) =>
        c.Shadow(300, 512, 110)
            .Line("M292 250C280 180 240 140 214 104M300 250V80M308 250C326 190 360 160 392 130", Tones.LeafDark, 7)
            .Fill("M300 178C330 150 358 160 364 180C340 196 316 194 300 178Z", Tones.Leaf)
            .Fill("M284 208C258 184 232 190 222 208C244 226 268 226 284 208Z", Tones.LeafLight)
            .Circle(210, 98, 40, t.Accent)
            .Circle(210, 98, 15, Tones.Paper)
            .Circle(300, 74, 46, "#E9A6A0")
            .Circle(300, 74, 17, "#F6DFA4")
            .Circle(398, 126, 38, "#F1CE83")
            .Circle(398, 126, 14, "#B5654A")
            .Fill(
                "M252 236H348V270C420 310 438 380 410 440C396 480 370 506 340 506H260C230 506 204 480 190 440C162 380 180 310 252 270Z",
                t.Main
            )
            .Fill("M318 236H348V270C420 310 438 380 410 440C396 480 370 506 340 506H310C390 440 392 330 318 280Z", t.Dark, 0.4)
            .Fill("M214 350C220 320 234 302 250 294C232 340 230 390 240 436C214 412 208 380 214 350Z", t.Light, 0.85)
            .Rect(242, 228, 116, 20, 10, t.Light)
            .Line("M196 424C260 444 340 444 404 424", t.Accent, 9);

    public static void Planter(Canvas c, Tones t)
    {
        c.Shadow(300, 512, 190);
        for (var i = 0; i < 7; i++)
        {
            c.Moved(
                FormattableString.Invariant(
                    $"translate({162 + (i * 46)} 352) rotate({-24 + (i * 8)}) scale(1 {(i % 2 == 0 ? 1.15 : 0.9)})"
                ),
                g =>
                    g.Fill(
                        "M0 0C-34 -60 -30 -150 0 -214C30 -150 34 -60 0 0Z",
                        i % 3 == 0 ? Tones.LeafLight
                            : i % 3 == 1 ? Tones.Leaf
                            : Tones.LeafDark
                    )
            );
        }

        c.Line("M168 470L150 508M432 470L450 508", Tones.Wood, 16)
            .Rect(104, 336, 392, 146, 26, t.Main)
            .Fill("M420 336H470A26 26 0 0 1 496 362V456A26 26 0 0 1 470 482H400C424 440 428 380 420 336Z", t.Dark, 0.4)
            .Rect(104, 336, 392, 26, 13, t.Dark)
            .Rect(130, 386, 12, 62, 6, t.Light)
            .Line("M180 424H420", t.Accent, 8);
    }

    private static void Pot(Canvas c, Tones t) =>
        c.Fill("M186 366H414L392 486C388 502 378 510 362 510H238C222 510 212 502 208 486Z", t.Main)
            .Fill("M352 366H414L392 486C388 502 378 510 362 510H320C344 470 352 420 352 366Z", t.Dark, 0.4)
            .Rect(172, 350, 256, 40, 14, t.Main)
            .Rect(172, 384, 256, 10, 5, t.Dark)
            .Rect(190, 358, 120, 9, 4, t.Light)
            .Line("M222 446L250 426L278 446L306 426L334 446L362 426L378 438", t.Accent, 7);

    private static void Leaf(Canvas c, string where, string fill) =>
        c.Moved(
            where,
            g =>
                g.Fill("M0 40C-66 40 -92 -10 -82 -60C-74 -106 -34 -130 0 -150C34 -130 74 -106 82 -60C92 -10 66 40 0 40Z", fill)
                    .Line("M0 36V-120M0 0L-46 -34M0 0L46 -34M0 -46L-40 -78M0 -46L40 -78", "#FFFFFF55", 5)
        );
}
