// Drawings of clothes and shoes.
namespace Cartwright.Catalog.Pictures;

internal static class Wear
{
    public static void Sneaker(Canvas c, Tones t) =>
        c.Shadow(300, 452, 240)
            .Moved(
                "translate(0 10)",
                g =>
                    g.Fill(
                            "M70 396C66 330 84 268 108 236C122 216 146 214 160 232C176 256 214 262 240 244L264 226C274 220 286 222 294 232C336 288 400 308 468 322C516 332 536 362 532 400Z",
                            t.Main
                        )
                        .Fill("M70 396C66 330 84 268 108 236C122 216 146 214 160 232C158 300 120 350 70 372Z", t.Dark)
                        .Fill("M420 312L468 322C516 332 536 362 532 400H396C420 380 428 344 420 312Z", t.Light)
                        .Line("M254 268L296 246M278 290L322 268M304 310L350 286M334 324L378 302", Tones.Paper, 11)
                        .Line("M150 366C230 366 264 336 284 318", t.Accent, 24)
                        .Rect(112, 248, 40, 16, 8, t.Accent)
                        .Fill("M60 392H540C546 420 528 440 500 440H100C70 440 56 420 60 392Z", Tones.Paper)
                        .Rect(66, 424, 466, 16, 8, t.Dark)
                        .Line("M130 408H250M290 408H340", "#DDD8CE", 6)
            );

    public static void Boot(Canvas c, Tones t) =>
        c.Shadow(300, 502, 190)
            .Fill("M176 110H352L362 296C420 316 476 330 484 400V444H160C150 330 176 240 176 110Z", t.Main)
            .Fill("M176 110H236C240 240 214 340 220 444H160C150 330 176 240 176 110Z", t.Dark, 0.6)
            .Fill("M420 340C462 352 482 372 484 400V444H396C420 420 430 380 420 340Z", t.Light, 0.8)
            .Rect(164, 94, 200, 40, 18, t.Accent)
            .Line("M300 170L364 160M304 212L366 202M308 254L370 246M316 296L384 290", Tones.Paper, 10)
            .Fill("M150 436H494V464C494 484 480 492 464 492H360L344 478H270V492H170C156 492 148 480 148 466Z", Tones.Ink)
            .Rect(150, 430, 344, 18, 8, Tones.Wood);

    public static void Tee(Canvas c, Tones t) =>
        c.Shadow(300, 516, 150, 12)
            .Fill("M216 108L110 164L72 292L156 320L172 276V500H428V276L444 320L528 292L490 164L384 108C370 156 230 156 216 108Z", t.Main)
            .Fill("M428 276L444 320L528 292L490 164L430 132C446 190 440 240 428 276ZM428 276V500H372C404 430 420 350 428 276Z", t.Dark, 0.4)
            .Line("M216 110C236 164 364 164 384 110", t.Dark, 14)
            .Line("M92 286L154 306M508 286L446 306", t.Light, 8)
            .Circle(300, 290, 54, t.Accent)
            .Fill("M254 306L286 262L306 288L322 270L346 306C330 340 270 340 254 306Z", t.Main)
            .Line("M186 484H414", t.Light, 5);

    public static void Sweater(Canvas c, Tones t) =>
        c.Shadow(300, 522, 170, 12)
            .Fill(
                "M214 112C160 124 128 148 114 196L70 452L136 466L176 292V500H424V292L464 466L530 452L486 196C472 148 440 124 386 112C360 140 240 140 214 112Z",
                t.Main
            )
            .Fill(
                "M424 292L464 466L530 452L486 196C478 168 462 148 440 134C452 196 444 250 424 292ZM424 292V500H374C406 430 420 360 424 292Z",
                t.Dark,
                0.4
            )
            .Line("M220 118C250 156 350 156 380 118", t.Dark, 24)
            .Rect(170, 484, 260, 34, 12, t.Dark)
            .Moved("rotate(10 102 452)", g => g.Rect(64, 440, 76, 30, 10, t.Dark))
            .Moved("rotate(-10 498 452)", g => g.Rect(460, 440, 76, 30, 10, t.Dark))
            .Line("M178 268L208 240L238 268L268 240L300 268L332 240L362 268L392 240L422 268", t.Accent, 12)
            .Line("M178 306L208 278L238 306L268 278L300 306L332 278L362 306L392 278L422 306", t.Light, 8);

    public static void Beanie(Canvas c, Tones t) =>
        c.Shadow(300, 476, 190)
            .Circle(300, 130, 58, t.Accent)
            .Circle(282, 112, 16, "#FFFFFF44")
            .Fill("M130 380C122 240 190 150 300 150S478 240 470 380Z", t.Main)
            .Fill("M340 154C426 170 476 256 470 380H400C410 290 396 206 340 154Z", t.Dark, 0.4)
            .Line(
                "M208 212C186 262 178 310 178 352M270 172C252 232 246 300 246 352M336 172C354 232 360 300 360 352M396 212C414 262 424 310 424 352",
                t.Light,
                7
            )
            .Rect(104, 352, 392, 108, 36, t.Dark)
            .Line("M150 378V434M200 378V434M250 378V434M300 378V434M350 378V434M400 378V434M450 378V434", t.Main, 10)
            .Rect(330, 384, 66, 44, 8, t.Accent);
}
