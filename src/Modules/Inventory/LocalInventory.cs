// The contract of Inventory, answered from its own tables.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

/// <inheritdoc/>
internal sealed class LocalInventory(
    [FromKeyedServices("inventory")] Database database,
    StockWriter writer,
    StockMirror mirror,
    Shortages shortages,
    [Steady] TimeProvider clock
) : IInventory
{
    /// <summary>A day: longer than any checkout, short enough that a forgotten hold does no harm.</summary>
    private const int HoldSecondsMax = 86_400;

    // Every cart that is shown asks for levels; where memory cannot answer, those who ask together share a statement.
    private readonly GatheredReads<StockLevel> gathered = new(ids => Levels(database, mirror, clock, ids));

    /// <inheritdoc/>
    public async ValueTask<Outcome<CheckAvailabilityReply>> CheckAvailability(CheckAvailabilityRequest request, CancellationToken cancel)
    {
        if (request.ProductIds.Count > Limits.ContractIdsMax)
        {
            return Refusal.Invalid("too_many_ids", $"At most {Limits.ContractIdsMax} products can be asked for at once.");
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return database.Dialect.OneProcess && mirror.EarliestExpiryMs > now && FromMemory(request) is { } known
            ? known
            : await FromTables(request);
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<ReserveReply>> Reserve(ReserveRequest request, CancellationToken cancel)
    {
        if (Lines.CheckId(request.ReservationId) is { } wrongId)
        {
            return wrongId;
        }

        if (request.HoldSeconds is < 0 or > HoldSecondsMax)
        {
            return Refusal.Invalid(
                "hold_seconds_invalid",
                $"A hold lasts from 1 to {HoldSecondsMax} seconds, or with 0 until it is settled or released."
            );
        }

        if (request.Holder.Length > 0 && UnpaidBounds.CheckHolder(request.Holder) is { } wrongHolder)
        {
            return wrongHolder;
        }

        if (!Lines.Merge(request.Lines, mayBeEmpty: false).Is(out var lines, out var refused))
        {
            return refused;
        }

        var command = new ReserveUnits(
            request.ReservationId,
            lines,
            request.HoldSeconds == 0 ? ReserveUnits.FirmMs : request.HoldSeconds * 1_000L
        )
        {
            Holder = request.Holder.Length == 0 ? null : request.Holder,
            Unpaid = request.Unpaid,
        };
        return (await writer.Commit(command, cancel)).Then(expires => new ReserveReply { ExpiresUnixMs = expires });
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<SettleReply>> Settle(SettleRequest request, CancellationToken cancel)
    {
        if (Lines.CheckId(request.ReservationId) is { } wrongId)
        {
            return wrongId;
        }

        return Lines.Merge(request.Lines, mayBeEmpty: true).Is(out var lines, out var refused)
            ? (await writer.Commit(new SettleUnits(request.ReservationId, lines), cancel)).Then(_ => new SettleReply())
            : refused;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<ReleaseReply>> Release(ReleaseRequest request, CancellationToken cancel) =>
        Lines.CheckId(request.ReservationId) is { } wrongId
            ? wrongId
            : (await writer.Commit(new ReleaseUnits(request.ReservationId), cancel)).Then(_ => new ReleaseReply());

    /// <inheritdoc/>
    public async ValueTask<Outcome<RestockReply>> Restock(RestockRequest request, CancellationToken cancel)
    {
        if ((Lines.CheckId(request.ReservationId) ?? Lines.CheckId(request.RequestId)) is { } wrongId)
        {
            return wrongId;
        }

        return Lines.Merge(request.Lines, mayBeEmpty: false).Is(out var lines, out var refused)
            ? await database.Write(tx => writer.Restock(tx, request.RequestId, request.ReservationId, lines), cancel)
            : refused;
    }

    /// <inheritdoc/>
    public async ValueTask<Outcome<CountReply>> Count(CountRequest request, CancellationToken cancel)
    {
        if (request.Lines.Count > Limits.ContractIdsMax)
        {
            return Refusal.Invalid("too_many_ids", $"At most {Limits.ContractIdsMax} products can be counted at once.");
        }

        if (request.Lines.FirstOrDefault(line => Lines.CheckId(line.ProductId) is not null) is { } wrong)
        {
            return Lines.CheckId(wrong.ProductId)!;
        }

        if (request.Id.Length > 0 && Lines.CheckId(request.Id) is { } wrongId)
        {
            return wrongId;
        }

        return await database.Write<Outcome<CountReply>>(
            async tx =>
            {
                if (!(await writer.Count(tx, request)).Is(out var reply, out var refused))
                {
                    return refused;
                }

                if (reply.Lines.Any(line => line.Changed))
                {
                    // Orders that were paid for while their units were gone come first.
                    await shortages.Fill(tx);
                }

                return reply;
            },
            cancel
        );
    }

    private CheckAvailabilityReply? FromMemory(CheckAvailabilityRequest request)
    {
        var reply = new CheckAvailabilityReply();
        foreach (var id in request.ProductIds)
        {
            if (!mirror.TryGet(id, out var level))
            {
                return null;
            }

            reply.Products.Add(Of(id, level));
        }

        return reply;
    }

    private async ValueTask<CheckAvailabilityReply> FromTables(CheckAvailabilityRequest request)
    {
        var levels = await gathered.Read(request.ProductIds);
        var reply = new CheckAvailabilityReply();
        reply.Products.AddRange(request.ProductIds.Select(id => Of(id, levels.GetValueOrDefault(id))));
        return reply;
    }

    private static async Task<IReadOnlyDictionary<string, StockLevel>> Levels(
        Database database,
        StockMirror mirror,
        TimeProvider clock,
        string[] ids
    )
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var commits = mirror.Commits;
        var levels = (await database.Read(sql => InventoryStore.Levels(sql, ids, now))).ToDictionary(
            row => row.Id,
            row => row.Level,
            StringComparer.Ordinal
        );
        if (database.Dialect.OneProcess && mirror.EarliestExpiryMs > now)
        {
            mirror.Read(commits, [.. ids.Select(id => (id, levels.GetValueOrDefault(id)))]);
        }

        return levels;
    }

    private static Availability Of(string id, StockLevel level) =>
        new()
        {
            ProductId = id,
            OnHand = level.OnHand,
            Reserved = level.Reserved,
            Available = level.Available,
        };
}
