// Lists of orders: keyset pages along indexes, for shoppers, for the shop, and for a vendor about its own parts.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>Which orders, in which order. Null means all.</summary>
/// <param name="After">The sort value and the id of the last order of the page before.</param>
public sealed record OrderFilter(
    string? UserId, string? Status, long? FromMs, long? ToMs, string? ProductId, string? Text, string Sort, (long Value, string OrderId)? After);

/// <summary>What a vendor has to do, and what it sold in a span of time.</summary>
public sealed record VendorCounts(string Status, string Currency, long Orders, long Units, long Amount);

/// <summary>Reads lists.</summary>
public sealed class OrderLists([FromKeyedServices("ordering")] Database database)
{
    public const string NewestFirst = "-created_at";

    /// <summary>The sorts by name: column and direction.</summary>
    public static readonly IReadOnlyDictionary<string, (string Column, bool Descending)> Sorts = new Dictionary<string, (string, bool)>(StringComparer.Ordinal)
    {
        [NewestFirst] = ("o.created_ms", true), ["created_at"] = ("o.created_ms", false),
        ["-total_price"] = ("o.total_milli", true), ["total_price"] = ("o.total_milli", false),
    };

    /// <summary>Up to <paramref name="limit"/> orders, each with its sort value.</summary>
    public ValueTask<List<(Order Order, long Value)>> Find(OrderFilter filter, int limit)
    {
        var (column, descending) = Sorts[filter.Sort];
        var args = new List<object?>();
        string Arg(object? value)
        {
            args.Add(value);
            return "$" + args.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        // Bounds that are not asked for are bound to the ends of the range, so that there are few texts to prepare.
        var after = filter.After ?? (descending ? (long.MaxValue, "~") : (long.MinValue, string.Empty));
        var where = $"o.created_ms >= {Arg(filter.FromMs ?? 0)} AND o.created_ms < {Arg(filter.ToMs ?? long.MaxValue)} AND ({column}, o.order_id) {(descending ? "<" : ">")} ({Arg(after.Item1)}, {Arg(after.Item2)})";
        where += filter.UserId is null ? string.Empty : $" AND o.user_id = {Arg(filter.UserId)}";
        where += filter.Status is null ? string.Empty : $" AND o.status = {Arg(filter.Status)}";
        where += filter.ProductId is null ? string.Empty : $" AND EXISTS (SELECT 1 FROM order_lines l WHERE l.order_id = o.order_id AND l.product_id = {Arg(filter.ProductId)})";
        where += filter.Text is null ? string.Empty : $" AND o.words LIKE {Arg("%" + Escape(filter.Text) + "%")} ESCAPE '!'";
        var direction = descending ? "DESC" : "ASC";
        return Read($"{Select}, {column} FROM orders o WHERE {where} ORDER BY {column} {direction}, o.order_id {direction} LIMIT {Arg(limit)}", args);
    }

    /// <summary>A vendor's orders, newest first: those that are paid, or were.</summary>
    public async ValueTask<List<Order>> OfVendor(string vendorId, string? status, string? afterOrderId, int limit) => [.. (await Read(
        Select + """
        , o.created_ms FROM fulfilments f JOIN orders o ON o.order_id = f.order_id
        WHERE f.vendor_id = $1 AND f.order_id < $2 AND o.status NOT IN ('pending', 'payment_failed')
          AND $3 IN ('', CASE WHEN o.status IN ('cancelled', 'returned') THEN o.status WHEN f.status = 'waiting' THEN 'confirmed' ELSE f.status END)
        ORDER BY f.order_id DESC LIMIT $4
        """,
        [vendorId, afterOrderId ?? "~", status ?? string.Empty, limit])).Select(row => row.Order)];

    /// <summary>A vendor's parts of the orders since a time, by state and currency.</summary>
    public ValueTask<List<VendorCounts>> OfVendorSince(string vendorId, long sinceMs) => database.Read(sql => sql.Query(
        """
        SELECT CASE WHEN o.status IN ('cancelled', 'returned') THEN o.status ELSE f.status END AS stage, f.currency, COUNT(*), SUM(f.units), SUM(f.amount)
        FROM fulfilments f JOIN orders o ON o.order_id = f.order_id
        WHERE f.vendor_id = $1 AND o.created_ms >= $2 AND o.status NOT IN ('pending', 'payment_failed')
        GROUP BY stage, f.currency ORDER BY stage, f.currency
        """,
        row => new VendorCounts(row.GetString(0), row.GetString(1), row.GetInt64(2), Convert.ToInt64(row.GetValue(3)), Convert.ToInt64(row.GetValue(4))),
        vendorId,
        sinceMs));

    private const string Select = "SELECT " + OrderStore.OrderColumns;

    private ValueTask<List<(Order Order, long Value)>> Read(string text, List<object?> args) => database.Snapshot(async sql =>
    {
        var rows = await sql.Query(text, row => (Order: OrderStore.Map(row, []), Value: row.GetInt64(15)), [.. args]);
        var parts = await sql.Query(
            $"SELECT {OrderStore.PartColumns}, order_id FROM fulfilments WHERE {sql.Dialect.In("order_id", 1)}",
            row => (OrderId: row.GetString(6), Part: OrderStore.MapPart(row, 0)),
            [rows.Select(row => row.Order.Id).ToArray()]);
        var partsOf = parts.ToLookup(part => part.OrderId, part => part.Part, StringComparer.Ordinal);
        return rows.ConvertAll(row => (row.Order with { Parts = [.. partsOf[row.Order.Id]] }, row.Value));
    });

    private static string Escape(string text) => text.ToLowerInvariant()
        .Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
}
