// All SQL about who vendors are. Each version is kept, and whoever writes the next has seen the one before.
using System.Data.Common;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The store of vendors' details.</summary>
public sealed class TraderStore([FromKeyedServices("ordering")] Database database)
{
    /// <summary>Versions that are shown: who changes an address more often than that has other questions.</summary>
    public const int ChangesMax = 200;

    private const string Columns = "t.vendor_id, t.version, t.content, t.actor_id, t.updated_ms";

    /// <summary>404.</summary>
    public static Refusal NotFound { get; } =
        Refusal.NotFound("trader_not_found", "Nothing is known of this vendor yet. Give its details, the first time without If-Match.");

    /// <summary>A vendor's details, or null.</summary>
    public ValueTask<KeptTrader?> Get(string vendorId) => database.Read(sql => Get(sql, vendorId));

    internal static ValueTask<KeptTrader?> Get(Sql sql, string vendorId) =>
        sql.First($"SELECT {Columns} FROM vendor_traders t WHERE t.vendor_id = $1", Map, vendorId);

    /// <summary>Vendors whose VAT number could not be looked up.</summary>
    public ValueTask<List<KeptTrader>> Unchecked(string after, int limit) =>
        database.Read(async sql =>
            (
                await sql.Query(
                    $"SELECT {Columns} FROM vendor_traders t WHERE t.vendor_id > $1 AND t.content LIKE $3 ORDER BY t.vendor_id LIMIT $2",
                    Map,
                    after,
                    limit,
                    $"%\"state\":\"{VatCheck.Unchecked}\"%"
                )
            ).FindAll(one => one.Trader.VatCheck?.State == VatCheck.Unchecked)
        );

    /// <summary>All versions, the newest first.</summary>
    public ValueTask<List<TraderChange>> Changes(string vendorId) =>
        database.Read(sql =>
            sql.Query(
                "SELECT version, content, actor_kind, actor_id, at_ms FROM vendor_trader_changes WHERE vendor_id = $1 ORDER BY version DESC LIMIT $2",
                row => new TraderChange(
                    row.GetInt64(0),
                    Trader.Read(row.GetString(1)),
                    row.GetString(2),
                    row.GetString(3),
                    row.GetInt64(4)
                ),
                vendorId,
                ChangesMax
            )
        );

    /// <summary>
    /// Writes the next version. Refused with <c>version_mismatch</c> where the one that was seen is not the present one.
    /// </summary>
    /// <param name="seen">The version that was seen; null where there was none.</param>
    /// <param name="next">Of the present details, or null, the next ones or a refusal.</param>
    public Task<Outcome<KeptTrader>> Change(string vendorId, long? seen, Func<Trader?, Outcome<Trader>> next, Actor actor, long nowMs) =>
        database.Write(tx => Change(tx, vendorId, seen, next, actor, nowMs));

    /// <summary>The same within a transaction of somebody else's.</summary>
    internal static async ValueTask<Outcome<KeptTrader>> Change(
        Transaction tx,
        string vendorId,
        long? seen,
        Func<Trader?, Outcome<Trader>> next,
        Actor actor,
        long nowMs
    )
    {
        // The row is held before it is read, so that of two who write at once the second one is told.
        await tx.Execute("UPDATE vendor_traders SET version = version WHERE vendor_id = $1", vendorId);
        var before = await Get(tx, vendorId);
        if (before?.Version != seen)
        {
            return before is null ? NotFound : Conditional.VersionMismatch(before.Version);
        }

        if (!next(before?.Trader).Is(out var trader, out var refused))
        {
            return refused;
        }

        if (before is not null && before.Trader == trader)
        {
            return before;
        }

        var kept = new KeptTrader(vendorId, (before?.Version ?? 0) + 1, trader, actor.Id ?? actor.Role, nowMs);
        var (text, version) = (trader.Stored(), kept.Version);
        if (before is null)
        {
            // Versions of a vendor whose details were deleted before are gone with them, so that the first one is 1.
            var written = await tx.Execute(
                "INSERT INTO vendor_traders(vendor_id, version, content, actor_id, updated_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                vendorId,
                version,
                text,
                kept.ActorId,
                nowMs
            );
            if (written == 0)
            {
                return Conditional.VersionMismatch((await Get(tx, vendorId))?.Version ?? 1);
            }
        }
        else
        {
            await tx.Execute(
                "UPDATE vendor_traders SET version = $2, content = $3, actor_id = $4, updated_ms = $5 WHERE vendor_id = $1",
                vendorId,
                version,
                text,
                kept.ActorId,
                nowMs
            );
        }

        await tx.Execute(
            "INSERT INTO vendor_trader_changes(vendor_id, version, content, actor_kind, actor_id, at_ms) VALUES ($1, $2, $3, $4, $5, $6)",
            vendorId,
            version,
            text,
            actor.Role,
            kept.ActorId,
            nowMs
        );
        return kept;
    }

    /// <summary>
    /// Forgets a vendor's details with all their versions: to be done when its contract has ended (six months after, Regulation (EU)
    /// 2022/2065, article 30). What was written on papers stays there.
    /// </summary>
    public Task<bool> Delete(string vendorId) => database.Write(tx => Delete(tx, vendorId));

    /// <summary>The same in somebody's transaction.</summary>
    internal static async ValueTask<bool> Delete(Transaction tx, string vendorId)
    {
        await tx.Execute("DELETE FROM vendor_trader_changes WHERE vendor_id = $1", vendorId);
        return await tx.Execute("DELETE FROM vendor_traders WHERE vendor_id = $1", vendorId) > 0;
    }

    /// <summary>What these users wrote of vendors, for their file; the newest first.</summary>
    internal static ValueTask<List<(string VendorId, TraderChange Change)>> By(Sql sql, string[] userIds, int limit)
    {
        object?[] args = [userIds, (long)limit];
        return sql.Query(
            $"SELECT vendor_id, version, content, actor_kind, actor_id, at_ms FROM vendor_trader_changes WHERE {sql.Dialect.In("actor_id", 1)} ORDER BY at_ms DESC, vendor_id, version DESC LIMIT $2",
            row =>
                (
                    row.GetString(0),
                    new TraderChange(row.GetInt64(1), Trader.Read(row.GetString(2)), row.GetString(3), row.GetString(4), row.GetInt64(5))
                ),
            args
        );
    }

    private static KeptTrader Map(DbDataReader row) =>
        new(row.GetString(0), row.GetInt64(1), Trader.Read(row.GetString(2)), row.GetString(3), row.GetInt64(4));
}
