// The SQL that writes facts.
using System.Buffers;
using System.Text;
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Analytics;

/// <summary>A line of an order, or a change of one: amounts in minor units, gross before the discount.</summary>
public sealed record MovedLine(string VendorId, string ProductId, string ProductName, long Units, long Gross, long Discount);

/// <summary>Writes facts, each once.</summary>
public static class FactStore
{
    private static readonly RowsInsert Orders = new(
        "INSERT INTO order_fact(order_id, user_id, status, sequence, currency, lines, lines_sequence, placed_ms, confirmed_ms, refunded_ms, units, gross, discount) "
            + "VALUES ",
        13,
        """
         ON CONFLICT (order_id) DO UPDATE SET
            lines = CASE WHEN excluded.sequence < order_fact.lines_sequence THEN excluded.lines ELSE order_fact.lines END,
            units = CASE WHEN excluded.sequence < order_fact.lines_sequence THEN excluded.units ELSE order_fact.units END,
            gross = CASE WHEN excluded.sequence < order_fact.lines_sequence THEN excluded.gross ELSE order_fact.gross END,
            discount = CASE WHEN excluded.sequence < order_fact.lines_sequence THEN excluded.discount ELSE order_fact.discount END,
            lines_sequence = CASE WHEN excluded.sequence < order_fact.lines_sequence THEN excluded.sequence ELSE order_fact.lines_sequence END,
            status = CASE WHEN excluded.sequence > order_fact.sequence THEN excluded.status ELSE order_fact.status END,
            sequence = CASE WHEN excluded.sequence > order_fact.sequence THEN excluded.sequence ELSE order_fact.sequence END,
            confirmed_ms = COALESCE(order_fact.confirmed_ms, excluded.confirmed_ms),
            refunded_ms = COALESCE(order_fact.refunded_ms, excluded.refunded_ms),
            uncounted = 1
        """
    );

