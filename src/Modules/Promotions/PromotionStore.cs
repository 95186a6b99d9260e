// The SQL of promotions themselves, and of the version by which other processes know that they changed.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>Rows of <c>promotions</c>.</summary>
public static class PromotionStore
{
    private const string Columns =
        "promotion_id, code, name, type, value, currency, min_subtotal_minor, min_quantity, starts_ms, ends_ms, total_limit, per_customer_limit, products, categories, customer_groups, first_order, "
        + "buy, get, exclusive_group, priority, stackable, single_use_codes, used_final, created_ms, updated_ms";

    private const int ColumnsCount = 25;

    private const string HeldUses =
        "(SELECT COUNT(*) FROM uses u WHERE u.promotion_id = p.promotion_id AND u.state = 'held' AND u.expires_ms > $3)";

    /// <summary>False when the code is taken.</summary>
    public static async ValueTask<bool> Add(Transaction tx, Promotion p)
    {
        var added =
            await tx.Execute(
                $"INSERT INTO promotions({Columns}, folded) VALUES ({string.Join(", ", Enumerable.Range(1, ColumnsCount + 1).Select(i => $"${i}"))}) ON CONFLICT (code) DO NOTHING",
                [p.Id, p.Code, .. Values(p), p.UsedFinal, p.CreatedMs, p.UpdatedMs, Folded(p.Name, p.Code)]
            ) == 1;
        await Changed(tx);
        return added;
    }

    /// <summary>Everything but code and count.</summary>
    public static async ValueTask Save(Transaction tx, Promotion p)
    {
        await tx.Send(
            """
            UPDATE promotions SET name = $2, type = $3, value = $4, currency = $5, min_subtotal_minor = $6, min_quantity = $7, starts_ms = $8, ends_ms = $9, total_limit = $10, per_customer_limit = $11,
                products = $12, categories = $13, customer_groups = $14, first_order = $15, buy = $16, get = $17, exclusive_group = $18, priority = $19, stackable = $20, single_use_codes = $21, updated_ms = $22, folded = $23
            WHERE promotion_id = $1
            """,
            [p.Id, .. Values(p), p.UpdatedMs, Folded(p.Name, p.Code)]
        );
        await Changed(tx);
    }

    public static async ValueTask<int> Delete(Transaction tx, string promotionId)
    {
        await Changed(tx);
        return await tx.Execute("DELETE FROM promotions WHERE promotion_id = $1", promotionId);
    }

    public static ValueTask<Promotion?> Find(Sql sql, string code) =>
        sql.First($"SELECT {Columns} FROM promotions WHERE code = $1", Map, code);

    public static ValueTask<Promotion?> Get(Sql sql, string promotionId) =>
        sql.First($"SELECT {Columns} FROM promotions WHERE promotion_id = $1", Map, promotionId);

    /// <summary>
    /// The promotions of a batch of commands. Other processes wait until it is decided, so that none of them counts too few uses.
    /// </summary>
    public static ValueTask<List<Promotion>> Lock(Transaction tx, string[] promotionIds) =>
        tx.Query(
            $"SELECT {Columns} FROM promotions WHERE {tx.Dialect.In("promotion_id", 1)} ORDER BY promotion_id{(tx.Dialect.OneProcess ? string.Empty : " FOR UPDATE")}",
            Map,
            [promotionIds]
        );

    public static ValueTask<long> Count(Sql sql) => sql.Number("SELECT COUNT(*) FROM promotions");

    /// <summary>How often promotions have changed.</summary>
    public static ValueTask<long> Version(Sql sql) => sql.Number("SELECT version FROM promotion_version WHERE one = 1");

    /// <summary>Up to so many of those without a code, to be kept in memory.</summary>
    public static ValueTask<List<Promotion>> Automatic(Sql sql, int limit) =>
        sql.Query(
            $"SELECT {Columns} FROM promotions WHERE code IS NULL AND single_use_codes = 0 ORDER BY promotion_id LIMIT $1",
            Map,
            limit
        );

    /// <summary>Up to so many of those that are about categories, behind an id.</summary>
    public static ValueTask<List<Promotion>> WithCategories(Sql sql, string after, int limit) =>
        sql.Query(
            $"SELECT {Columns} FROM promotions WHERE promotion_id > $1 AND categories <> '[]' ORDER BY promotion_id LIMIT $2",
            Map,
            after,
            limit
        );

    /// <summary>Up to so many of those that are asked for, to be kept in memory.</summary>
    public static ValueTask<List<Promotion>> Asked(Sql sql, int limit) =>
        sql.Query(
            $"SELECT {Columns} FROM promotions WHERE code IS NOT NULL OR single_use_codes = 1 ORDER BY promotion_id LIMIT $1",
            Map,
            limit
        );

