// Lays a sheet out: the letter's head, the tables with their heads on each page, the totals, the notes, and the foot of every page.
using System.Globalization;
using Cartwright.Contracts.Ports;
using Cartwright.Papers.Fonts;
using Cartwright.Papers.Pdf;

namespace Cartwright.Papers;

/// <summary>The port, filled by HarfBuzz and a writer of PDF.</summary>
internal sealed class PaperPrinter(FontShelf shelf) : IPaperPrinter
{
    private const float Left = 56;
    private const float Right = PdfPages.Width - 56;
    private const float Top = 56;
    private const float Bottom = PdfPages.Height - 78;
    private const float Gap = 8;
    private const float Small = 8;
    private const float Normal = 9.5f;
    private const float LineHeight = 1.4f;
    private const float Grey = 0.4f;

    /// <inheritdoc/>
    public PrintedPaper Print(PaperSheet sheet)
    {
        var pages = new PdfPages(shelf);
        pages.Add();
        var y = Head(pages, sheet);
        for (var i = 0; i < sheet.Tables.Count; i++)
        {
            y = Table(pages, sheet.Tables[i], y) + 10;
            y = i == 0 ? Sums(pages, sheet.Totals, y) + 10 : y;
        }

        y = sheet.Tables.Count == 0 ? Sums(pages, sheet.Totals, y) : y;
        var notes =
            pages.Missing.Count == 0
                ? sheet.Notes
                : [.. sheet.Notes, $"Characters for which this shop has no font, shown as \uFFFD: {string.Join(", ", pages.Missing)}."];
        foreach (var note in notes)
        {
            y = Paragraph(pages, note, Left, Right - Left, y + 4, Normal, Grey);
        }

        string[] missing = [.. pages.Missing];
        Feet(pages, sheet);
        return new(pages.End(sheet.Title, sheet.Sender.Count > 0 ? sheet.Sender[0] : string.Empty, sheet.Language), missing);
    }

    private static float Head(PdfPages pages, PaperSheet sheet)
    {
        const float SenderAt = 330;
        var (left, right) = (Top, Top);
        for (var i = 0; i < sheet.Sender.Count; i++)
        {
            right = Wrapped(pages, sheet.Sender[i], SenderAt, Right - SenderAt, right, i == 0 ? 12 : Normal, i == 0 ? 0 : Grey, i == 0);
        }

        // Where the window of an envelope is.
        left = Math.Max(left, 128);
        foreach (var line in sheet.Recipient.Where(line => line.Length > 0))
        {
            left = Wrapped(pages, line, Left, 240, left, 10.5f, 0, bold: false);
        }

        var facts = Math.Max(right + 14, 128);
        foreach (var fact in sheet.Facts)
        {
            pages.Draw(pages.Line(fact.Label), SenderAt, facts + Normal, Normal, Grey);
            facts = Wrapped(pages, fact.Value, SenderAt + 92, Right - SenderAt - 92, facts, Normal, 0, bold: false);
        }

        var y = Math.Max(Math.Max(left, facts) + 26, 236);
        return Wrapped(pages, sheet.Title, Left, Right - Left, y, 17, 0, bold: true) + 14;
    }

    private static float Table(PdfPages pages, PaperTable table, float y)
    {
        var shares = table.Columns.Sum(column => column.Share);
        var widths = table.Columns.Select(column => (Right - Left) * column.Share / shares).ToArray();
        y = TableHead(pages, table, widths, y);
        foreach (var row in table.Rows)
        {
            var cells = row.Select((text, i) => Lines(pages, text, widths[i] - Gap, Normal, bold: false)).ToArray();
            var height = (cells.Max(lines => Math.Max(1, lines.Count)) * Normal * LineHeight) + 5;
            if (y + height > Bottom)
            {
                pages.Add();
                y = TableHead(pages, table, widths, Top);
            }

            var x = Left;
            for (var i = 0; i < cells.Length; i++)
            {
                Cell(pages, cells[i], table.Columns[i].Right, x, widths[i], y, Normal, 0);
                x += widths[i];
            }

            y += height;
            pages.Rule(Left, Right, y - 1, 0.88f);
        }

        return y;
    }

    private static float TableHead(PdfPages pages, PaperTable table, float[] widths, float y)
    {
        var cells = table.Columns.Select((column, i) => Lines(pages, column.Head, widths[i] - Gap, Small, bold: true)).ToArray();
        var height = (cells.Max(lines => Math.Max(1, lines.Count)) * Small * LineHeight) + 5;
        if (y + height + 30 > Bottom)
        {
            pages.Add();
            y = Top;
        }

        var x = Left;
        for (var i = 0; i < cells.Length; i++)
        {
            Cell(pages, cells[i], table.Columns[i].Right, x, widths[i], y, Small, Grey);
            x += widths[i];
        }

        pages.Rule(Left, Right, y + height - 1);
        return y + height + 3;
    }

