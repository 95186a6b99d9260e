// All SQL of Recommendations.
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <summary>A product bought together with another.</summary>
/// <param name="Together">Orders with both.</param>
/// <param name="Orders">Orders with the neighbour.</param>
public sealed record Neighbour(string ProductId, long Together, long Orders);

/// <summary>A product by popularity, with its stored score.</summary>
public sealed record Popular(string ProductId, double Score);

/// <summary>A product of an order as it was counted.</summary>
public sealed record Counted(string ProductId, long AtMs, bool Paired);

/// <summary>Reads and writes counts.</summary>
public static class AffinityStore
{
    /// <summary>Null when the order was never heard of; else whether it was cancelled.</summary>
    public static ValueTask<bool?> OrderState(Sql sql, string orderId) =>
        sql.First<bool?>("SELECT cancelled FROM taken_order WHERE order_id = $1", row => row.GetInt64(0) == 1, orderId);

    public static async ValueTask SetOrder(Transaction tx, string orderId, bool cancelled) => await tx.Execute(
        "INSERT INTO taken_order(order_id, cancelled) VALUES ($1, $2) ON CONFLICT (order_id) DO UPDATE SET cancelled = excluded.cancelled", orderId, cancelled);

    public static async ValueTask AddBought(Transaction tx, string orderId, string userId, Counted counted) => await tx.Execute(
        "INSERT INTO bought(order_id, product_id, user_id, at_ms, paired) VALUES ($1, $2, $3, $4, $5)", orderId, counted.ProductId, userId, counted.AtMs, counted.Paired);

    /// <summary>Removes an order's products and answers them.</summary>
    public static async ValueTask<List<Counted>> TakeBought(Transaction tx, string orderId) => await tx.Query(
        "DELETE FROM bought WHERE order_id = $1 RETURNING product_id, at_ms, paired", row => new Counted(row.GetString(0), row.GetInt64(1), row.GetInt64(2) == 1), orderId);

    /// <summary>Adds one order of a product on a day, or takes it away, and sums its score anew.</summary>
    public static async ValueTask CountProduct(Transaction tx, string productId, string category, long day, long by)
    {
        // An insert of -1 would break the row's CHECK before it became an update.
        await (by > 0
            ? tx.Execute(
                """
                INSERT INTO product(product_id, category, orders) VALUES ($1, $2, 1)
                ON CONFLICT (product_id) DO UPDATE SET orders = product.orders + 1, category = CASE WHEN product.category = '' THEN $2 ELSE product.category END
                """,
                productId,
                category)
            : tx.Execute("UPDATE product SET orders = orders - 1 WHERE product_id = $1", productId));
        await Change(
            tx,
            "INSERT INTO product_day(product_id, day, orders) VALUES ($1, $2, 1) ON CONFLICT (product_id, day) DO UPDATE SET orders = product_day.orders + 1",
            "DELETE FROM product_day WHERE product_id = $1 AND day = $2 AND orders = 1",
            "UPDATE product_day SET orders = orders - 1 WHERE product_id = $1 AND day = $2 AND orders > 1",
            by,
            productId,
            day);
        await SumScore(tx, productId);
    }

    /// <summary>Adds one order that has both products, or takes it away; both directions.</summary>
    public static async ValueTask CountPair(Transaction tx, string one, string other, long by)
    {
        foreach (var (from, to) in new[] { (one, other), (other, one) })
        {
            await Change(
                tx,
                "INSERT INTO pair(product_id, other_id, orders) VALUES ($1, $2, 1) ON CONFLICT (product_id, other_id) DO UPDATE SET orders = pair.orders + 1",
                "DELETE FROM pair WHERE product_id = $1 AND other_id = $2 AND orders = 1",
                "UPDATE pair SET orders = orders - 1 WHERE product_id = $1 AND other_id = $2 AND orders > 1",
                by,
                from,
                to);
        }
    }

