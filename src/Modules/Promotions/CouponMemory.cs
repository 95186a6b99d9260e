// Coupons in memory, so that pricing a cart asks no table which rules there are. Never their uses: those are counted where they are written.
using System.Collections.Concurrent;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>All coupons by code, while there are not too many and no other process can change them; else the table is read.</summary>
public sealed class CouponMemory(Database database)
{
    /// <summary>About 10 MB. A shop with more coupons has mostly codes for one use each, which memory would not serve twice.</summary>
    public const int CouponsMax = 20_000;

    private volatile ConcurrentDictionary<string, Coupon>? all;
    private volatile bool tooMany;

    /// <summary>The coupon of a normalized code, or null. A code that does not exist costs the same as one that does.</summary>
    public async ValueTask<Coupon?> Find(string code)
    {
        if (!database.Dialect.OneProcess || tooMany)
        {
            return await database.Read(sql => CouponStore.Find(sql, code));
        }

        return (all ?? await Load()).GetValueOrDefault(code);
    }

    /// <summary>Remembers a new or changed coupon once it is durable.</summary>
    public void Keep(Transaction tx, Coupon coupon) => tx.OnCommitted(() =>
    {
        if (all is { } coupons)
        {
            coupons[coupon.Code] = coupon;
            tooMany |= coupons.Count > CouponsMax;
        }
    });

    /// <summary>Forgets a deleted coupon once that is durable.</summary>
    public void Forget(Transaction tx, string code) => tx.OnCommitted(() => all?.TryRemove(code, out _));

    // Read by the writer: a coupon that changes meanwhile would otherwise be forgotten between the read and the memory.
    private async ValueTask<ConcurrentDictionary<string, Coupon>> Load() => await database.Write(async tx =>
    {
        var coupons = await CouponStore.First(tx, CouponsMax + 1);
        var loaded = new ConcurrentDictionary<string, Coupon>(coupons.Select(c => KeyValuePair.Create(c.Code, c)), StringComparer.Ordinal);
        tx.OnCommitted(() =>
        {
            all = loaded;
            tooMany = coupons.Count > CouponsMax;
        });
        return loaded;
    });
}
