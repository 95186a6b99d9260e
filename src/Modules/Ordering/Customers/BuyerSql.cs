// All SQL about what customers have bought.
using System.Data.Common;
using System.Globalization;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>What one order adds to its customer's figures.</summary>
/// <param name="Orders">1, or 0 while nothing was bought by it.</param>
/// <param name="Spent">Minor units that were taken less those that went back.</param>
/// <param name="Refunded">Minor units that went back.</param>
internal readonly record struct Counted(string Holder, string Currency, long Orders, long Spent, long Refunded)
{
    // No order comes near it; beyond it a hundred such orders of one customer would leave 64 bits.
    private const long AmountMax = 1_000_000_000_000_000;

    public static Counted Of(Order order) =>
        new(
            order.JoinedTo ?? order.UserId,
            order.Terms.Currency,
            order.Status is Status.Pending or Status.PaymentFailed || Phases.Of(order) is Phase.Cancelled ? 0 : 1,
            Math.Min(order.Captured() - order.Refunded(), AmountMax),
            Math.Min(order.Refunded(), AmountMax)
        );

    public string Stored() => string.Create(CultureInfo.InvariantCulture, $"{Holder}\n{Currency}\n{Orders}\n{Spent}\n{Refunded}");

    public static Counted? Read(string? stored) =>
        stored?.Split('\n') is [var holder, var currency, var orders, var spent, var refunded]
            ? new Counted(holder, currency, Number(orders), Number(spent), Number(refunded))
            : null;

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>One row of buyers.</summary>
internal sealed record Buyer(string Holder, string Currency, long Orders, long Spent, long Refunded, long LastMs, string LastOrderId);

/// <summary>An order that is to be counted, and what was counted of it before.</summary>
internal sealed record Uncounted(Order Order, long CountedVersion, Counted? Before);

internal static class BuyerSql
{
    /// <summary>How lists can be sorted: the column that an index of buyers has behind its currency.</summary>
    public static readonly IReadOnlyDictionary<string, string> Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["-spent"] = "spent_minor",
        ["-orders"] = "orders",
        ["-last_order"] = "last_ms",
    };

    private const string Columns = "holder, currency, orders, spent_minor, refunded_minor, last_ms, last_order_id";

    public static ValueTask<List<string>> Waiting(Sql sql, int limit) =>
        sql.Query(
            "SELECT order_id FROM orders WHERE counted_version <> version ORDER BY order_id LIMIT $1",
            row => row.GetString(0),
            (long)limit
        );

    public static ValueTask<List<Uncounted>> These(Sql sql, IReadOnlyCollection<string> orderIds) =>
        sql.Query(
            $"""
            SELECT {OrderSql.OrderColumns}, o.counted_version, o.counted FROM orders o
            WHERE {sql.Dialect.In("o.order_id", 1)} AND o.counted_version <> o.version ORDER BY o.order_id
            """,
            row => new Uncounted(
                OrderSql.Map(row, []),
                row.GetInt64(OrderSql.OrderColumnsCount),
                Counted.Read(row.IsDBNull(OrderSql.OrderColumnsCount + 1) ? null : row.GetString(OrderSql.OrderColumnsCount + 1))
            ),
            [orderIds.ToArray()]
        );

    /// <summary>Notes what was counted of each order, unless another process has counted it meanwhile; 1 for each that was noted.</summary>
    public static ValueTask<int[]> Note(Transaction tx, IReadOnlyList<(Uncounted Order, Counted Now)> counted) =>
        tx.ExecuteEach(
            "UPDATE orders SET counted = $3, counted_version = $4 WHERE order_id = $1 AND counted_version = $2",
            [
                .. counted.Select(one =>
                    new object?[] { one.Order.Order.Id, one.Order.CountedVersion, one.Now.Stored(), one.Order.Order.Version }
                ),
            ]
        );

    /// <summary>Adds to rows, in the order of their keys, so that two processes never wait for each other; empty ones go.</summary>
    public static async ValueTask Add(Transaction tx, IEnumerable<Buyer> more)
    {
        foreach (var one in more.OrderBy(one => one.Holder, StringComparer.Ordinal).ThenBy(one => one.Currency, StringComparer.Ordinal))
        {
            await tx.Send(
                $"""
                INSERT INTO buyers({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (holder, currency) DO UPDATE SET
                    orders = buyers.orders + excluded.orders, spent_minor = buyers.spent_minor + excluded.spent_minor,
                    refunded_minor = buyers.refunded_minor + excluded.refunded_minor,
                    last_ms = CASE WHEN excluded.last_ms > buyers.last_ms THEN excluded.last_ms ELSE buyers.last_ms END,
                    last_order_id = CASE WHEN excluded.last_ms > buyers.last_ms THEN excluded.last_order_id ELSE buyers.last_order_id END
                """,
                one.Holder,
                one.Currency,
                one.Orders,
                one.Spent,
                one.Refunded,
                one.LastMs,
                one.LastOrderId
            );
            await tx.Send(
                "DELETE FROM buyers WHERE holder = $1 AND currency = $2 AND orders = 0 AND spent_minor = 0 AND refunded_minor = 0",
                one.Holder,
                one.Currency
            );
        }
    }

    /// <summary>All rows of some customers.</summary>
    public static ValueTask<List<Buyer>> Of(Sql sql, IReadOnlyCollection<string> holders) =>
        sql.Query($"SELECT {Columns} FROM buyers WHERE {sql.Dialect.In("holder", 1)} ORDER BY holder, currency", Map, [holders.ToArray()]);

    /// <summary>Customers from the most on; <paramref name="after"/> is the last one of the page before.</summary>
    /// <param name="currency">Empty: of all.</param>
    public static ValueTask<List<(string Holder, long Value)>> Page(
        Sql sql,
        string sort,
        string currency,
        (long Value, string Holder)? after,
        int limit
    )
    {
        var column = Sorts[sort];
        return sql.Query(
            after is null
                ? $"SELECT holder, {column} FROM buyers WHERE currency = $1 ORDER BY {column} DESC, holder DESC LIMIT $2"
                : $"SELECT holder, {column} FROM buyers WHERE currency = $1 AND ({column}, holder) < ($3, $4) ORDER BY {column} DESC, holder DESC LIMIT $2",
            row => (row.GetString(0), row.GetInt64(1)),
            after is { } last ? [currency, (long)limit, last.Value, last.Holder] : [currency, (long)limit]
        );
    }

    /// <summary>The currencies that somebody has bought in: each is one look into an index.</summary>
    public static async ValueTask<List<string>> Currencies(Sql sql)
    {
        var found = new List<string>();
        for (var after = string.Empty; ; after = found[^1])
        {
            if (
                await sql.First("SELECT currency FROM buyers WHERE currency > $1 ORDER BY currency LIMIT 1", row => row.GetString(0), after)
                is not { } next
            )
            {
                return found;
            }

            found.Add(next);
        }
    }

    /// <summary>Who placed some orders, newest first: whose they are, the mailbox and the name.</summary>
    public static ValueTask<List<(string OrderId, string Holder, Terms Terms)>> Placers(Sql sql, IReadOnlyCollection<string> orderIds) =>
        sql.Query(
            $"SELECT o.order_id, {OrderSql.Holder("o")}, o.terms FROM orders o WHERE {sql.Dialect.In("o.order_id", 1)} ORDER BY o.order_id DESC",
            row => (row.GetString(0), row.GetString(1), Terms.Read(row.GetString(2))),
            [orderIds.ToArray()]
        );

    private static Buyer Map(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetString(6));
}
