// The SQL of the tree of categories, of what is on its way in it, and of the addresses that categories and products had before.
using System.Data.Common;
using Cartwright.Catalog.Categories;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

internal static class CategorySql
{
    private const string Columns = "category_id, parent_id, name, slug, position, description, picture, seo, version, updated_ms";

    /// <summary>How often the tree has changed.</summary>
    public static ValueTask<long> Version(Sql sql) => sql.Number("SELECT version FROM category_version WHERE one = 1");

    /// <summary>Takes the tree for this transaction: whoever else would change it waits until its end.</summary>
    public static ValueTask<int> Take(Transaction tx) => tx.Execute("UPDATE category_version SET version = version + 1 WHERE one = 1");

    /// <summary>The whole tree; its bounds are kept where it is written.</summary>
    public static async ValueTask<CategoryTree> Tree(Sql sql) =>
        new(
            await sql.Query($"SELECT {Columns} FROM categories", Map),
            await sql.Query("SELECT number, from_path, to_path, told, user_id, begun, after_number, done_ms FROM category_moves", MapMove)
        );

    public static ValueTask Add(Transaction tx, CategoryNode node) =>
        tx.Send(
            """
            INSERT INTO categories(category_id, parent_id, name, slug, position, description, picture, seo, version, updated_ms, name_key)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            Values(node)
        );

    public static ValueTask Save(Transaction tx, CategoryNode node) =>
        tx.Send(
            """
            UPDATE categories SET parent_id = $2, name = $3, slug = $4, position = $5, description = $6, picture = $7, seo = $8, version = $9,
                updated_ms = $10, name_key = $11
            WHERE category_id = $1
            """,
            Values(node)
        );

    /// <summary>Gives a node its place among its siblings, which is no change of the node itself.</summary>
    public static ValueTask Put(Transaction tx, string categoryId, long position) =>
        tx.Send("UPDATE categories SET position = $2 WHERE category_id = $1", categoryId, position);

    public static ValueTask Delete(Transaction tx, string categoryId) =>
        tx.Send("DELETE FROM categories WHERE category_id = $1", categoryId);

    public static ValueTask AddMove(Transaction tx, string from, string to, bool told, string userId, long nowMs) =>
        tx.Send(
            "INSERT INTO category_moves(from_path, to_path, told, user_id, at_ms) VALUES ($1, $2, $3, $4, $5)",
            from,
            to,
            told,
            userId,
            nowMs
        );

    /// <summary>True for the one who begins it.</summary>
    public static async ValueTask<bool> Begin(Transaction tx, long number) =>
        await tx.Execute("UPDATE category_moves SET begun = 1 WHERE number = $1 AND begun = 0", number) == 1;

    public static ValueTask Advance(Transaction tx, long number, long after) =>
        tx.Send("UPDATE category_moves SET after_number = $2 WHERE number = $1", number, after);

    /// <summary>All that were there are moved. True for the one who says so.</summary>
    public static async ValueTask<bool> Finish(Transaction tx, long number, long nowMs) =>
        await tx.Execute("UPDATE category_moves SET done_ms = $2, after_number = 0 WHERE number = $1 AND done_ms IS NULL", number, nowMs)
        == 1;

    public static ValueTask ForgetMove(Transaction tx, long number) => tx.Send("DELETE FROM category_moves WHERE number = $1", number);

    /// <summary>Keeps an address for whom it was; who had it before that has lost it.</summary>
    public static ValueTask KeepAddress(Transaction tx, string slugPath, string categoryId, long nowMs) =>
        tx.Send(
            """
            INSERT INTO category_addresses(slug_path, category_id, at_ms) VALUES ($1, $2, $3)
            ON CONFLICT (slug_path) DO UPDATE SET category_id = excluded.category_id, at_ms = excluded.at_ms
            """,
            slugPath,
            categoryId,
            nowMs
        );

    /// <summary>Gives the addresses of a category to another one, or takes them away.</summary>
    public static ValueTask Readdress(Transaction tx, string categoryId, string? heir) =>
        heir is null
            ? tx.Send("DELETE FROM category_addresses WHERE category_id = $1", categoryId)
            : tx.Send("UPDATE category_addresses SET category_id = $2 WHERE category_id = $1", categoryId, heir);

    /// <summary>Which categories had these addresses.</summary>
    public static ValueTask<List<(string SlugPath, string CategoryId)>> Addresses(Sql sql, string[] slugPaths) =>
        sql.Query(
            $"SELECT slug_path, category_id FROM category_addresses WHERE {sql.Dialect.In("slug_path", 1)}",
            row => (row.GetString(0), row.GetString(1)),
            [slugPaths]
        );

    /// <summary>Keeps the slug that a product had.</summary>
    public static ValueTask KeepSlug(Transaction tx, string slug, string productId, long nowMs) =>
        tx.Send(
            """
            INSERT INTO product_slugs(slug, product_id, at_ms) VALUES ($1, $2, $3)
            ON CONFLICT (slug) DO UPDATE SET product_id = excluded.product_id, at_ms = excluded.at_ms
            """,
            slug,
            productId,
            nowMs
        );

    /// <summary>Whose slug it was, or null.</summary>
    public static ValueTask<string?> SlugWas(Sql sql, string slug) =>
        sql.First("SELECT product_id FROM product_slugs WHERE slug = $1", row => row.GetString(0), slug);

    private static object?[] Values(CategoryNode node) =>
        [
            node.CategoryId,
            node.ParentId,
            node.Name,
            node.Slug,
            node.Position,
            node.Description,
            node.Picture,
            node.Seo,
            node.Version,
            node.UpdatedMs,
            CategoryPath.Key(node.Name),
        ];

    private static CategoryNode Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetInt64(4),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.IsDBNull(7) ? null : row.GetString(7),
            row.GetInt64(8),
            row.GetInt64(9)
        );

    private static CategoryMove MapMove(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt64(3) == 1,
            row.GetString(4),
            row.GetInt64(5) == 1,
            row.GetInt64(6),
            row.IsDBNull(7) ? null : row.GetInt64(7)
        );
}
