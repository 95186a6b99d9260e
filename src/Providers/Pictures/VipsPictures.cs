// libvips behind the port of making pictures. Nothing is decoded before its header was read and found small enough.
using System.Runtime.InteropServices;
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using NetVips;

namespace Cartwright.Pictures;

/// <inheritdoc cref="IPictureMaker"/>
public sealed class VipsPictures : IPictureMaker, IDisposable
{
    /// <summary>Pixels of a picture: what a camera of 50 megapixels takes. Decoded they are 150 MB.</summary>
    public const int PixelsMax = 50_000_000;

    /// <summary>Bytes of a decoded picture, as its header tells them.</summary>
    public const long DecodedBytesMax = 200_000_000;

    /// <summary>Pixels of a side: what WebP can hold.</summary>
    public const int SideMax = 16_383;

    /// <summary>Frames of a picture that moves. The first is kept.</summary>
    public const int FramesMax = 1_000;

    private const int QualityKept = 92;
    private const int QualityFallback = 82;
    private const int QualityWebP = 78;
    private const int QualityAvif = 55;

    // A drawing has no pixels of its own: it is drawn as wide as the largest size.
    private const int DrawingWidth = 2_560;
    private const int AnyHeight = 10_000_000;
    private const string Srgb = "srgb";
    private const string Profile = "icc-profile-data";

    private static readonly Lock Once = new();
    private static readonly Log.LogDelegate Silent = static (_, _, _) => { };
    private static bool isSetUp;
    private static readonly double[] White = [255, 255, 255];

    private readonly PictureLane lane = new();

    /// <inheritdoc/>
    public Task<Outcome<CleanPicture>> Clean(ReadOnlyMemory<byte> upload, CancellationToken cancel)
    {
        var kind = PictureKinds.Of(upload.Span);
        if (kind == PictureKind.None)
        {
            return Task.FromResult<Outcome<CleanPicture>>(Refusals.NotTaken(PictureKinds.Guess(upload.Span)));
        }

        if (!PictureKinds.IsWhole(kind, upload.Span))
        {
            return Task.FromResult<Outcome<CleanPicture>>(Refusals.Broken("The file ends in the middle of the picture."));
        }

        return Do(() => CleanNow(kind, upload), cancel);
    }

    /// <inheritdoc/>
    public Task<Outcome<IReadOnlyList<PictureSize>>> Sizes(ReadOnlyMemory<byte> original, CancellationToken cancel) =>
        Do(() => SizesNow(Bytes(original)), cancel);

    /// <inheritdoc/>
    public void Dispose() => lane.Dispose();

    private Task<Outcome<T>> Do<T>(Func<Outcome<T>> work, CancellationToken cancel) =>
        lane.Do(
            () =>
            {
                SetUp();
                try
                {
                    return work();
                }
                catch (VipsException)
                {
                    // What libvips says names its own functions, and nothing that a seller could act on.
                    return Refusals.Broken("The picture is damaged.");
                }
            },
            cancel
        ) ?? Task.FromResult<Outcome<T>>(Refusals.Busy);

