// The SQL that reads figures: sums over facts of a time range. Money of two currencies is never in one sum.
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Analytics;

/// <summary>From (included) to (excluded), and whose lines; an empty vendor is the whole shop.</summary>
/// <param name="Zone">Whose clocks say what a day is; UTC when it is null.</param>
public sealed record Slice(long FromMs, long ToMs, string Vendor = "", TimeZoneInfo? Zone = null)
{
    public TimeZoneInfo Clocks => Zone ?? TimeZoneInfo.Utc;
}

/// <summary>Sales of one stretch of time in one currency; amounts in minor units.</summary>
/// <param name="Orders">Confirmed in the stretch; an edit that adds goods later adds units and revenue, and no order.</param>
/// <param name="Goodwill">What was given back for no goods in particular.</param>
public sealed record SalesFigures(
    long StartMs,
    string Currency,
    long Orders,
    long Units,
    Int128 Revenue,
    Int128 Discount,
    Int128 Refunds,
    Int128 Goodwill
);

/// <summary>A product's sales in one currency.</summary>
public sealed record ProductFigures(
    string ProductId,
    string Name,
    string Currency,
    long Units,
    long Orders,
    Int128 Revenue,
    long RefundedUnits,
    Int128 Refunds
);

/// <summary>Customers with at least one confirmed order in the range.</summary>
/// <param name="New">Their first order ever is in the range.</param>
/// <param name="Repeat">At least two orders in the range.</param>
public sealed record CustomerFigures(long Customers, long New, long Repeat, long Orders, long Registered);

/// <summary>How far the carts begun on a day came.</summary>
/// <param name="DayMs">The beginning of the day.</param>
public sealed record CartFigures(long DayMs, long Carts, long WithItems, long CheckedOut, long Placed, long Confirmed, long Abandoned);

/// <summary>Reads figures.</summary>
public static class Figures
{
    public const long HourMs = 3_600_000;
    public const long DayMs = 24 * HourMs;

    private const string InSlice = "at_ms >= $1 AND at_ms < $2 AND ($3 = '' OR vendor_id = $3)";

    // The whole shop is summed by order; of a vendor only its own lines are. Both have the vendor as $3, so that the rest of the text is
    // one.
    private static string Moved(Slice slice) =>
        slice.Vendor.Length == 0
            ? "order_sum WHERE at_ms >= $1 AND at_ms < $2 AND $3 = ''"
            : $"""
                (SELECT kind, movement, order_id, at_ms, currency, vendor_id, units, gross, discount FROM line_fact
                    UNION ALL SELECT 'goodwill', 'whole', order_id, at_ms, currency, vendor_id, 0, gross, 0 FROM goodwill_back) moved
                WHERE {InSlice}
                """;

    /// <summary>Sales by the stretches of an interval, oldest first; a stretch without sales and refunds is left out.</summary>
    public static async ValueTask<List<SalesFigures>> Sales(Sql sql, Slice slice, string interval)
    {
        var zone = slice.Clocks;
        var stretchMs = interval == "hour" ? HourMs : DayMs;
        var args = new List<object?> { slice.FromMs, slice.ToMs, slice.Vendor, stretchMs };
        var offsets = new ZoneOffsets(zone, slice.FromMs, slice.ToMs);
        var local = offsets.Local("at_ms", args);

        // Where clocks go back, two hours show the same time; a day is one however often its hours are shown.
        var part = interval == "hour" ? offsets.Part("at_ms", args) : "CAST(0 AS BIGINT)";
        // A row a kind, so that no sum has to ask each row which kind it is.
        var kinds = await sql.Query(
            $"""
            SELECT {local} / $4 AS stretch, {part} AS part, currency, kind,
                {(slice.Vendor.Length == 0 ? "CAST(SUM(orders) AS BIGINT)" : "COUNT(DISTINCT CASE WHEN movement = '' THEN order_id END)")},
                CAST(SUM(units) AS BIGINT), {ExactSum.Of("gross")}, {ExactSum.Of("discount")}
            FROM {Moved(slice)} GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3
            """,
            row =>
                (
                    Stretch: row.GetInt64(0),
                    Part: (int)row.GetInt64(1),
                    Currency: row.GetString(2),
                    Kind: row.GetString(3),
                    Orders: row.GetInt64(4),
                    Units: row.GetInt64(5),
                    Gross: ExactSum.At(row, 6),
                    Discount: ExactSum.At(row, 8)
                ),
            [.. args]
        );
        var figures = kinds
            .GroupBy(row => (row.Stretch, row.Part, row.Currency))
            .Select(stretch =>
            {
                var sale = stretch.FirstOrDefault(row => row.Kind == "sale");
                var refund = stretch.FirstOrDefault(row => row.Kind == "refund");
                return new SalesFigures(
                    Start(stretch.Key.Stretch, stretch.Key.Part),
                    stretch.Key.Currency,
                    stretch.Sum(row => row.Orders),
                    sale.Units,
                    sale.Gross - sale.Discount,
                    sale.Discount,
                    refund.Gross - refund.Discount,
                    stretch.FirstOrDefault(row => row.Kind == "goodwill").Gross
                );
            });
        return Stretches.Sum(interval, figures, zone);

        // The first hour after a change of the clocks begins with the change.
        long Start(long stretch, int part) =>
            interval == "hour"
                ? Math.Max((stretch * HourMs) - offsets.Parts[part].OffsetMs, part == 0 ? long.MinValue : offsets.Parts[part].FromMs)
                : ShopTime.StartOf(DayOf(stretch), zone).ToUnixTimeMilliseconds();
    }

