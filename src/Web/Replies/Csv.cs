// Tables as CSV (RFC 4180) that a spreadsheet cannot take for formulas.
using System.Globalization;
using System.Text;

namespace Cartwright.Web;

/// <summary>Writes CSV.</summary>
public static class Csv
{
    /// <summary>A table. Cells are text, or numbers, which are written as they are.</summary>
    public static byte[] Write(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', head).Append("\r\n");
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Cell(object? cell) =>
        cell switch
        {
            null => string.Empty,
            string text => Text(text),
            DateTimeOffset time => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new ArgumentException($"A cell cannot be a {cell.GetType().Name}.", nameof(cell)),
        };

    /// <summary>Text in quotes; what a spreadsheet would compute gets an apostrophe before it (OWASP: CSV injection).</summary>
    private static string Text(string text)
    {
        // What is not seen does not hide what follows: blanks, control characters, marks of no width.
        var first = text.FirstOrDefault(c =>
            !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format)
        );
        var formula =
            first is '=' or '+' or '-' or '@' or '|' or '%' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
            || (text.Length > 0 && text[0] is '\t' or '\r' or '\n');
        return $"\"{(formula ? "'" : string.Empty)}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
