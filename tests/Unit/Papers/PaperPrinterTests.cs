// Papers as PDF: names of the world by fonts that are embedded, text that can be copied out, the same bytes for ever.
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Cartwright.Contracts.Ports;
using Cartwright.Papers;

namespace Cartwright.Unit.Papers;

public sealed partial class PaperPrinterTests
{
    private static readonly IPaperPrinter Printer =
        PaperPrinting.Of() ?? throw new InvalidOperationException("The fonts are not beside the tests: npm ci in web, then build again.");

    [Theory]
    [InlineData("Ørsted & Søn, Łódź, Đường", "NotoSans400Regular")]
    [InlineData("Иван Петров, Αθήνα", "NotoSans400Regular")]
    [InlineData("محمد عبد الله", "NotoSansArabic400Regular")]
    [InlineData("שלום כהן", "NotoSansHebrew400Regular")]
    [InlineData("नरेंद्र क्षत्रिय", "NotoSans")]
    [InlineData("สมชาย ใจดี น้ำ", "NotoSansThai400Regular")]
    public void Names_of_the_world_are_shown_by_an_embedded_font_and_can_be_copied_out(string name, string font)
    {
        var printed = Printer.Print(Sheet(name));
        var text = Encoding.Latin1.GetString(printed.Pdf);
        Assert.Empty(printed.Missing);
        Assert.Contains(font, text, StringComparison.Ordinal);
        Assert.Equal(FontNames().Count(text), FontFiles().Count(text));
        var said = string.Concat(
            Said()
                .Matches(Pages(printed.Pdf))
                .Select(match => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(match.Groups[1].Value)))
        );
        Assert.All(name.Split(' ', ','), word => Assert.Contains(word, said, StringComparison.Ordinal));
    }

    [Fact]
    public void Arabic_is_joined_and_runs_from_right_to_left()
    {
        // Joined letters are other glyphs than the single ones: the same letter, alone and between two others, is not drawn alike.
        var alone = Glyphs("ه");
        var joined = Glyphs("ههه");
        Assert.Equal(3, joined.Count);
        Assert.DoesNotContain(alone.Single(), joined);
        Assert.Equal(3, joined.Distinct().Count());

        // What is read first stands on the right.
        Assert.Equal(Glyphs("א").Single(), Glyphs("אב")[^1]);

        // Digits stay in their order, and the word after them stands to their left.
        var address = Glyphs("א 12 ב");
        Assert.Equal(Glyphs("ב").Single(), address[0]);
        Assert.Equal(Glyphs("א").Single(), address[^1]);
        Assert.Equal((6, string.Concat(Glyphs("12"))), (address.Count, string.Concat(address[2..4])));
    }

    [Fact]
    public void What_no_font_has_is_marked_and_told()
    {
        var printed = Printer.Print(Sheet("Ada \U00013080 Lovelace"));
        Assert.Equal(["U+13080"], printed.Missing);
        var said = string.Concat(
            Said()
                .Matches(Pages(printed.Pdf))
                .Select(match => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(match.Groups[1].Value)))
        );
        Assert.Contains("U+13080", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_cannot_break_out_of_its_line_nor_turn_its_direction()
    {
        var printed = Printer.Print(Sheet("Ada ) Tj ET endstream\nendobj \u202Eevil\u0000 <</JS (app.alert(1))>>"));
        var text = Encoding.Latin1.GetString(printed.Pdf);
        Assert.DoesNotContain("/JS", text, StringComparison.Ordinal);
        Assert.DoesNotContain("app.alert", Pages(printed.Pdf), StringComparison.Ordinal);
        Assert.DoesNotContain("202E", Pages(printed.Pdf), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_sheet_is_the_same_file_and_a_long_one_has_its_head_on_each_page()
    {
        var sheet = Sheet("Ada", lines: 200);
        var (first, second) = (Printer.Print(sheet), Printer.Print(sheet));
        Assert.Equal(first.Pdf, second.Pdf);
        var pages = PageCount().Count(Encoding.Latin1.GetString(first.Pdf));
        Assert.InRange(pages, 4, 12);
        Assert.InRange(first.Pdf.Length, 10_000, 120_000);
    }

    [Fact]
    public async Task Many_print_at_once()
    {
        var sheet = Sheet("محمد Ada");
        var whole = Printer.Print(sheet).Pdf;
        var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Printer.Print(sheet).Pdf)));
        Assert.All(all, one => Assert.Equal(whole, one));
    }

    private static PaperSheet Sheet(string name, int lines = 1) =>
        new(
            "Invoice INV-2026-000001",
            "en",
            ["Lampen & Licht GmbH", "Berlin"],
            [name],
            [new("Date", "30 November 2026")],
            [
                new(
                    [new("Item", 70), new("Amount", 30, true)],
                    [
                        .. Enumerable
                            .Range(1, lines)
                            .Select(n =>
                                (IReadOnlyList<string>)[$"Kettle with a name that is so long that it needs two lines {n}", "24.00"]
                            ),
                    ]
                ),
            ],
            [new("Total", "24.00 EUR")],
            ["Paid."],
            "Lampen & Licht GmbH"
        );

    // The glyphs of a name, from left to right.
    private static List<string> Glyphs(string name)
    {
        var page = Pages(Printer.Print(Sheet(name)).Pdf);
        var from = page.IndexOf(" 10.5 Tf", StringComparison.Ordinal);
        var runs = page.Split("/Span").Where(run => run.Contains(" 10.5 Tf", StringComparison.Ordinal));
        Assert.True(from > 0);
        return
        [
            .. runs.SelectMany(run =>
                Drawn().Matches(run[run.IndexOf("Tf", StringComparison.Ordinal)..]).Select(match => match.Groups[1].Value)
            ),
        ];
    }

    // What the pages say, unpacked.
    private static string Pages(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var said = new StringBuilder();
        foreach (Match match in Streams().Matches(text))
        {
            using var packed = new MemoryStream(
                pdf,
                match.Index + match.Length,
                int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)
            );
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            using var reader = new StreamReader(zlib, Encoding.Latin1);
            var content = reader.ReadToEnd();
            if (content.StartsWith("/Span", StringComparison.Ordinal))
            {
                said.Append(content);
            }
        }

        return said.ToString();
    }

    [GeneratedRegex("/ActualText <FEFF([0-9A-F]*)>")]
    private static partial Regex Said();

    [GeneratedRegex("<([0-9A-F]{4})>")]
    private static partial Regex Drawn();

    [GeneratedRegex(@"/Length (\d+) >>\nstream\n")]
    private static partial Regex Streams();

    [GeneratedRegex("/Subtype /Type0")]
    private static partial Regex FontNames();

    [GeneratedRegex("/FontFile2")]
    private static partial Regex FontFiles();

    [GeneratedRegex("/Type /Page /")]
    private static partial Regex PageCount();
}
