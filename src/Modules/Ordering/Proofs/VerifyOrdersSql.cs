// Reads orders with all that belongs to them and holds each against its seal and its timeline: one by its id, or a page of all.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>An order that was looked at.</summary>
/// <param name="Order">Null when it cannot be read.</param>
/// <param name="Mac">Of its seal; empty without one.</param>
public sealed record LookedAt(string OrderId, Order? Order, Verdict Verdict, string Mac);

/// <summary>Looks at many orders in a few statements.</summary>
public static class VerifyOrdersSql
{
    /// <summary>More entries than the bounds on an order's pieces let it have.</summary>
    private const int EntriesMax = 5_000;

    private const string Columns = "o.total_milli, o.currency, o.words";

    /// <summary>These orders, as far as they are there.</summary>
    public static async ValueTask<List<LookedAt>> Some(Sql sql, OrderSeals seals, string[] ids)
    {
        object?[] args = [ids];
        List<Read> rows;
        try
        {
            rows = await sql.Query(
                $"SELECT {OrderSql.OrderColumns}, {Columns} FROM orders o WHERE {sql.Dialect.In("o.order_id", 1)} ORDER BY o.order_id",
                row => Read.Of(row),
                args
            );
        }
        catch (Exception failure) when (IsUnreadable(failure) && ids.Length > 1)
        {
            // One that cannot be read must not hide the others.
            var each = new List<LookedAt>();
            foreach (var id in ids)
            {
                each.AddRange(await Some(sql, seals, [id]));
            }

            return each;
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            return [new(ids[0], null, new(false, 0, 1, "The stored order cannot be read: " + failure.Message), string.Empty)];
        }

        var parts = (
            await sql.Query(
                $"SELECT {OrderSql.PartColumns}, order_id FROM fulfilments WHERE {sql.Dialect.In("order_id", 1)}",
                row => (Id: row.GetString(6), Part: OrderSql.MapPart(row, 0)),
                args
            )
        ).ToLookup(one => one.Id, one => one.Part, StringComparer.Ordinal);
        var lines = (
            await sql.Query(
                $"SELECT order_id, product_id, quantity FROM order_lines WHERE {sql.Dialect.In("order_id", 1)}",
                row => (Id: row.GetString(0), Line: (row.GetString(1), row.GetInt64(2))),
                args
            )
        ).ToLookup(one => one.Id, one => one.Line, StringComparer.Ordinal);
        var entries = (
            await sql.Query(
                $"SELECT {OrderSql.EntryColumns}, order_id FROM timeline WHERE {sql.Dialect.In("order_id", 1)} ORDER BY order_id, sequence",
                row => (Id: row.GetString(10), Entry: OrderSql.MapEntry(row)),
                args
            )
        ).ToLookup(one => one.Id, one => one.Entry, StringComparer.Ordinal);
        return rows.ConvertAll(row =>
            row.Look(seals, [.. parts[row.Order.Id]], [.. lines[row.Order.Id]], [.. entries[row.Order.Id].Take(EntriesMax)])
        );
    }

    /// <summary>Whether a row that somebody has written by hand is the reason.</summary>
    internal static bool IsUnreadable(Exception failure) =>
        failure
            is System.Text.Json.JsonException
                or ArgumentException
                or FormatException
                or InvalidCastException
                or InvalidOperationException
                or OverflowException
                or KeyNotFoundException
                or NullReferenceException;

    private sealed record Read(Order Order, long TotalMilli, string Currency, string Words)
    {
        public static Read Of(System.Data.Common.DbDataReader row) =>
            new(
                OrderSql.Map(row, []),
                row.GetInt64(OrderSql.OrderColumnsCount),
                row.GetString(OrderSql.OrderColumnsCount + 1),
                row.GetString(OrderSql.OrderColumnsCount + 2)
            );

        public LookedAt Look(OrderSeals seals, List<Part> parts, List<(string ProductId, long Quantity)> lines, List<Entry> entries)
        {
            var order = Order with { Parts = parts };
            Verdict verdict;
            try
            {
                verdict = Verify.Of(order, entries, seals);
                if (verdict.Holds && Derived(order, lines) is { } differs)
                {
                    verdict = new(false, entries.Count, entries.Count, $"The stored {differs} not what follows from the terms.");
                }
            }
            catch (Exception failure) when (IsUnreadable(failure))
            {
                verdict = new(
                    false,
                    entries.Count,
                    entries.Count,
                    "The stored order cannot be held against its timeline: " + failure.Message
                );
            }

            return new(order.Id, order, verdict, order.Seal?.Mac ?? string.Empty);
        }

        private string? Derived(Order order, List<(string ProductId, long Quantity)> lines) =>
            TotalMilli != OrderSql.TotalMilli(order.Terms) ? "total is"
            : Currency != order.Terms.Currency ? "currency is"
            : Words != OrderSql.Words(order) ? "words are"
            : !lines.Order().SequenceEqual(order.Terms.Lines.Select(line => (line.ProductId, line.Quantity)).Order()) ? "lines are"
            : null;
    }
}
