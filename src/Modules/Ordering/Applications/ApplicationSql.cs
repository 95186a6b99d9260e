// All SQL of applications to sell.
using System.Data.Common;
using System.Text.Json;
using Cartwright.Kernel;
using Cartwright.Web;

namespace Cartwright.Ordering;

internal static class ApplicationSql
{
    private const string Columns =
        "application_id, user_id, state, version, shop_name, email, language, trader, agreed, steps, vendor_id, created_ms, updated_ms";

    public static ValueTask<SellerApplication?> OfUser(Sql sql, string userId) =>
        sql.First($"SELECT {Columns} FROM vendor_applications WHERE user_id = $1", Map, userId);

    public static ValueTask<SellerApplication?> Get(Sql sql, string applicationId) =>
        sql.First($"SELECT {Columns} FROM vendor_applications WHERE application_id = $1", Map, applicationId);

    /// <summary>The longest untouched first, behind a place; those in one state, or all.</summary>
    public static ValueTask<List<SellerApplication>> Page(Sql sql, string? state, long afterMs, string afterId, long count) =>
        state is null
            ? sql.Query(
                $"SELECT {Columns} FROM vendor_applications WHERE (updated_ms, application_id) > ($1, $2) ORDER BY updated_ms, application_id LIMIT $3",
                Map,
                afterMs,
                afterId,
                count
            )
            : sql.Query(
                $"SELECT {Columns} FROM vendor_applications WHERE state = $4 AND (updated_ms, application_id) > ($1, $2) ORDER BY updated_ms, application_id LIMIT $3",
                Map,
                afterMs,
                afterId,
                count,
                state
            );

    /// <summary>Takes a row for this transaction, so that of two who decide at once the second sees what the first did.</summary>
    public static ValueTask<int> Hold(Transaction tx, string applicationId) =>
        tx.Execute("UPDATE vendor_applications SET version = version WHERE application_id = $1", applicationId);

    /// <summary>0 where the person has one already.</summary>
    public static ValueTask<int> Insert(Transaction tx, SellerApplication one) =>
        tx.Execute(
            $"INSERT INTO vendor_applications({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
            one.ApplicationId,
            one.UserId,
            one.State,
            one.Version,
            one.ShopName,
            one.Email,
            one.Language,
            one.Trader.Stored(),
            JsonSerializer.Serialize(one.Agreed, Json.Options),
            JsonSerializer.Serialize(one.Steps, Json.Options),
            one.VendorId,
            one.CreatedMs,
            one.UpdatedMs
        );

    /// <summary>The next version; 0 where another than the one before is there.</summary>
    public static ValueTask<int> Save(Transaction tx, SellerApplication one) =>
        tx.Execute(
            """
            UPDATE vendor_applications SET state = $2, version = $3, shop_name = $4, email = $5, language = $6, trader = $7, agreed = $8,
                steps = $9, vendor_id = $10, updated_ms = $11 WHERE application_id = $1 AND version = $12
            """,
            one.ApplicationId,
            one.State,
            one.Version,
            one.ShopName,
            one.Email,
            one.Language,
            one.Trader.Stored(),
            JsonSerializer.Serialize(one.Agreed, Json.Options),
            JsonSerializer.Serialize(one.Steps, Json.Options),
            one.VendorId,
            one.UpdatedMs,
            one.Version - 1
        );

    /// <summary>Whether somebody sells, or has sold, under an id.</summary>
    public static async ValueTask<bool> IsVendor(Sql sql, string vendorId) =>
        await sql.Number(
            """
            SELECT (SELECT count(*) FROM vendor_traders WHERE vendor_id = $1) + (SELECT count(*) FROM vendor_applications WHERE vendor_id = $1)
                + (SELECT count(*) FROM vendor_balances WHERE vendor_id = $1)
            """,
            vendorId
        ) > 0;

    public static ValueTask<int> Forget(Transaction tx, string userId) =>
        tx.Execute("DELETE FROM vendor_applications WHERE user_id = $1", userId);

    private static SellerApplication Map(DbDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt64(3),
            row.GetString(4),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            Trader.Read(row.GetString(7)),
            JsonSerializer.Deserialize<ApplicationAgreement>(row.GetString(8), Json.Options)!,
            JsonSerializer.Deserialize<List<ApplicationStep>>(row.GetString(9), Json.Options)!,
            row.IsDBNull(10) ? null : row.GetString(10),
            row.GetInt64(11),
            row.GetInt64(12)
        );
}
