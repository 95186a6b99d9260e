// Drawings of bags and of what one wears besides clothes.
namespace Cartwright.Catalog.Pictures;

internal static class Carried
{
    public static void Backpack(Canvas c, Tones t) =>
        c.Shadow(300, 516, 170)
            .Line("M254 132C254 76 346 76 346 132", t.Dark, 18)
            .Rect(118, 270, 60, 190, 28, t.Dark)
            .Rect(422, 270, 60, 190, 28, t.Dark)
            .Fill("M152 260C152 168 212 116 300 116S448 168 448 260V460C448 492 428 510 398 510H202C172 510 152 492 152 460Z", t.Main)
            .Fill("M360 124C416 146 448 192 448 260V460C448 492 428 510 398 510H350C396 430 404 220 360 124Z", t.Dark, 0.35)
            .Rect(190, 330, 220, 150, 30, t.Dark)
            .Rect(190, 322, 220, 150, 30, t.Light)
            .Line("M206 362H394", t.Dark, 7)
            .Rect(374, 358, 14, 36, 7, t.Accent)
            .Line("M184 246H416", t.Dark, 7)
            .Rect(398, 242, 14, 36, 7, t.Accent)
            .Rect(252, 176, 96, 34, 10, Tones.WoodDark)
            .Line("M268 193H332", "#E8D3B5", 4)
            .Rect(226, 286, 26, 70, 8, Tones.WoodDark)
            .Rect(348, 286, 26, 70, 8, Tones.WoodDark);

    public static void Tote(Canvas c, Tones t) =>
        c.Shadow(300, 516, 190)
            .Line("M216 240C200 60 330 60 322 200", t.Dark, 18)
            .Line("M250 240C252 40 404 40 384 240", Tones.WoodDark, 20)
            .Fill("M130 210H470L496 478C498 498 488 510 468 510H132C112 510 102 498 104 478Z", t.Main)
            .Fill("M398 210H470L496 478C498 498 488 510 468 510H384C410 420 408 310 398 210Z", t.Dark, 0.35)
            .Rect(126, 204, 348, 24, 8, t.Light)
            .Rect(198, 226, 34, 56, 8, Tones.WoodDark)
            .Rect(368, 226, 34, 56, 8, Tones.WoodDark)
            .Circle(300, 370, 66, t.Accent)
            .Line("M300 428V330M300 384C280 380 266 366 262 348M300 366C320 362 334 348 338 330", t.Main, 9);

    public static void Watch(Canvas c, Tones t) =>
        c.Shadow(300, 546, 90, 12)
            .Fill("M232 60C232 44 368 44 368 60L384 200H216Z", t.Main)
            .Fill("M216 400H384L368 540C368 556 232 556 232 540Z", t.Main)
            .Fill("M340 50C358 52 368 56 368 60L384 200H344ZM344 400H384L368 540C368 546 358 550 340 552Z", t.Dark, 0.4)
            .Line("M300 470V474M300 496V500M300 444V448", t.Dark, 12)
            .Line("M250 74L240 190M250 526L240 410", t.Light, 5)
            .Rect(430, 282, 26, 36, 8, Tones.MetalDark)
            .Circle(300, 300, 142, Tones.MetalDark)
            .Circle(300, 296, 138, Tones.Metal)
            .Circle(300, 298, 116, Tones.Paper)
            .Line("M300 204V222M300 374V392M206 298H224M376 298H394", Tones.Ink, 8)
            .Line("M300 298V232", Tones.Ink, 10)
            .Line("M300 298L346 326", Tones.Ink, 8)
            .Line("M300 318L276 232", t.Accent, 4)
            .Circle(300, 298, 10, t.Accent)
            .Circle(300, 350, 22, "#E7E2D8");

    public static void Sunglasses(Canvas c, Tones t) =>
        c.Shadow(300, 430, 220, 14)
            .Line("M104 232C88 190 66 176 48 178M496 232C512 190 534 176 552 178", t.Dark, 16)
            .Fill("M84 226H272C282 226 288 234 288 246C288 344 248 392 184 392C116 392 76 330 76 246C76 234 78 226 84 226Z", t.Main)
            .Fill("M516 226H328C318 226 312 234 312 246C312 344 352 392 416 392C484 392 524 330 524 246C524 234 522 226 516 226Z", t.Main)
            .Fill("M106 252H262C260 326 232 366 184 366C132 366 104 320 106 252Z", "#2E3A46")
            .Fill("M494 252H338C340 326 368 366 416 366C468 366 496 320 494 252Z", "#2E3A46")
            .Fill("M130 262H188L132 330C124 312 120 288 122 262Z", "#FFFFFF", 0.22)
            .Fill("M368 262H426L374 334C360 314 356 290 358 262Z", "#FFFFFF", 0.22)
            .Line("M280 252C292 238 308 238 320 252", t.Dark, 16)
            .Rect(88, 238, 26, 10, 5, t.Accent)
            .Rect(486, 238, 26, 10, 5, t.Accent);
}
