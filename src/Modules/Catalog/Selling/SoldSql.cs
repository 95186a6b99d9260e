// The SQL of what sells: what Analytics told, and the sums that lists are ordered by.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog.Selling;

/// <summary>A row.</summary>
/// <param name="Own">Of the product itself, as told at <paramref name="ToldMs"/>.</param>
/// <param name="Sold">With its variants.</param>
internal sealed record SoldRow(string ProductId, long Own, long ToldMs, bool Stale, long Number, long Sold);

internal static class SoldSql
{
    private static readonly RowsInsert Told = new(
        "INSERT INTO product_sold(product_id, own, told_ms) VALUES ",
        3,
        """
         ON CONFLICT (product_id) DO UPDATE SET own = excluded.own, told_ms = excluded.told_ms, stale = 1
            WHERE excluded.told_ms >= product_sold.told_ms
        """
    );

    private static readonly RowsInsert Ranked = new(
        "INSERT INTO product_sold(product_id, number, sold, level, stale) VALUES ",
        5,
        " ON CONFLICT (product_id) DO UPDATE SET number = excluded.number, sold = excluded.sold, level = excluded.level"
    );

    /// <summary>Notes the last word about a product, together with others of the transaction.</summary>
    public static void Note(Transaction tx, ProductSales told) => Told.Later(tx, told.ProductId, told.Units, told.AtUnixMs);

    /// <summary>Products whose sums have to follow.</summary>
    public static ValueTask<List<SoldRow>> Stale(Sql sql, string after, long count) =>
        sql.Query(
            "SELECT product_id, own, told_ms, stale, number, sold FROM product_sold WHERE stale = 1 AND product_id > $1 ORDER BY product_id LIMIT $2",
            Row,
            after,
            count
        );

    public static ValueTask<List<SoldRow>> Find(Sql sql, string[] productIds) =>
        sql.Query(
            $"SELECT product_id, own, told_ms, stale, number, sold FROM product_sold WHERE {sql.Dialect.In("product_id", 1)}",
            Row,
            (object)productIds
        );

    /// <summary>Of these products those that sold, with their variants.</summary>
    public static async ValueTask<Dictionary<string, long>> Sold(Sql sql, string[] productIds) =>
        (
            await sql.Query(
                $"SELECT product_id, sold FROM product_sold WHERE {sql.Dialect.In("product_id", 1)} AND sold > 0",
                row => (row.GetString(0), row.GetInt64(1)),
                (object)productIds
            )
        ).ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal);

    /// <summary>Writes sums; what is told meanwhile stays as it is.</summary>
    public static ValueTask Rank(Transaction tx, IEnumerable<(string ProductId, long Number, long Sold)> sums) =>
        Ranked.Run(
            tx,
            [
                .. sums.OrderBy(sum => sum.ProductId, StringComparer.Ordinal)
                    .SelectMany(sum => new object?[] { sum.ProductId, sum.Number, sum.Sold, SalesLevel.Of(sum.Sold), 0 }),
            ]
        );

    /// <summary>The sums follow what was read, unless there is a later word.</summary>
    public static ValueTask<int[]> Follow(Transaction tx, IEnumerable<SoldRow> read) =>
        tx.ExecuteEach(
            "UPDATE product_sold SET stale = 0 WHERE product_id = $1 AND own = $2 AND told_ms = $3",
            [
                .. read.OrderBy(row => row.ProductId, StringComparer.Ordinal)
                    .Select(row => new object?[] { row.ProductId, row.Own, row.ToldMs }),
            ]
        );

    private static SoldRow Row(System.Data.Common.DbDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3) != 0, row.GetInt64(4), row.GetInt64(5));
}
