// What a picture is refused with, and what to do about it.
using Cartwright.Contracts;

namespace Cartwright.Pictures;

internal static class Refusals
{
    public static Refusal NotTaken(string guess) =>
        Refusal.Invalid("picture_not_taken", $"{guess}A picture is a JPEG, PNG, WebP, AVIF or SVG, by its content.");

    public static Refusal Broken(string why) =>
        Refusal.Invalid("picture_broken", why + " Open it in a program for pictures and save it again.");

    public static Refusal TooLarge(string bound) =>
        new(RefusalKind.TooLarge, "picture_too_large", $"The picture is too large: {bound}. Make it smaller and send it again.");

    public static Refusal Busy { get; } =
        Refusal.Unavailable("pictures_busy", "Too many pictures are being worked on. Try again in a few seconds.", 5);
}
