// Promotions in memory, so that pricing a cart asks no table which rules there are. Never their uses: those are counted where they are
// written.
using System.Collections.Concurrent;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>
/// All promotions that need no code, indexed, and the coupons while there are not too many; kept as <see cref="TableMemory{T}"/>
/// keeps them.
/// </summary>
public sealed class PromotionMemory(Database database, TimeProvider clock)
{
    /// <summary>About 10 MB. A shop with more coupons has mostly codes for one use each, which memory would not serve twice.</summary>
    public const int CouponsMax = 20_000;

    /// <summary>All of them are in memory, so there is a bound: ten times what a large shop runs at once.</summary>
    public const int AutomaticMax = 20_000;

    private readonly TableMemory<Loaded> memory = new(
        database,
        clock,
        PromotionStore.Version,
        async tx =>
        {
            var coupons = await PromotionStore.Asked(tx, CouponsMax + 1);
            return new Loaded([.. coupons, .. await PromotionStore.Automatic(tx, AutomaticMax)], tooMany: coupons.Count > CouponsMax);
        }
    );

    /// <summary>The index of all that need no code.</summary>
    internal async ValueTask<PriceBook> Book() => (await memory.Current()).Book();

    /// <summary>The coupon of a normalized code, or null.</summary>
    internal async ValueTask<Compiled?> ByCode(string code)
    {
        var now = await memory.Current();
        return now.ByCode.TryGetValue(code, out var coupon) ? coupon
            : now.TooMany && await database.Read(sql => PromotionStore.Find(sql, code)) is { } read ? new Compiled(read)
            : null;
    }

    /// <summary>Any promotion by its id, or null.</summary>
    internal async ValueTask<Compiled?> ById(string promotionId)
    {
        var now = await memory.Current();
        return now.ById.TryGetValue(promotionId, out var promotion) ? promotion
            : now.TooMany && await database.Read(sql => PromotionStore.Get(sql, promotionId)) is { } read ? new Compiled(read)
            : null;
    }

    /// <summary>How many there are that need no code.</summary>
    public async ValueTask<int> AutomaticCount() => (await memory.Current()).Automatic.Count;

    /// <summary>Remembers a new or changed promotion once it is durable.</summary>
    public void Keep(Transaction tx, Promotion promotion) => memory.Change(tx, now => now.Keep(promotion));

    /// <summary>Forgets a deleted promotion once that is durable.</summary>
    public void Forget(Transaction tx, Promotion promotion) => memory.Change(tx, now => now.Forget(promotion));

    private sealed class Loaded
    {
        private readonly Lock gate = new();
        private volatile PriceBook? book;

        public Loaded(IReadOnlyList<Promotion> promotions, bool tooMany)
        {
            TooMany = tooMany;
            foreach (var promotion in promotions)
            {
                Enter(promotion);
            }
        }

        /// <summary>Whether there are coupons that are not here.</summary>
        public bool TooMany { get; private set; }

        public ConcurrentDictionary<string, Compiled> ByCode { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, Compiled> ById { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, Promotion> Automatic { get; } = new(StringComparer.Ordinal);

        public PriceBook Book()
        {
            if (book is { } there)
            {
                return there;
            }

            lock (gate)
            {
                return book ??= new PriceBook(Automatic.Values);
            }
        }

        public void Keep(Promotion promotion)
        {
            lock (gate)
            {
                Leave(promotion.Id);
                Enter(promotion);
                TooMany |= ByCode.Count > CouponsMax;
                book = null;
            }
        }

        public void Forget(Promotion promotion)
        {
            lock (gate)
            {
                Leave(promotion.Id);
                book = null;
            }
        }

        private void Enter(Promotion promotion)
        {
            var compiled = new Compiled(promotion);
            ById[promotion.Id] = compiled;
            if (promotion.Code is { } code)
            {
                ByCode[code] = compiled;
            }

            if (promotion.IsAutomatic)
            {
                Automatic[promotion.Id] = promotion;
            }
        }

        // A promotion that is given a code, or codes, no longer applies by itself.
        private void Leave(string promotionId)
        {
            if (ById.TryRemove(promotionId, out var before) && before.Promotion.Code is { } code)
            {
                ByCode.TryRemove(code, out _);
            }

            Automatic.TryRemove(promotionId, out _);
        }
    }
}
