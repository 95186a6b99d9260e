// All SQL on addresses that pictures are fetched from.
using Cartwright.Kernel;

namespace Cartwright.Catalog.Photos;

/// <summary>An address that waits, or failed.</summary>
internal sealed record FetchRow(
    long Number,
    string ProductId,
    string Address,
    int Place,
    string State,
    long Tries,
    long NextMs,
    string? Detail,
    string? Alt = null
);

internal static class FetchSql
{
    private const string Columns = "number, product_id, address, place, state, tries, next_ms, detail, alt";

    /// <summary>The addresses that a product shall have pictures of, in place of those that were said before.</summary>
    public static async ValueTask Replace(
        Transaction tx,
        string productId,
        IEnumerable<(string Address, int Place)> wanted,
        IReadOnlyDictionary<string, string>? alts,
        long nowMs
    )
    {
        await tx.Send("DELETE FROM picture_fetches WHERE product_id = $1", productId);
        foreach (var (address, place) in wanted)
        {
            await tx.Send(
                "INSERT INTO picture_fetches(product_id, address, place, state, next_ms, made_ms, alt) VALUES ($1, $2, $3, 'waiting', $4, $4, $5)",
                productId,
                address,
                place,
                nowMs,
                alts?.GetValueOrDefault(address)
            );
        }
    }

    public static ValueTask<List<FetchRow>> Next(Sql sql, long nowMs, long count) =>
        sql.Query(
            $"SELECT {Columns} FROM picture_fetches WHERE state = 'waiting' AND next_ms <= $1 ORDER BY next_ms, number LIMIT $2",
            Map,
            nowMs,
            count
        );

    /// <summary>Takes it for a time; false when another process was first, or it is not wanted any more.</summary>
    public static async ValueTask<bool> Take(Transaction tx, FetchRow row, long untilMs) =>
        await tx.Execute(
            "UPDATE picture_fetches SET next_ms = $3, tries = tries + 1 WHERE number = $1 AND next_ms = $2 AND state = 'waiting'",
            row.Number,
            row.NextMs,
            untilMs
        ) == 1;

    public static ValueTask<int> Forget(Transaction tx, long number) => tx.Execute("DELETE FROM picture_fetches WHERE number = $1", number);

    /// <summary>Tries again later, and says why it has not worked yet.</summary>
    public static ValueTask<int> Delay(Transaction tx, long number, long untilMs, string detail) =>
        tx.Execute("UPDATE picture_fetches SET next_ms = $2, detail = $3 WHERE number = $1", number, untilMs, detail);

    public static ValueTask<int> Fail(Transaction tx, long number, string detail) =>
        tx.Execute("UPDATE picture_fetches SET state = 'failed', detail = $2 WHERE number = $1", number, detail);

    public static ValueTask<List<FetchRow>> Of(Sql sql, string productId) =>
        sql.Query($"SELECT {Columns} FROM picture_fetches WHERE product_id = $1 ORDER BY place, number", Map, productId);

    /// <summary>Those of these products, whether they wait or failed.</summary>
    public static ValueTask<List<FetchRow>> OfMany(Sql sql, string[] productIds) =>
        sql.Query($"SELECT {Columns} FROM picture_fetches WHERE {sql.Dialect.In("product_id", 1)}", Map, [productIds]);

    public static ValueTask<long> Waiting(Sql sql) =>
        sql.Number($"SELECT COUNT(*) FROM (SELECT 1 FROM picture_fetches WHERE state = 'waiting' LIMIT {Limits.BacklogCountedMax}) c");

    private static FetchRow Map(System.Data.Common.DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            (int)row.GetInt64(3),
            row.GetString(4),
            row.GetInt64(5),
            row.GetInt64(6),
            row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : row.GetString(8)
        );
}
