// The SQL of what sells: what each order counts, and the sums a product and day.
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>An order whose facts changed.</summary>
/// <param name="ConfirmedMs">Null: never confirmed.</param>
/// <param name="Ended">Cancelled or returned as a whole.</param>
/// <param name="Units">By product, as agreed at first.</param>
public sealed record UncountedOrder(string OrderId, long? ConfirmedMs, bool Ended, IReadOnlyList<(string ProductId, long Units)> Units);

/// <summary>What an order counts for a product, on the day of its confirmation.</summary>
public sealed record SoldLine(string OrderId, string ProductId, long Day, long Units);

/// <summary>Reads and writes it.</summary>
public static class SoldStore
{
    private static readonly RowsInsert Lines = new("INSERT INTO sold_line(order_id, product_id, day, units) VALUES ", 4);

    private static readonly RowsInsert Days = new(
        "INSERT INTO sold_day(product_id, day, units) VALUES ",
        3,
        " ON CONFLICT (product_id, day) DO UPDATE SET units = sold_day.units + excluded.units"
    );

    /// <summary>Whoever counts does so alone, until its transaction ends: a sum misses nothing that another has not told yet.</summary>
    public static async ValueTask Alone(Transaction tx)
    {
        if (!tx.Dialect.OneProcess)
        {
            await tx.Number("SELECT 1 FROM pg_advisory_xact_lock(hashtextextended($1, 0))", "cartwright:analytics:sold");
        }
    }

    /// <summary>
    /// The moment of a word about sums, later than that of every word before it: of several processes the clock of one may be behind, and
    /// its word is the last one all the same.
    /// </summary>
    public static ValueTask<long> Tick(Transaction tx, long nowMs) =>
        tx.Number(
            """
            INSERT INTO sold_clock(one, at_ms) VALUES (1, $1)
            ON CONFLICT (one) DO UPDATE SET at_ms = CASE WHEN excluded.at_ms > sold_clock.at_ms THEN excluded.at_ms ELSE sold_clock.at_ms + 1 END
            RETURNING at_ms
            """,
            nowMs
        );

    /// <summary>Marks orders as counted and answers them. Whoever calls counts them in the same transaction.</summary>
    public static ValueTask<List<UncountedOrder>> Take(Transaction tx, long count) =>
        tx.Query(
            """
            UPDATE order_fact SET uncounted = 0
            WHERE uncounted = 1 AND order_id IN (SELECT order_id FROM order_fact WHERE uncounted = 1 ORDER BY order_id LIMIT $1)
            RETURNING order_id, confirmed_ms, refunded_ms, lines
            """,
            row => new UncountedOrder(
                row.GetString(0),
                row.IsDBNull(1) ? null : row.GetInt64(1),
                !row.IsDBNull(2),
                Units(row.GetString(3))
            ),
            count
        );

    /// <summary>What edits and returns made of these orders: more units, or fewer.</summary>
    public static async ValueTask<ILookup<string, (string ProductId, long Units)>> Moved(Sql sql, string[] orderIds)
    {
        var rows = await sql.Query(
            $"SELECT order_id, kind, lines FROM order_movement WHERE {sql.Dialect.In("order_id", 1)} AND kind <> 'goodwill'",
            row => (OrderId: row.GetString(0), By: row.GetString(1) == "sale" ? 1 : -1, Units: Units(row.GetString(2))),
            (object)orderIds
        );
        return rows.SelectMany(row => row.Units.Select(line => (row.OrderId, line.ProductId, Units: row.By * line.Units)))
            .ToLookup(row => row.OrderId, row => (row.ProductId, row.Units), StringComparer.Ordinal);
    }