    private static DateOnly DayOf(long daysSinceEpoch) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)daysSinceEpoch);

    /// <summary>The currencies with sales or refunds, that of the most orders first.</summary>
    public static ValueTask<List<string>> CurrenciesOf(Sql sql, Slice slice) =>
        sql.Query(
            $"SELECT currency FROM {Moved(slice)} GROUP BY currency ORDER BY COUNT(DISTINCT order_id) DESC, currency",
            row => row.GetString(0),
            slice.FromMs,
            slice.ToMs,
            slice.Vendor
        );

    /// <summary>The products that sold best in a currency, by revenue.</summary>
    public static ValueTask<List<ProductFigures>> Products(Sql sql, Slice slice, string currency, int rows) =>
        sql.Query(
            $"""
            SELECT * FROM (
                SELECT product_id, MAX(product_name) AS product_name, currency,
                    CAST(SUM(CASE WHEN kind = 'sale' THEN units ELSE 0 END) AS BIGINT) AS sold,
                    COUNT(DISTINCT CASE WHEN kind = 'sale' THEN order_id END) AS orders,
                    {ExactSum.Of("CASE WHEN kind = 'sale' THEN gross - discount ELSE 0 END", "revenue")},
                    CAST(SUM(CASE WHEN kind = 'refund' THEN units ELSE 0 END) AS BIGINT) AS refunded,
                    {ExactSum.Of("CASE WHEN kind = 'refund' THEN gross - discount ELSE 0 END", "refunds")}
                FROM line_fact WHERE {InSlice} AND currency = $4
                GROUP BY product_id, currency HAVING SUM(CASE WHEN kind = 'sale' THEN 1 ELSE 0 END) > 0
            ) product ORDER BY {ExactSum.Descending("revenue")}, sold DESC, product_id LIMIT $5
            """,
            row => new ProductFigures(
                row.GetString(0),
                row.GetString(1),
                row.GetString(2),
                row.GetInt64(3),
                row.GetInt64(4),
                ExactSum.At(row, 5),
                row.GetInt64(7),
                ExactSum.At(row, 8)
            ),
            slice.FromMs,
            slice.ToMs,
            slice.Vendor,
            currency,
            rows
        );

    public static async ValueTask<CustomerFigures> Customers(Sql sql, Slice slice) =>
        (
            await sql.First(
                """
                SELECT COUNT(*), COALESCE(SUM(CASE WHEN first_ms >= $1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN orders >= 2 THEN 1 ELSE 0 END), 0), CAST(COALESCE(SUM(orders), 0) AS BIGINT),
                    (SELECT COUNT(*) FROM user_fact WHERE registered_ms >= $1 AND registered_ms < $2)
                FROM (
                    SELECT user_id, SUM(CASE WHEN at_ms >= $1 THEN 1 ELSE 0 END) AS orders, MIN(at_ms) AS first_ms
                    FROM (
                        SELECT user_id, confirmed_ms AS at_ms FROM order_fact o
                        WHERE confirmed_ms < $2 AND ($3 = '' OR EXISTS (SELECT 1 FROM line_fact l WHERE l.order_id = o.order_id AND l.kind = 'sale' AND l.vendor_id = $3))
                    ) bought
                    GROUP BY user_id
                ) customer WHERE orders > 0
                """,
                row => new CustomerFigures(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
                slice.FromMs,
                slice.ToMs,
                slice.Vendor
            )
        )!;

    /// <summary>
    /// Carts begun in the range, by day, and how far each came. An order belongs to the cart that was open when it was placed.
    /// Whoever reached a step has passed those before it, so no step is larger than the one before.
    /// </summary>
    public static ValueTask<List<CartFigures>> Carts(Sql sql, long fromMs, long toMs, TimeZoneInfo? zone = null)
    {
        var clocks = zone ?? TimeZoneInfo.Utc;
        var args = new List<object?> { fromMs, toMs };
        var local = new ZoneOffsets(clocks, fromMs, toMs).Local("c.created_ms", args);
        return sql.Query(
            $"""
            SELECT day, COUNT(*), SUM(CASE WHEN items OR reached > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN taken OR reached > 0 THEN 1 ELSE 0 END),
                SUM(CASE WHEN reached > 0 THEN 1 ELSE 0 END), SUM(CASE WHEN reached > 1 THEN 1 ELSE 0 END), SUM(CASE WHEN left_alone AND reached = 0 THEN 1 ELSE 0 END)
            FROM (
                SELECT {local} / {DayMs} AS day, c.items_ms IS NOT NULL AS items, c.checked_out_ms IS NOT NULL AS taken, c.abandoned_ms IS NOT NULL AS left_alone,
                    COALESCE((
                        SELECT MAX(CASE WHEN o.confirmed_ms IS NULL THEN 1 ELSE 2 END) FROM order_fact o
                        WHERE o.user_id = c.user_id AND o.placed_ms >= c.created_ms AND (c.closed_ms IS NULL OR o.placed_ms <= c.closed_ms)
                    ), 0) AS reached
                FROM cart_fact c WHERE c.created_ms >= $1 AND c.created_ms < $2
            ) cart GROUP BY day ORDER BY day
            """,
            row => new CartFigures(
                ShopTime.StartOf(DayOf(row.GetInt64(0)), clocks).ToUnixTimeMilliseconds(),
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.GetInt64(6)
            ),
            [.. args]
        );
    }
}
