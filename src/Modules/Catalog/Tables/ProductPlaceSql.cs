// The SQL of where products are found: in which category, and under which slug.
using Cartwright.Catalog.Categories;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

internal static class ProductPlaceSql
{
    /// <summary>A column of paths as its indexes have it: compared by bytes.</summary>
    public static string Path(Dialect dialect, string column) => dialect.Name == "sqlite" ? column : $"{column} COLLATE \"C\"";

    /// <summary>The paths of all live products with how many are listed for shoppers under each.</summary>
    public static async ValueTask<List<(string Path, long Active)>> Categories(Sql sql)
    {
        var path = Path(sql.Dialect, "category");
        var rows = await sql.Query(
            $"""
            SELECT {path}, COUNT(*) FROM products WHERE parent_id IS NULL AND for_sale = 1 GROUP BY {path}
            UNION ALL SELECT DISTINCT {path}, 0 FROM products WHERE deleted = 0
            """,
            row => (Path: row.GetString(0), Active: row.GetInt64(1))
        );
        return [.. rows.GroupBy(row => row.Path, StringComparer.Ordinal).Select(group => (group.Key, group.Sum(row => row.Active)))];
    }

    /// <summary>Live products in a category and below it, variants and withheld ones too, behind a number.</summary>
    public static ValueTask<List<(long Number, string ProductId)>> InCategory(Sql sql, string path, long after, long count)
    {
        var column = Path(sql.Dialect, "category");
        var (from, to) = CategoryPath.Below(path);
        return sql.Query(
            $"""
            SELECT number, product_id FROM (
                SELECT number, product_id FROM products WHERE deleted = 0 AND number > $2 AND {column} = $1
                UNION ALL SELECT number, product_id FROM products WHERE deleted = 0 AND number > $2 AND {column} >= $3 AND {column} < $4) AS placed
            ORDER BY number LIMIT $5
            """,
            row => (row.GetInt64(0), row.GetString(1)),
            path,
            after,
            from,
            to,
            count
        );
    }

    /// <summary>Live products behind a number that ought to have a slug and have none.</summary>
    public static ValueTask<List<(long Number, string ProductId)>> WithoutSlug(Sql sql, long after, long count) =>
        sql.Query(
            """
            SELECT number, product_id FROM products
            WHERE slug IS NULL AND parent_id IS NULL AND deleted = 0 AND number > $1 ORDER BY number LIMIT $2
            """,
            row => (row.GetInt64(0), row.GetString(1)),
            after,
            count
        );

    /// <summary>
    /// Whether a slug is another live product's, or its id. Where others may write beside this transaction they wait until its end before
    /// they ask for the same slug.
    /// </summary>
    public static async ValueTask<bool> HasSlug(Transaction tx, string slug, string productId)
    {
        if (!tx.Dialect.OneProcess)
        {
            await tx.Number("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 0))", $"cartwright:slug:{slug}");
        }

        return await tx.Number(
                """
                SELECT COUNT(*) FROM (
                    SELECT 1 FROM products WHERE slug = $1 AND deleted = 0 AND product_id <> $2
                    UNION ALL SELECT 1 FROM products WHERE product_id = $1 AND product_id <> $2) AS taken
                """,
                slug,
                productId
            ) > 0;
    }

    /// <summary>Whose slug it is, or null.</summary>
    public static ValueTask<string?> BySlug(Sql sql, string slug) =>
        sql.First("SELECT product_id FROM products WHERE slug = $1 AND deleted = 0", row => row.GetString(0), slug);
}