    /// <summary>
    /// Adds what an event tells of an order. The status is that of the highest sequence; the first time told of each step stays. The lines
    /// are those of the lowest sequence: what was agreed at first, whatever an edit made of it later.
    /// </summary>
    public static ValueTask PutOrder(Transaction tx, OrderFacts order, long? confirmedMs, long? refundedMs)
    {
        MovedLine[] lines =
        [
            .. order.Lines.Select(line => new MovedLine(
                line.VendorId,
                line.ProductId,
                line.ProductName,
                line.Quantity,
                checked(line.UnitPrice * line.Quantity),
                line.Discount
            )),
        ];
        Orders.Later(
            tx,
            order.OrderId,
            order.UserId,
            order.Status,
            order.Sequence,
            order.Currency,
            Lines(lines),
            order.Sequence,
            order.CreatedUnixMs,
            confirmedMs,
            refundedMs,
            lines.Sum(line => line.Units),
            lines.Sum(line => line.Gross),
            lines.Sum(line => line.Discount)
        );
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// A change that leaves the cart open: it begins one when none is open, and notes the first items. Nothing is written when it tells
    /// nothing new, which is the rule: most changes of a cart are further items. Older news than a closed cart is left out.
    /// </summary>
    /// <param name="itemsMs">When the cart was seen with items, or null while it is empty.</param>
    public static ValueTask OpenCart(Transaction tx, string userId, long version, long atMs, long? itemsMs) =>
        tx.Send(
            """
            INSERT INTO cart_fact(user_id, version, created_ms, items_ms)
            SELECT $1, $2, $3, CAST($4 AS BIGINT)
            WHERE NOT EXISTS (SELECT 1 FROM cart_fact WHERE user_id = $1 AND (version > $2 OR (version = $2 AND closed_ms IS NOT NULL)))
            ON CONFLICT (user_id) WHERE closed_ms IS NULL DO UPDATE SET version = excluded.version, items_ms = excluded.items_ms
                WHERE cart_fact.items_ms IS NULL AND excluded.items_ms IS NOT NULL
            """,
            userId,
            version,
            atMs,
            itemsMs
        );

    private const string Close = """
        UPDATE cart_fact SET version = $2, items_ms = COALESCE(items_ms, $4), checked_out_ms = COALESCE($5, checked_out_ms), closed_ms = $3
        WHERE user_id = $1 AND closed_ms IS NULL AND version <= $2
        """;

    /// <summary>Closes the open cart; nothing when none is open or the news is old.</summary>
    public static ValueTask CloseCart(Transaction tx, string userId, long version, long atMs, long? itemsMs) =>
        tx.Send(Close, userId, version, atMs, itemsMs, null);

    /// <summary>Closes the open cart as bought, or keeps a cart whose first news is that it was bought.</summary>
    public static async ValueTask BuyCart(Transaction tx, string userId, long version, long atMs)
    {
        // The second changes nothing after the first has; to ask which it was costs more than to say both, where asking takes a round trip.
        if (!tx.Dialect.Synchronous)
        {
            await tx.Send(Close, userId, version, atMs, atMs, atMs);
            await AddBoughtCart(tx, userId, version, atMs);
        }
        else if (await tx.Execute(Close, userId, version, atMs, atMs, atMs) == 0)
        {
            await AddBoughtCart(tx, userId, version, atMs);
        }
    }

    /// <summary>Opens a cart with what an order left of the last one.</summary>
    public static ValueTask OpenRest(Transaction tx, string userId, long version, long atMs) =>
        tx.Send(
            """
            INSERT INTO cart_fact(user_id, version, created_ms, items_ms)
            SELECT $1, $2, $3, $3 WHERE NOT EXISTS (SELECT 1 FROM cart_fact WHERE user_id = $1 AND version > $2)
            ON CONFLICT (user_id) WHERE closed_ms IS NULL DO NOTHING
            """,
            userId,
            version,
            atMs
        );

    /// <summary>Keeps a cart whose first news is that it was bought.</summary>
    public static ValueTask AddBoughtCart(Transaction tx, string userId, long version, long atMs) =>
        tx.Send(
            """
            INSERT INTO cart_fact(user_id, version, created_ms, items_ms, checked_out_ms, closed_ms)
            SELECT $1, $2, $3, $3, $3, $3 WHERE NOT EXISTS (SELECT 1 FROM cart_fact WHERE user_id = $1 AND version >= $2)
            """,
            userId,
            version,
            atMs
        );

    /// <summary>Opens the last cart of a user again; answers false when there is none or the news is old.</summary>
    public static async ValueTask<bool> ReopenCart(Transaction tx, string userId, long version, long? itemsMs) =>
        await tx.Execute(
            """
            UPDATE cart_fact SET version = $2, items_ms = COALESCE(items_ms, $3), closed_ms = NULL
            WHERE number = (SELECT MAX(number) FROM cart_fact WHERE user_id = $1) AND (version < $2 OR (version = $2 AND closed_ms IS NULL))
            """,
            userId,
            version,
            itemsMs
        ) == 1;

    /// <summary>Marks the open cart of a user; the first time stays.</summary>
    public static ValueTask Abandon(Transaction tx, string userId, long atMs) =>
        tx.Send("UPDATE cart_fact SET abandoned_ms = $2 WHERE user_id = $1 AND closed_ms IS NULL AND abandoned_ms IS NULL", userId, atMs);

    public static ValueTask AddUser(Transaction tx, string userId, long atMs) =>
        tx.Send("INSERT INTO user_fact(user_id, registered_ms) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING", userId, atMs);

    /// <summary>Keeps a movement of an order's goods; nothing when there are no lines.</summary>
    /// <param name="movement">Which, within the order.</param>
    /// <param name="kind">sale, refund or goodwill.</param>
    public static ValueTask PutMovement(
        Transaction tx,
        string orderId,
        string movement,
        string kind,
        long atMs,
        IReadOnlyList<MovedLine> lines
    ) =>
        lines.Count == 0
            ? ValueTask.CompletedTask
            : tx.Send(
                "INSERT INTO order_movement(order_id, movement, kind, at_ms, lines, units, gross, discount) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (order_id, movement) DO NOTHING",
                orderId,
                movement,
                kind,
                atMs,
                Lines(lines),
                lines.Sum(line => line.Units),
                lines.Sum(line => line.Gross),
                lines.Sum(line => line.Discount)
            );

    /// <summary>Of an order nothing but its movements changed: what it sold is counted again.</summary>
    public static ValueTask CountAgain(Transaction tx, string orderId) =>
        tx.Send("UPDATE order_fact SET uncounted = 1 WHERE order_id = $1 AND uncounted = 0", orderId);

    // [vendor, product, name, units, gross, discount] each, as the view line_fact reads them.
    private static string Lines(IEnumerable<MovedLine> lines)
    {
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            foreach (var line in lines)
            {
                json.WriteStartArray();
                json.WriteStringValue(line.VendorId);
                json.WriteStringValue(line.ProductId);
                json.WriteStringValue(line.ProductName);
                json.WriteNumberValue(line.Units);
                json.WriteNumberValue(line.Gross);
                json.WriteNumberValue(line.Discount);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
