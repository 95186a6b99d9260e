// The SQL of carts, their lines, records and history.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal static class CartSql
{
    private const string HeadColumns = "user_id, version, guest, coupon, email, created_ms, updated_ms, expires_ms, language";
    private const string ItemColumns = "product_id, name, quantity, price_minor, currency, added_ms, saved";
    private const int HeadColumnsCount = 9;

    private static readonly string LoadText =
        $"SELECT {Of("c", HeadColumns)}, {Of("l", ItemColumns)} FROM carts c LEFT JOIN cart_lines l ON l.user_id = c.user_id WHERE c.version > 0 AND ";

    private static readonly RowsInsert HeadRows = new(
        $"INSERT INTO carts({HeadColumns}, updated_hour, lines, units, value_minor, currency) VALUES ",
        14,
        """
         ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, guest = excluded.guest, coupon = excluded.coupon, email = excluded.email,
            created_ms = excluded.created_ms, updated_ms = excluded.updated_ms, expires_ms = excluded.expires_ms, updated_hour = excluded.updated_hour,
            lines = excluded.lines, units = excluded.units, value_minor = excluded.value_minor, currency = excluded.currency, language = excluded.language
        """
    );

    private static readonly RowsInsert ItemRows = new(
        $"INSERT INTO cart_lines(user_id, {ItemColumns}) VALUES ",
        8,
        """
         ON CONFLICT (user_id, product_id) DO UPDATE SET name = excluded.name, quantity = excluded.quantity, price_minor = excluded.price_minor,
            currency = excluded.currency, added_ms = excluded.added_ms, saved = excluded.saved
        """
    );

    private static readonly RowsInsert RecordRows = new(
        "INSERT INTO cart_records(user_id, record_id, data, at_ms) VALUES ",
        4,
        " ON CONFLICT (user_id, record_id) DO UPDATE SET data = excluded.data, at_ms = excluded.at_ms"
    );

    private static readonly RowsInsert HistoryRows = new(
        "INSERT INTO cart_history(user_id, version, change, product_id, quantity_was, quantity, actor, at_ms) VALUES ",
        8
    );

    /// <summary>Carts as their rows stand, in one statement; those who never had one are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, CartState>> Load(Sql sql, string[] userIds)
    {
        var rows = await sql.Query(
            LoadText + sql.Dialect.In("c.user_id", 1),
            row => (Cart: Head(row), Item: row.IsDBNull(HeadColumnsCount) ? null : Item(row, HeadColumnsCount)),
            (object)userIds
        );
        return rows.GroupBy(row => row.Cart.UserId, StringComparer.Ordinal)
            .ToDictionary(
                cart => cart.Key,
                cart => cart.First().Cart with { Items = Sorted(cart.Select(row => row.Item!).Where(item => item is not null)) },
                StringComparer.Ordinal
            );
    }

    /// <summary>The versions and times of change of carts; those who never had one are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, (long Version, long UpdatedMs)>> Stamps(Sql sql, string[] userIds) =>
        (
            await sql.Query(
                $"SELECT user_id, version, updated_ms FROM carts WHERE {sql.Dialect.In("user_id", 1)}",
                row => (UserId: row.GetString(0), Stamp: (row.GetInt64(1), row.GetInt64(2))),
                (object)userIds
            )
        ).ToDictionary(row => row.UserId, row => row.Stamp, StringComparer.Ordinal);

    /// <summary>
    /// Where carts that are about to be written stand, locked until the end of the transaction where others may write them; those who never
    /// had one are left out or 0.
    /// </summary>
    public static async ValueTask<Dictionary<string, CartStand>> Lock(Transaction tx, string[] userIds, long nowMs)
    {
        if (tx.Dialect.OneProcess)
        {
            return await Stands(tx, userIds, string.Empty);
        }

        var stands = await Stands(tx, userIds, " FOR UPDATE");
        foreach (var userId in userIds.Where(userId => !stands.ContainsKey(userId)))
        {
            // Only a row can be locked, so a cart that is to be made gets one first. At version 0 it counts as none.
            await tx.Send(
                "INSERT INTO carts(user_id, version, guest, created_ms, updated_ms, expires_ms, lines) VALUES ($1, 0, 0, $2, $2, $2, 0) ON CONFLICT DO NOTHING",
                userId,
                nowMs
            );
        }

        return stands.Count == userIds.Length ? stands : await Stands(tx, userIds, " FOR UPDATE");
    }

    /// <summary>The carts of these users, locked as by <see cref="Lock"/>; those who never had one are left out.</summary>
    public static async ValueTask<Dictionary<string, CartState>> LoadToChange(Transaction tx, string[] userIds, long nowMs)
    {
        var carts = await Heads(tx, userIds);
        if (!tx.Dialect.OneProcess && carts.Count < userIds.Length)
        {
            await Lock(tx, userIds, nowMs);
            carts = await Heads(tx, userIds);
        }

        carts.RemoveAll(cart => cart.Version == 0);
        if (carts.Count == 0)
        {
            return new(StringComparer.Ordinal);
        }

        // Lines are read after the lock was had: those read with it could be older.

        var items = (
            await tx.Query(
                $"SELECT {ItemColumns}, user_id FROM cart_lines WHERE {tx.Dialect.In("user_id", 1)}",
                row => (UserId: row.GetString(7), Item: Item(row, 0)),
                (object)userIds
            )
        ).ToLookup(row => row.UserId, row => row.Item, StringComparer.Ordinal);
        return carts.ToDictionary(cart => cart.UserId, cart => cart with { Items = Sorted(items[cart.UserId]) }, StringComparer.Ordinal);
    }

    public static ValueTask<string?> Record(Sql sql, string userId, string recordId) =>
        sql.First("SELECT data FROM cart_records WHERE user_id = $1 AND record_id = $2", row => row.GetString(0), userId, recordId);

    /// <summary>Many records in one statement; those that are not there are left out.</summary>
    public static async ValueTask<Dictionary<(string UserId, string RecordId), string>> Records(
        Sql sql,
        IReadOnlyList<(string UserId, string RecordId)> wanted
    ) => (await RecordsOf(sql, wanted)).ToDictionary(record => (record.UserId, record.RecordId), record => record.Text);

    /// <summary>Writes records, each of them once.</summary>
    public static ValueTask SaveRecords(Transaction tx, IReadOnlyList<CartRecord> records) =>
        RecordRows.Run(tx, [.. records.SelectMany(record => new object?[] { record.UserId, record.RecordId, record.Text, record.AtMs })]);

    /// <summary>Owners of carts in the order of their ids, beginning after one.</summary>
    public static ValueTask<List<string>> UsersAfter(Sql sql, string after, int max) =>
        sql.Query(
            "SELECT user_id FROM carts WHERE user_id > $1 AND version > 0 ORDER BY user_id LIMIT $2",
            row => row.GetString(0),
            after,
            max
        );

    /// <summary>Records in the order of their owners and names, beginning after one.</summary>
    public static ValueTask<List<CartRecord>> RecordsAfter(Sql sql, string userId, string recordId, int max) =>
        sql.Query(
            "SELECT user_id, record_id, data, at_ms FROM cart_records WHERE (user_id, record_id) > ($1, $2) ORDER BY user_id, record_id LIMIT $3",
            RecordRow,
            userId,
            recordId,
            max
        );

    /// <summary>Records of these owners and of these names; also some that were not asked for.</summary>
    public static ValueTask<List<CartRecord>> RecordsOf(Sql sql, IReadOnlyList<(string UserId, string RecordId)> wanted) =>
        sql.Query(
            $"SELECT user_id, record_id, data, at_ms FROM cart_records WHERE {sql.Dialect.In("user_id", 1)} AND {sql.Dialect.In("record_id", 2)}",
            RecordRow,
            wanted.Select(record => record.UserId).Distinct(StringComparer.Ordinal).ToArray(),
            wanted.Select(record => record.RecordId).Distinct(StringComparer.Ordinal).ToArray()
        );

    /// <summary>Drops some records; answers how many.</summary>
    public static ValueTask<int> DropRecords(Transaction tx, int max) =>
        tx.Execute(
            "DELETE FROM cart_records WHERE (user_id, record_id) IN (SELECT user_id, record_id FROM cart_records ORDER BY at_ms LIMIT $1)",
            max
        );

    public static ValueTask SaveHeads(Transaction tx, IReadOnlyList<CartWrite> writes)
    {
        var values = new List<object?>(writes.Count * 14);
        foreach (var (cart, _, _, _, _, _) in writes)
        {
            values.AddRange([
                cart.UserId,
                cart.Version,
                cart.Guest,
                cart.Coupon,
                cart.Email,
                cart.CreatedMs,
                cart.UpdatedMs,
                cart.ExpiresMs,
                cart.Language,
                Hour(cart.UpdatedMs),
                cart.Lines,
                cart.Units,
                cart.ValueMinor,
                cart.Currency,
            ]);
        }

        return HeadRows.Run(tx, values);
    }

    public static async ValueTask SaveLines(Transaction tx, IReadOnlyList<CartWrite> writes)
    {
        var values = new List<object?>(writes.Count * 8);
        if (!tx.Dialect.Synchronous && writes.Where(Emptied).Select(write => write.Head.UserId).ToArray() is { Length: > 0 } emptied)
        {
            await tx.Send($"DELETE FROM cart_lines WHERE {tx.Dialect.In("user_id", 1)}", (object)emptied);
        }

        foreach (var write in writes)
        {
            var userId = write.Head.UserId;
            if (Emptied(write))
            {
                if (tx.Dialect.Synchronous)
                {
                    await tx.Send("DELETE FROM cart_lines WHERE user_id = $1", userId);
                }
            }
            else if (write.Gone.Count > 0)
            {
                await tx.Send(
                    $"DELETE FROM cart_lines WHERE user_id = $1 AND {tx.Dialect.In("product_id", 2)}",
                    userId,
                    write.Gone.ToArray()
                );
            }

            foreach (var item in write.Put)
            {
                values.AddRange([
                    userId,
                    item.ProductId,
                    item.Name,
                    item.Quantity,
                    item.PriceMinor,
                    item.Currency,
                    item.AddedMs,
                    item.Saved,
                ]);
            }
        }

        await ItemRows.Run(tx, values);
    }

    /// <summary>Whether none of the stored lines stays as it is.</summary>
    private static bool Emptied(CartWrite write) => write.Whole || (write.Head.Lines == 0 && write.Gone.Count > 0);

    public static ValueTask SaveHistory(Transaction tx, IReadOnlyList<CartWrite> writes)
    {
        var values = new List<object?>(writes.Count * 8);
        foreach (var write in writes)
        {
            foreach (var step in write.Steps)
            {
                foreach (var trace in step.Traces)
                {
                    values.AddRange([
                        write.Head.UserId,
                        step.Version,
                        trace.Change,
                        trace.ProductId,
                        trace.QuantityWas,
                        trace.Quantity,
                        step.Actor,
                        step.AtMs,
                    ]);
                }
            }
        }

        return HistoryRows.Run(tx, values);
    }

    public static ValueTask<List<CartEntry>> History(Sql sql, string userId, long? before, int limit) =>
        sql.Query(
            "SELECT number, version, change, product_id, quantity_was, quantity, actor, at_ms FROM cart_history WHERE user_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
            row => new CartEntry(
                row.GetInt64(0),
                row.GetInt64(1),
                row.GetString(2),
                row.IsDBNull(3) ? null : row.GetString(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.GetString(6),
                row.GetInt64(7)
            ),
            userId,
            before ?? long.MaxValue,
            limit
        );

    /// <summary>The hour of a time, as the index of carts has it.</summary>
    public static long Hour(long ms) => ms / 3_600_000;

    /// <summary>
    /// Owners of carts with lines past their expiry, about oldest first. One that was made when carts lived shorter is found when it would
    /// expire now.
    /// </summary>
    public static ValueTask<List<string>> Expired(Sql sql, long nowMs, long ttlMs, int max) =>
        sql.Query(
            "SELECT user_id FROM carts WHERE lines > 0 AND updated_hour <= $1 AND expires_ms <= $2 ORDER BY updated_hour LIMIT $3",
            row => row.GetString(0),
            Hour(nowMs - ttlMs),
            nowMs,
            max
        );

    /// <summary>
    /// Empties the rows of carts that the store has lost, as a wiped server has; nothing when they were written meanwhile.
    /// </summary>
    public static async ValueTask EmptyRows(Transaction tx, string userId, long expiredBeforeMs)
    {
        if (
            await tx.Execute(
                "UPDATE carts SET lines = 0, units = 0, value_minor = 0, currency = NULL, coupon = NULL WHERE user_id = $1 AND lines > 0 AND expires_ms <= $2",
                userId,
                expiredBeforeMs
            ) > 0
        )
        {
            await tx.Send("DELETE FROM cart_lines WHERE user_id = $1", userId);
            await tx.Send(
                "UPDATE cart_lives SET ended_ms = $2, ended = 'expired' WHERE user_id = $1 AND ended_ms IS NULL",
                userId,
                expiredBeforeMs
            );
        }
    }

    private static ValueTask<List<CartState>> Heads(Transaction tx, string[] userIds) =>
        tx.Query(
            $"SELECT {HeadColumns} FROM carts WHERE {tx.Dialect.In("user_id", 1)} ORDER BY user_id{(tx.Dialect.OneProcess ? string.Empty : " FOR UPDATE")}",
            Head,
            (object)userIds
        );

    private static async ValueTask<Dictionary<string, CartStand>> Stands(Transaction tx, string[] userIds, string forUpdate) =>
        (
            await tx.Query(
                $"SELECT user_id, version, created_ms, updated_ms FROM carts WHERE {tx.Dialect.In("user_id", 1)} ORDER BY user_id{forUpdate}",
                row => (UserId: row.GetString(0), Stand: new CartStand(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))),
                (object)userIds
            )
        ).ToDictionary(row => row.UserId, row => row.Stand, StringComparer.Ordinal);

    private static string Of(string table, string columns) => string.Join(", ", columns.Split(", ").Select(column => $"{table}.{column}"));

    // The engines sort texts differently; ours is by code point.
    private static List<CartItem> Sorted(IEnumerable<CartItem> items) =>
        [.. items.OrderBy(item => item.AddedMs).ThenBy(item => item.ProductId, StringComparer.Ordinal)];

    private static CartState Head(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetInt64(1),
            row.GetInt64(2) != 0,
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetInt64(5),
            row.GetInt64(6),
            row.GetInt64(7),
            [],
            row.IsDBNull(4) ? null : row.GetString(4),
            row.IsDBNull(8) ? null : row.GetString(8)
        );

    private static CartRecord RecordRow(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3));

    private static CartItem Item(DbDataReader row, int at) =>
        new(
            row.GetString(at),
            row.GetString(at + 1),
            row.GetInt64(at + 2),
            row.GetInt64(at + 3),
            row.GetString(at + 4),
            row.GetInt64(at + 5),
            row.GetInt64(at + 6) != 0
        );
}

/// <summary>Where a cart's row stands.</summary>
internal readonly record struct CartStand(long Version, long CreatedMs, long UpdatedMs);
