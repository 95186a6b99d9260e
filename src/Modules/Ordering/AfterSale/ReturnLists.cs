// Lists of returns, newest first: all of the shop's, or those with a vendor's lines.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>A return with the order it is of.</summary>
public sealed record ReturnOf(Order Order, Return Return);

/// <summary>Reads lists of returns.</summary>
public sealed class ReturnLists([FromKeyedServices("ordering")] Database database)
{
    /// <summary>The order of a return, or null.</summary>
    public ValueTask<string?> OrderOf(string returnId) =>
        database.Read(sql => sql.First("SELECT order_id FROM returns WHERE return_id = $1", row => row.GetString(0), returnId));

    /// <summary>Up to <paramref name="limit"/> returns after a place in the list. The orders come without their parts.</summary>
    public async ValueTask<List<ReturnOf>> Find(string? vendorId, string? status, (long CreatedMs, string Id)? after, int limit)
    {
        var (afterMs, afterId) = after ?? (long.MaxValue, "~");
        var from = vendorId is null ? "returns r" : "return_vendors v JOIN returns r ON r.return_id = v.return_id";
        var place = vendorId is null ? "r" : "v";
        object?[] args = [afterMs, afterId, limit, status, vendorId];
        var where =
            (status is null ? string.Empty : " AND r.status = $4")
            + (vendorId is null ? string.Empty : $" AND v.vendor_id = ${(status is null ? 4 : 5)}");
        var rows = await database.Read(sql =>
            sql.Query(
                $"""
                SELECT {OrderSql.OrderColumns}, r.return_id FROM {from} JOIN orders o ON o.order_id = r.order_id
                WHERE ({place}.created_ms, {place}.return_id) < ($1, $2){where} ORDER BY {place}.created_ms DESC, {place}.return_id DESC LIMIT $3
                """,
                row => (Order: OrderSql.Map(row, []), Id: row.GetString(OrderSql.OrderColumnsCount)),
                [.. args.Where((arg, i) => i < 3 || arg is not null)]
            )
        );
        return rows.ConvertAll(row => new ReturnOf(row.Order, row.Order.AfterSaleSoFar.Returns.First(one => one.Id == row.Id)));
    }
}
