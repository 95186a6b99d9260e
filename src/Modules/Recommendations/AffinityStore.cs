// The SQL of the counts.
using System.Globalization;
using System.Numerics;
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <summary>A product bought together with another.</summary>
/// <param name="Together">Orders with both.</param>
/// <param name="Orders">Orders with the neighbour.</param>
public sealed record Neighbour(string ProductId, long Together, long Orders);

/// <summary>A product by popularity, with its stored score.</summary>
public sealed record Popular(string ProductId, double Score);

/// <summary>Reads and writes counts.</summary>
public static class AffinityStore
{
    // Rows a statement writes at most: enough to save nearly all calls, and few texts to prepare.
    private const int RowsMax = 32;

    /// <summary>
    /// Adds differences to the counts. Keys are written in order, so that two processes never wait for each other in a circle.
    /// </summary>
    public static async ValueTask Count(Transaction tx, Tally tally)
    {
        await Change(
            tx,
            [
                .. tally
                    .Days.OrderBy(d => d.Key.ProductId, StringComparer.Ordinal)
                    .ThenBy(d => d.Key.Day)
                    .Select(d => (new object?[] { d.Key.ProductId, d.Key.Day }, d.Value)),
            ],
            rows =>
                $"INSERT INTO product_day(product_id, day, orders) VALUES {rows} ON CONFLICT (product_id, day) DO UPDATE SET orders = product_day.orders + excluded.orders",
            "DELETE FROM product_day WHERE product_id = $1 AND day = $2 AND orders = $3",
            "UPDATE product_day SET orders = orders - $3 WHERE product_id = $1 AND day = $2 AND orders > $3"
        );
        await Change(
            tx,
            [
                .. tally
                    .Pairs.OrderBy(p => p.Key.ProductId, StringComparer.Ordinal)
                    .ThenBy(p => p.Key.OtherId, StringComparer.Ordinal)
                    .Select(p => (new object?[] { p.Key.ProductId, p.Key.OtherId }, p.Value)),
            ],
            rows =>
                $"INSERT INTO pair(product_id, other_id, orders) VALUES {rows} ON CONFLICT (product_id, other_id) DO UPDATE SET orders = pair.orders + excluded.orders",
            "DELETE FROM pair WHERE product_id = $1 AND other_id = $2 AND orders = $3",
            "UPDATE pair SET orders = orders - $3 WHERE product_id = $1 AND other_id = $2 AND orders > $3"
        );

        await ForgetDays(tx, [.. tally.Products.Keys.Order(StringComparer.Ordinal)]);
        var scores = await Scores(tx, [.. tally.Products.Keys]);
        await Insert(
            tx,
            [
                .. tally
                    .Products.Where(p => p.Value.Orders > 0)
                    .Select(p => new object?[] { p.Key, p.Value.Category, p.Value.Orders, scores.GetValueOrDefault(p.Key) }),
            ],
            rows =>
                $"""
                    INSERT INTO product(product_id, category, orders, score) VALUES {rows}
                    ON CONFLICT (product_id) DO UPDATE SET orders = product.orders + excluded.orders, score = product.planted + excluded.score,
                        category = CASE WHEN product.category = '' THEN excluded.category ELSE product.category END
                    """
        );

        // An insert of -1 would break the row's CHECK before it became an update.
        foreach (var (id, (_, orders)) in tally.Products.Where(p => p.Value.Orders <= 0))
        {
            await tx.Send(
                "UPDATE product SET orders = orders + $2, score = planted + $3 WHERE product_id = $1",
                id,
                orders,
                scores.GetValueOrDefault(id)
            );
        }
    }

    /// <summary>What the catalog says of a product; older news than the known is left out.</summary>
    public static ValueTask SetProduct(Transaction tx, string productId, string category, bool deleted, long atMs) =>
        tx.Send(
            """
            INSERT INTO product(product_id, category, deleted, changed_ms) VALUES ($1, $2, $3, $4)
            ON CONFLICT (product_id) DO UPDATE SET category = $2, deleted = $3, changed_ms = $4 WHERE product.changed_ms <= $4
            """,
            productId,
            category,
            deleted,
            atMs
        );

    /// <summary>Whether the catalog said that it no longer sells it.</summary>
    public static async ValueTask<bool> IsDeleted(Sql sql, string productId) =>
        await sql.Number("SELECT COUNT(*) FROM product WHERE product_id = $1 AND deleted = 1", productId) > 0;

    /// <summary>Gives products popularity that no order earned: demo data only.</summary>
    public static async ValueTask Plant(Transaction tx, IReadOnlyList<(string ProductId, string Category, double Planted)> products)
    {
        var scores = await Scores(tx, [.. products.Select(product => product.ProductId)]);
        await Insert(
            tx,
            [
                .. products.Select(p =>
                    new object?[] { p.ProductId, p.Category, p.Planted, p.Planted + scores.GetValueOrDefault(p.ProductId) }
                ),
            ],
            rows =>
                $"""
                    INSERT INTO product(product_id, category, planted, score) VALUES {rows}
                    ON CONFLICT (product_id) DO UPDATE SET category = excluded.category, planted = excluded.planted, score = excluded.score
                    """
        );
    }

