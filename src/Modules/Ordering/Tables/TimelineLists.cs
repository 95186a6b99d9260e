// Orders with all that happened to them, page by page along their ids: for those who tell the whole story again.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>Reads timelines of many orders.</summary>
public sealed class TimelineLists([FromKeyedServices("ordering")] Database database)
{
    /// <summary>The orders after an id, each with its entries, and how many orders there are in all.</summary>
    public ValueTask<(List<(Order Order, List<Entry> Entries)> Orders, long Total)> After(string orderId, int limit) =>
        database.Snapshot(async sql =>
        {
            var orders = await sql.Query(
                $"SELECT {OrderSql.OrderColumns} FROM orders o WHERE o.order_id > $1 ORDER BY o.order_id LIMIT $2",
                row => OrderSql.Map(row, []),
                orderId,
                limit
            );
            var entries = await sql.Query(
                $"SELECT {OrderSql.EntryColumns}, order_id FROM timeline WHERE {sql.Dialect.In("order_id", 1)} ORDER BY order_id, sequence",
                row => (OrderId: row.GetString(10), Entry: OrderSql.MapEntry(row)),
                [orders.Select(order => order.Id).ToArray()]
            );
            var of = entries.ToLookup(entry => entry.OrderId, entry => entry.Entry, StringComparer.Ordinal);
            return (orders.ConvertAll(order => (order, of[order.Id].ToList())), await sql.Number("SELECT COUNT(*) FROM orders"));
        });

    /// <summary>The versions of the orders after an id.</summary>
    public ValueTask<List<(string OrderId, long Version)>> Versions(string afterOrderId, int limit) =>
        database.Read(sql =>
            sql.Query(
                "SELECT order_id, version FROM orders WHERE order_id > $1 ORDER BY order_id LIMIT $2",
                row => (row.GetString(0), row.GetInt64(1)),
                afterOrderId,
                limit
            )
        );
}
