// The SQL of the lists and figures for the shop's people. Every list is a walk along an index; none reads all carts.
using System.Data.Common;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Carts;

internal static class CartListSql
{
    private const string Columns =
        "c.user_id, c.guest, c.email, c.version, c.lines, c.units, c.value_minor, c.currency, c.coupon, c.created_ms, c.updated_ms, c.expires_ms, l.abandoned_ms, l.number";

    /// <summary>Carts with lines, last changed first.</summary>
    /// <param name="guest">Only those of guests, or only those of customers; null for all.</param>
    /// <param name="after">The time of change and owner of the last one seen.</param>
    public static ValueTask<List<ListedCart>> All(Sql sql, bool? guest, (long UpdatedMs, string UserId)? after, long nowMs, int limit) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM carts c LEFT JOIN cart_lives l ON l.user_id = c.user_id AND l.ended_ms IS NULL
            WHERE c.lines > 0 AND c.expires_ms > $1 AND c.updated_hour <= $5 AND (c.updated_ms < $2 OR (c.updated_ms = $2 AND c.user_id < $3)){(
                guest is null ? string.Empty : " AND c.guest = $6"
            )}
            ORDER BY c.updated_hour DESC, c.updated_ms DESC, c.user_id DESC LIMIT $4
            """,
            Cart,
            [
                nowMs,
                after?.UpdatedMs ?? long.MaxValue,
                after?.UserId ?? string.Empty,
                limit,
                CartSql.Hour(after?.UpdatedMs ?? long.MaxValue),
                .. guest is { } one ? new object?[] { one } : [],
            ]
        );

    /// <summary>Carts flagged as abandoned, last flagged first.</summary>
    public static ValueTask<List<ListedCart>> Abandoned(Sql sql, (long AbandonedMs, long Number)? after, long nowMs, int limit) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM cart_lives l JOIN carts c ON c.user_id = l.user_id
            WHERE l.ended_ms IS NULL AND l.abandoned_ms IS NOT NULL AND c.expires_ms > $1 AND (l.abandoned_ms < $2 OR (l.abandoned_ms = $2 AND l.number < $3))
            ORDER BY l.abandoned_ms DESC, l.number DESC LIMIT $4
            """,
            Cart,
            nowMs,
            after?.AbandonedMs ?? long.MaxValue,
            after?.Number ?? 0,
            limit
        );

    /// <summary>Carts that hold a product, to buy or saved, by owner.</summary>
    public static ValueTask<List<ListedLine>> Containing(Sql sql, string productId, string? afterUserId, long nowMs, int limit) =>
        sql.Query(
            """
            SELECT c.user_id, c.guest, i.quantity, i.saved, i.price_minor, i.currency, i.added_ms, c.updated_ms FROM cart_lines i JOIN carts c ON c.user_id = i.user_id
            WHERE i.product_id = $1 AND i.user_id > $2 AND c.expires_ms > $3 ORDER BY i.user_id LIMIT $4
            """,
            row => new ListedLine(
                row.GetString(0),
                row.GetInt64(1) != 0,
                row.GetInt64(2),
                row.GetInt64(3) != 0,
                row.GetInt64(4),
                row.GetString(5),
                row.GetInt64(6),
                row.GetInt64(7)
            ),
            productId,
            afterUserId ?? string.Empty,
            nowMs,
            limit
        );

    /// <summary>How many lives of carts had their beginning, first flag, last recovery or sale on each day of a range.</summary>
    public static async ValueTask<List<DayCount>> Days(Sql sql, long fromMs, long toMs, TimeZoneInfo zone)
    {
        var offsets = new ZoneOffsets(zone, fromMs, toMs);
        var counts = new List<DayCount>();
        foreach (
            var (what, column, more) in new[]
            {
                (CartEvent.Created, "began_ms", string.Empty),
                (CartEvent.Abandoned, "first_abandoned_ms", string.Empty),
                (CartEvent.Recovered, "recovered_ms", string.Empty),
                (CartEvent.Converted, "ended_ms", " AND ended = 'converted'"),
            }
        )
        {
            var args = new List<object?> { fromMs, toMs };
            var local = offsets.Local(column, args);
            counts.AddRange(
                await sql.Query(
                    $"""
                    SELECT {local} / 86400000, COALESCE(currency, ''), COUNT(*), {ExactSum.Of("value_minor")} FROM cart_lives
                    WHERE {column} >= $1 AND {column} < $2{more} GROUP BY 1, 2
                    """,
                    row => new DayCount(row.GetInt64(0), what, row.GetString(1), row.GetInt64(2), ExactSum.At(row, 3)),
                    [.. args]
                )
            );
        }

        return counts;
    }

    /// <summary>Carts with something to buy now, and how many of them are flagged.</summary>
    public static async ValueTask<(long Open, long Abandoned)> Now(Sql sql) =>
        (
            await sql.Number("SELECT COUNT(*) FROM cart_lives WHERE ended_ms IS NULL"),
            await sql.Number("SELECT COUNT(*) FROM cart_lives WHERE abandoned_ms IS NOT NULL AND ended_ms IS NULL")
        );

    private static ListedCart Cart(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt64(1) != 0,
            row.IsDBNull(2) ? null : row.GetString(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetInt64(6),
            row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.GetInt64(9),
            row.GetInt64(10),
            row.GetInt64(11),
            row.IsDBNull(12) ? null : row.GetInt64(12),
            row.IsDBNull(13) ? 0 : row.GetInt64(13)
        );
}

/// <summary>A cart in a list.</summary>
/// <param name="Number">Of its open life.</param>
internal sealed record ListedCart(
    string UserId,
    bool Guest,
    string? Email,
    long Version,
    long Lines,
    long Units,
    long ValueMinor,
    string? Currency,
    string? Coupon,
    long CreatedMs,
    long UpdatedMs,
    long ExpiresMs,
    long? AbandonedMs,
    long Number
);

/// <summary>A line of one product in somebody's cart.</summary>
internal sealed record ListedLine(
    string UserId,
    bool Guest,
    long Quantity,
    bool Saved,
    long PriceMinor,
    string Currency,
    long AddedMs,
    long UpdatedMs
);

/// <summary>What can happen in the life of a cart.</summary>
internal enum CartEvent
{
    Created,
    Abandoned,
    Recovered,
    Converted,
}

/// <summary>How often something happened on a day.</summary>
/// <param name="Day">Days since 1970-01-01 UTC.</param>
/// <param name="ValueMinor">What was bought.</param>
internal sealed record DayCount(long Day, CartEvent What, string Currency, long Count, Int128 ValueMinor);
