// The SQL of what a copy of the affinities lacks: products whose neighbours changed since they were last put there.
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <summary>Reads and writes marks. A mark is fresh each time, so that whoever takes one off takes off no later one.</summary>
public static class CopyStore
{
    /// <summary>Marks every product that was ever counted: what lies in the copy may be of another time.</summary>
    public static ValueTask MarkAll(Transaction tx, string mark) =>
        tx.Send(
            """
            INSERT INTO copy_stale(product_id, mark) SELECT product_id, $1 FROM product WHERE deleted >= 0 ORDER BY product_id
            ON CONFLICT (product_id) DO UPDATE SET mark = excluded.mark
            """,
            mark
        );

    /// <summary>Marks products and all they were bought with: a count of the one is in the scores of the others.</summary>
    public static ValueTask MarkAround(Transaction tx, string[] productIds, string mark) =>
        tx.Send(
            $"""
            INSERT INTO copy_stale(product_id, mark) SELECT product_id, $2 FROM (
                SELECT product_id FROM product WHERE {tx.Dialect.In("product_id", 1)}
                UNION SELECT other_id FROM pair WHERE {tx.Dialect.In("product_id", 1)}
            ) changed WHERE product_id <> '' ORDER BY product_id
            ON CONFLICT (product_id) DO UPDATE SET mark = excluded.mark
            """,
            productIds,
            mark
        );

    /// <summary>Keeps the Recommendations:Store of this start; answers that of the last one, or null at the first.</summary>
    public static async ValueTask<string?> Remember(Transaction tx, string store)
    {
        var before = await tx.First("SELECT store FROM copy_home", row => row.GetString(0));
        await tx.Send("INSERT INTO copy_home(one, store) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET store = excluded.store", store);
        return before;
    }

    /// <summary>Some marked products.</summary>
    public static ValueTask<List<(string ProductId, string Mark)>> Some(Sql sql, int rows) =>
        sql.Query(
            "SELECT product_id, mark FROM copy_stale ORDER BY product_id LIMIT $1",
            row => (row.GetString(0), row.GetString(1)),
            rows
        );

    /// <summary>
    /// Takes marks off. Where a mark is no longer the same, another process has put something else there meanwhile, and nobody knows whose
    /// came last: the product gets a new one.
    /// </summary>
    public static async ValueTask Done(Transaction tx, IReadOnlyList<(string ProductId, string Mark)> put, string mark)
    {
        foreach (var (productId, known) in put)
        {
            if (await tx.Execute("DELETE FROM copy_stale WHERE product_id = $1 AND mark = $2", productId, known) == 0)
            {
                await tx.Send(
                    "INSERT INTO copy_stale(product_id, mark) VALUES ($1, $2) ON CONFLICT (product_id) DO UPDATE SET mark = excluded.mark",
                    productId,
                    mark
                );
            }
        }
    }
}
