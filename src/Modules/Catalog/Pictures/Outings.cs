// Drawings of books, outdoor goods, and the parcel that stands for all else.
namespace Cartwright.Catalog.Pictures;

internal static class Outings
{
    public static void Book(Canvas c, Tones t) =>
        c.Shadow(312, 520, 160)
            .Turned(
                -5,
                g =>
                    g.Rect(186, 96, 260, 410, 12, t.Dark)
                        .Rect(190, 104, 262, 394, 6, Tones.Paper)
                        .Line("M452 116V488M446 116V488", "#DDD6C8", 2)
                        .Fill("M164 84H424A14 14 0 0 1 438 98V480A14 14 0 0 1 424 494H178A30 30 0 0 1 164 480Z", t.Main)
                        .Rect(164, 84, 34, 410, 8, t.Dark)
                        .Circle(318, 232, 72, t.Accent)
                        .Fill("M214 306C262 258 300 292 334 268S400 262 422 284V344H214Z", t.Light)
                        .Fill("M214 330C270 300 330 330 422 306V352H214Z", t.Dark)
                        .Rect(236, 116, 164, 16, 4, Tones.Paper)
                        .Rect(262, 142, 112, 10, 4, t.Light)
                        .Rect(254, 396, 128, 12, 4, Tones.Paper)
                        .Rect(284, 420, 68, 8, 4, t.Light)
            );

    public static void Notebook(Canvas c, Tones t) =>
        c.Shadow(310, 512, 160)
            .Turned(
                6,
                g =>
                    g.Rect(174, 104, 268, 392, 22, t.Dark)
                        .Rect(182, 100, 264, 388, 12, Tones.Paper)
                        .Rect(160, 92, 274, 396, 22, t.Main)
                        .Rect(160, 92, 44, 396, 20, t.Dark)
                        .Rect(384, 92, 16, 396, 0, t.Accent)
                        .Rect(228, 150, 124, 84, 10, Tones.Paper)
                        .Line("M248 178H332M248 202H306", t.Dark, 7)
                        .Fill("M262 488V536L274 522L286 536V488Z", t.Accent)
            )
            .Moved(
                "rotate(24 470 330)",
                g =>
                    g.Rect(458, 150, 24, 300, 8, t.Accent)
                        .Rect(458, 150, 24, 46, 8, Tones.Ink)
                        .Fill("M458 446H482L470 486Z", "#E8D3B5")
                        .Fill("M465 470H475L470 486Z", Tones.Ink)
            );

    public static void Bottle(Canvas c, Tones t) =>
        c.Shadow(300, 528, 110)
            .Line("M262 92C262 50 338 50 338 92", Tones.Ink, 14)
            .Rect(250, 84, 100, 66, 14, Tones.Ink)
            .Rect(262, 96, 8, 42, 4, "#54575F")
            .Rect(258, 146, 84, 26, 4, Tones.Metal)
            .Fill(
                "M256 170H344C350 206 392 214 392 270V486C392 512 376 526 350 526H250C224 526 208 512 208 486V270C208 214 250 206 256 170Z",
                t.Main
            )
            .Fill("M322 170H344C350 206 392 214 392 270V486C392 512 376 526 350 526H316C350 480 352 240 322 170Z", t.Dark, 0.4)
            .Rect(230, 272, 16, 190, 8, t.Light)
            .Rect(208, 482, 184, 16, 0, t.Dark)
            .Fill("M256 404L292 340L316 376L330 356L356 404Z", t.Accent)
            .Circle(338, 326, 14, Tones.Paper);

    public static void Tent(Canvas c, Tones t) =>
        c.Shadow(300, 482, 260, 20)
            .Fill("M120 470L160 330L200 470Z", Tones.LeafDark)
            .Fill("M60 472L92 370L124 472Z", Tones.Leaf)
            .Fill("M476 472L516 320L556 472Z", Tones.LeafDark)
            .Fill("M300 140L520 476H80Z", t.Main)
            .Fill("M300 140L520 476H380Z", t.Dark, 0.45)
            .Fill("M300 140L260 476H80Z", t.Light, 0.35)
            .Fill("M300 240L382 476H218Z", Tones.Ink)
            .Fill("M300 240L218 476H170C240 420 280 330 300 240Z", t.Accent)
            .Fill("M300 300L352 476H300Z", "#FFE9A8", 0.75)
            .Line("M300 140L286 116M300 140L314 116", Tones.Wood, 9)
            .Line("M80 476L44 494M520 476L556 494", Tones.Paper, 5)
            .Line("M140 384L300 140L460 384", t.Light, 4);

    public static void Parcel(Canvas c, Tones t) =>
        c.Shadow(300, 488, 200)
            .Fill("M110 220L300 150L490 220L300 296Z", Palette.Mix(Tones.Wood, "#FFFFFF", 30))
            .Fill("M110 220L300 296V490L110 410Z", Tones.Wood)
            .Fill("M490 220L300 296V490L490 410Z", Tones.WoodDark)
            .Fill("M190 190L380 264V330L350 318V276L164 200Z", t.Main)
            .Fill("M140 330L220 362V414L140 382Z", Tones.Paper)
            .Line("M156 352L202 370M156 368L186 380", t.Dark, 6)
            .Line("M420 330V296L440 314M420 296L404 320", Tones.Paper, 6);
}
