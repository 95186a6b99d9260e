// What becomes of pictures of strangers: kinds, damage, size, metadata, colours, drawings.
using System.Text;
using Cartwright.Contracts.Ports;
using Cartwright.Pictures;
using NetVips;

namespace Cartwright.Unit.Pictures;

public sealed class VipsPicturesTests : IDisposable
{
    private readonly VipsPictures maker = new();

    public void Dispose() => maker.Dispose();

    [Theory]
    [InlineData("jpg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("avif")]
    public async Task A_picture_of_each_kind_is_kept_as_its_kind_with_a_jpeg_beside_it_and_the_same_gives_the_same(string format)
    {
        var file = Of(format);
        var clean = (await maker.Clean(file, default)).Value;
        Assert.Equal((format, 64, 48), (clean.Format, clean.Width, clean.Height));
        Assert.Equal(PictureKinds.Of(file), PictureKinds.Of(clean.Original));
        Assert.Equal(PictureKind.Jpeg, PictureKinds.Of(clean.Fallback));
        Assert.Equal(clean.Original, (await maker.Clean(file, default)).Value.Original);
    }

    [Fact]
    public async Task What_a_camera_writes_beside_the_picture_is_gone_and_the_picture_is_upright()
    {
        var clean = (await maker.Clean(TestPictures.JpegWithNotes(64, 48), default)).Value;
        Assert.Equal((48, 64), (clean.Width, clean.Height));
        var text = Encoding.Latin1.GetString(clean.Original) + Encoding.Latin1.GetString(clean.Fallback);
        foreach (var word in new[] { "Exif", "GPS", "xmpmeta", "garden", "home", "adobe" })
        {
            Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
        }

        // Turned to the right, what was at the left is above.
        using var kept = Image.NewFromBuffer(clean.Original);
        Assert.InRange(kept.Getpoint(24, 10)[0], 150, 255);
        Assert.InRange(kept.Getpoint(24, 54)[0], 0, 60);
    }

    [Theory]
    [InlineData("jpg", 0.5)]
    [InlineData("jpg", 0.99)]
    [InlineData("png", 0.5)]
    [InlineData("png", 0.99)]
    [InlineData("webp", 0.7)]
    [InlineData("avif", 0.9)]
    public async Task Half_a_file_is_refused(string format, double part)
    {
        var file = Of(format);
        var refused = (await maker.Clean(file.AsMemory(0, (int)(file.Length * part)), default)).Refused;
        Assert.Equal("picture_broken", refused?.Code);
    }

    [Fact]
    public async Task A_picture_that_is_whole_outside_and_short_inside_is_refused()
    {
        Assert.Equal("picture_broken", (await maker.Clean(TestPictures.PngThatSays(2_000, 2_000), default)).Refused?.Code);
    }

    [Theory]
    [InlineData(50_000, 50_000)]
    [InlineData(2_000_000_000, 1)]
    [InlineData(16_384, 10)]
    [InlineData(10, 16_384)]
    [InlineData(7_100, 7_100)]
    public async Task A_picture_whose_header_says_too_much_is_refused_before_it_is_decoded(int width, int height)
    {
        var refused = (await maker.Clean(TestPictures.PngThatSays(width, height), default)).Refused!;
        Assert.Contains(refused.Code, new[] { "picture_too_large", "picture_broken" });
        Assert.NotEmpty(refused.Detail);
    }

    [Theory]
    [InlineData("GIF89a and so on", "GIF")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "HEIC")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("<script>alert(1)</script>", "JPEG, PNG")]
    [InlineData("push graphic-context viewbox 0 0 640 480 fill 'url(https://127.0.0.1/x)'", "JPEG, PNG")]
    [InlineData("", "JPEG, PNG")]
    public async Task What_is_no_picture_is_refused_by_its_content_and_named(string content, string named)
    {
        var refused = (await maker.Clean(Encoding.Latin1.GetBytes(content), default)).Refused!;
        Assert.Equal("picture_not_taken", refused.Code);
        Assert.Contains(named, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_at_random_is_refused_or_a_picture_and_never_ends_the_process()
    {
        var (random, answered) = (new Random(7), 0);
        for (var i = 0; i < 80; i++)
        {
            var file = Of(new[] { "jpg", "png", "webp", "avif" }[i % 4]);
            for (var k = 0; k < 8; k++)
            {
                file[random.Next(16, file.Length)] = (byte)random.Next(256);
            }

            var outcome = await maker.Clean(file, default);
            Assert.True(
                outcome.Refused is { Code: "picture_broken" or "picture_too_large" or "picture_not_taken" } || outcome.Value.Width > 0
            );
            answered++;
        }

        Assert.Equal(80, answered);
    }

    [Fact]
    public async Task Print_colours_grey_and_deep_colours_become_srgb()
    {
        using var black = Image.Black(32, 32, bands: 4);
        using var print = black.Copy(interpretation: Enums.Interpretation.Cmyk);
        using var grey = black.ExtractBand(0).Copy(interpretation: Enums.Interpretation.Bw);
        using var deep = black.ExtractBand(0, n: 3).Cast(Enums.BandFormat.Ushort).Copy(interpretation: Enums.Interpretation.Rgb16);
        foreach (var file in new[] { print.JpegsaveBuffer(), grey.PngsaveBuffer(), deep.PngsaveBuffer(bitdepth: 16) })
        {
            using var kept = Image.NewFromBuffer((await maker.Clean(file, default)).Value.Original);
            Assert.Equal((Enums.Interpretation.Srgb, Enums.BandFormat.Uchar), (kept.Interpretation, kept.Format));
        }
    }

    [Theory]
    [InlineData(4_032, new[] { 320, 640, 1_280, 2_560 })]
    [InlineData(2_560, new[] { 320, 640, 1_280, 2_560 })]
    [InlineData(1_281, new[] { 320, 640, 1_280, 1_281 })]
    [InlineData(320, new[] { 320 })]
    [InlineData(500, new[] { 320, 500 })]
    [InlineData(1, new[] { 1 })]
    public void The_widths_are_the_steps_below_the_pictures_own_and_its_own(int width, int[] expected) =>
        Assert.Equal(expected, PictureSizes.Of(width));

    [Fact]
    public async Task Every_size_is_made_in_both_formats_as_wide_as_it_says_and_never_wider_than_the_picture()
    {
        var clean = (await maker.Clean(TestPictures.Png(700, 350), default)).Value;
        var sizes = (await maker.Sizes(clean.Original, default)).Value;
        Assert.Equal(
            new[] { (320, "avif"), (320, "webp"), (640, "avif"), (640, "webp"), (700, "avif"), (700, "webp") },
            sizes.Select(size => (size.Width, size.Format)).Order()
        );
        foreach (var size in sizes)
        {
            using var image = Image.NewFromBuffer(size.Bytes);
            Assert.Equal((size.Width, size.Width / 2), (image.Width, image.Height));
            Assert.Equal(size.Format == "avif" ? PictureKind.Avif : PictureKind.WebP, PictureKinds.Of(size.Bytes));
        }
    }

    [Fact]
    public async Task A_drawing_becomes_pixels_and_nothing_in_it_runs_or_fetches()
    {
        const string Drawing = """
            <?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50" onload="x()">
            <script>alert(1)</script><style>@import url(http://127.0.0.1/a)</style><image href="file:///etc/passwd" width="9" height="9"/>
            <foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject><use xlink:href="#a"/><a xlink:href="javascript:x()"><rect/></a>
            <rect width="100" height="50" fill="#00f" style="fill:url(http://127.0.0.1/b)" onclick="y()" stroke="URL(//127.0.0.1/c)" filter="url(#f)"/>
            <set attributeName="href" to="javascript:x()"/></svg>
            """;
        var file = Encoding.UTF8.GetBytes(Drawing);
        var clean = Encoding.UTF8.GetString(SvgCleaner.Clean(file).Value);
        Assert.Contains("<rect width=\"100\" height=\"50\" fill=\"#00f\" />", clean, StringComparison.Ordinal);
        foreach (
            var word in new[]
            {
                "script",
                "on",
                "href",
                "style",
                "file:",
                "127.0.0.1",
                "foreign",
                "use",
                "set",
                "filter",
                "stroke",
                "http:",
            }
        )
        {
            Assert.DoesNotContain(
                word,
                clean
                    .Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal)
                    .Replace("version", "", StringComparison.Ordinal)
                    .Replace("encoding", "", StringComparison.Ordinal),
                StringComparison.OrdinalIgnoreCase
            );
        }

        var picture = (await maker.Clean(file, default)).Value;
        Assert.Equal(("png", 2_560, 1_280), (picture.Format, picture.Width, picture.Height));
        using var kept = Image.NewFromBuffer(picture.Original);
        Assert.Equal([0, 0, 255], kept.Getpoint(1_000, 600)[..3]);
    }

    [Theory]
    [InlineData(
        """<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>"""
    )]
    [InlineData("""<svg xmlns="http://www.w3.org/2000/svg"><g></svg>""")]
    [InlineData("""<html><svg xmlns="http://www.w3.org/2000/svg"></svg></html>""")]
    [InlineData("""<svg><rect/></svg>""")]
    public async Task A_drawing_that_declares_entities_or_is_none_is_refused(string drawing) =>
        Assert.Equal("picture_broken", (await maker.Clean(Encoding.UTF8.GetBytes(drawing), default)).Refused?.Code);

    [Fact]
    public async Task A_drawing_that_is_too_deep_too_large_or_too_tall_is_refused()
    {
        const string Begin = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">""";
        foreach (
            var drawing in new[]
            {
                Begin + string.Concat(Enumerable.Repeat("<g>", 100)) + string.Concat(Enumerable.Repeat("</g>", 100)) + "</svg>",
                Begin + string.Concat(Enumerable.Repeat("<rect/>", 20_001)) + "</svg>",
                """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 1000"><rect/></svg>""",
            }
        )
        {
            Assert.Equal("picture_too_large", (await maker.Clean(Encoding.UTF8.GetBytes(drawing), default)).Refused?.Code);
        }
    }

    [Fact]
    public async Task More_than_can_wait_is_refused_and_all_others_are_done()
    {
        var file = TestPictures.Png(400, 400);
        var all = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => maker.Clean(file, default)));
        var (done, busy) = (all.Count(one => one.Refused is null), all.Count(one => one.Refused?.Code == "pictures_busy"));
        Assert.Equal(60, done + busy);
        Assert.InRange(done, PictureLane.WaitersMax, 60);
    }

    private static byte[] Of(string format) =>
        format switch
        {
            "jpg" => TestPictures.Jpeg(),
            "png" => TestPictures.Png(),
            "webp" => TestPictures.WebP(),
            _ => TestPictures.Avif(),
        };
}
