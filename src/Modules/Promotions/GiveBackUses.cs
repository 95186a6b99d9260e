// Gives an order's uses of promotions back, once, and remembers orders that never used one.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Promotions;

/// <summary>The slice behind <see cref="IPromotions.GiveBack"/>.</summary>
public sealed class GiveBackUses
{
    private readonly TimeProvider clock;
    private readonly CommitKind<string, Outcome<GiveBackReply>> givingBack;

    public GiveBackUses(Database database, TimeProvider clock)
    {
        this.clock = clock;
        givingBack = database.Kind<string, Outcome<GiveBackReply>>(Decide);
    }

    public async ValueTask<Outcome<GiveBackReply>> Run(string orderId, CancellationToken cancel) =>
        orderId.Length == 0 ? Refusal.Invalid("invalid_id", "Giving uses back needs an order.") : await givingBack.Commit(orderId, cancel);

    private async ValueTask<Outcome<GiveBackReply>[]> Decide(Transaction tx, IReadOnlyList<string> orderIds)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        string[] distinct = [.. orderIds.Distinct()];
        var uses = await UseStore.OfOrders(tx, distinct);
        await PromotionStore.Lock(tx, [.. uses.Where(use => use.PromotionId.Length > 0).Select(use => use.PromotionId).Distinct()]);

        // Read once more behind the locks: another process may have made a use final meanwhile.
        var byOrder = (tx.Dialect.OneProcess ? uses : await UseStore.OfOrders(tx, distinct)).ToLookup(
            use => use.OrderId,
            StringComparer.Ordinal
        );
        var final = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var orderId in distinct)
        {
            if (!byOrder[orderId].Any())
            {
                await UseStore.Put(
                    tx,
                    new Use(orderId, string.Empty, string.Empty, string.Empty, 0, string.Empty, UseState.GivenBack, 0, nowMs)
                );
            }

            foreach (var use in byOrder[orderId].Where(use => use.State != UseState.GivenBack))
            {
                if (use.State == UseState.Final)
                {
                    final[use.PromotionId] = final.GetValueOrDefault(use.PromotionId) + 1;
                }

                await UseStore.Put(tx, use with { State = UseState.GivenBack, AtMs = nowMs, EmailName = null, PlaceName = null });
            }
        }

        foreach (var (promotionId, count) in final)
        {
            await PromotionStore.AddFinal(tx, promotionId, -count);
        }

        return [.. orderIds.Select(_ => (Outcome<GiveBackReply>)new GiveBackReply())];
    }
}
