// What must be true of the shop at the end, and its books as one number that no engine and no plan changes.
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cartwright.Host;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Simulation;

/// <summary>Looks through the books of a shop that is at rest.</summary>
internal sealed class Books(World world)
{
    private Database Of(string module) => world.Life.Services.GetRequiredKeyedService<Database>(module);

    /// <summary>Orders on which somebody still works, events on their way and units still held: none, once the shop is at rest.</summary>
    public async Task<string> UnderWay()
    {
        var orders = await Of("ordering").Read(sql => sql.Number("SELECT COUNT(*) FROM orders WHERE checkout <> 'done'"));
        var payments = await Of("payments").Read(sql => sql.Number("SELECT COUNT(*) FROM payments WHERE look_ms IS NOT NULL"));
        var holds = await Of("inventory").Read(sql => sql.Number("SELECT COUNT(*) FROM reservations WHERE state = 0"));
        return orders + payments + holds == 0 && world.Broker.IsEmpty
            ? string.Empty
            : $"{orders} orders, {payments} payments, {holds} holds{(world.Broker.IsEmpty ? string.Empty : ", and events at the broker")}";
    }

    /// <summary>Adds what is wrong to what the world has found.</summary>
    public async Task Look()
    {
        var open = Modules.All.ToDictionary(row => row.Module.Name, row => Of(row.Module.Name), StringComparer.Ordinal);
        var look = new ShopLook(
            open,
            world.Life.Services.GetRequiredService<OrderSeals>(),
            line =>
            {
                if (line.StartsWith("DIFFERS", StringComparison.Ordinal))
                {
                    world.Found.Add(line);
                }
            }
        );
        await look.Run(new Stopwatch(), TimeSpan.MaxValue, CancellationToken.None);
        var kept = (await Of("ordering").Read(sql => sql.Query("SELECT order_id FROM orders", row => row.GetString(0)))).ToHashSet(
            StringComparer.Ordinal
        );
        foreach (var lost in world.Promised.Keys.Where(id => !kept.Contains(id)))
        {
            world.Found.Add($"I5: the order {lost} was acknowledged, and it is not there.");
        }

        if (await UnderWay() is { Length: > 0 } left)
        {
            world.Found.Add($"I6: these have not come to an end: {left}.");
        }
    }

    /// <summary>
    /// The books of money and stock, each line without ids and times, in order: orders with their goods, payments and uses of coupons, what
    /// vendors are owed, stock and what moved it for good.
    /// </summary>
    public async Task<IReadOnlyList<string>> Lines()
    {
        var goods = await ByOrder("ordering", "SELECT order_id, product_id, quantity FROM order_lines");
        var paid = await ByOrder(
            "payments",
            "SELECT order_id, state, captured_minor, refunded_minor, currency FROM payments WHERE captured_minor > 0"
        );
        var uses = await ByOrder("promotions", "SELECT order_id, code, state, discount_minor FROM uses");
        var orders = await Of("ordering")
            .Read(sql =>
                sql.Query(
                    "SELECT order_id, status, total_milli FROM orders",
                    row => (Id: row.GetString(0), Text: $"{row.GetString(1)} {Text(row.GetValue(2))}")
                )
            );
        List<string> lines =
        [
            .. orders.Select(order => $"order {order.Text} goods {goods(order.Id)} paid {paid(order.Id)} uses {uses(order.Id)}"),
            .. await Plain("ordering", "owed", "SELECT vendor_id, currency, balance FROM vendor_balances WHERE balance <> 0"),
            .. await Plain("inventory", "stock", "SELECT product_id, on_hand, reserved FROM stock"),
            .. await Plain(
                "inventory",
                "moved",
                "SELECT product_id, reason, SUM(delta_on_hand) FROM ledger WHERE delta_on_hand <> 0 GROUP BY product_id, reason"
            ),
        ];
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>16 hexadecimal digits of the SHA-256 of the lines.</summary>
    public static string Hash(IReadOnlyList<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..16];

    private async Task<Func<string, string>> ByOrder(string module, string select)
    {
        var rows = await Of(module).Read(sql => sql.Query(select, row => (Id: row.GetString(0), Text: Columns(row, 1))));
        var byOrder = rows.ToLookup(row => row.Id, row => row.Text, StringComparer.Ordinal);
        return id => $"[{string.Join(", ", byOrder[id].Order(StringComparer.Ordinal))}]";
    }

    private async Task<IEnumerable<string>> Plain(string module, string word, string select) =>
        await Of(module).Read(sql => sql.Query(select, row => $"{word} {Columns(row, 0)}"));

    private static string Columns(System.Data.Common.DbDataReader row, int from) =>
        string.Join(' ', Enumerable.Range(from, row.FieldCount - from).Select(column => Text(row.GetValue(column))));

    // PostgreSQL adds BIGINTs up to a NUMERIC.
    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
