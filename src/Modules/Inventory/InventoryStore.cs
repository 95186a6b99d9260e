// All SQL of Inventory.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Inventory;

/// <summary>Loads what a batch needs, in key order, and writes what it changed.</summary>
internal static class InventoryStore
{
    /// <summary>Rows an INSERT carries at most: two texts a table, this one and the single row, keep the number of prepared statements small.</summary>
    private const int RowsAtOnce = 16;

    private const string LedgerColumns = "INSERT INTO ledger(product_id, reason, delta_on_hand, delta_reserved, reference, note, at_ms) VALUES ";
    private const string LineColumns = "INSERT INTO reservation_lines(reservation_id, product_id, quantity) VALUES ";
    private const string StockColumns = "INSERT INTO stock(product_id, on_hand, reserved) VALUES ";
    private static readonly string ManyLedgerRows = LedgerColumns + Rows(RowsAtOnce, 7);
    private static readonly string OneLedgerRow = LedgerColumns + Rows(1, 7);
    private static readonly string ManyLines = LineColumns + Rows(RowsAtOnce, 3);
    private static readonly string OneLine = LineColumns + Rows(1, 3);
    private static readonly string ManyStockRows = StockColumns + Rows(RowsAtOnce, 3);
    private static readonly string OneStockRow = StockColumns + Rows(1, 3);

    public static async ValueTask LoadReservations(Transaction tx, StockBook book, string[] ids)
    {
        if (ids.Length == 0)
        {
            return;
        }

        Array.Sort(ids, StringComparer.Ordinal);
        await PutReservations(tx, book, await tx.Query(
            $"SELECT reservation_id, state, expires_ms FROM reservations WHERE {tx.Dialect.In("reservation_id", 1)} ORDER BY reservation_id{Lock(tx)}", Header, (object)ids));
    }

