// The SQL of the log of erasures. It names no person.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

/// <summary>How many rows of a table an erasure took, or emptied.</summary>
public sealed record ErasedRows(string Module, string Table, long Rows);

/// <summary>One erasure.</summary>
/// <param name="By">Who asked for it.</param>
/// <param name="UserId">Whose account, by an id that leads to nobody any more; null where there was none.</param>
/// <param name="Orders">How many orders.</param>
/// <param name="EndedMs">Null: it was broken off.</param>
public sealed record Erasure(
    string ErasureId,
    long AtMs,
    Actor By,
    string? UserId,
    long Orders,
    long? EndedMs,
    IReadOnlyList<ErasedRows> Parts
);

internal static class ErasureSql
{
    /// <summary>Before anything is erased. The same again goes on.</summary>
    public static ValueTask Begin(Transaction tx, string erasureId, Actor by, string? userId, long atMs) =>
        tx.Send(
            """
            INSERT INTO erasures(erasure_id, at_ms, actor, actor_id, user_id) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (erasure_id) DO UPDATE SET ended_ms = NULL
            """,
            erasureId,
            atMs,
            by.Role,
            by.Id,
            userId
        );

    /// <summary>Counts what was erased of a module.</summary>
    public static async ValueTask Count(Transaction tx, string erasureId, string module, IReadOnlyList<ForgottenRows> rows, long atMs)
    {
        foreach (var one in rows.Where(one => one.Rows > 0))
        {
            await tx.Send(
                """
                INSERT INTO erasure_parts(erasure_id, module, table_name, erased, last_ms) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (erasure_id, module, table_name) DO UPDATE
                SET erased = erasure_parts.erased + excluded.erased, last_ms = excluded.last_ms
                """,
                erasureId,
                module,
                one.Table,
                one.Rows,
                atMs
            );
        }
    }

    /// <summary>Counts orders.</summary>
    public static ValueTask CountOrders(Transaction tx, string erasureId, long orders) =>
        tx.Send("UPDATE erasures SET orders = orders + $2 WHERE erasure_id = $1", erasureId, orders);

    /// <summary>Takes back an entry under which nothing was erased; answers how many that were.</summary>
    public static ValueTask<int> Drop(Transaction tx, string erasureId) =>
        tx.Execute(
            """
            DELETE FROM erasures WHERE erasure_id = $1 AND orders = 0
              AND NOT EXISTS (SELECT 1 FROM erasure_parts p WHERE p.erasure_id = erasures.erasure_id)
            """,
            erasureId
        );

    /// <summary>All that this module and Identity erase is erased; others go on by events.</summary>
    public static ValueTask End(Transaction tx, string erasureId, long atMs) =>
        tx.Send("UPDATE erasures SET ended_ms = $2 WHERE erasure_id = $1", erasureId, atMs);

    /// <summary>Newest first, before an id: ids are times.</summary>
    public static async ValueTask<List<Erasure>> List(Sql sql, string? before, int rows)
    {
        var erasures = await sql.Query(
            """
            SELECT erasure_id, at_ms, actor, actor_id, user_id, orders, ended_ms FROM erasures
            WHERE erasure_id < $1 ORDER BY erasure_id DESC LIMIT $2
            """,
            row => new Erasure(
                row.GetString(0),
                row.GetInt64(1),
                new Actor(row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3)),
                row.IsDBNull(4) ? null : row.GetString(4),
                row.GetInt64(5),
                row.IsDBNull(6) ? null : row.GetInt64(6),
                []
            ),
            before ?? "g",
            rows
        );
        object?[] ids = [erasures.Select(one => one.ErasureId).ToArray()];
        var parts = (
            await sql.Query(
                $"SELECT erasure_id, module, table_name, erased FROM erasure_parts WHERE {sql.Dialect.In("erasure_id", 1)} ORDER BY erasure_id, module, table_name",
                row => (Id: row.GetString(0), Rows: new ErasedRows(row.GetString(1), row.GetString(2), row.GetInt64(3))),
                ids
            )
        ).ToLookup(one => one.Id, one => one.Rows, StringComparer.Ordinal);
        return erasures.ConvertAll(one => one with { Parts = [.. parts[one.ErasureId]] });
    }
}
