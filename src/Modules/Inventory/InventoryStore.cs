// All SQL of Inventory.
using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Inventory;

/// <summary>Loads what a batch needs, in key order, and writes what it changed.</summary>
internal static class InventoryStore
{
    private const string ReservationColumns =
        "INSERT INTO reservations(reservation_id, state, expires_ms, created_ms, ended_ms, lines, holder, unpaid) VALUES ";

    private static readonly RowsInsert LedgerRows = new(
        "INSERT INTO ledger(product_id, reason, delta_on_hand, delta_reserved, reference, note, at_ms) VALUES ",
        7
    );
    private static readonly RowsInsert NewReservations = new(ReservationColumns, 8);
    private static readonly RowsInsert MovedReservations = new(
        ReservationColumns,
        8,
        " ON CONFLICT (reservation_id) DO UPDATE SET state = excluded.state, expires_ms = excluded.expires_ms, ended_ms = excluded.ended_ms, holder = excluded.holder, unpaid = excluded.unpaid"
    );

    // A product that nobody stocked before has no row that could be locked: of two processes that bring it in, the second must fail and
    // look again.
    private static readonly RowsInsert NewStock = new("INSERT INTO stock(product_id, on_hand, reserved, unpaid) VALUES ", 4);
    private static readonly RowsInsert MovedStock = new(
        "INSERT INTO stock(product_id, on_hand, reserved, unpaid) VALUES ",
        4,
        " ON CONFLICT (product_id) DO UPDATE SET on_hand = excluded.on_hand, reserved = excluded.reserved, unpaid = excluded.unpaid"
    );

    // The same with whom units are held for.
    private static readonly RowsInsert NewTabs = new("INSERT INTO unpaid_tabs(holder, orders, units) VALUES ", 3);
    private static readonly RowsInsert MovedTabs = new(
        "INSERT INTO unpaid_tabs(holder, orders, units) VALUES ",
        3,
        " ON CONFLICT (holder) DO UPDATE SET orders = excluded.orders, units = excluded.units"
    );

    public static async ValueTask LoadReservations(Transaction tx, StockBook book, string[] ids)
    {
        if (ids.Length == 0)
        {
            return;
        }

        Array.Sort(ids, StringComparer.Ordinal);
        foreach (
            var found in await tx.Query(
                $"SELECT reservation_id, state, expires_ms, lines, holder, unpaid FROM reservations WHERE {tx.Dialect.In("reservation_id", 1)} ORDER BY reservation_id{Lock(tx)}",
                Stored,
                (object)ids
            )
        )
        {
            book.Put(found);
        }
    }

    /// <summary>
    /// Puts in up to <paramref name="max"/> holds past their expiry, oldest first, after a place in that order; answers the next place,
    /// null when there are no more.
    /// </summary>
    /// <param name="productIds">Only holds with one of these products; null for any.</param>
    public static async ValueTask<(long ExpiresMs, string Id)?> LoadExpired(
        Transaction tx,
        StockBook book,
        string[]? productIds,
        long nowMs,
        int max,
        (long ExpiresMs, string Id)? after
    )
    {
        var (afterMs, afterId) = after ?? (long.MinValue, string.Empty);
        var ofProducts = productIds is null ? string.Empty : $"AND EXISTS (SELECT 1 FROM {EachLine(tx)} WHERE {tx.Dialect.In("l.key", 5)})";
        var sql = $"""
            SELECT r.reservation_id, r.state, r.expires_ms, r.lines, r.holder, r.unpaid FROM reservations r
            WHERE r.state = 0 AND r.expires_ms <= $1 AND (r.expires_ms, r.reservation_id) > ($2, $3) {ofProducts}
            ORDER BY r.expires_ms, r.reservation_id LIMIT $4{Lock(tx)}
            """;
        var found = productIds is null
            ? await tx.Query(sql, Stored, nowMs, afterMs, afterId, max)
            : await tx.Query(sql, Stored, nowMs, afterMs, afterId, max, productIds);
        foreach (var expired in found)
        {
            if (!book.Knows(expired.Id))
            {
                book.Put(expired);
            }
        }

        return found.Count < max ? null : (found[^1].ExpiresMs, found[^1].Id);
    }

