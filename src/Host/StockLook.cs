// What the books of Inventory must show at every moment of the past, and what holds its units now.
using System.Text.Json;
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Host;

/// <summary>I1, no oversell, and I2, no leaked stock.</summary>
internal static class StockLook
{
    private const int Page = 500;

    /// <summary>Each product's ledger adds up to its stock, and never showed less than nothing on its way there.</summary>
    public static async Task Ledger(Database inventory, Action<Finding> name, CancellationToken cancel)
    {
        for (var after = string.Empty; ; )
        {
            cancel.ThrowIfCancellationRequested();
            var (stock, ledger, wrong) = await inventory.Snapshot(async sql =>
            {
                var rows = await sql.Query(
                    "SELECT product_id, on_hand, reserved FROM stock WHERE product_id > $1 ORDER BY product_id LIMIT $2",
                    row => (Id: row.GetString(0), OnHand: row.GetInt64(1), Reserved: row.GetInt64(2)),
                    after,
                    Page
                );
                object?[] args = [rows.Select(row => row.Id).ToArray()];
                return (
                    rows,
                    (
                        await sql.Query(
                            $"SELECT product_id, {ExactSum.Of("delta_on_hand")}, {ExactSum.Of("delta_reserved")} FROM ledger WHERE {sql.Dialect.In("product_id", 1)} GROUP BY product_id",
                            row => (Id: row.GetString(0), OnHand: ExactSum.At(row, 1), Reserved: ExactSum.At(row, 1 + ExactSum.Columns)),
                            args
                        )
                    ).ToDictionary(row => row.Id, StringComparer.Ordinal),
                    await sql.Query(
                        $"""
                        SELECT product_id, MIN(number) FROM (
                            SELECT product_id, number, SUM(delta_on_hand) OVER so_far AS on_hand, SUM(delta_reserved) OVER so_far AS reserved
                            FROM ledger WHERE {sql.Dialect.In("product_id", 1)}
                            WINDOW so_far AS (PARTITION BY product_id ORDER BY number)) passed
                        WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand GROUP BY product_id
                        """,
                        row => (Id: row.GetString(0), Number: row.GetInt64(1)),
                        args
                    )
                );
            });
            if (stock.Count == 0)
            {
                return;
            }

            after = stock[^1].Id;
            foreach (var row in stock)
            {
                var sum = ledger.GetValueOrDefault(row.Id);
                if (sum.OnHand != row.OnHand || sum.Reserved != row.Reserved)
                {
                    name(
                        new(
                            "stock",
                            row.Id,
                            "stock",
                            $"{row.OnHand} are on hand and {row.Reserved} reserved, and the movements add up to {sum.OnHand} and {sum.Reserved}."
                        )
                    );
                }
            }

            foreach (var (id, number) in wrong)
            {
                name(
                    new("stock", id, $"ledger {number}", "With this movement less than nothing is left, or more is promised than there is.")
                );
            }
        }
    }

    /// <summary>What is reserved is what live holds hold, to the unit.</summary>
    public static async Task Holds(Database inventory, Action<Finding> name)
    {
        var (reserved, holds) = await inventory.Snapshot(async sql =>
            (
                await sql.Query("SELECT product_id, reserved FROM stock WHERE reserved > 0", row => (row.GetString(0), row.GetInt64(1))),
                await sql.Query("SELECT lines FROM reservations WHERE state = 0", row => row.GetString(0))
            )
        );
        var held = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var lines in holds)
        {
            using var units = JsonDocument.Parse(lines);
            foreach (var line in units.RootElement.EnumerateObject())
            {
                held[line.Name] = held.GetValueOrDefault(line.Name) + line.Value.GetInt64();
            }
        }

        var says = reserved.ToDictionary(StringComparer.Ordinal);
        foreach (var id in says.Keys.Union(held.Keys).Order(StringComparer.Ordinal))
        {
            if (says.GetValueOrDefault(id) is var units && held.GetValueOrDefault(id) is var live && units != live)
            {
                name(new("hold", id, "reservations", $"{units} are reserved, and the holds that live hold {live}."));
            }
        }
    }

    /// <summary>An order that failed or was cancelled, and has been undone, holds and has nothing.</summary>
    public static async Task Ended(Database inventory, IReadOnlyList<Order> orders, Action<Finding> name)
    {
        object?[] args = [OrdersUndone.Of(orders)];
        var kept = await inventory.Read(sql =>
            sql.Query(
                $"SELECT reservation_id FROM reservations WHERE state IN (0, 1) AND {sql.Dialect.In("reservation_id", 1)}",
                row => row.GetString(0),
                args
            )
        );
        foreach (var id in kept)
        {
            name(new("hold", id, "reservations", "The order has ended without goods, and its units were never given back."));
        }
    }
}

/// <summary>Orders of which nothing may be left in other modules' books.</summary>
internal static class OrdersUndone
{
    public static string[] Of(IReadOnlyList<Order> orders) =>
        [
            .. orders
                .Where(order => order.Status is Status.Cancelled or Status.PaymentFailed && order.Checkout.State == CheckoutState.Done)
                .Select(order => order.Id),
        ];
}
