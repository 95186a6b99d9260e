// Carts past their expiry. They are empty to everyone from that moment on; this only writes it down, for history, lists and events.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Carts;

internal sealed class ExpireCarts(
    [FromKeyedServices("carts")] Database database,
    ICartStore store,
    CartCarrier carrier,
    CartSettings settings,
    [Steady] TimeProvider clock
)
{
    private const int CartsAtOnce = 100;

    /// <summary>
    /// Writes down some of what has expired, whatever store it was in; answers whether there may be more. Nothing depends on its being in
    /// time.
    /// </summary>
    public async Task<bool> Run(CancellationToken stop)
    {
        await carrier.CatchUp(stop);
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var due = await database.Read(sql => CartSql.Expired(sql, now, (long)settings.Ttl.TotalMilliseconds, CartsAtOnce));
        await Task.WhenAll(due.Select(userId => store.Change(new ExpireCart(userId), stop).AsTask()));
        await carrier.CatchUp(stop);
        foreach (
            var lost in (
                await database.Read(sql => CartSql.Expired(sql, now, (long)settings.Ttl.TotalMilliseconds, CartsAtOnce))
            ).Intersect(due, StringComparer.Ordinal)
        )
        {
            await database.Write(
                async tx =>
                {
                    await CartSql.EmptyRows(tx, lost, now);
                    return true;
                },
                stop
            );
        }

        return due.Count == CartsAtOnce;
    }
}
