// The SQL of zones and pickup points, of their changes, and of the version by which other processes know that they changed.
using System.Data.Common;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class ShippingSql
{
    private const string Columns = "row_id, kind, content, version, created_ms, updated_ms";

    public static async ValueTask Add(Transaction tx, ShopRow row)
    {
        await tx.Send(
            $"INSERT INTO shipping_rows({Columns}) VALUES ($1, $2, $3, $4, $5, $6)",
            row.Id,
            row.Kind,
            row.Content,
            row.Version,
            row.CreatedMs,
            row.UpdatedMs
        );
        await Changed(tx);
    }

    public static async ValueTask Save(Transaction tx, ShopRow row)
    {
        await tx.Send(
            "UPDATE shipping_rows SET content = $2, version = $3, updated_ms = $4 WHERE row_id = $1",
            row.Id,
            row.Content,
            row.Version,
            row.UpdatedMs
        );
        await Changed(tx);
    }

    public static async ValueTask Delete(Transaction tx, string id)
    {
        await tx.Send("DELETE FROM shipping_rows WHERE row_id = $1", id);
        await Changed(tx);
    }

    /// <summary>Keeps who did it.</summary>
    public static ValueTask Note(Transaction tx, string id, string action, string? content, string actorId, long atMs) =>
        tx.Send(
            "INSERT INTO shipping_row_changes(row_id, action, content, actor_id, at_ms) VALUES ($1, $2, $3, $4, $5)",
            id,
            action,
            content,
            actorId,
            atMs
        );

    public static ValueTask<ShopRow?> Get(Sql sql, string kind, string id) =>
        sql.First($"SELECT {Columns} FROM shipping_rows WHERE row_id = $1 AND kind = $2", Map, id, kind);

    /// <summary>Every row of a kind, the oldest first.</summary>
    public static ValueTask<List<ShopRow>> All(Sql sql, string kind, int limit) =>
        sql.Query($"SELECT {Columns} FROM shipping_rows WHERE kind = $1 ORDER BY row_id LIMIT $2", Map, kind, limit);

    /// <summary>Rows of a kind after an id, the oldest first.</summary>
    public static ValueTask<List<ShopRow>> Page(Sql sql, string kind, string after, int limit) =>
        sql.Query($"SELECT {Columns} FROM shipping_rows WHERE kind = $1 AND row_id > $2 ORDER BY row_id LIMIT $3", Map, kind, after, limit);

    public static ValueTask<long> Version(Sql sql) => sql.Number("SELECT version FROM shipping_version WHERE one = 1");

    /// <summary>The changes of a row after a number, the oldest first.</summary>
    public static ValueTask<List<ShopRowChange>> Changes(Sql sql, string id, long after, int limit) =>
        sql.Query(
            """
            SELECT number, action, content, actor_id, at_ms FROM shipping_row_changes
            WHERE row_id = $1 AND number > $2 ORDER BY number LIMIT $3
            """,
            row => new ShopRowChange(
                row.GetInt64(0),
                row.GetString(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.GetString(3),
                row.GetInt64(4)
            ),
            id,
            after,
            limit
        );

    private static ValueTask Changed(Transaction tx) => tx.Send("UPDATE shipping_version SET version = version + 1 WHERE one = 1");

    private static ShopRow Map(DbDataReader row) =>
        new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
}
