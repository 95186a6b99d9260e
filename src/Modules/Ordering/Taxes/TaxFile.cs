// Reads the built-in rates: files of rows beside this one, which are part of the program.
using System.Globalization;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>A file of rows that cannot be; the words name file, line and row.</summary>
public sealed class TaxFileWrong(string message) : Exception(message);

/// <summary>
/// The form: lines of <c>place;class;percent;included;from;to;source;as of</c> below a line that names them. <c>#</c> begins a comment.
/// The percentage <c>none</c> says that the rates of the country do not hold at the place.
/// </summary>
public static class TaxFile
{
    private const string Head = "place;class;percent;included;from;to;source;as of";
    private const string Nothing = "none";

    /// <summary>The rows of a file of the program.</summary>
    public static IReadOnlyList<TaxRow> BuiltIn(string name) => Read(name, Lines(name));

    /// <summary>Rows of a text, all of them checked.</summary>
    /// <exception cref="TaxFileWrong">
    /// A place or class that is none, a rate above 100 %, a row that ends before it begins, two that hold on the same day, or days between
    /// two rows on which none holds.
    /// </exception>
    public static IReadOnlyList<TaxRow> Read(string name, string text) => Read(name, Lines(text.Split('\n')));

    internal static List<(int Number, string Text)> Lines(string name)
    {
        using var stream =
            typeof(TaxFile).Assembly.GetManifestResourceStream($"{typeof(TaxFile).Namespace}.Taxes.Rates.{name}")
            ?? throw new TaxFileWrong($"{name} is not part of the program.");
        using var reader = new StreamReader(stream);
        return Lines(reader.ReadToEnd().Split('\n'));
    }

    private static List<(int Number, string Text)> Lines(string[] lines) =>
        [
            .. lines
                .Select((text, i) => (Number: i + 1, Text: text.TrimEnd('\r')))
                .Where(line => line.Text.Length > 0 && line.Text[0] != '#'),
        ];

    private static List<TaxRow> Read(string name, List<(int Number, string Text)> lines)
    {
        if (lines.Count == 0 || lines[0].Text != Head)
        {
            throw new TaxFileWrong($"{name} must begin with the line {Head}.");
        }

        var rows = new List<(int Line, TaxRow Row)>(lines.Count);
        foreach (var (number, text) in lines.Skip(1))
        {
            rows.Add((number, Row(name, number, text)));
        }

        foreach (var same in rows.GroupBy(one => (one.Row.Place, one.Row.Class)))
        {
            Follow(name, [.. same.OrderBy(one => one.Row.From ?? DateOnly.MinValue)]);
        }

        return rows.ConvertAll(one => one.Row);
    }

    // Rates of one class at one place: each begins on the day after the one before ends.
    private static void Follow(string name, List<(int Line, TaxRow Row)> rows)
    {
        for (var i = 1; i < rows.Count; i++)
        {
            var (before, after) = (rows[i - 1], rows[i]);
            if (before.Row.Overlaps(after.Row))
            {
                throw new TaxFileWrong($"{name} line {after.Line}: {after.Row.Title} overlaps line {before.Line}, {before.Row.Title}.");
            }

            if (before.Row.To!.Value.AddDays(1) != after.Row.From)
            {
                throw new TaxFileWrong(
                    $"{name} line {after.Line}: between {before.Row.Title} (line {before.Line}) and {after.Row.Title} there are days without a rate."
                );
            }
        }
    }

    private static TaxRow Row(string name, int number, string text)
    {
        var fields = text.Split(';');
        if (fields.Length != Head.Split(';').Length)
        {
            throw new TaxFileWrong($"{name} line {number}: '{text}' has {fields.Length} fields, where {Head} are asked for.");
        }

        var (place, of, percent, included) = (fields[0], fields[1], fields[2], fields[3]);
        var (from, to, source, asOf) = (fields[4], fields[5], fields[6], fields[7]);

        var at = TaxPlace.Read(place) ?? throw Wrong($"'{place}' is no place, such as DE, US-OR or FR-975*");
        if (of != TaxClasses.Any && !TaxClasses.IsClass(of))
        {
            throw Wrong($"'{of}' is no class of taxes");
        }

        var milli =
            percent == Nothing ? (long?)null
            : decimal.TryParse(percent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
                ? TaxRate.MilliOf(rate) ?? throw Wrong($"a rate must be from 0 to 100 with at most three decimals, not {percent}")
            : throw Wrong($"'{percent}' is no percentage");
        if (milli is not null && included is not ("yes" or "no"))
        {
            throw Wrong("must say yes or no of whether prices contain it");
        }

        if (source.Length == 0 || asOf.Length == 0)
        {
            throw Wrong("needs its source and when it was compared with it");
        }

        var row = new TaxRow(at, of, milli, included == "yes", Day(from), Day(to), source, asOf, TaxOrigin.BuiltIn);
        return row.From > row.To ? throw Wrong("ends before it begins") : row;

        DateOnly? Day(string day) =>
            day.Length == 0 ? null
            : DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read
            : throw Wrong($"'{day}' is no day, such as 2025-07-01");

        TaxFileWrong Wrong(string sentence) => new($"{name} line {number} ({place} {of}): {sentence}.");
    }
}