    /// <summary>What the catalog says of a product; older news than the known is left out.</summary>
    public static async ValueTask SetProduct(Transaction tx, string productId, string category, bool deleted, long atMs) => await tx.Execute(
        """
        INSERT INTO product(product_id, category, deleted, changed_ms) VALUES ($1, $2, $3, $4)
        ON CONFLICT (product_id) DO UPDATE SET category = $2, deleted = $3, changed_ms = $4 WHERE product.changed_ms <= $4
        """,
        productId,
        category,
        deleted,
        atMs);

    /// <summary>Gives a product popularity that no order earned: demo data only.</summary>
    public static async ValueTask Plant(Transaction tx, string productId, string category, double planted)
    {
        await tx.Execute(
            "INSERT INTO product(product_id, category, planted) VALUES ($1, $2, $3) ON CONFLICT (product_id) DO UPDATE SET category = $2, planted = $3", productId, category, planted);
        await SumScore(tx, productId);
    }

    public static async ValueTask<bool> IsPlanted(Sql sql) => await sql.Number("SELECT COUNT(*) FROM (SELECT 1 FROM product WHERE planted > 0 LIMIT 1) one") > 0;

    public static ValueTask<(string Category, long Orders)> Product(Sql sql, string productId) => sql.First(
        "SELECT category, orders FROM product WHERE product_id = $1", row => (row.GetString(0), row.GetInt64(1)), productId);

    /// <summary>Those bought with it in the most orders.</summary>
    public static ValueTask<List<Neighbour>> Neighbours(Sql sql, string productId) => sql.Query(
        """
        SELECT p.other_id, p.orders, o.orders FROM pair p JOIN product o ON o.product_id = p.other_id
        WHERE p.product_id = $1 AND o.deleted = 0 ORDER BY p.orders DESC, p.other_id LIMIT $2
        """,
        row => new Neighbour(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
        productId,
        Affinity.NeighboursMax);

    public static ValueTask<List<Popular>> PopularIn(Sql sql, string category, int rows) => sql.Query(
        "SELECT product_id, score FROM product WHERE category = $1 AND deleted = 0 ORDER BY score DESC, product_id LIMIT $2", PopularRow, category, rows);

    public static ValueTask<List<Popular>> MostPopular(Sql sql, int rows) => sql.Query(
        "SELECT product_id, score FROM product WHERE deleted = 0 ORDER BY score DESC, product_id LIMIT $1", PopularRow, rows);

    /// <summary>What a user bought, latest first, each product once.</summary>
    public static ValueTask<List<string>> BoughtBy(Sql sql, string userId, int rows) => sql.Query(
        "SELECT product_id FROM bought WHERE user_id = $1 GROUP BY product_id ORDER BY MAX(at_ms) DESC, product_id LIMIT $2", row => row.GetString(0), userId, rows);

    private static async ValueTask SumScore(Transaction tx, string productId)
    {
        var planted = await tx.First("SELECT planted FROM product WHERE product_id = $1", row => row.GetDouble(0), productId);
        var days = await tx.Query(
            "SELECT day, orders FROM product_day WHERE product_id = $1 ORDER BY day DESC LIMIT $2", row => (row.GetInt64(0), row.GetInt64(1)), productId, Affinity.PopularityDaysMax);
        days.Reverse();
        await tx.Execute("UPDATE product SET score = $2 WHERE product_id = $1", productId, Affinity.Score(days, planted));
    }

    // A count that falls to zero leaves no row, so that a cancelled order leaves the tables as if it had never been.
    private static async ValueTask Change(Transaction tx, string add, string removeLast, string subtract, long by, params object?[] key)
    {
        if (by > 0)
        {
            await tx.Execute(add, key);
        }
        else if (await tx.Execute(removeLast, key) == 0)
        {
            await tx.Execute(subtract, key);
        }
    }

    private static Popular PopularRow(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetDouble(1));
}
