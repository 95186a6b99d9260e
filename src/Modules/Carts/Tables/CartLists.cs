// What can be asked of carts beyond one's own: history, and the lists of the shop's people. All of it stands in the module's database,
// whatever the store.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Carts;

internal sealed class CartLists([FromKeyedServices("carts")] Database database, CartCarrier carrier, [Steady] TimeProvider clock)
{
    private long NowMs => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The history of a cart, newest first, with all that was answered before this was asked.</summary>
    /// <param name="userId">Whose cart.</param>
    /// <param name="beforeNumber">Only entries older than this one; null for the newest.</param>
    /// <param name="limit">Entries at most.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async ValueTask<IReadOnlyList<CartEntry>> History(string userId, long? beforeNumber, int limit, CancellationToken cancel)
    {
        await carrier.CatchUp(cancel);
        return await database.Read(sql => CartSql.History(sql, userId, beforeNumber, limit));
    }

    /// <inheritdoc cref="CartListSql.All"/>
    public async ValueTask<IReadOnlyList<ListedCart>> All(
        bool? guest,
        (long UpdatedMs, string UserId)? after,
        int limit,
        CancellationToken cancel
    )
    {
        await carrier.CatchUp(cancel);
        return await database.Read(sql => CartListSql.All(sql, guest, after, NowMs, limit));
    }

    /// <inheritdoc cref="CartListSql.Abandoned"/>
    public async ValueTask<IReadOnlyList<ListedCart>> Abandoned((long AbandonedMs, long Number)? after, int limit, CancellationToken cancel)
    {
        await carrier.CatchUp(cancel);
        return await database.Read(sql => CartListSql.Abandoned(sql, after, NowMs, limit));
    }

    /// <inheritdoc cref="CartListSql.Containing"/>
    public async ValueTask<IReadOnlyList<ListedLine>> Containing(string productId, string? afterUserId, int limit, CancellationToken cancel)
    {
        await carrier.CatchUp(cancel);
        return await database.Read(sql => CartListSql.Containing(sql, productId, afterUserId, NowMs, limit));
    }

    /// <summary>The figures of a range of days, both ends included.</summary>
    /// <param name="zone">Whose days they are; UTC's when it is null.</param>
    public async ValueTask<CartFiguresBody> Figures(DateOnly from, DateOnly to, CancellationToken cancel, TimeZoneInfo? zone = null)
    {
        var clocks = zone ?? TimeZoneInfo.Utc;
        await carrier.CatchUp(cancel);
        return await database.Snapshot(async sql =>
        {
            var counts = await CartListSql.Days(sql, CartFigures.StartMs(from, clocks), CartFigures.StartMs(to.AddDays(1), clocks), clocks);
            var (open, abandoned) = await CartListSql.Now(sql);
            return CartFigures.Body(from, to, clocks, counts, open, abandoned);
        });
    }
}