    // Loaders that are not fuzzed are off for the process: PDF, ImageMagick, and others a picture could claim to be. The one for SVG is on
    // for drawings that were cleaned, and is never chosen by a file's own content.
    private static void SetUp()
    {
        lock (Once)
        {
            if (!isSetUp)
            {
                NetVips.NetVips.BlockUntrusted = true;
                Operation.Block("VipsForeignLoadSvg", false);
                NetVips.NetVips.Concurrency = 1;
                Cache.Max = 0;
                Cache.MaxMem = 0;
                // What it says of damaged pictures is no news: they are refused.
                Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, Silent);
                isSetUp = true;
            }
        }
    }

    private static Outcome<CleanPicture> CleanNow(PictureKind kind, ReadOnlyMemory<byte> upload)
    {
        if (kind == PictureKind.Svg)
        {
            if (!SvgCleaner.Clean(upload).Is(out var drawing, out var refused))
            {
                return refused;
            }

            using var size = Image.SvgloadBuffer(drawing);
            if (size.Width < 1 || size.Height < 1 || (double)size.Height / size.Width * DrawingWidth > SideMax)
            {
                return Refusals.TooLarge("a drawing is at most six times as high as it is wide");
            }

            // As pixels from here on: a drawing of others is served to nobody.
            using var drawn = Image.SvgloadBuffer(drawing, scale: (double)DrawingWidth / size.Width);
            return TooLarge(drawn) is { } large ? large : Kept("png", drawn);
        }

        var bytes = Bytes(upload);
        using var header = Load(kind, bytes);
        if (TooLarge(header) is { } bound)
        {
            return bound;
        }

        var format = kind switch
        {
            PictureKind.Jpeg => "jpg",
            PictureKind.Png => "png",
            PictureKind.WebP => "webp",
            _ => "avif",
        };
        return Kept(format, header);
    }

    // Lazy: the header alone is read. One loader a kind, so that no other is asked what the file might be.
    private static Image Load(PictureKind kind, byte[] bytes) =>
        kind switch
        {
            PictureKind.Jpeg => Image.JpegloadBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
            PictureKind.Png => Image.PngloadBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
            PictureKind.WebP => Image.WebploadBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
            _ => Image.HeifloadBuffer(bytes, access: Enums.Access.Sequential, failOn: Enums.FailOn.Error),
        };

    // Some kinds are decoded as a whole, whatever their order: what that takes is bounded too.
    private static Refusal? TooLarge(Image header) =>
        (long)header.Width * header.Height * header.Bands * (header.Format == Enums.BandFormat.Uchar ? 1 : 2) > DecodedBytesMax
            ? Refusals.TooLarge($"at most {DecodedBytesMax / 1_000_000} MB decoded; save it with 8 bits a channel")
        : (long)header.Width * header.Height > PixelsMax ? Refusals.TooLarge($"at most {PixelsMax / 1_000_000} megapixels")
        : header.Width > SideMax || header.Height > SideMax ? Refusals.TooLarge($"at most {SideMax:N0} pixels a side")
        : header.Contains("n-pages") && (int)header.Get("n-pages") > FramesMax ? Refusals.TooLarge($"at most {FramesMax:N0} frames")
        : null;

    private static Outcome<CleanPicture> Kept(string format, Image read)
    {
        // Line by line from the one file into the other: a picture is nowhere as a whole, unless it has to be turned.
        using var whole = IsTurned(read) ? read.CopyMemory() : read.Copy();
        using var upright = whole.Autorot();
        using var picture = InSrgb(upright);
        var (width, height) = (picture.Width, picture.Height);
        var original = format switch
        {
            "jpg" => picture.JpegsaveBuffer(q: QualityKept, keep: Enums.ForeignKeep.None),
            "png" => picture.PngsaveBuffer(compression: 6, keep: Enums.ForeignKeep.None),
            "webp" => picture.WebpsaveBuffer(q: QualityKept, effort: 2, keep: Enums.ForeignKeep.None),
            _ => picture.HeifsaveBuffer(q: 80, compression: Enums.ForeignHeifCompression.Av1, effort: 1, keep: Enums.ForeignKeep.None),
        };
        using var small = Shrunk(original, PictureSizes.Fallback(width));
        using var opaque = small.HasAlpha() ? small.Flatten(background: White) : small.Copy();
        var fallback = opaque.JpegsaveBuffer(q: QualityFallback, optimizeCoding: true, interlace: true, keep: Enums.ForeignKeep.None);
        return new CleanPicture(original, format, width, height, fallback);
    }

    private static bool IsTurned(Image read) => read.Contains("orientation") && (int)read.Get("orientation") > 1;

    private static Image Shrunk(byte[] original, int width) =>
        Image.ThumbnailBuffer(original, width, height: AnyHeight, size: Enums.Size.Down, failOn: Enums.FailOn.Error);

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var part) && part.Offset == 0 && part.Count == part.Array!.Length
            ? part.Array
            : memory.ToArray();

    private static Image InSrgb(Image picture)
    {
        if (picture.Contains(Profile))
        {
            try
            {
                using var converted = picture.IccTransform(Srgb, embedded: true, intent: Enums.Intent.Relative, depth: 8);
                return converted.Colourspace(Enums.Interpretation.Srgb);
            }
            catch (VipsException)
            {
                // A profile that is none: the numbers are taken as they stand, as browsers do.
            }
        }

        return picture.Colourspace(Enums.Interpretation.Srgb);
    }

    private static Outcome<IReadOnlyList<PictureSize>> SizesNow(byte[] original)
    {
        var kind = PictureKinds.Of(original);
        int[] widths;
        using (var header = Load(kind, original))
        {
            if (TooLarge(header) is { } bound)
            {
                return bound;
            }

            widths = [.. PictureSizes.Of(header.Width)];
        }

        var made = new List<PictureSize>();
        // The largest is shrunk while it is decoded, the others are made of it.
        var last = InMemory(Shrunk(original, widths[^1]));
        try
        {
            foreach (var width in widths.Reverse())
            {
                if (last.Width != width)
                {
                    var smaller = InMemory(last.ThumbnailImage(width, height: AnyHeight, size: Enums.Size.Down));
                    last.Dispose();
                    last = smaller;
                }

                made.Add(
                    new(
                        width,
                        "avif",
                        last.HeifsaveBuffer(
                            q: QualityAvif,
                            compression: Enums.ForeignHeifCompression.Av1,
                            effort: width > 1_280 ? 0 : 1,
                            keep: Enums.ForeignKeep.None
                        )
                    )
                );
                made.Add(
                    new(width, "webp", last.WebpsaveBuffer(q: QualityWebP, effort: width > 1_280 ? 1 : 3, keep: Enums.ForeignKeep.None))
                );
            }
        }
        finally
        {
            last.Dispose();
        }

        return made;
    }

    private static Image InMemory(Image lazy)
    {
        using (lazy)
        {
            return lazy.CopyMemory();
        }
    }
}
