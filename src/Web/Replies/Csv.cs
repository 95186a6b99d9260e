// Tables as CSV (RFC 4180) that a spreadsheet cannot take for formulas.
using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cartwright.Web;

/// <summary>Writes CSV.</summary>
public static class Csv
{
    private static readonly SearchValues<char> MustQuote = SearchValues.Create(",;|\"\t\r\n ");

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

    /// <summary>
    /// A row of a table that is written as it comes, and that an import takes back: what is guarded here is the same text again after
    /// <see cref="Unguarded"/>. Empty cells stay empty; numbers are written as they are.
    /// </summary>
    public static void Row(IBufferWriter<byte> to, IReadOnlyList<object?> cells)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', cells.Select(cell => cell is string said ? Quoted(Guarded(said)) : Cell(cell))).Append("\r\n");
        Encoding.UTF8.GetBytes(text.ToString(), to);
    }

    /// <summary>The text with an apostrophe before what a spreadsheet would compute, and before apostrophes in front of that.</summary>
    public static string Guarded(string text) => IsFormula(text.TrimStart('\'')) ? "'" + text : text;

    /// <summary>The text that was guarded; any other text as it is.</summary>
    public static string Unguarded(string text) => text.StartsWith('\'') && IsFormula(text.TrimStart('\'')) ? text[1..] : text;

    private static string Quoted(string text) =>
        text.Length == 0 || text.AsSpan().IndexOfAny(MustQuote) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

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
    private static string Text(string text) =>
        $"\"{(IsFormula(text) ? "'" : string.Empty)}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static bool IsFormula(string text)
    {
        // What is not seen does not hide what follows: blanks, control characters, marks of no width.
        var first = text.FirstOrDefault(c =>
            !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format)
        );
        return first is '=' or '+' or '-' or '@' or '|' or '%' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20'
            || (text.Length > 0 && text[0] is '\t' or '\r' or '\n');
    }
}