    /// <summary>What these orders have counted until now.</summary>
    public static ValueTask<List<SoldLine>> Counted(Sql sql, string[] orderIds) =>
        sql.Query(
            $"SELECT order_id, product_id, day, units FROM sold_line WHERE {sql.Dialect.In("order_id", 1)}",
            row => new SoldLine(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
            (object)orderIds
        );

    /// <summary>Counted orders after one and up to another of which there is no fact any more.</summary>
    public static ValueTask<List<string>> Unknown(Sql sql, string afterOrderId, string upToOrderId) =>
        sql.Query(
            """
            SELECT DISTINCT order_id FROM sold_line
            WHERE order_id > $1 AND order_id <= $2 AND NOT EXISTS (SELECT 1 FROM order_fact f WHERE f.order_id = sold_line.order_id)
            """,
            row => row.GetString(0),
            afterOrderId,
            upToOrderId
        );

    /// <summary>Writes what orders count now in place of what they counted, and the difference into the sums.</summary>
    public static async ValueTask Put(Transaction tx, IReadOnlyList<SoldLine> before, IReadOnlyList<SoldLine> now)
    {
        string[] changed =
        [
            .. before
                .Except(now)
                .Concat(now.Except(before))
                .Select(line => line.OrderId)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
        if (changed.Length == 0)
        {
            return;
        }

        var these = changed.ToHashSet(StringComparer.Ordinal);
        if (before.Count > 0)
        {
            await tx.Send($"DELETE FROM sold_line WHERE {tx.Dialect.In("order_id", 1)}", (object)changed);
        }

        await Lines.Run(
            tx,
            [
                .. now.Where(line => these.Contains(line.OrderId))
                    .SelectMany(line => new object?[] { line.OrderId, line.ProductId, line.Day, line.Units }),
            ]
        );
        await Days.Run(
            tx,
            [
                .. now.Select(line => (line.ProductId, line.Day, line.Units))
                    .Concat(before.Select(line => (line.ProductId, line.Day, Units: -line.Units)))
                    .GroupBy(line => (line.ProductId, line.Day), line => line.Units)
                    .Select(day => (day.Key, By: day.Sum()))
                    .Where(day => day.By != 0)
                    .OrderBy(day => day.Key.ProductId, StringComparer.Ordinal)
                    .ThenBy(day => day.Key.Day)
                    .SelectMany(day => new object?[] { day.Key.ProductId, day.Key.Day, day.By }),
            ]
        );
    }

    /// <summary>What these products sold after a day, 0 where nothing.</summary>
    public static async ValueTask<Dictionary<string, long>> Sums(Sql sql, string[] productIds, long afterDay)
    {
        var rows = await sql.Query(
            $"SELECT product_id, CAST(SUM(units) AS BIGINT) FROM sold_day WHERE {sql.Dialect.In("product_id", 1)} AND day > $2 GROUP BY product_id",
            row => (row.GetString(0), Units: row.GetInt64(1)),
            productIds,
            afterDay
        );
        var sums = productIds.ToDictionary(id => id, _ => 0L, StringComparer.Ordinal);
        foreach (var (id, units) in rows)
        {
            sums[id] = Math.Max(0, units);
        }

        return sums;
    }

    /// <summary>Takes out what does not count any more: how many lines of orders, and whose the days were.</summary>
    public static async ValueTask<(int Lines, List<string> Days)> Forget(Transaction tx, long upToDay, long count)
    {
        var lines = await tx.Execute(
            "DELETE FROM sold_line WHERE (order_id, product_id) IN (SELECT order_id, product_id FROM sold_line WHERE day <= $1 LIMIT $2)",
            upToDay,
            count
        );
        var days = await tx.Query(
            "DELETE FROM sold_day WHERE (product_id, day) IN (SELECT product_id, day FROM sold_day WHERE day <= $1 LIMIT $2) RETURNING product_id",
            row => row.GetString(0),
            upToDay,
            count
        );
        return (lines, days);
    }

    // [vendor, product, name, units, gross, discount] each.
    private static List<(string ProductId, long Units)> Units(string lines)
    {
        using var document = JsonDocument.Parse(lines);
        return [.. document.RootElement.EnumerateArray().Select(line => (line[1].GetString()!, line[3].GetInt64()))];
    }
}