    /// <summary>Coupons after a code, with the number of their uses.</summary>
    /// <param name="part">What the code must contain, escaped for LIKE.</param>
    public static ValueTask<List<(Promotion Promotion, long Used)>> List(Sql sql, string after, string part, long nowMs, int limit) =>
        sql.Query(
            $"SELECT {Columns}, used_final + {HeldUses} FROM promotions p WHERE code > $1 AND code LIKE $2 ESCAPE '!' ORDER BY code LIMIT $4",
            row => (Map(row), row.GetInt64(ColumnsCount)),
            after,
            $"%{part}%",
            nowMs,
            limit
        );

    /// <summary>All promotions before an id, the newest first, with the number of their uses.</summary>
    /// <param name="before">Null from the begin.</param>
    /// <param name="part">What name or code must contain, folded and escaped for LIKE.</param>
    public static ValueTask<List<(Promotion Promotion, long Used)>> Page(
        Sql sql,
        string? before,
        string part,
        long nowMs,
        string? state,
        int limit
    ) =>
        sql.Query(
            $"""
            SELECT {Columns}, used_final + {HeldUses} FROM promotions p
            WHERE promotion_id < $1 AND folded LIKE $2 ESCAPE '!'{StateCondition(state)} ORDER BY promotion_id DESC LIMIT $4
            """,
            row => (Map(row), row.GetInt64(ColumnsCount)),
            before ?? "~",
            $"%{part}%",
            nowMs,
            limit
        );

    /// <summary>Folds names and codes of before they were kept folded. Answers how many.</summary>
    public static async ValueTask<int> FillFolded(Transaction tx, int count)
    {
        var rows = await tx.Query(
            "SELECT promotion_id, name, code FROM promotions WHERE folded IS NULL ORDER BY promotion_id LIMIT $1",
            row => (Id: row.GetString(0), Folded: Folded(Text(row, 1), Text(row, 2))),
            (long)count
        );
        foreach (var (id, folded) in rows)
        {
            await tx.Send("UPDATE promotions SET folded = $2 WHERE promotion_id = $1 AND folded IS NULL", id, folded);
        }

        return rows.Count;
    }

    public static async ValueTask AddFinal(Transaction tx, string promotionId, long uses) =>
        await tx.Send("UPDATE promotions SET used_final = used_final + $2 WHERE promotion_id = $1", promotionId, uses);

    /// <summary>A text as a part of a LIKE pattern.</summary>
    public static string Escaped(string part) =>
        part.Replace("!", "!!", StringComparison.Ordinal)
            .Replace("%", "!%", StringComparison.Ordinal)
            .Replace("_", "!_", StringComparison.Ordinal);

    private static string Folded(string? name, string? code) => $"{name} {code}".ToLowerInvariant();

    private static string StateCondition(string? state) =>
        state switch
        {
            PromotionState.Scheduled => " AND starts_ms > $3",
            PromotionState.Ended => " AND ends_ms <= $3",
            PromotionState.Live => " AND COALESCE(starts_ms, 0) <= $3 AND COALESCE(ends_ms, $3 + 1) > $3",
            _ => string.Empty,
        };

    private static ValueTask Changed(Transaction tx) => tx.Send("UPDATE promotion_version SET version = version + 1 WHERE one = 1");

    private static object?[] Values(Promotion p) =>
        [
            p.Name,
            p.Type,
            p.Value,
            p.Currency,
            p.MinSubtotalMinor,
            p.MinQuantity,
            p.StartsMs,
            p.EndsMs,
            p.TotalLimit,
            p.PerCustomerLimit,
            JsonSerializer.Serialize(p.Products),
            JsonSerializer.Serialize(p.Categories),
            JsonSerializer.Serialize(p.CustomerGroups),
            p.FirstOrder ? 1 : 0,
            p.Buy,
            p.Get,
            p.ExclusiveGroup,
            p.Priority,
            p.Stackable ? 1 : 0,
            p.SingleUseCodes ? 1 : 0,
        ];

    private static Promotion Map(DbDataReader row) =>
        new(
            row.GetString(0),
            Text(row, 1),
            Text(row, 2),
            row.GetString(3),
            row.GetInt64(4),
            Text(row, 5),
            row.GetInt64(6),
            row.GetInt64(7),
            Long(row, 8),
            Long(row, 9),
            Long(row, 10),
            Long(row, 11),
            Texts(row, 12),
            Texts(row, 13),
            Texts(row, 14),
            row.GetInt32(15) == 1,
            (int?)Long(row, 16),
            (int?)Long(row, 17),
            Text(row, 18),
            row.GetInt32(19),
            row.GetInt32(20) == 1,
            row.GetInt32(21) == 1,
            row.GetInt64(22),
            row.GetInt64(23),
            row.GetInt64(24)
        );

    private static string[] Texts(DbDataReader row, int column) =>
        row.GetString(column) is "[]" ? [] : JsonSerializer.Deserialize<string[]>(row.GetString(column))!;

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Long(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
