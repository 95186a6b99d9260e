// Makes, changes and deletes zones and pickup points; who did it is kept.
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>The slices behind POST, PATCH and DELETE of /api/shipping-zones and /api/pickup-points.</summary>
public sealed class EditShipping(
    [FromKeyedServices("ordering")] Database database,
    ShippingMemory memory,
    CarrierDesk desk,
    IIds ids,
    [Steady] TimeProvider clock
)
{
    private const string Created = "created";
    private const string Changed = "changed";
    private const string Deleted = "deleted";

    /// <summary>404.</summary>
    internal static Refusal ZoneNotFound { get; } = Refusal.NotFound("shipping_zone_not_found", "There is no such shipping zone.");

    /// <summary>404.</summary>
    internal static Refusal PointNotFound { get; } = Refusal.NotFound("pickup_point_not_found", "There is no such pickup point.");

    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// A new zone. Refused with <c>shipping_zone_overlaps</c> where another names one of its places, and with
    /// <c>too_many_shipping_zones</c>.
    /// </summary>
    public async Task<Outcome<ShopRow>> CreateZone(ShippingZoneBody body, string actorId, CancellationToken cancel)
    {
        if (!body.Checked().Is(out var zone, out var refused) || (refused = Unknown(zone)) is not null)
        {
            return refused;
        }

        return await database.Write<Outcome<ShopRow>>(
            async tx =>
            {
                var others = await ShippingSql.All(tx, ShopRow.Zone, ShippingMemory.ZonesMax);
                return others.Count >= ShippingMemory.ZonesMax
                        ? Refusal.Conflict(
                            "too_many_shipping_zones",
                            $"There are {ShippingMemory.ZonesMax} zones already: put places that are shipped to alike into one."
                        )
                    : Overlap(zone, others) is { } overlaps ? overlaps
                    : await Add(tx, ShopRow.Zone, body.Content(), actorId);
            },
            cancel
        );
    }

    /// <summary>A new pickup point. Refused with <c>too_many_pickup_points</c>.</summary>
    public async Task<Outcome<ShopRow>> CreatePoint(PickupPointBody body, string actorId, CancellationToken cancel)
    {
        if (body.Checked(string.Empty).Refused is { } refused)
        {
            return refused;
        }

        return await database.Write<Outcome<ShopRow>>(
            async tx =>
                (await ShippingSql.All(tx, ShopRow.PickupPoint, ShippingMemory.PointsMax)).Count >= ShippingMemory.PointsMax
                    ? Refusal.Conflict("too_many_pickup_points", $"There are {ShippingMemory.PointsMax} pickup points already.")
                    : await Add(tx, ShopRow.PickupPoint, body.Content(), actorId),
            cancel
        );
    }

    /// <summary>
    /// Changes the members that are given; lists are replaced whole, null takes a member away (RFC 7396). Refused as
    /// <see cref="CreateZone"/>, with <c>shipping_zone_not_found</c> and <c>version_mismatch</c>. Orders placed before keep what was
    /// promised.
    /// </summary>
    /// <param name="version">The version seen, or null for the zone as it is.</param>
    public Task<Outcome<ShopRow>> ChangeZone(string id, JsonObject patch, long? version, string actorId, CancellationToken cancel) =>
        Change(
            ShopRow.Zone,
            id,
            version,
            actorId,
            async (tx, before) =>
            {
                if (
                    !MergePatch.Of(ShippingZoneBody.Read(before.Content), patch, "a shipping zone").Is(out var body, out var refused)
                    || !body.Checked().Is(out var zone, out refused)
                    || (refused = Unknown(zone)) is not null
                )
                {
                    return refused;
                }

                var others = await ShippingSql.All(tx, ShopRow.Zone, ShippingMemory.ZonesMax);
                return Overlap(zone, others.Where(other => other.Id != id)) is { } overlaps ? overlaps : body.Content();
            },
            cancel
        );

    /// <summary>The same of a pickup point. Refused with <c>pickup_point_not_found</c> and <c>version_mismatch</c>.</summary>
    public Task<Outcome<ShopRow>> ChangePoint(string id, JsonObject patch, long? version, string actorId, CancellationToken cancel) =>
        Change(
            ShopRow.PickupPoint,
            id,
            version,
            actorId,
            (_, before) =>
                ValueTask.FromResult(
                    !MergePatch.Of(PickupPointBody.Read(before.Content), patch, "a pickup point").Is(out var body, out var refused)
                        ? refused
                    : body.Checked(id).Refused is { } faulty ? (Outcome<string>)faulty
                    : body.Content()
                ),
            cancel
        );

    /// <summary>True when it was there. Refused with <c>version_mismatch</c>.</summary>
    /// <param name="kind">As <see cref="ShopRow"/> names them.</param>
    public Task<Outcome<bool>> Delete(string kind, string id, long? version, string actorId, CancellationToken cancel) =>
        database.Write<Outcome<bool>>(
            async tx =>
            {
                if (await ShippingSql.Get(tx, kind, id) is not { } before)
                {
                    return false;
                }

                if (version is not null && version != before.Version)
                {
                    return Conditional.VersionMismatch(before.Version);
                }

                await ShippingSql.Delete(tx, id);
                await ShippingSql.Note(tx, id, Deleted, null, actorId, NowMs);
                memory.Forget(tx, id);
                return true;
            },
            cancel
        );

    internal async ValueTask<Outcome<ShopRow>> Add(Transaction tx, string kind, string content, string actorId)
    {
        var now = NowMs;
        var row = new ShopRow(ids.Next(), kind, content, 1, now, now);
        await ShippingSql.Add(tx, row);
        await ShippingSql.Note(tx, row.Id, Created, content, actorId, now);
        memory.Keep(tx, row);
        return row;
    }

    private Task<Outcome<ShopRow>> Change(
        string kind,
        string id,
        long? version,
        string actorId,
        Func<Transaction, ShopRow, ValueTask<Outcome<string>>> change,
        CancellationToken cancel
    ) =>
        database.Write<Outcome<ShopRow>>(
            async tx =>
            {
                if (await ShippingSql.Get(tx, kind, id) is not { } before)
                {
                    return kind == ShopRow.Zone ? ZoneNotFound : PointNotFound;
                }

                if (version is not null && version != before.Version)
                {
                    return Conditional.VersionMismatch(before.Version);
                }

                if (!(await change(tx, before)).Is(out var content, out var refused))
                {
                    return refused;
                }

                var row = before with { Content = content, Version = before.Version + 1, UpdatedMs = Math.Max(NowMs, before.UpdatedMs) };
                await ShippingSql.Save(tx, row);
                await ShippingSql.Note(tx, id, Changed, content, actorId, row.UpdatedMs);
                memory.Keep(tx, row);
                return row;
            },
            cancel
        );

    private Refusal? Unknown(ShippingZone zone)
    {
        var check = new Check();
        for (var i = 0; i < zone.Methods.Count; i++)
        {
            check.That(
                zone.Methods[i].Provider is not { } name || desk.Find(name) is not null,
                $"methods[{i}].provider",
                "is no carrier of this shop: GET /api/carriers lists them"
            );
        }

        return check.Refused;
    }

    private static Refusal? Overlap(ShippingZone zone, IEnumerable<ShopRow> others)
    {
        var places = zone.Places.ToHashSet();
        foreach (var other in others)
        {
            var there = ShippingZoneBody.Read(other.Content).Checked().Value;
            var twice = there.Places.FirstOrDefault(places.Contains);
            if (twice is not null || (zone.Everywhere && there.Everywhere))
            {
                var place = twice?.ToString() ?? ShippingZoneBody.Everywhere;
                return Refusal.Conflict(
                    "shipping_zone_overlaps",
                    $"'{there.Name}' is for {place} already: of two zones for one place nobody could say which holds. Take it out of one of them.",
                    new() { ["shipping_zone_id"] = other.Id, ["place"] = place }
                );
            }
        }

        return null;
    }
}
