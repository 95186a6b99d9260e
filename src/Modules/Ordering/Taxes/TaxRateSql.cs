// The SQL of the shop's own rows of rates, of their changes, and of the version by which other processes know that they changed.
using System.Data.Common;
using System.Globalization;
using Cartwright.Kernel;

namespace Cartwright.Ordering;

internal static class TaxRateSql
{
    private const string Columns =
        "tax_rate_id, country, part, postal, tax_class, milli, included, taxes_shipping, reason, from_day, to_day, source, version, created_ms, updated_ms";

    private const string DayForm = "yyyy-MM-dd";

    public static async ValueTask Add(Transaction tx, ShopRate rate)
    {
        await tx.Send(
            $"INSERT INTO tax_rates({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
            [rate.Id, .. Values(rate.Row), rate.Version, rate.CreatedMs, rate.UpdatedMs]
        );
        await Changed(tx);
    }

    public static async ValueTask Save(Transaction tx, ShopRate rate)
    {
        await tx.Send(
            """
            UPDATE tax_rates SET country = $2, part = $3, postal = $4, tax_class = $5, milli = $6, included = $7, taxes_shipping = $8, reason = $9,
                from_day = $10, to_day = $11, source = $12, version = $13, updated_ms = $14
            WHERE tax_rate_id = $1
            """,
            [rate.Id, .. Values(rate.Row), rate.Version, rate.UpdatedMs]
        );
        await Changed(tx);
    }

    public static async ValueTask Delete(Transaction tx, string id)
    {
        await tx.Send("DELETE FROM tax_rates WHERE tax_rate_id = $1", id);
        await Changed(tx);
    }

    /// <summary>Keeps who did it.</summary>
    public static ValueTask Note(Transaction tx, string id, string action, string? content, string actorId, long atMs) =>
        tx.Send(
            "INSERT INTO tax_rate_changes(tax_rate_id, action, content, actor_id, at_ms) VALUES ($1, $2, $3, $4, $5)",
            id,
            action,
            content,
            actorId,
            atMs
        );

    public static ValueTask<ShopRate?> Get(Sql sql, string id) =>
        sql.First($"SELECT {Columns} FROM tax_rates WHERE tax_rate_id = $1", Map, id);

    /// <summary>The rows of a class in a country, in which an overlap is looked for.</summary>
    public static ValueTask<List<ShopRate>> Beside(Sql sql, TaxRow row) =>
        sql.Query(
            $"SELECT {Columns} FROM tax_rates WHERE country = $1 AND tax_class = $2 AND COALESCE(part, '') = $3 AND COALESCE(postal, '') = $4",
            Map,
            row.Place.Country,
            row.Class,
            row.Place.Part ?? string.Empty,
            row.Place.Postal ?? string.Empty
        );

    /// <summary>Rows after an id, the oldest first.</summary>
    /// <param name="country">Null for all.</param>
    /// <param name="taxClass">Null for all.</param>
    public static ValueTask<List<ShopRate>> Page(Sql sql, string after, string? country, string? taxClass, int limit) =>
        sql.Query(
            $"""
            SELECT {Columns} FROM tax_rates
            WHERE tax_rate_id > $1 AND ($2 = '' OR country = $2) AND ($3 = '' OR tax_class = $3)
            ORDER BY tax_rate_id LIMIT $4
            """,
            Map,
            after,
            country ?? string.Empty,
            taxClass ?? string.Empty,
            limit
        );

    public static ValueTask<List<ShopRate>> All(Sql sql, int limit) =>
        sql.Query($"SELECT {Columns} FROM tax_rates ORDER BY tax_rate_id LIMIT $1", Map, limit);

    public static ValueTask<long> Count(Sql sql) => sql.Number("SELECT COUNT(*) FROM tax_rates");

    public static ValueTask<long> Version(Sql sql) => sql.Number("SELECT version FROM tax_rate_version WHERE one = 1");

    /// <summary>The changes of a row after a number, the oldest first.</summary>
    public static ValueTask<List<RateChange>> Changes(Sql sql, string id, long after, int limit) =>
        sql.Query(
            "SELECT number, action, content, actor_id, at_ms FROM tax_rate_changes WHERE tax_rate_id = $1 AND number > $2 ORDER BY number LIMIT $3",
            row => new RateChange(row.GetInt64(0), row.GetString(1), Text(row, 2), row.GetString(3), row.GetInt64(4)),
            id,
            after,
            limit
        );

    private static ValueTask Changed(Transaction tx) => tx.Send("UPDATE tax_rate_version SET version = version + 1 WHERE one = 1");

    private static object?[] Values(TaxRow row) =>
        [
            row.Place.Country,
            row.Place.Part,
            row.Place.Postal,
            row.Class,
            row.Milli!.Value,
            row.Included ? 1 : 0,
            row.TaxesShipping ? 1 : 0,
            row.Reason,
            row.From?.ToString(DayForm, CultureInfo.InvariantCulture),
            row.To?.ToString(DayForm, CultureInfo.InvariantCulture),
            row.Source,
        ];

    private static ShopRate Map(DbDataReader row) =>
        new(
            row.GetString(0),
            new(
                new(row.GetString(1), Text(row, 2), Text(row, 3)),
                row.GetString(4),
                row.GetInt64(5),
                row.GetInt64(6) == 1,
                Day(row, 9),
                Day(row, 10),
                row.GetString(11),
                null,
                TaxOrigin.Shop,
                Text(row, 8),
                row.GetInt64(7) == 1
            ),
            row.GetInt64(12),
            row.GetInt64(13),
            row.GetInt64(14)
        );

    private static DateOnly? Day(DbDataReader row, int column) =>
        Text(row, column) is { } day ? DateOnly.ParseExact(day, DayForm, CultureInfo.InvariantCulture) : null;

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
