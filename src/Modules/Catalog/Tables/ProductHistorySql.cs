// The SQL of what changed of products, and of the keys that changes of many came with.
using Cartwright.Kernel;

namespace Cartwright.Catalog;

internal static class ProductHistorySql
{
    private static readonly RowsInsert Rows = new(
        "INSERT INTO product_history(product_id, version, at_ms, user_id, kind, changes) VALUES ",
        6,
        " ON CONFLICT DO NOTHING"
    );

    /// <summary>
    /// Notes a version, and the slug that the product had before it. Twice is once: a store outside the database may tell of it again.
    /// </summary>
    public static async ValueTask Add(Transaction tx, ProductChange change)
    {
        if (change.SlugBefore is { } slug)
        {
            await CategorySql.KeepSlug(tx, slug, change.ProductId, change.AtMs);
        }

        Rows.Later(tx, change.ProductId, change.Version, change.AtMs, change.UserId, change.Kind, change.Changes);
    }

    /// <summary>The newest before a version, newest first.</summary>
    public static ValueTask<List<ProductChange>> Before(Sql sql, string productId, long version, long count) =>
        sql.Query(
            """
            SELECT product_id, version, at_ms, user_id, kind, changes FROM product_history
            WHERE product_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3
            """,
            row => new ProductChange(
                row.GetString(0),
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5)
            ),
            productId,
            version,
            count
        );

    /// <summary>What was asked under a key, as a hash, and what was answered; null for a key that is new.</summary>
    public static ValueTask<BulkKept?> Kept(Sql sql, string userId, string key) =>
        sql.First(
            "SELECT asked, reply FROM bulk_changes WHERE user_id = $1 AND idempotency_key = $2",
            row => new BulkKept(row.GetString(0), row.GetString(1)),
            userId,
            key
        );

    /// <summary>Keeps a reply; false when the key has one.</summary>
    public static async ValueTask<bool> Keep(Transaction tx, string userId, string key, BulkKept kept, long nowMs) =>
        await tx.Execute(
            "INSERT INTO bulk_changes(user_id, idempotency_key, asked, reply, at_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            userId,
            key,
            kept.Asked,
            kept.Reply,
            nowMs
        ) == 1;
}

/// <param name="Asked">A hash of the request.</param>
/// <param name="Reply">JSON.</param>
internal sealed record BulkKept(string Asked, string Reply);
