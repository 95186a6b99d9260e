// The indexes that lists of orders walk, and the texts that walk them. Every text has a bound in itself, so that no plan reads more, whatever the engine guesses.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>An index: the table it is of, the column that must be equal ($5, or '' for none), and the column it is sorted by before the order's id.</summary>
/// <remarks>$1 and $2 are the key that comes before the range, $3 and $4 the key after it.</remarks>
internal sealed record SourceSql(string Table, string? Key, string Value)
{
    /// <summary>Rows of the smaller of the two sizes that a page's text can have: the usual page and one more.</summary>
    public const int SmallPage = Limits.PageItemsDefault + 1;

    private string Range =>
        $"FROM {Table} s WHERE {(Key is null ? "$5 = ''" : $"s.{Key} = $5")} AND (s.{Value}, s.order_id) > ($1, $2) AND (s.{Value}, s.order_id) < ($3, $4)";

    /// <summary>How many there are in the range; one more than <see cref="OrderLists.LooksMax"/> means many.</summary>
    public string Count => $"SELECT COUNT(*) FROM (SELECT 1 {Range} LIMIT {OrderLists.LooksMax + 1}) c";

    /// <summary>The first of the range. The bound stands in the text, because an engine that does not know it may guess a tenth of the table.</summary>
    public string Page(bool descending, int limit) =>
        $"{InOrder(descending)} LIMIT {(limit <= SmallPage ? SmallPage : Limits.PageItemsMax + 1)}";

    /// <summary>As many as may be looked at.</summary>
    public string First(bool descending) => $"{InOrder(descending)} LIMIT {OrderLists.LooksMax}";

    /// <summary>The first that stand the looks, of as many as may be looked at.</summary>
    public string Walk(Dialect dialect, bool descending) => Looked(dialect, First(descending), "c.value", descending);

    /// <summary>The same of a small range, by another value.</summary>
    public string Whole(Dialect dialect, bool byTotal, bool descending) =>
        Looked(dialect, $"SELECT s.{Value} AS value, s.order_id {Range} LIMIT {OrderLists.LooksMax}", byTotal ? "o.total_milli" : "o.created_ms", descending);

    /// <summary>The last that <see cref="Walk"/> looked at, where there are as many as it may.</summary>
    public string LastLooked(bool descending) =>
        $"SELECT c.value, c.order_id FROM ({First(descending)}) c ORDER BY c.value {Direction(!descending)}, c.order_id {Direction(!descending)} LIMIT 1";

    /// <summary>
    /// One text for all conditions that can be asked, each with an argument that means any: $6 and $7 the key of the page before, $8 to $11 times and totals,
    /// $12 currency, $13 user, $14 status, $15 product, $16 a part of the words, $17 the whole id, $18 whole words. $19 is the limit.
    /// </summary>
    private static string Looked(Dialect dialect, string candidates, string by, bool descending) =>
        $"""
        SELECT {by}, o.order_id FROM ({candidates}) c CROSS JOIN orders o
        WHERE o.order_id = c.order_id AND ({by}, o.order_id) {(descending ? "<" : ">")} ($6, $7)
          AND o.created_ms > $8 AND o.created_ms < $9 AND o.total_milli > $10 AND o.total_milli < $11
          AND ($12 = '' OR o.currency = $12) AND ($13 = '' OR o.user_id = $13) AND ($14 = '' OR o.status = $14)
          AND ($15 = '' OR EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.order_id AND l.product_id = $15))
          AND ($16 = '' OR o.words LIKE $16 ESCAPE '!') AND ($17 = '' OR o.order_id = $17)
          AND NOT EXISTS (SELECT 1 FROM {dialect.Each(18)} WHERE NOT EXISTS (
            SELECT 1 FROM order_words w WHERE w.word = e.value AND w.created_ms = o.created_ms AND w.order_id = o.order_id))
        ORDER BY {by} {Direction(descending)}, o.order_id {Direction(descending)} LIMIT $19
        """;

    private static string Direction(bool descending) => descending ? "DESC" : "ASC";

    private string InOrder(bool descending) =>
        $"SELECT s.{Value} AS value, s.order_id {Range} ORDER BY s.{Value} {Direction(descending)}, s.order_id {Direction(descending)}";
}
