// Sums of many amounts, exact however large. SQLite's SUM of whole numbers fails beyond 64 bits, and PostgreSQL's does not fit a BIGINT
// then.
using System.Data.Common;

namespace Cartwright.Kernel;

/// <summary>
/// A sum as two columns: of the upper and of the lower halves of its amounts. Each fits 64 bits for 2,000,000,000 rows of any amounts, in
/// both engines, and together they are the sum to the unit. For money and for whatever else a row can have much of; a count of rows or
/// units needs none.
/// </summary>
public static class ExactSum
{
    /// <summary>Columns that a sum takes.</summary>
    public const int Columns = 2;

    private const int Half = 32;
    private const long LowerHalf = uint.MaxValue;

    /// <summary>The two columns, read by <see cref="At"/>.</summary>
    /// <param name="amount">SQL of a whole number, such as <c>gross - discount</c>.</param>
    /// <param name="name">Names them <c>{name}_upper</c> and <c>{name}_lower</c>, for <see cref="Descending"/>.</param>
    public static string Of(string amount, string? name = null)
    {
        // PostgreSQL would shift 32 bits by 32, which it takes for 0.
        var wide = $"CAST({amount} AS BIGINT)";
        var (upper, lower) = name is null ? (string.Empty, string.Empty) : ($" AS {name}_upper", $" AS {name}_lower");
        return $"CAST(SUM({wide} >> {Half}) AS BIGINT){upper}, CAST(SUM({wide} & {LowerHalf}) AS BIGINT){lower}";
    }

    /// <summary>The largest first, of named sums that a subquery answers: the parts of an ORDER BY.</summary>
    public static string Descending(string name) => $"{name}_upper + ({name}_lower >> {Half}) DESC, {name}_lower & {LowerHalf} DESC";

    /// <summary>The sum in a row; 0 when nothing was added up.</summary>
    /// <param name="row">Of a reader.</param>
    /// <param name="column">The first of the two.</param>
    public static Int128 At(DbDataReader row, int column) =>
        row.IsDBNull(column) ? 0 : ((Int128)row.GetInt64(column) << Half) + row.GetInt64(column + 1);

    /// <summary>The sum of amounts at hand.</summary>
    public static Int128 Total<T>(this IEnumerable<T> rows, Func<T, Int128> amount)
    {
        Int128 total = 0;
        foreach (var row in rows)
        {
            total = checked(total + amount(row));
        }

        return total;
    }
}