    /// <summary>Puts in up to <paramref name="max"/> holds past their expiry, oldest first, after a place in that order; answers the next place, null when there are no more.</summary>
    /// <param name="productIds">Only holds with one of these products; null for any.</param>
    public static async ValueTask<(long ExpiresMs, string Id)?> LoadExpired(
        Transaction tx, StockBook book, string[]? productIds, long nowMs, int max, (long ExpiresMs, string Id)? after)
    {
        var (afterMs, afterId) = after ?? (long.MinValue, string.Empty);
        var ofProducts = productIds is null
            ? string.Empty
            : $"AND EXISTS (SELECT 1 FROM reservation_lines l WHERE l.reservation_id = r.reservation_id AND {tx.Dialect.In("l.product_id", 5)})";
        var sql = $"""
            SELECT r.reservation_id, r.state, r.expires_ms FROM reservations r
            WHERE r.state = 0 AND r.expires_ms <= $1 AND (r.expires_ms, r.reservation_id) > ($2, $3) {ofProducts}
            ORDER BY r.expires_ms, r.reservation_id LIMIT $4{Lock(tx)}
            """;
        var found = productIds is null
            ? await tx.Query(sql, Header, nowMs, afterMs, afterId, max)
            : await tx.Query(sql, Header, nowMs, afterMs, afterId, max, productIds);
        await PutReservations(tx, book, found.Where(header => !book.Knows(header.Id)).ToList());
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
        foreach (var (id, level) in await tx.Query(
            $"SELECT product_id, on_hand, reserved FROM stock WHERE {tx.Dialect.In("product_id", 1)} ORDER BY product_id{Lock(tx)}", Level, (object)wanted))
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

    /// <summary>Writes everything the book changed: one statement a product, whatever the number of commands that moved it.</summary>
    public static async ValueTask Save(Transaction tx, StockBook book, long nowMs)
    {
        foreach (var shelf in book.Shelves.Values.Where(shelf => shelf.Now != shelf.Before).OrderBy(shelf => shelf.ProductId, StringComparer.Ordinal))
        {
            if (shelf.Stored)
            {
                await tx.Execute(
                    "UPDATE stock SET on_hand = on_hand + $2, reserved = reserved + $3 WHERE product_id = $1",
                    shelf.ProductId,
                    shelf.Now.OnHand - shelf.Before.OnHand,
                    shelf.Now.Reserved - shelf.Before.Reserved);
            }
            else
            {
                await tx.Execute(OneStockRow, shelf.ProductId, shelf.Now.OnHand, shelf.Now.Reserved);
            }
        }

        var lines = new List<object?>();
        foreach (var reservation in book.ChangedReservations)
        {
            object? ended = reservation.State == ReservationState.Held ? null : nowMs;
            if (reservation.Stored)
            {
                await tx.Execute(
                    "UPDATE reservations SET state = $2, expires_ms = $3, ended_ms = $4 WHERE reservation_id = $1",
                    reservation.Id, (int)reservation.State, reservation.ExpiresMs, ended);
                continue;
            }

            await tx.Execute(
                "INSERT INTO reservations(reservation_id, state, expires_ms, created_ms, ended_ms) VALUES ($1, $2, $3, $4, $5)",
                reservation.Id, (int)reservation.State, reservation.ExpiresMs, nowMs, ended);
            foreach (var (productId, quantity) in reservation.Lines)
            {
                lines.Add(reservation.Id);
                lines.Add(productId);
                lines.Add(quantity);
            }
        }

        await Insert(tx, ManyLines, OneLine, 3, lines);
        await Insert(tx, ManyLedgerRows, OneLedgerRow, 7, [.. book.Movements.SelectMany(
            m => new object?[] { m.ProductId, m.Reason, m.DeltaOnHand, m.DeltaReserved, m.Reference, m.Note, nowMs })]);
    }

    /// <summary>Fills empty tables with a first receipt of each product; does nothing when there is stock already.</summary>
    public static async ValueTask<bool> Fill(Transaction tx, IReadOnlyList<Units> products, string note, long nowMs)
    {
        if (await tx.Number("SELECT COUNT(*) FROM (SELECT 1 FROM stock LIMIT 1) AS one") > 0)
        {
            return false;
        }

        await Insert(tx, ManyStockRows, OneStockRow, 3, [.. products.SelectMany(p => new object?[] { p.ProductId, p.Quantity, 0L })]);
        await Insert(tx, ManyLedgerRows, OneLedgerRow, 7, [.. products.Where(p => p.Quantity > 0).SelectMany(
            p => new object?[] { p.ProductId, "receipt", p.Quantity, 0L, "demo", note, nowMs })]);
        return true;
    }

    /// <summary>What is there as of now: units of holds past their expiry are free, though their rows may still say reserved.</summary>
    public static ValueTask<List<(string Id, StockLevel Level)>> Levels(Sql sql, string[] productIds, long nowMs) => sql.Query(
        $"""
        SELECT s.product_id, s.on_hand, s.reserved - COALESCE((
            SELECT SUM(l.quantity) FROM reservations r JOIN reservation_lines l ON l.reservation_id = r.reservation_id
            WHERE r.state = 0 AND r.expires_ms <= $2 AND l.product_id = s.product_id), 0)
        FROM stock s WHERE {sql.Dialect.In("s.product_id", 1)}
        """,
        Level,
        productIds,
        nowMs);

    /// <summary>When the next hold expires, or <c>long.MaxValue</c> when nothing is held.</summary>
    public static async ValueTask<long> EarliestExpiry(Transaction tx) =>
        await tx.Number("SELECT MIN(expires_ms) FROM reservations WHERE state = 0") is > 0 and var earliest ? earliest : long.MaxValue;

    private static async ValueTask PutReservations(Transaction tx, StockBook book, List<(string Id, ReservationState State, long ExpiresMs)> headers)
    {
        if (headers.Count == 0)
        {
            return;
        }

        var lines = (await tx.Query(
            $"SELECT reservation_id, product_id, quantity FROM reservation_lines WHERE {tx.Dialect.In("reservation_id", 1)} ORDER BY reservation_id, product_id",
            row => (Id: row.GetString(0), Units: new Units(row.GetString(1), row.GetInt64(2))),
            (object)headers.Select(header => header.Id).ToArray())).ToLookup(line => line.Id, line => line.Units, StringComparer.Ordinal);
        foreach (var (id, state, expiresMs) in headers)
        {
            book.Put(new Reservation(id, state, expiresMs, [.. lines[id]], stored: true));
        }
    }

    private static async ValueTask Insert(Transaction tx, string many, string one, int columns, List<object?> values)
    {
        var at = 0;
        for (; at + (RowsAtOnce * columns) <= values.Count; at += RowsAtOnce * columns)
        {
            await tx.Execute(many, [.. values.GetRange(at, RowsAtOnce * columns)]);
        }

        for (; at < values.Count; at += columns)
        {
            await tx.Execute(one, [.. values.GetRange(at, columns)]);
        }
    }

    private static string Rows(int rows, int columns) => string.Join(
        ", ", Enumerable.Range(0, rows).Select(row => $"({string.Join(", ", Enumerable.Range(1, columns).Select(column => $"${(row * columns) + column}"))})"));

    // Where another process can write too, a row that is read to decide on it must stay as it is until the commit.
    private static string Lock(Transaction tx) => tx.Dialect.OneProcess ? string.Empty : " FOR UPDATE";

    private static (string Id, StockLevel Level) Level(DbDataReader row) => (row.GetString(0), new StockLevel(row.GetInt64(1), row.GetInt64(2)));

    private static (string Id, ReservationState State, long ExpiresMs) Header(DbDataReader row) => (row.GetString(0), (ReservationState)row.GetInt32(1), row.GetInt64(2));
}