    public static async ValueTask<bool> IsPlanted(Sql sql) =>
        await sql.Number("SELECT COUNT(*) FROM (SELECT 1 FROM product WHERE planted > 0 LIMIT 1) one") > 0;

    public static ValueTask<(string Category, long Orders)> Product(Sql sql, string productId) =>
        sql.First("SELECT category, orders FROM product WHERE product_id = $1", row => (row.GetString(0), row.GetInt64(1)), productId);

    /// <summary>Those bought with it in the most orders.</summary>
    public static ValueTask<List<Neighbour>> Neighbours(Sql sql, string productId) =>
        sql.Query(
            """
            SELECT p.other_id, p.orders, o.orders FROM pair p JOIN product o ON o.product_id = p.other_id
            WHERE p.product_id = $1 AND o.deleted = 0 ORDER BY p.orders DESC, p.other_id LIMIT $2
            """,
            row => new Neighbour(row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            productId,
            Affinity.NeighboursMax
        );

    public static ValueTask<List<Popular>> PopularIn(Sql sql, string category, int rows) =>
        sql.Query(
            "SELECT product_id, score FROM product WHERE category = $1 AND deleted = 0 ORDER BY score DESC, product_id LIMIT $2",
            PopularRow,
            category,
            rows
        );

    public static ValueTask<List<Popular>> MostPopular(Sql sql, int rows) =>
        sql.Query("SELECT product_id, score FROM product WHERE deleted = 0 ORDER BY score DESC, product_id LIMIT $1", PopularRow, rows);

    // Days that no longer count go when a product is counted: the cost of an order must not rise with the age of the shop.
    private static ValueTask ForgetDays(Transaction tx, string[] productIds) =>
        tx.Send(
            $"""
            DELETE FROM product_day WHERE {tx.Dialect.In("product_id", 1)}
                AND day <= (SELECT MAX(newest.day) FROM product_day newest WHERE newest.product_id = product_day.product_id) - $2
            """,
            productIds,
            Affinity.PopularityDaysMax
        );

    // What the counted days of each product make, always summed anew from whole counts, so that taking an order back leaves no rounding
    // behind.
    private static async ValueTask<Dictionary<string, double>> Scores(Transaction tx, string[] productIds)
    {
        var days = await tx.Query(
            $"SELECT product_id, day, orders FROM product_day WHERE {tx.Dialect.In("product_id", 1)} ORDER BY product_id, day",
            row => (ProductId: row.GetString(0), Day: row.GetInt64(1), Orders: row.GetInt64(2)),
            (object)productIds
        );
        return days.GroupBy(day => day.ProductId, StringComparer.Ordinal)
            .ToDictionary(
                product => product.Key,
                product => Affinity.Score(product.Select(day => (day.Day, day.Orders)), 0),
                StringComparer.Ordinal
            );
    }

    // A count that falls to zero leaves no row, so that a cancelled order leaves the tables as if it had never been.
    private static async ValueTask Change(
        Transaction tx,
        IReadOnlyList<(object?[] Key, long By)> differences,
        Func<string, string> add,
        string removeLast,
        string subtract
    )
    {
        await Insert(tx, [.. differences.Where(d => d.By > 0).Select(d => new object?[] { d.Key[0], d.Key[1], d.By })], add);
        foreach (var (key, by) in differences.Where(d => d.By < 0))
        {
            if (await tx.Execute(removeLast, key[0], key[1], -by) == 0)
            {
                await tx.Send(subtract, key[0], key[1], -by);
            }
        }
    }

    // Many rows a statement, in portions of a power of two, so that few texts serve any number of rows.
    private static async ValueTask Insert(Transaction tx, IReadOnlyList<object?[]> rows, Func<string, string> statement)
    {
        for (var done = 0; done < rows.Count; )
        {
            var portion = Math.Min(RowsMax, 1 << BitOperations.Log2((uint)(rows.Count - done)));
            var args = new object?[portion * rows[0].Length];
            for (var i = 0; i < portion; i++)
            {
                rows[done + i].CopyTo(args, i * rows[0].Length);
            }

            await tx.Send(statement(Placeholders(portion, rows[0].Length)), args);
            done += portion;
        }
    }

    // ($1, $2), ($3, $4) and so on.
    private static string Placeholders(int rows, int columns) =>
        string.Join(
            ", ",
            Enumerable
                .Range(0, rows)
                .Select(row =>
                    $"({string.Join(", ", Enumerable.Range(1, columns).Select(column => string.Create(CultureInfo.InvariantCulture, $"${(row * columns) + column}")))})"
                )
        );

    private static Popular PopularRow(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetDouble(1));
}