    /// <summary>Puts in the stock of products that the book does not have yet; one never stocked has none.</summary>
    public static async ValueTask LoadShelves(Transaction tx, StockBook book, IEnumerable<string> productIds)
    {
        var wanted = productIds.Where(id => !book.HasShelf(id)).Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0)
        {
            return;
        }

        Array.Sort(wanted, StringComparer.Ordinal);
        foreach (
            var (id, level) in await tx.Query(
                $"SELECT product_id, on_hand, reserved, unpaid FROM stock WHERE {tx.Dialect.In("product_id", 1)} ORDER BY product_id{Lock(tx)}",
                Level,
                (object)wanted
            )
        )
        {
            book.Put(id, level, stored: true);
        }

        foreach (var id in wanted)
        {
            if (!book.HasShelf(id))
            {
                book.Put(id, default, stored: false);
            }
        }
    }

    /// <summary>Puts in the tabs that the book does not have yet; who holds nothing unpaid has an empty one.</summary>
    public static async ValueTask LoadTabs(Transaction tx, StockBook book, IEnumerable<string> holders)
    {
        var wanted = holders.Where(holder => !book.Tabs.ContainsKey(holder)).Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.Length == 0)
        {
            return;
        }

        Array.Sort(wanted, StringComparer.Ordinal);
        foreach (
            var tab in await tx.Query(
                $"SELECT holder, orders, units FROM unpaid_tabs WHERE {tx.Dialect.In("holder", 1)} ORDER BY holder{Lock(tx)}",
                row => new UnpaidTab(row.GetString(0), row.GetInt64(1), row.GetInt64(2), stored: true),
                (object)wanted
            )
        )
        {
            book.Put(tab);
        }

        foreach (var holder in wanted.Where(holder => !book.Tabs.ContainsKey(holder)))
        {
            book.Put(new UnpaidTab(holder, 0, 0, stored: false));
        }
    }

    /// <summary>
    /// Writes everything the book changed: one row a product, whatever the number of commands that moved it. Levels are written as they are
    /// and not as differences, because nobody else can have changed the rows since they were read.
    /// </summary>
    public static async ValueTask Save(Transaction tx, StockBook book, long nowMs)
    {
        List<object?> moved = [],
            created = [];
        foreach (
            var shelf in book
                .Shelves.Values.Where(shelf => shelf.Now != shelf.Before)
                .OrderBy(shelf => shelf.ProductId, StringComparer.Ordinal)
        )
        {
            (shelf.Stored ? moved : created).AddRange([shelf.ProductId, shelf.Now.OnHand, shelf.Now.Reserved, shelf.Now.Unpaid]);
        }

        await MovedStock.Run(tx, moved);
        await NewStock.Run(tx, created);
        moved.Clear();
        created.Clear();
        foreach (var reservation in book.ChangedReservations)
        {
            (reservation.Stored ? moved : created).AddRange([
                reservation.Id,
                (int)reservation.State,
                reservation.ExpiresMs,
                nowMs,
                reservation.State == ReservationState.Held ? null : nowMs,
                Write(reservation.Lines),
                reservation.Holder,
                reservation.Unpaid ? 1 : 0,
            ]);
        }

        await MovedReservations.Run(tx, moved);
        await NewReservations.Run(tx, created);
        await SaveTabs(tx, book);
        var movements = new List<object?>(book.Movements.Count * 7);
        foreach (var m in book.Movements)
        {
            movements.AddRange([m.ProductId, m.Reason, m.DeltaOnHand, m.DeltaReserved, m.Reference, m.Note, nowMs]);
        }

        await LedgerRows.Run(tx, movements);
    }

    private static async ValueTask SaveTabs(Transaction tx, StockBook book)
    {
        List<object?> moved = [],
            created = [],
            ended = [];
        foreach (var tab in book.Tabs.Values.Where(tab => tab.Changed).OrderBy(tab => tab.Holder, StringComparer.Ordinal))
        {
            if (tab.Orders == 0)
            {
                ended.Add(tab.Holder);
            }
            else
            {
                (tab.Stored ? moved : created).AddRange([tab.Holder, tab.Orders, tab.Units]);
            }
        }

        await MovedTabs.Run(tx, moved);
        await NewTabs.Run(tx, created);
        if (ended.Count > 0)
        {
            await tx.Send($"DELETE FROM unpaid_tabs WHERE {tx.Dialect.In("holder", 1)}", (object)ended.Cast<string>().ToArray());
        }
    }

    /// <summary>Fills empty tables with a first receipt of each product; does nothing when there is stock already.</summary>
    public static async ValueTask<bool> Fill(Transaction tx, IReadOnlyList<Units> products, string note, long nowMs)
    {
        if (await tx.Number("SELECT COUNT(*) FROM (SELECT 1 FROM stock LIMIT 1) AS one") > 0)
        {
            return false;
        }

        await NewStock.Run(tx, [.. products.SelectMany(p => new object?[] { p.ProductId, p.Quantity, 0L, 0L })]);
        await LedgerRows.Run(
            tx,
            [
                .. products
                    .Where(p => p.Quantity > 0)
                    .SelectMany(p => new object?[] { p.ProductId, "receipt", p.Quantity, 0L, "demo", note, nowMs }),
            ]
        );
        return true;
    }

    /// <summary>What is there as of now: units of holds past their expiry are free, though their rows may still say reserved.</summary>
    public static ValueTask<List<(string Id, StockLevel Level)>> Levels(Sql sql, string[] productIds, long nowMs) =>
        sql.Query(
            $"""
            SELECT s.product_id, s.on_hand, s.reserved - COALESCE((
                SELECT SUM(CAST(l.value AS BIGINT)) FROM reservations r, {EachLine(sql)}
                WHERE r.state = 0 AND r.expires_ms <= $2 AND l.key = s.product_id), 0), s.unpaid
            FROM stock s WHERE {sql.Dialect.In("s.product_id", 1)}
            """,
            Level,
            productIds,
            nowMs
        );

    /// <summary>When the next hold expires, or <c>long.MaxValue</c> when nothing is held.</summary>
    public static async ValueTask<long> EarliestExpiry(Transaction tx) =>
        await tx.Number("SELECT MIN(expires_ms) FROM reservations WHERE state = 0") is > 0 and var earliest ? earliest : long.MaxValue;

    // The lines of a reservation never change and are read with it, so they are one JSON object in its row: units by product.
    internal static string Write(Units[] lines)
    {
        var json = new ArrayBufferWriter<byte>(16 * (lines.Length + 1));
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (productId, quantity) in lines)
            {
                writer.WriteNumber(productId, quantity);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    internal static Units[] Read(string lines)
    {
        var units = new List<Units>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(lines));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                var productId = reader.GetString()!;
                reader.Read();
                units.Add(new(productId, reader.GetInt64()));
            }
        }

        return [.. units];
    }

    // The lines of the reservation r as rows with key and value.
    private static string EachLine(Sql sql) => sql.Dialect.OneProcess ? "json_each(r.lines) l" : "jsonb_each_text(r.lines) l";

    // Where another process can write too, a row that is read to decide on it must stay as it is until the commit.
    private static string Lock(Transaction tx) => tx.Dialect.OneProcess ? string.Empty : " FOR UPDATE";

    private static (string Id, StockLevel Level) Level(DbDataReader row) =>
        (row.GetString(0), new StockLevel(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)));

    private static Reservation Stored(DbDataReader row) =>
        new(row.GetString(0), (ReservationState)row.GetInt32(1), row.GetInt64(2), Read(row.GetString(3)), stored: true)
        {
            Holder = row.IsDBNull(4) ? null : row.GetString(4),
            Unpaid = row.GetInt64(5) > 0,
        };
}
