// All SQL of carts.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Carts;

internal static class CartSql
{
    private const string CartColumns = "user_id, version, guest, coupon, created_ms, updated_ms, expires_ms";
    private const string ItemColumns = "user_id, product_id, name, quantity, price_minor, currency, added_ms, saved";

    private static readonly RowsInsert HistoryRows = new(
        "INSERT INTO cart_history(user_id, version, change, product_id, quantity_was, quantity, actor, at_ms) VALUES ", 8);

    private static readonly RowsInsert ItemRows = new(
        $"INSERT INTO cart_lines({ItemColumns}) VALUES ",
        8,
        """
         ON CONFLICT (user_id, product_id) DO UPDATE SET name = excluded.name, quantity = excluded.quantity, price_minor = excluded.price_minor,
            currency = excluded.currency, added_ms = excluded.added_ms, saved = excluded.saved
        """);

    /// <summary>The carts of these users as their rows stand; those who never had one are left out.</summary>
    public static async ValueTask<Dictionary<string, CartState>> Load(Sql sql, string[] userIds, bool toChange)
    {
        Array.Sort(userIds, StringComparer.Ordinal);
        var forUpdate = toChange && !sql.Dialect.OneProcess ? " FOR UPDATE" : string.Empty;
        var carts = await sql.Query($"SELECT {CartColumns} FROM carts WHERE {sql.Dialect.In("user_id", 1)} ORDER BY user_id{forUpdate}", Cart, (object)userIds);
        if (carts.Count == 0)
        {
            return new(StringComparer.Ordinal);
        }

        var items = (await sql.Query(
            $"SELECT {ItemColumns} FROM cart_lines WHERE {sql.Dialect.In("user_id", 1)} ORDER BY user_id, added_ms, product_id", Item, (object)userIds))
            .ToLookup(row => row.UserId, row => row.Item, StringComparer.Ordinal);
        return carts.ToDictionary(cart => cart.UserId, cart => cart with { Items = [.. items[cart.UserId].OrderBy(item => item.AddedMs).ThenBy(item => item.ProductId, StringComparer.Ordinal)] }, StringComparer.Ordinal);
    }

    public static ValueTask<string?> Record(Sql sql, string userId, string recordId) =>
        sql.First("SELECT data FROM cart_records WHERE user_id = $1 AND record_id = $2", row => row.GetString(0), userId, recordId);

    public static async ValueTask SaveRecord(Transaction tx, string userId, string recordId, string data, long nowMs) => await tx.Execute(
        """
        INSERT INTO cart_records(user_id, record_id, data, at_ms) VALUES ($1, $2, $3, $4)
        ON CONFLICT (user_id, record_id) DO UPDATE SET data = excluded.data, at_ms = excluded.at_ms
        """,
        userId, recordId, data, nowMs);

    /// <summary>Writes the difference between the rows and the cart as it is now.</summary>
    public static async ValueTask Save(Transaction tx, CartState? rows, CartState now)
    {
        await tx.Execute(
            $"""
            INSERT INTO carts({CartColumns}, lines) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, coupon = excluded.coupon, updated_ms = excluded.updated_ms,
                expires_ms = excluded.expires_ms, lines = excluded.lines
            """,
            now.UserId, now.Version, now.Guest, now.Coupon, now.CreatedMs, now.UpdatedMs, now.ExpiresMs, now.Items.Count);
        if (rows is not null)
        {
            if (now.Items.Count == 0 && rows.Items.Count > 0)
            {
                await tx.Execute("DELETE FROM cart_lines WHERE user_id = $1", now.UserId);
            }
            else
            {
                foreach (var gone in rows.Items.Where(item => now.Find(item.ProductId) is null))
                {
                    await tx.Execute("DELETE FROM cart_lines WHERE user_id = $1 AND product_id = $2", now.UserId, gone.ProductId);
                }
            }
        }

        var changed = new List<object?>();
        foreach (var item in now.Items)
        {
            var before = rows?.Find(item.ProductId);
            if (!ReferenceEquals(before, item) && before != item)
            {
                changed.AddRange([now.UserId, item.ProductId, item.Name, item.Quantity, item.PriceMinor, item.Currency, item.AddedMs, item.Saved]);
            }
        }

        await ItemRows.Run(tx, changed);
    }

    /// <summary>The values of one entry of the history for <see cref="SaveTraces"/>.</summary>
    public static object?[] TraceRow(string userId, long version, CartTrace trace, string actor, long nowMs) =>
        [userId, version, trace.Change, trace.ProductId, trace.QuantityWas, trace.Quantity, actor, nowMs];

    public static ValueTask SaveTraces(Transaction tx, List<object?> rows) => HistoryRows.Run(tx, rows);

    public static ValueTask<List<CartEntry>> History(Sql sql, string userId, long? before, int limit) => sql.Query(
        "SELECT number, version, change, product_id, quantity_was, quantity, actor, at_ms FROM cart_history WHERE user_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
        row => new CartEntry(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetString(6), row.GetInt64(7)),
        userId,
        before ?? long.MaxValue,
        limit);

    /// <summary>Owners of carts with lines past their expiry, oldest first.</summary>
    public static ValueTask<List<string>> Expired(Sql sql, long nowMs, int max) =>
        sql.Query("SELECT user_id FROM carts WHERE lines > 0 AND expires_ms <= $1 ORDER BY expires_ms LIMIT $2", row => row.GetString(0), nowMs, max);

    public static async ValueTask KeepMerge(Transaction tx, string guestId, string userId) =>
        await tx.Execute("INSERT INTO merges_waiting(guest_id, user_id) VALUES ($1, $2)", guestId, userId);

    public static ValueTask<List<(long Number, string GuestId, string UserId)>> MergesWaiting(Sql sql, int max) =>
        sql.Query("SELECT number, guest_id, user_id FROM merges_waiting ORDER BY number LIMIT $1", row => (row.GetInt64(0), row.GetString(1), row.GetString(2)), max);

    public static ValueTask<int> ForgetMerge(Transaction tx, long number) => tx.Execute("DELETE FROM merges_waiting WHERE number = $1", number);

    private static CartState Cart(DbDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetInt32(2) != 0, row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), []);

    private static (string UserId, CartItem Item) Item(DbDataReader row) => (
        row.GetString(0),
        new CartItem(row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetString(5), row.GetInt64(6), row.GetInt32(7) != 0));
}