    private static float Sums(PdfPages pages, IReadOnlyList<PaperWord> totals, float y)
    {
        const float LabelAt = 300;
        if (y + (totals.Count * Normal * 1.6f) > Bottom)
        {
            pages.Add();
            y = Top;
        }

        for (var i = 0; i < totals.Count; i++)
        {
            var last = i == totals.Count - 1;
            var size = last ? 11f : Normal;
            if (last)
            {
                pages.Rule(LabelAt, Right, y + 1);
                y += 4;
            }

            var value = pages.Line(totals[i].Value, last);
            var width = value.Width * size / 1000;
            var lines = Lines(pages, totals[i].Label, Right - LabelAt - width - Gap, size, last);
            pages.Draw(value, Right - width, y + size, size);
            foreach (var line in lines)
            {
                pages.Draw(line, LabelAt, y + size, size, last ? 0 : Grey);
                y += size * 1.5f;
            }
        }

        return y;
    }

    private static void Feet(PdfPages pages, PaperSheet sheet)
    {
        for (var page = 0; page < pages.Count; page++)
        {
            var y = PdfPages.Height - 52;
            foreach (var line in Lines(pages, sheet.Footer, Right - Left - 70, Small - 0.5f, bold: false))
            {
                pages.Draw(line, Left, y, Small - 0.5f, Grey, page);
                y += Small * 1.3f;
            }

            var number = pages.Line(string.Create(CultureInfo.InvariantCulture, $"{page + 1} / {pages.Count}"));
            pages.Draw(number, Right - (number.Width * Small / 1000), PdfPages.Height - 52, Small, Grey, page);
            if (sheet.Mark is { } mark)
            {
                var line = pages.Line(mark, bold: true);
                pages.Draw(line, (PdfPages.Width - (line.Width * 10 / 1000)) / 2, 34, 10, 0.45f, page);
            }
        }
    }

    private static void Cell(PdfPages pages, List<TextLine> lines, bool right, float x, float width, float y, float size, float grey)
    {
        foreach (var line in lines)
        {
            pages.Draw(line, right ? x + width - (line.Width * size / 1000) - (Gap / 2) : x, y + size, size, grey);
            y += size * LineHeight;
        }
    }

    private static float Wrapped(PdfPages pages, string text, float x, float width, float y, float size, float grey, bool bold)
    {
        foreach (var line in Lines(pages, text, width, size, bold))
        {
            pages.Draw(line, x, y + size, size, grey);
            y += size * LineHeight;
        }

        return y;
    }

    private static float Paragraph(PdfPages pages, string text, float x, float width, float y, float size, float grey)
    {
        foreach (var line in Lines(pages, text, width, size, bold: false))
        {
            if (y + (size * LineHeight) > Bottom)
            {
                pages.Add();
                y = Top;
            }

            pages.Draw(line, x, y + size, size, grey);
            y += size * LineHeight;
        }

        return y;
    }

    // Broken between words; a word that is wider than the line, or a text without spaces, between characters that belong to no one letter.
    private static List<TextLine> Lines(PdfPages pages, string text, float width, float size, bool bold)
    {
        var lines = new List<TextLine>();
        var left = text.Trim();
        while (left.Length > 0)
        {
            var whole = pages.Line(left, bold);
            if (whole.Width * size / 1000 <= width)
            {
                lines.Add(whole);
                break;
            }

            var cut = Fitting(pages, left, width, size, bold);
            lines.Add(pages.Line(left[..cut].TrimEnd(), bold));
            left = left[cut..].TrimStart();
        }

        return lines;
    }

    private static int Fitting(PdfPages pages, string text, float width, float size, bool bold)
    {
        var letters = StringInfo.ParseCombiningCharacters(text);
        var (fits, above) = (1, letters.Length);
        while (above - fits > 1)
        {
            var middle = (fits + above) / 2;
            (fits, above) = pages.Line(text[..letters[middle]], bold).Width * size / 1000 <= width ? (middle, above) : (fits, middle);
        }

        var end = letters.Length > 1 ? letters[Math.Min(fits, letters.Length - 1)] : text.Length;
        var space = text.LastIndexOf(' ', end - 1, end);
        return space > 0 ? space + 1 : end;
    }
}
