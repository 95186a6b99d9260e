// The SQL of what happens to some orders: returns where they are looked for, and the rows of an order whose lines were edited.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class AfterSaleSql
{
    /// <summary>Keeps the returns that the decisions have changed where lists find them.</summary>
    public static async ValueTask SaveReturns(Transaction tx, Order order)
    {
        if (order.AfterSale is not { Returns.Count: > 0 } afterSale)
        {
            return;
        }

        foreach (
            var id in order
                .Added.Where(entry => entry.Data is not null)
                .Select(entry => EntryData.Read(entry.Data!).Return?.Id)
                .OfType<string>()
                .Distinct(StringComparer.Ordinal)
        )
        {
            var saved = afterSale.Returns.First(one => one.Id == id);
            await tx.Send(
                """
                INSERT INTO returns(return_id, order_id, user_id, status, created_ms) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (return_id) DO UPDATE SET status = excluded.status
                """,
                saved.Id,
                order.Id,
                order.UserId,
                saved.Status,
                saved.CreatedMs
            );
            foreach (
                var vendorId in saved.Lines.Select(line => line.VendorId).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            )
            {
                await tx.Send(
                    "INSERT INTO return_vendors(vendor_id, return_id, created_ms) VALUES ($1, $2, $3) ON CONFLICT (vendor_id, return_id) DO NOTHING",
                    vendorId,
                    saved.Id,
                    saved.CreatedMs
                );
            }
        }
    }

    /// <summary>What lists and vendors see of an order with other lines.</summary>
    public static async ValueTask Rewrite(Transaction tx, Order order, long totalMilli, string words)
    {
        await tx.Send("UPDATE orders SET total_milli = $2, words = $3 WHERE order_id = $1", order.Id, totalMilli, words);
        await tx.Send("DELETE FROM order_lines WHERE order_id = $1", order.Id);
        foreach (var line in order.Terms.Lines)
        {
            await tx.Send(
                "INSERT INTO order_lines(order_id, product_id, quantity, created_ms) VALUES ($1, $2, $3, $4)",
                order.Id,
                line.ProductId,
                line.Quantity,
                order.CreatedMs
            );
        }

        await OrderWordTables.File(tx, [order]);

        await tx.Send(
            $"DELETE FROM fulfilments WHERE order_id = $1 AND NOT ({tx.Dialect.In("vendor_id", 2)})",
            order.Id,
            order.Parts.Select(part => part.VendorId).ToArray()
        );
        foreach (var part in order.Parts)
        {
            await tx.Send(
                """
                INSERT INTO fulfilments(order_id, vendor_id, status, units, amount, currency) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (order_id, vendor_id) DO UPDATE SET status = excluded.status, units = excluded.units, amount = excluded.amount
                """,
                order.Id,
                part.VendorId,
                part.Status,
                part.Units,
                part.Amount,
                order.Terms.Currency
            );
        }
    }
}
