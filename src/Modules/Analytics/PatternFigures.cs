// The SQL that reads how customers buy: when they come back, what a basket holds, what goes together, at what hour.
using System.Globalization;
using System.Text;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Analytics;

/// <summary>Of the customers whose first order fell in one month, how many bought in a later (or the same) month, and how often.</summary>
/// <param name="Cohort">Index of the month of the first order; <paramref name="Month"/> that of the purchases.</param>
public sealed record CohortFigures(int Cohort, int Month, long Customers, long Orders);

/// <summary>Confirmed orders of one size, as they were confirmed; revenue in minor units of the slice's currency.</summary>
public sealed record BasketFigures(long Units, long Orders, long Lines, Int128 Revenue);

/// <summary>Two products and the orders with both; the smaller id first.</summary>
/// <param name="FirstOrders">Orders with the first product, <paramref name="SecondOrders"/> with the second.</param>
public sealed record PairFigures(
    string FirstId,
    string FirstName,
    string SecondId,
    string SecondName,
    long Together,
    long FirstOrders,
    long SecondOrders
);

/// <summary>Confirmed orders at one hour of the week.</summary>
/// <param name="Weekday">1 is Monday, 7 is Sunday (ISO 8601).</param>
public sealed record HourFigures(int Weekday, int Hour, long Orders);

/// <summary>Reads patterns.</summary>
public static class PatternFigures
{
    /// <summary>The newest orders of the range among which pairs are counted: the work grows with the square of an order's lines.</summary>
    public const int PairOrdersMax = 50_000;

    // Thursday, 1 January 1970.
    private const int WeekdayOfEpoch = 3;

    private const string Bought = """
        SELECT o.order_id, o.user_id, o.confirmed_ms AS at_ms FROM order_fact o WHERE o.confirmed_ms < $2
            AND ($3 = '' OR EXISTS (SELECT 1 FROM line_fact l WHERE l.order_id = o.order_id AND l.movement = '' AND l.vendor_id = $3))
        """;

    private const string Sold = "FROM line_fact WHERE movement = '' AND at_ms >= $1 AND at_ms < $2 AND ($3 = '' OR vendor_id = $3)";

    /// <summary>
    /// Cohorts by the month of the first confirmed order ever (of that vendor, for a vendor), for months that are given by their
    /// beginnings.
    /// </summary>
    /// <param name="starts">Beginnings of the months in the range, oldest first; the slice's end ends the last.</param>
    public static ValueTask<List<CohortFigures>> Cohorts(Sql sql, Slice slice, IReadOnlyList<long> starts)
    {
        // The text differs by the number of months alone: statements are prepared once a text.
        var months = new StringBuilder();
        var args = new List<object?> { slice.FromMs, slice.ToMs, slice.Vendor };
        for (var i = 0; i < starts.Count; i++)
        {
            args.Add(starts[i]);
            args.Add(i + 1 < starts.Count ? starts[i + 1] : slice.ToMs);
            months.Append(
                CultureInfo.InvariantCulture,
                $"{(i > 0 ? " UNION ALL " : string.Empty)}SELECT {i} AS n, CAST(${args.Count - 1} AS BIGINT) AS start_ms, CAST(${args.Count} AS BIGINT) AS end_ms"
            );
        }

        return sql.Query(
            $"""
            WITH month AS ({months}), bought AS ({Bought}), customer AS (SELECT user_id, MIN(at_ms) AS first_ms FROM bought GROUP BY user_id HAVING MIN(at_ms) >= $1)
            SELECT f.n, b.n, COUNT(DISTINCT c.user_id), COUNT(*)
            FROM customer c JOIN month f ON c.first_ms >= f.start_ms AND c.first_ms < f.end_ms
                JOIN bought o ON o.user_id = c.user_id JOIN month b ON o.at_ms >= b.start_ms AND o.at_ms < b.end_ms
            GROUP BY f.n, b.n ORDER BY f.n, b.n
            """,
            row => new CohortFigures(row.GetInt32(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3)),
            [.. args]
        );
    }

    /// <summary>Orders by their number of units, in one currency.</summary>
    public static ValueTask<List<BasketFigures>> Baskets(Sql sql, Slice slice, string currency) =>
        sql.Query(
            $"""
            SELECT units, COUNT(*), CAST(SUM(lines) AS BIGINT), CAST(SUM(revenue_upper) AS BIGINT), CAST(SUM(revenue_lower) AS BIGINT)
            FROM (SELECT order_id, CAST(SUM(units) AS BIGINT) AS units, COUNT(*) AS lines, {ExactSum.Of(
                "gross - discount",
                "revenue"
            )} {Sold} AND currency = $4 GROUP BY order_id) basket
            GROUP BY units ORDER BY units
            """,
            row => new BasketFigures(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), ExactSum.At(row, 3)),
            slice.FromMs,
            slice.ToMs,
            slice.Vendor,
            currency
        );

    /// <summary>Products that are most often in one order, among the newest orders of the range.</summary>
    public static ValueTask<List<PairFigures>> Pairs(Sql sql, Slice slice, int rows) =>
        sql.Query(
            $"""
            WITH newest AS (SELECT order_id FROM order_fact WHERE confirmed_ms >= $1 AND confirmed_ms < $2 ORDER BY confirmed_ms DESC, order_id LIMIT {PairOrdersMax}),
                sold AS MATERIALIZED (
                    SELECT l.order_id, l.product_id, MAX(l.product_name) AS product_name FROM newest n JOIN line_fact l ON l.order_id = n.order_id
                    WHERE l.movement = '' AND ($3 = '' OR l.vendor_id = $3) GROUP BY l.order_id, l.product_id),
                alone AS (SELECT product_id, COUNT(*) AS orders FROM sold GROUP BY product_id),
                pair AS (
                    SELECT a.product_id AS first_id, MAX(a.product_name) AS first_name, b.product_id AS second_id, MAX(b.product_name) AS second_name, COUNT(*) AS together
                    FROM sold a JOIN sold b ON b.order_id = a.order_id AND a.product_id < b.product_id
                    GROUP BY a.product_id, b.product_id ORDER BY together DESC, first_id, second_id LIMIT $4)
            SELECT p.first_id, p.first_name, p.second_id, p.second_name, p.together, f.orders, s.orders
            FROM pair p JOIN alone f ON f.product_id = p.first_id JOIN alone s ON s.product_id = p.second_id ORDER BY p.together DESC, p.first_id, p.second_id
            """,
            row => new PairFigures(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.GetInt64(6)
            ),
            slice.FromMs,
            slice.ToMs,
            slice.Vendor,
            rows
        );

    /// <summary>Orders by weekday and hour, as the clocks of the slice's zone show them.</summary>
    public static ValueTask<List<HourFigures>> Hours(Sql sql, Slice slice)
    {
        var args = new List<object?> { slice.FromMs, slice.ToMs, slice.Vendor };
        var local = new ZoneOffsets(slice.Clocks, slice.FromMs, slice.ToMs).Local("at_ms", args);
        return sql.Query(
            $"""
            SELECT {local} / {Figures.HourMs} % 168 AS hour_of_week, COUNT(*) FROM ({Bought}) bought WHERE at_ms >= $1 GROUP BY 1 ORDER BY 1
            """,
            row => Hour((int)row.GetInt64(0), row.GetInt64(1)),
            [.. args]
        );
    }

    private static HourFigures Hour(int hourSinceThursday, long orders) =>
        new((((hourSinceThursday / 24) + WeekdayOfEpoch) % 7) + 1, hourSinceThursday % 24, orders);
}
