// All SQL of seals: their key, the changes that wait for the chain, and its batches.
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class SealSql
{
    private const string KeyName = "key";
    private const string Columns = "number, kind, content, at_ms, head";
    private const int PageBatches = 50;

    private static readonly RowsInsert Waiting = new(
        "INSERT INTO seals_waiting(order_id, version, seal) VALUES ",
        3,
        " ON CONFLICT (order_id, version) DO UPDATE SET seal = excluded.seal"
    );

    /// <summary>The key of all seals under its outer key, or null.</summary>
    public static ValueTask<string?> Key(Sql sql) =>
        sql.First("SELECT value FROM proofs WHERE name = $1", row => row.GetString(0), KeyName);

    /// <summary>Keeps it, unless there is one.</summary>
    public static ValueTask<int> KeepKey(Transaction tx, string value) =>
        tx.Execute("INSERT INTO proofs(name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", KeyName, value);

    /// <summary>Puts it under another outer key.</summary>
    public static ValueTask<int> TurnKey(Transaction tx, string from, string to) =>
        tx.Execute("UPDATE proofs SET value = $2 WHERE name = $1 AND value = $3", KeyName, to, from);

    /// <summary>
    /// Leaves changed orders for the chain. One whose seal is broken is not the chain's: what that has of it is from before.
    /// </summary>
    public static async ValueTask<bool> Note(Transaction tx, IEnumerable<Order> orders)
    {
        var rows = new List<object?>();
        foreach (var order in orders)
        {
            if (order.Seal is { Broken: null } seal)
            {
                rows.AddRange([order.Id, order.Version, seal.Mac]);
            }
        }

        await Waiting.Run(tx, rows);
        return rows.Count > 0;
    }

    /// <summary>Changes that no batch has, those of an order in their order.</summary>
    public static ValueTask<List<SealedChange>> Noted(Sql sql, int limit) =>
        sql.Query("SELECT order_id, version, seal FROM seals_waiting ORDER BY order_id, version LIMIT $1", Change, limit);

    /// <summary>Those of some orders.</summary>
    public static ValueTask<List<SealedChange>> NotedOf(Sql sql, string[] orderIds)
    {
        object?[] args = [orderIds];
        return sql.Query(
            $"SELECT order_id, version, seal FROM seals_waiting WHERE {sql.Dialect.In("order_id", 1)} ORDER BY order_id, version",
            Change,
            args
        );
    }

    /// <summary>
    /// Takes out what a batch has now, and nothing that came to be beside it: a change is the same when its line is. One statement, for
    /// orders wait for the writer.
    /// </summary>
    public static ValueTask<int> Forget(Transaction tx, IReadOnlyCollection<SealedChange> changes) =>
        tx.Execute(
            $"DELETE FROM seals_waiting WHERE {tx.Dialect.In("order_id", 1)} AND {tx.Dialect.In("(order_id || ' ' || version || ' ' || seal)", 2)}",
            changes.Select(change => change.OrderId).Distinct().ToArray(),
            changes.Select(change => change.Line).ToArray()
        );

    /// <summary>Whether all orders older than seals have one.</summary>
    public static async ValueTask<bool> HasFound(Sql sql) =>
        await sql.Number("SELECT COUNT(*) FROM seal_batches WHERE kind = $1", SealBatch.Found) > 0;

    /// <summary>The last batch, or null.</summary>
    public static ValueTask<SealBatch?> Last(Sql sql) =>
        sql.First($"SELECT {Columns} FROM seal_batches ORDER BY number DESC LIMIT 1", Batch);

    /// <summary>The head of a batch, or null.</summary>
    public static ValueTask<string?> Head(Sql sql, long number) =>
        sql.First("SELECT head FROM seal_batches WHERE number = $1", row => row.GetString(0), number);

    /// <summary>Some batches after a number.</summary>
    public static ValueTask<List<SealBatch>> After(Sql sql, long number) =>
        sql.Query($"SELECT {Columns} FROM seal_batches WHERE number > $1 ORDER BY number LIMIT {PageBatches}", Batch, number);

    /// <summary>Adds a batch; 0 when another process had the number first.</summary>
    public static ValueTask<int> Add(Transaction tx, SealBatch batch) =>
        tx.Execute(
            $"INSERT INTO seal_batches({Columns}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            batch.Number,
            batch.Kind,
            batch.Content,
            batch.AtMs,
            batch.Head
        );

    /// <summary>Orders after an id that have no seal.</summary>
    public static ValueTask<List<string>> Unsealed(Sql sql, string after, int limit) =>
        sql.Query(
            "SELECT order_id FROM orders WHERE order_id > $1 AND seal IS NULL ORDER BY order_id LIMIT $2",
            row => row.GetString(0),
            after,
            limit
        );

    /// <summary>An order as it stands in its row.</summary>
    public static ValueTask<List<Order>> Row(Sql sql, string orderId) =>
        sql.Query($"SELECT {OrderSql.OrderColumns} FROM orders o WHERE o.order_id = $1", row => OrderSql.Map(row, []), orderId);

    /// <summary>Gives orders the seals that they have now, unless somebody was faster; answers which.</summary>
    public static ValueTask<int[]> Seal(Transaction tx, IEnumerable<Order> orders) =>
        tx.ExecuteEach(
            "UPDATE orders SET seal = $3 WHERE order_id = $1 AND version = $2 AND seal IS NULL",
            [.. orders.Select(order => new object?[] { order.Id, order.Version, order.Seal!.Stored() })]
        );

    /// <summary>The ids of all orders after one.</summary>
    public static ValueTask<List<string>> Ids(Sql sql, string after, int limit) =>
        sql.Query("SELECT order_id FROM orders WHERE order_id > $1 ORDER BY order_id LIMIT $2", row => row.GetString(0), after, limit);

    /// <summary>Version and seal of some orders.</summary>
    public static async ValueTask<Dictionary<string, (long Version, OrderSeal? Seal)>> Of(Sql sql, string[] orderIds)
    {
        object?[] args = [orderIds];
        return (
            await sql.Query(
                $"SELECT order_id, version, seal FROM orders WHERE {sql.Dialect.In("order_id", 1)}",
                row => (Id: row.GetString(0), Version: row.GetInt64(1), Seal: OrderSeal.Read(row.IsDBNull(2) ? null : row.GetString(2))),
                args
            )
        ).ToDictionary(row => row.Id, row => (row.Version, row.Seal), StringComparer.Ordinal);
    }

    private static SealedChange Change(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetString(2));

    private static SealBatch Batch(System.Data.Common.DbDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4));
}
