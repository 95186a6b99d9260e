// The port of what is done to pictures: read safely, freed of what does not belong to the public, made small.
namespace Cartwright.Contracts.Ports;

/// <summary>
/// Reads pictures of strangers. It works on one at a time, beside the requests and behind them: whoever asks waits in a line of bounded
/// length.
/// </summary>
public interface IPictureMaker
{
    /// <summary>
    /// The picture of an upload as it may be kept: upright, in sRGB, without a word of metadata, of one frame. What it is is told by its
    /// content alone. Refused with <c>picture_not_taken</c> (no JPEG, PNG, WebP, AVIF or SVG), <c>picture_broken</c> (half a file, or
    /// damaged), <c>picture_too_large</c> (pixels or frames, told by the header before anything is decoded) or <c>pictures_busy</c>.
    /// </summary>
    Task<Outcome<CleanPicture>> Clean(ReadOnlyMemory<byte> upload, CancellationToken cancel);

    /// <summary>
    /// All sizes of a kept picture but the fallback. The same picture gives the same sizes. Refused as <see cref="Clean"/>.
    /// </summary>
    /// <param name="original">As <see cref="CleanPicture.Original"/>.</param>
    Task<Outcome<IReadOnlyList<PictureSize>>> Sizes(ReadOnlyMemory<byte> original, CancellationToken cancel);
}

/// <summary>A picture that may be kept and shown.</summary>
/// <param name="Original">The whole of it.</param>
/// <param name="Format">Of the original: jpg, png or webp or avif.</param>
/// <param name="Width">In pixels; so is the height.</param>
/// <param name="Fallback">A JPEG of <see cref="PictureSizes.Fallback"/> pixels width, for every browser and until the sizes are
/// made.</param>
public sealed record CleanPicture(byte[] Original, string Format, int Width, int Height, byte[] Fallback);

/// <summary>A picture in one width.</summary>
/// <param name="Format">avif or webp.</param>
public sealed record PictureSize(int Width, string Format, byte[] Bytes);

/// <summary>Which sizes there are of a picture.</summary>
public static class PictureSizes
{
    private const int FallbackMax = 1_280;

    private static readonly int[] Steps = [320, 640, 1_280, 2_560];

    /// <summary>What the sizes are made in, the smaller files first.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["avif", "webp"];

    /// <summary>The widths of a picture, rising: the steps below its own, and its own up to the last step. It is never enlarged.</summary>
    public static IReadOnlyList<int> Of(int width) =>
        [.. Steps.Where(step => step < Math.Min(width, Steps[^1])), Math.Min(width, Steps[^1])];

    /// <summary>The width of the JPEG.</summary>
    public static int Fallback(int width) => Math.Min(width, FallbackMax);
}
