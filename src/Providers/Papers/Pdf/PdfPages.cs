// Pages of A4 with text and lines. Lengths are points from the upper left corner.
using System.Globalization;
using System.Text;
using Cartwright.Papers.Fonts;

namespace Cartwright.Papers.Pdf;

/// <summary>A document while it is drawn.</summary>
internal sealed class PdfPages(FontShelf shelf)
{
    public const float Width = 595.28f;
    public const float Height = 841.89f;

    private readonly PdfFile file = new();
    private readonly List<StringBuilder> pages = [];
    private readonly Dictionary<FontFace, PdfFont> fonts = [];
    private readonly SortedSet<string> missing = new(StringComparer.Ordinal);

    /// <summary>Characters that could not be shown.</summary>
    public IReadOnlyCollection<string> Missing => missing;

    public int Count => pages.Count;

    /// <summary>Begins a page; what is drawn from here on stands on it.</summary>
    public void Add() => pages.Add(new StringBuilder(4_096));

    /// <summary>A text as it would be drawn.</summary>
    public TextLine Line(string text, bool bold = false)
    {
        var line = TextLine.Of(text, shelf, bold);
        missing.UnionWith(line.Missing);
        return line;
    }

    /// <summary>Draws a text with its base line at <paramref name="y"/>.</summary>
    /// <param name="grey">0 is black, 1 white.</param>
    /// <param name="page">Counted from 0; the last one without a word.</param>
    public void Draw(TextLine line, float x, float y, float size, float grey = 0, int? page = null)
    {
        var to = pages[page ?? pages.Count - 1];
        foreach (var run in line.Runs)
        {
            Draw(to, run, x, Height - y, size, grey);
            x += run.Width * size / 1000;
        }
    }

    /// <summary>A thin line across.</summary>
    public void Rule(float from, float to, float y, float grey = 0.75f) =>
        pages[^1]
            .Append(
                CultureInfo.InvariantCulture,
                $"{PdfFile.Number(grey)} G 0.6 w {PdfFile.Number(from)} {PdfFile.Number(Height - y)} m {PdfFile.Number(to)} {PdfFile.Number(Height - y)} l S\n"
            );

    /// <summary>The file.</summary>
    public byte[] End(string title, string author, string language)
    {
        var (catalog, tree, information) = (file.Take(), file.Take(), file.Take());
        var resources = string.Join(' ', fonts.Values.Select(font => $"/{font.Name} {font.Number} 0 R"));
        List<int> kids = [];
        foreach (var page in pages)
        {
            var (number, content) = (file.Take(), file.Take());
            kids.Add(number);
            file.Write(
                number,
                $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PdfFile.Number(Width)} {PdfFile.Number(Height)}] /Resources << /Font << {resources} >> >> /Contents {content} 0 R >>"
            );
            file.Write(content, string.Empty, Encoding.ASCII.GetBytes(page.ToString()));
        }

        foreach (var font in fonts.Values)
        {
            font.Write(file);
        }

        file.Write(
            tree,
            string.Create(
                CultureInfo.InvariantCulture,
                $"<< /Type /Pages /Count {kids.Count} /Kids [{string.Join(' ', kids.Select(kid => $"{kid} 0 R"))}] >>"
            )
        );
        file.Write(
            catalog,
            $"<< /Type /Catalog /Pages {tree} 0 R /Lang {PdfFile.Said(language)} /ViewerPreferences << /DisplayDocTitle true >> >>"
        );
        file.Write(
            information,
            $"<< /Title {PdfFile.Said(title)} /Author {PdfFile.Said(author)} /Creator {PdfFile.Said("Cartwright")} /Producer {PdfFile.Said("Cartwright")} >>"
        );
        return file.End(catalog, information);
    }

    // The text itself stands beside its glyphs, in the order in which it is read: whoever copies or hears the page gets the words.
    private void Draw(StringBuilder page, TextRun run, float x, float y, float size, float grey)
    {
        if (!fonts.TryGetValue(run.Face, out var font))
        {
            fonts[run.Face] = font = new(run.Face, file.Take(), string.Create(CultureInfo.InvariantCulture, $"F{fonts.Count + 1}"));
        }

        var tone = PdfFile.Number(grey);
        page.Append(
            CultureInfo.InvariantCulture,
            $"/Span << /ActualText {PdfFile.Said(run.Text)} >> BDC\nBT /{font.Name} {PdfFile.Number(size)} Tf {tone} g "
        );
        page.Append(run.Thick ? string.Create(CultureInfo.InvariantCulture, $"{tone} G 2 Tr {PdfFile.Number(size * 0.03f)} w ") : "0 Tr ");
        var (at, open) = (x, false);
        var clusters = run.Glyphs.Select(glyph => glyph.Cluster).Distinct().Order().ToArray();
        for (var i = 0; i < run.Glyphs.Length; i++)
        {
            var glyph = run.Glyphs[i];
            font.Use(glyph.Id, TextOf(run, i, clusters));
            var moved = glyph.X != 0 || glyph.Y != 0;
            if (moved && open)
            {
                page.Append("] TJ ");
                open = false;
            }

            if (!open)
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"1 0 0 1 {PdfFile.Number(at + (glyph.X * size / 1000))} {PdfFile.Number(y + (glyph.Y * size / 1000))} Tm ["
                );
                open = true;
            }

            page.Append(CultureInfo.InvariantCulture, $"<{glyph.Id:X4}>");
            at += glyph.Advance * size / 1000;
            var difference = font.Face.WidthOf(glyph.Id) - glyph.Advance;
            if (moved)
            {
                page.Append("] TJ ");
                open = false;
            }
            else if (MathF.Abs(difference) > 0.01f)
            {
                page.Append(PdfFile.Number(difference));
            }
        }

        page.Append(open ? "] TJ ET\nEMC\n" : "ET\nEMC\n");
    }

    // The first glyph of a cluster stands for all of its characters, the others for none.
    private static string TextOf(TextRun run, int i, int[] clusters)
    {
        var cluster = run.Glyphs[i].Cluster;
        for (var before = 0; before < i; before++)
        {
            if (run.Glyphs[before].Cluster == cluster)
            {
                return string.Empty;
            }
        }

        var next = Array.BinarySearch(clusters, cluster) + 1;
        return run.Text[cluster..(next < clusters.Length ? clusters[next] : run.Text.Length)];
    }
}
