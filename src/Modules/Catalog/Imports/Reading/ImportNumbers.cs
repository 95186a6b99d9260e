// Numbers as people write them: 1234.50, 1.234,50, 1 234,50.
using System.Globalization;

namespace Cartwright.Catalog.Imports;

/// <summary>How a file writes decimals.</summary>
internal enum DecimalMark
{
    /// <summary>Nothing tells: what could be read in two ways is refused.</summary>
    Unknown,
    Point,
    Comma,
}

internal static class ImportNumbers
{
    private const int GroupDigits = 3;

    /// <summary>The sentence of a number that is none.</summary>
    public const string Sentence = "must be a number such as 9.99";

    /// <summary>The sentence of a number that could be two.</summary>
    public const string TwoWays =
        "could be a thousand or a fraction: import with decimal=comma or decimal=point to say which mark stands before fractions";

    /// <summary>The amount; null with the sentence when it is none.</summary>
    public static decimal? Read(string field, DecimalMark mark, out string? wrong)
    {
        wrong = Sentence;
        var text = string.Concat(field.Where(c => !char.IsWhiteSpace(c) && c is not ('\'' or '’')));
        var (point, comma) = (text.LastIndexOf('.'), text.LastIndexOf(','));
        if (point >= 0 && comma >= 0)
        {
            mark = comma > point ? DecimalMark.Comma : DecimalMark.Point;
        }
        else if (mark == DecimalMark.Unknown && comma >= 0)
        {
            if (Fraction(text, ',') == GroupDigits && text.IndexOf(',', StringComparison.Ordinal) == comma)
            {
                wrong = TwoWays;
                return null;
            }

            mark = Fraction(text, ',') is > 0 and not GroupDigits ? DecimalMark.Comma : DecimalMark.Point;
        }

        var (thousands, fraction) = mark == DecimalMark.Comma ? ('.', ',') : (',', '.');
        if (text.Contains(thousands, StringComparison.Ordinal))
        {
            if (!Grouped(text, thousands, fraction))
            {
                return null;
            }

            text = text.Replace(thousands.ToString(), string.Empty, StringComparison.Ordinal);
        }

        return decimal.TryParse(
            text.Replace(fraction, '.'),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var amount
        )
            ? amount
            : null;
    }

    /// <summary>What one amount says of how its file writes them.</summary>
    public static DecimalMark Hint(string field)
    {
        var text = field.Trim();
        var (point, comma) = (text.LastIndexOf('.'), text.LastIndexOf(','));
        return point >= 0 && comma >= 0 ? (comma > point ? DecimalMark.Comma : DecimalMark.Point)
            : comma >= 0 && Fraction(text, ',') is 1 or 2 ? DecimalMark.Comma
            : point >= 0 && Fraction(text, '.') is 1 or 2 ? DecimalMark.Point
            : DecimalMark.Unknown;
    }

    /// <summary>The sentence of a count that could be two.</summary>
    public const string CountTwoWays = "could be a thousand or a fraction: write it without a mark, such as 1000 or 1";

    /// <summary>
    /// Units or grams, which nobody writes with three digits behind the mark; null with the sentence when it is none. Counted in thousands
    /// and read as one, they would be seen by nobody before all is sold.
    /// </summary>
    /// <param name="kind">The sentence of what is none.</param>
    public static decimal? Count(string field, DecimalMark mark, string kind, out string wrong)
    {
        wrong = kind;
        var text = field.Trim();
        if (text.Count(c => c is '.' or ',') == 1)
        {
            var own = text.Contains(',', StringComparison.Ordinal) ? DecimalMark.Comma : DecimalMark.Point;
            if (Fraction(text, own == DecimalMark.Comma ? ',' : '.') != GroupDigits)
            {
                // Spreadsheets write 12 as 12.0 once a column has a fraction in it.
                mark = own;
            }
            else if (mark == DecimalMark.Unknown || mark == own)
            {
                wrong = CountTwoWays;
                return null;
            }
        }

        return Read(text, mark, out _);
    }

    /// <summary>A count that is whole; null with the sentence when it is none.</summary>
    /// <param name="kind">The sentence of what is none.</param>
    public static long? Whole(string field, DecimalMark mark, string kind, out string wrong) =>
        Count(field, mark, kind, out wrong) is { } exact
        && decimal.Truncate(exact) == exact
        && exact is >= long.MinValue and <= long.MaxValue
            ? (long)exact
            : null;

    private static int Fraction(string text, char mark) => text.Length - 1 - text.LastIndexOf(mark);

    private static bool Grouped(string text, char thousands, char fraction)
    {
        var end = text.IndexOf(fraction, StringComparison.Ordinal);
        var groups = (end < 0 ? text : text[..end]).TrimStart('-', '+').Split(thousands);
        return groups[0].Length is > 0 and <= GroupDigits && groups.Skip(1).All(group => group.Length == GroupDigits);
    }
}
