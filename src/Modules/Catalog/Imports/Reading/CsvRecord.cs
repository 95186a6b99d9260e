// One CSV record as fields (RFC 4180): fields in quotes may hold delimiters, line breaks and doubled quotes.
using System.Globalization;
using Cartwright.Contracts;
using CsvHelper;
using CsvHelper.Configuration;

namespace Cartwright.Catalog.Imports;

internal static class CsvRecord
{
    private const int BufferChars = 1_024;

    /// <summary>The fields. Refused with <c>malformed_csv</c>, which says where.</summary>
    /// <param name="record">A whole record, without the line break that ends it.</param>
    public static Outcome<string[]> Parse(string record, char delimiter = ',')
    {
        var isBad = false;
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            Mode = CsvMode.RFC4180,
            BufferSize = BufferChars,
            IgnoreBlankLines = false,
            BadDataFound = _ => isBad = true,
        };
        using var parser = new CsvParser(new StringReader(record), settings);
        if (!parser.Read())
        {
            return (Outcome<string[]>)(string[])[string.Empty];
        }

        // Fields are read when they are asked for, and found bad then.
        var fields = parser.Record!;
        return isBad || IsOpen(record) ? Malformed("Quotes stand inside a field, or are not closed")
            : parser.Read() ? Malformed("A line break stands outside of quotes")
            : fields;
    }

    /// <summary>A record that the end of the file, or the bound of a line, found inside quotes.</summary>
    public static Refusal Unclosed { get; } =
        Refusal.Invalid("malformed_csv", "A quote of this line is not closed. Close it, or double the quotes inside a quoted field.");

    private static Refusal Malformed(string what) =>
        Refusal.Invalid("malformed_csv", $"{what}. Put the whole field in quotes, and double the quotes inside: 3\" is written \"3\"\"\".");

    private static bool IsOpen(string record) => record.AsSpan().Count('"') % 2 == 1;
}
