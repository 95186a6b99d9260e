// What the beginning of a CSV file tells: the delimiter, the header, the layout, how amounts are written.
using Cartwright.Contracts;

namespace Cartwright.Catalog.Imports;

/// <summary>What was told from a file.</summary>
/// <param name="Header">Names as they are written, trimmed.</param>
/// <param name="HeaderRecords">Records before the first line: the header, and a line that names the delimiter.</param>
internal sealed record ToldFile(
    char Delimiter,
    string Layout,
    IReadOnlyList<string> Header,
    long HeaderLine,
    int HeaderRecords,
    DecimalMark Mark
);

internal static class TellFile
{
    private const int LookedAtRecords = 200;
    private const string Excel = "sep=";
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    /// <summary>
    /// Tells them. Refused with <c>unknown_column</c> when no column is understood, <c>duplicate_column</c>, <c>malformed_csv</c> or
    /// <c>card_number_not_accepted</c>.
    /// </summary>
    /// <param name="beginning">As UTF-8; the last record may be cut.</param>
    public static Outcome<ToldFile> Of(ReadOnlyMemory<byte> beginning, ImportAsked asked)
    {
        var candidates = Delimiters
            .Select(delimiter => (Delimiter: delimiter, Header: Header(beginning, delimiter)))
            .Where(one => one.Header.Names.Refused is null)
            .Select(one => (one.Delimiter, one.Header, Known: ImportLayouts.Known(one.Header.Names.Value)))
            .OrderByDescending(one => one.Known)
            .ThenByDescending(one => one.Header.Names.Value.Length)
            .ToList();
        if (candidates.Count == 0)
        {
            return Header(beginning, Delimiters[0]).Names.Refused!;
        }

        var (delimiter, header, known) = candidates[0];
        var names = header.Names.Value;
        var layout = asked.Layout ?? ImportLayouts.Tell(names);
        if (known == 0)
        {
            return Refusal.Invalid(
                "unknown_column",
                $"No column of the header is understood: {string.Join(", ", names.Take(5).Select(name => $"'{name}'"))}. "
                    + $"Use {string.Join(", ", ImportLine.Columns)}, or a file as Shopify or WooCommerce exports it."
            );
        }

        if (
            names
                .Select(name => layout == ImportLayouts.Cartwright ? CartwrightLayout.Column(name) : name.ToLowerInvariant())
                .Where(name => name.Length > 0)
                .GroupBy(name => name, StringComparer.Ordinal)
                .FirstOrDefault(same => same.Count() > 1) is
            { } twice
        )
        {
            return Refusal.Invalid("duplicate_column", $"The column '{twice.Key}' stands more than once.");
        }

        var mark = asked.Decimal switch
        {
            "comma" => DecimalMark.Comma,
            "point" => DecimalMark.Point,
            _ => Mark(beginning, delimiter, header.Records, Made(layout, names, new(DecimalMark.Unknown))),
        };
        return new ToldFile(delimiter, layout, names, header.Line, header.Records, mark);
    }

    public static ImportLayout Made(string layout, IReadOnlyList<string> header, ImportWords words) =>
        layout switch
        {
            ImportLayouts.Shopify => new ShopifyLayout(header, words),
            ImportLayouts.WooCommerce => new WooLayout(header, words),
            _ => new CartwrightLayout(header, words),
        };

    /// <summary>The names of columns that nothing is made of.</summary>
    public static IEnumerable<string> NotUnderstood(string layout, IReadOnlyList<string> header) =>
        header.Where(name =>
            name.Length > 0
            && !(
                layout switch
                {
                    ImportLayouts.Shopify => ShopifyLayout.Knows(name),
                    ImportLayouts.WooCommerce => WooLayout.Knows(name),
                    _ => CartwrightLayout.Knows(name),
                }
            )
        );

    private static (Outcome<string[]> Names, long Line, int Records) Header(ReadOnlyMemory<byte> beginning, char delimiter)
    {
        var records = 0;
        foreach (var record in Some(beginning, delimiter, 2))
        {
            records++;
            if (record.Unclosed || !ImportLine.Text(record.Bytes.Span).Is(out var text, out var refused))
            {
                return (record.Unclosed ? CsvRecord.Unclosed : ImportLine.Text(record.Bytes.Span).Refused!, record.Line, records);
            }

            if (records == 1 && text.StartsWith(Excel, StringComparison.OrdinalIgnoreCase) && text.Length == Excel.Length + 1)
            {
                continue;
            }

            return (CsvRecord.Parse(text, delimiter).Then(names => Array.ConvertAll(names, name => name.Trim())), record.Line, records);
        }

        return (Refusal.Invalid("body_missing", "Send CSV with a header line, or a JSON object a line."), 1, records);
    }

    // Of some lines: one amount tells it of all.
    private static DecimalMark Mark(ReadOnlyMemory<byte> beginning, char delimiter, int headerRecords, ImportLayout layout)
    {
        foreach (var record in Some(beginning, delimiter, LookedAtRecords).Skip(headerRecords))
        {
            if (
                ImportLine.Text(record.Bytes.Span).Is(out var text, out _)
                && CsvRecord.Parse(text, delimiter).Is(out var fields, out _)
                && layout.Hint(fields) is not DecimalMark.Unknown and var hint
            )
            {
                return hint;
            }
        }

        return DecimalMark.Unknown;
    }

    private static IEnumerable<ImportRecord> Some(ReadOnlyMemory<byte> beginning, char delimiter, int max)
    {
        var records = new ImportRecords(quotes: true, delimiter);
        return records.Take(beginning).Concat(records.End()).Take(max);
    }
}
