// The indexes that lists of orders walk, and the texts that walk them. Every text has a bound in itself, so that no plan reads more,
// whatever the engine guesses.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>
/// An index: the table it is of, the column that must be equal ($5, or '' for none), and the column it is sorted by before the order's id.
/// </summary>
/// <remarks>$1 and $2 are the key that comes before the range, $3 and $4 the key after it.</remarks>
internal sealed record SourceSql(string Table, string? Key, string Value)
{
    /// <summary>Rows of the smaller of the two sizes that a page's text can have: the usual page and one more.</summary>
    public const int SmallPage = Limits.PageItemsDefault + 1;

    /// <summary>As <see cref="Key"/>: whose an order is, which may be another than who placed it.</summary>
    public const string Holder = "holder";

    private string Compared => Key == Holder ? OrderSql.Holder("s") : "s." + Key;

    private string Range =>
        $"FROM {Table} s WHERE {(Key is null ? "$5 = ''" : $"{Compared} = $5")} AND (s.{Value}, s.order_id) > ($1, $2) AND (s.{Value}, s.order_id) < ($3, $4)";

    /// <summary>
    /// Words from $1 on and before $2, each found by one look into the index however many orders have the one before it.
    /// </summary>
    public static string Begun { get; } =
        $"""
            WITH RECURSIVE b(word) AS (
                SELECT (SELECT MIN(w.word) FROM order_words w WHERE w.word >= $1)
                UNION ALL
                SELECT (SELECT MIN(w.word) FROM order_words w WHERE w.word > b.word) FROM b WHERE b.word < $2
            )
            SELECT b.word FROM b WHERE b.word < $2 LIMIT {OrderWords.BegunMax}
            """;

    /// <summary>How many there are in the range; one more than <see cref="OrderLists.LooksMax"/> means many.</summary>
    public string Count => $"SELECT COUNT(*) FROM (SELECT 1 {Range} LIMIT {OrderLists.LooksMax + 1}) c";

    /// <summary>
    /// The first of the range. The bound stands in the text, because an engine that does not know it may guess a tenth of the table.
    /// </summary>
    public string Page(bool descending, int limit) =>
        $"SELECT s.{Value}, s.order_id {Range} ORDER BY s.{Value} {Direction(descending)}, s.order_id {Direction(descending)} LIMIT {Rows(limit)}";

    /// <summary>The two sizes that a page's text can have.</summary>
    public static int Rows(int limit) => limit <= SmallPage ? SmallPage : Limits.PageItemsMax + 1;

    /// <summary>All of a small range that stand the looks, by another value.</summary>
    public string Whole(Dialect dialect, bool byTotal, bool descending)
    {
        var by = byTotal ? "o.total_milli" : "o.created_ms";
        return $"""
            SELECT {by}, o.order_id FROM (SELECT s.order_id {Range} LIMIT {OrderLists.LooksMax}) c {dialect.LookUp(
                "orders",
                "o",
                "order_id",
                "c.order_id"
            )}
            WHERE ({by}, o.order_id) {(descending ? "<" : ">")} ($6, $7) AND {Looks(dialect, 8)}
            ORDER BY {by} {Direction(descending)}, o.order_id {Direction(descending)} LIMIT $20
            """;
    }

    /// <summary>Which of some orders ($1) stand the looks, whose arguments begin at $2.</summary>
    public static string Stand(Dialect dialect) =>
        $"SELECT o.order_id FROM orders o WHERE {dialect.In("o.order_id", 1)} AND {Looks(dialect, 2)}";

    /// <summary>
    /// One text for all conditions that can be asked, each with an argument that means any: times and totals (four), currency, user,
    /// status, product, a part of the words, the whole id, whole words, words of which one is enough.
    /// </summary>
    private static string Looks(Dialect dialect, int first)
    {
        string At(int offset) => "$" + (first + offset).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return $"""
            o.created_ms > {At(0)} AND o.created_ms < {At(1)} AND o.total_milli > {At(2)} AND o.total_milli < {At(3)}
              AND ({At(4)} = '' OR o.currency = {At(4)}) AND ({At(5)} = '' OR {OrderSql.Holder("o")} = {At(5)}) AND ({At(6)} = '' OR o.status = {At(6)})
              AND ({At(7)} = '' OR (SELECT COUNT(*) FROM order_lines l WHERE l.order_id = o.order_id AND l.product_id = {At(7)}) > 0)
              AND ({At(8)} = '' OR o.words LIKE {At(8)} ESCAPE '!') AND ({At(9)} = '' OR o.order_id = {At(9)})
              AND (SELECT COUNT(*) FROM order_words w WHERE {dialect.In(
                "w.word",
                first + 10
            )} AND w.created_ms = o.created_ms AND w.order_id = o.order_id)
                = (SELECT COUNT(*) FROM {dialect.Each(first + 10)})
              AND ((SELECT COUNT(*) FROM {dialect.Each(first + 11)}) = 0 OR EXISTS (SELECT 1 FROM order_words w WHERE {dialect.In(
                "w.word",
                first + 11
            )} AND w.created_ms = o.created_ms AND w.order_id = o.order_id))
            """;
    }

    private static string Direction(bool descending) => descending ? "DESC" : "ASC";
}
