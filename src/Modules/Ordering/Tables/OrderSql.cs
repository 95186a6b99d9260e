// An order as rows: its columns, and the way from a row to an order.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Contracts;

namespace Cartwright.Ordering;

/// <summary>What statements about orders share.</summary>
internal static class OrderSql
{
    internal const string OrderColumns =
        "o.order_id, o.user_id, o.status, o.reason, o.version, o.head, o.created_ms, o.updated_ms, o.terms, o.checkout, o.payment_token, "
        + "o.undo_from, o.tries, o.due_ms, o.life, o.trace_parent, "
        + "CASE WHEN o.status IN ('cancelled', 'returned') THEN (SELECT MIN(e.at_ms) FROM timeline e WHERE e.order_id = o.order_id AND e.type = 'order.' || o.status) END, "
        + "CASE WHEN o.status = 'cancelled' THEN (SELECT COUNT(*) FROM timeline e WHERE e.order_id = o.order_id AND e.type = 'order.confirmed') ELSE 1 END, "
        + "o.cart_version, o.seal, o.joined_to";

    /// <summary>Whose an order is, of an orders table under a name.</summary>
    internal static string Holder(string table) => $"COALESCE({table}.joined_to, {table}.user_id)";

    internal const string PartColumns = "vendor_id, status, units, amount, carrier, tracking_number";

    internal const int OrderColumnsCount = 21;

    internal const string EntryColumns = "sequence, type, status, detail, actor, actor_id, at_ms, hash, data, erased";

    internal static Part MapPart(DbDataReader row, int first) =>
        new(
            row.GetString(first),
            row.GetString(first + 1),
            row.GetInt64(first + 2),
            row.GetInt64(first + 3),
            Text(row, first + 4),
            Text(row, first + 5)
        );

    internal static Entry MapEntry(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            Text(row, 3),
            row.GetString(4),
            Text(row, 5),
            row.GetInt64(6),
            row.GetString(7),
            Text(row, 8),
            Text(row, 9)
        );

    internal static Order Map(DbDataReader row, IReadOnlyList<Part> parts)
    {
        var order = new Order(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            Text(row, 3),
            row.GetInt64(4),
            row.GetString(5),
            row.GetInt64(6),
            row.GetInt64(7),
            Terms.Read(row.GetString(8)),
            new Checkout(
                Enum.Parse<CheckoutState>(row.GetString(9), ignoreCase: true),
                row.GetString(10),
                row.GetInt32(11),
                row.GetInt32(12),
                row.GetInt64(13)
            ),
            parts
        )
        {
            TraceParent = Text(row, 15),
            CartVersion = row.GetInt64(18),
            Seal = OrderSeal.Read(Text(row, 19)),
            JoinedTo = Text(row, 20),
        };
        order =
            Text(row, 14) is { } life && AfterSale.Read(life) is var lived
                ? order with
                {
                    AfterSale = lived,
                    Terms = lived.Terms ?? order.Terms,
                }
                : order;

        // What came back line by line has not ended as a whole.
        return !row.IsDBNull(16) && Phases.Of(order) != Phase.Paid
            ? order with
            {
                Ended = new(row.GetInt64(16), row.GetInt64(17) > 0),
            }
            : order;
    }

    // The reply is kept only where a process of the version before, which knows no other, may be asked for it; without it 2 of an order's 7
    // KB are not written.
    internal static Placed MapPlaced(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(OrderColumnsCount),
            row.GetFieldValue<byte[]>(OrderColumnsCount + 1) is { Length: > 0 } kept ? kept : Placed.ReplyOf(Map(row, []).AsPlaced())
        );

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    internal static string Name(CheckoutState state) =>
        state switch
        {
            CheckoutState.Paying => "paying",
            CheckoutState.Compensating => "compensating",
            CheckoutState.Cancelling => "cancelling",
            CheckoutState.Returning => "returning",
            _ => "done",
        };

    internal static long TotalMilli(Terms terms)
    {
        Int128 milli = terms.Total;
        for (var digits = Currencies.MinorDigits(terms.Currency); digits < 3; digits++)
        {
            milli *= 10;
        }

        return milli > long.MaxValue ? long.MaxValue : (long)milli;
    }

    internal static string Words(Order order) =>
        $"{order.Id} {order.Terms.Email} {order.Terms.Address.Name} {string.Join(' ', order.Terms.Lines.Select(line => line.ProductName))}".ToLowerInvariant();
}
