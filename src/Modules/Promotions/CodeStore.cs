// The SQL of codes for one use each. They are found by their hash, one at a time: however many there are, none is kept in memory.
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>What is known of a code: the promotion it opens, and the order that has it, while that counts.</summary>
public sealed record CodeFound(string PromotionId, string? OrderId, string? UserId);

/// <summary>A batch, with how many of its codes were taken by an order.</summary>
public sealed record CodeBatch(string Id, string PromotionId, long Codes, long Taken, string MadeBy, long CreatedMs);

/// <summary>Rows of <c>codes</c> and <c>code_batches</c>.</summary>
public static class CodeStore
{
    private static readonly RowsInsert NewCodes = new("INSERT INTO codes(hash, promotion_id, batch_id) VALUES ", 3);

    public static async ValueTask Add(Transaction tx, CodeBatch batch, IEnumerable<string> hashes)
    {
        await tx.Send(
            "INSERT INTO code_batches(batch_id, promotion_id, codes, made_by, created_ms) VALUES ($1, $2, $3, $4, $5)",
            batch.Id,
            batch.PromotionId,
            batch.Codes,
            batch.MadeBy,
            batch.CreatedMs
        );
        await NewCodes.Run(tx, [.. hashes.SelectMany(hash => new object?[] { hash, batch.PromotionId, batch.Id })]);
    }

    /// <summary>One look, which costs the same whether the code is unknown, free or taken.</summary>
    public static ValueTask<CodeFound?> Find(Sql sql, string hash, long nowMs) =>
        sql.First(
            """
            SELECT c.promotion_id, u.order_id, u.user_id FROM codes c
            LEFT JOIN uses u ON u.order_id = c.order_id AND u.promotion_id = c.promotion_id AND (u.state = 'final' OR (u.state = 'held' AND u.expires_ms > $2))
            WHERE c.hash = $1
            """,
            row => new CodeFound(row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
            hash,
            nowMs
        );

    public static ValueTask Take(Transaction tx, string hash, string orderId) =>
        tx.Send("UPDATE codes SET order_id = $2 WHERE hash = $1", hash, orderId);

    /// <summary>The batches of a promotion after an id, oldest first.</summary>
    public static ValueTask<List<CodeBatch>> Batches(Sql sql, string promotionId, string after, int limit) =>
        sql.Query(
            """
            SELECT b.batch_id, b.promotion_id, b.codes, (SELECT COUNT(*) FROM codes c WHERE c.batch_id = b.batch_id AND c.order_id IS NOT NULL), b.made_by, b.created_ms
            FROM code_batches b WHERE b.promotion_id = $1 AND b.batch_id > $2 ORDER BY b.batch_id LIMIT $3
            """,
            row => new CodeBatch(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.GetInt64(5)),
            promotionId,
            after,
            limit
        );
}
