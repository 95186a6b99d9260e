// Lists of withdrawals, newest first: all of the shop's, or those with a vendor's lines; and the rows by which they are found.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>A withdrawal with the order it is of.</summary>
public sealed record WithdrawalOfOrder(Order Order, Withdrawal Withdrawal);

/// <summary>Reads and files withdrawals.</summary>
public sealed class WithdrawalLists([FromKeyedServices("ordering")] Database database)
{
    /// <summary>Up to <paramref name="limit"/> withdrawals after a place in the list. The orders come without their parts.</summary>
    public async ValueTask<List<WithdrawalOfOrder>> Find(string? vendorId, (long AtMs, string OrderId, int Number)? after, int limit)
    {
        var (afterMs, afterId, afterNumber) = after ?? (long.MaxValue, "~", int.MaxValue);
        object?[] args = [afterMs, afterId, afterNumber, limit, vendorId];
        var rows = await database.Read(sql =>
            sql.Query(
                $"""
                SELECT {OrderSql.OrderColumns}, w.number FROM {(vendorId is null ? "withdrawals" : "withdrawal_vendors")} w
                JOIN orders o ON o.order_id = w.order_id
                WHERE (w.at_ms, w.order_id, w.number) < ($1, $2, $3){(vendorId is null ? string.Empty : " AND w.vendor_id = $5")}
                ORDER BY w.at_ms DESC, w.order_id DESC, w.number DESC LIMIT $4
                """,
                row => (Order: OrderSql.Map(row, []), Number: row.GetInt32(OrderSql.OrderColumnsCount)),
                vendorId is null ? args[..4] : args
            )
        );
        return rows.ConvertAll(row => new WithdrawalOfOrder(row.Order, row.Order.Withdrawals().First(one => one.Number == row.Number)));
    }

    /// <summary>Keeps the withdrawals that the decisions have added where lists find them.</summary>
    internal static async ValueTask Save(Transaction tx, Order order)
    {
        foreach (var entry in order.Added.Where(entry => entry.Type is Withdrawal.Declared or Withdrawal.CarriedOut))
        {
            var saved = EntryData.Read(entry.Data!).Withdrawal!;
            await tx.Send(
                "INSERT INTO withdrawals(order_id, number, at_ms) VALUES ($1, $2, $3) ON CONFLICT (order_id, number) DO NOTHING",
                order.Id,
                saved.Number,
                saved.AtMs
            );
            foreach (
                var vendorId in saved.Units.Select(units => units.VendorId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            )
            {
                await tx.Send(
                    "INSERT INTO withdrawal_vendors(vendor_id, order_id, number, at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (vendor_id, order_id, number) DO NOTHING",
                    vendorId,
                    order.Id,
                    saved.Number,
                    saved.AtMs
                );
            }
        }
    }
}
