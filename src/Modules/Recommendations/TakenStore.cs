// The SQL of noted orders: what each bought, and whether the counts contain it.
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <summary>A product of an order.</summary>
public sealed record Bought(string ProductId, string Category);

/// <summary>An order whose counts are behind.</summary>
/// <param name="Paired">How many of its products, from the first, count as bought together.</param>
/// <param name="Cancelled">Whether it is to be taken back; else it is to be added.</param>
public sealed record TakenOrder(long AtMs, IReadOnlyList<Bought> Products, int Paired, bool Cancelled);

/// <summary>Reads and writes noted orders.</summary>
public static class TakenStore
{
    private static readonly RowsInsert Taken = new(
        "INSERT INTO taken_order(order_id, user_id, at_ms, products, paired, cancelled) VALUES ",
        6,
        " ON CONFLICT (order_id) DO NOTHING"
    );

    /// <summary>Notes a confirmed order, once, together with others of the transaction.</summary>
    public static void Take(Transaction tx, string orderId, string userId, long atMs, IReadOnlyList<Bought> products, int paired) =>
        Taken.Later(
            tx,
            orderId,
            userId,
            atMs,
            JsonSerializer.Serialize(products.SelectMany(product => new[] { product.ProductId, product.Category }).ToArray()),
            paired,
            0
        );

    /// <summary>Notes that an order was cancelled; answers false when that was noted before.</summary>
    public static async ValueTask<bool> Cancel(Transaction tx, string orderId, string userId, long atMs) =>
        await tx.Execute(
            """
            INSERT INTO taken_order(order_id, user_id, at_ms, products, paired, cancelled) VALUES ($1, $2, $3, '[]', 0, 1)
            ON CONFLICT (order_id) DO UPDATE SET cancelled = 1 WHERE taken_order.cancelled = 0
            """,
            orderId,
            userId,
            atMs
        ) == 1;

    /// <summary>
    /// Marks orders as brought up to date and answers them. Whoever calls brings the counts up to date in the same transaction.
    /// </summary>
    public static ValueTask<List<TakenOrder>> TakeBehind(Transaction tx, int rows) =>
        tx.Query(
            """
            UPDATE taken_order SET counted = 1 - cancelled
            WHERE counted = cancelled AND order_id IN (SELECT order_id FROM taken_order WHERE counted = cancelled ORDER BY order_id LIMIT $1)
            RETURNING at_ms, products, paired, cancelled
            """,
            row => new TakenOrder(row.GetInt64(0), Products(row.GetString(1)), row.GetInt32(2), row.GetInt64(3) == 1),
            rows
        );

    /// <summary>The user's orders are nobody's any more; what they say of products that are bought together stays.</summary>
    public static ValueTask<int> ForgetUser(Transaction tx, string userId) =>
        tx.Execute("UPDATE taken_order SET user_id = '' WHERE user_id = $1", userId);

    /// <summary>What a user bought with the latest orders, latest first, each product once.</summary>
    public static async ValueTask<List<string>> BoughtBy(Sql sql, string userId, int rows)
    {
        var orders = await sql.Query(
            "SELECT at_ms, products FROM taken_order WHERE user_id = $1 AND cancelled = 0 ORDER BY at_ms DESC LIMIT $2",
            row => (AtMs: row.GetInt64(0), Products: Products(row.GetString(1))),
            userId,
            rows
        );
        return
        [
            .. orders
                .SelectMany(order => order.Products.Select(product => (order.AtMs, product.ProductId)))
                .OrderByDescending(bought => bought.AtMs)
                .ThenBy(bought => bought.ProductId, StringComparer.Ordinal)
                .Select(bought => bought.ProductId)
                .Distinct(StringComparer.Ordinal)
                .Take(rows),
        ];
    }

    // Product and category by turns.
    private static List<Bought> Products(string text) =>
        [.. JsonSerializer.Deserialize<string[]>(text)!.Chunk(2).Select(pair => new Bought(pair[0], pair[1]))];
}
