// The SQL of search: which products changed, and words that mean the same.
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Catalog.Search;

/// <summary>A group of words and phrases that mean the same.</summary>
internal sealed record SynonymRow(string SynonymId, IReadOnlyList<string> Words, long CreatedMs);

internal static class SearchSql
{
    /// <summary>
    /// The position from which changes are not seen yet: whatever commits later stands there or behind it. On PostgreSQL the oldest
    /// transaction that runs, so that one that began earlier and commits later is not missed.
    /// </summary>
    public static ValueTask<long> Next(Sql sql) =>
        sql.Number(
            sql.Dialect.Name == "sqlite"
                ? "SELECT COALESCE(MAX(at), 0) + 1 FROM search_changes"
                : "SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS bigint)"
        );

    /// <summary>Changes at a position or behind it, after the last that was seen. What a move brought from another database is left out:
    /// its positions mean nothing here.</summary>
    public static ValueTask<List<(string ProductId, long At)>> Since(
        Sql sql,
        long position,
        (long At, string ProductId) after,
        long count
    ) =>
        sql.Query(
            "SELECT product_id, at FROM search_changes WHERE at >= $1 AND (at, product_id) > ($2, $3)"
                + (
                    sql.Dialect.Name == "sqlite"
                        ? string.Empty
                        : " AND at < CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS bigint)"
                )
                + " ORDER BY at, product_id LIMIT $4",
            row => (row.GetString(0), row.GetInt64(1)),
            position,
            after.At,
            after.ProductId,
            count
        );

    /// <summary>Notes products whose store is not this database.</summary>
    public static async ValueTask Note(Transaction tx, IEnumerable<string> productIds)
    {
        var at =
            tx.Dialect.Name == "sqlite"
                ? "(SELECT COALESCE(MAX(at), 0) + 1 FROM search_changes)"
                : "CAST(CAST(pg_current_xact_id() AS text) AS bigint)";

        // In one order in every process, so that no two wait for each other.
        foreach (var productId in productIds.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            await tx.Execute(
                $"INSERT INTO search_changes(product_id, at) VALUES ($1, {at}) ON CONFLICT (product_id) DO UPDATE SET at = excluded.at",
                productId
            );
        }
    }

    /// <summary>All groups, the oldest first.</summary>
    public static ValueTask<List<SynonymRow>> Synonyms(Sql sql) =>
        sql.Query(
            "SELECT synonym_id, words, created_ms FROM synonyms ORDER BY created_ms, synonym_id",
            row => new SynonymRow(row.GetString(0), JsonSerializer.Deserialize<string[]>(row.GetString(1))!, row.GetInt64(2))
        );

    public static ValueTask<long> CountSynonyms(Sql sql) => sql.Number("SELECT COUNT(*) FROM synonyms");

    public static ValueTask<int> AddSynonym(Transaction tx, SynonymRow row) =>
        tx.Execute(
            "INSERT INTO synonyms(synonym_id, words, created_ms) VALUES ($1, $2, $3)",
            row.SynonymId,
            JsonSerializer.Serialize(row.Words),
            row.CreatedMs
        );

    public static ValueTask<int> RemoveSynonym(Transaction tx, string synonymId) =>
        tx.Execute("DELETE FROM synonyms WHERE synonym_id = $1", synonymId);
}
