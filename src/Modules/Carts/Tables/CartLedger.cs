// What every store's changes come to in the module's database: rows, history, lives of carts, and events. One transaction, whoever kept the
// cart.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Carts;

/// <summary>Writes what was done to carts.</summary>
internal static class CartLedger
{
    /// <summary>Writes each change once; a cart must not stand in <paramref name="writes"/> twice.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="writes">What was done.</param>
    /// <param name="telling">
    /// Called before a cart's events are told, to say on whose behalf; one that several commands changed counts for the first.
    /// </param>
    public static async ValueTask Write(Transaction tx, IReadOnlyList<CartWrite> writes, Action<CartHead>? telling = null)
    {
        if (writes.Count == 0)
        {
            return;
        }

        await CartSql.SaveHeads(tx, writes);
        await CartSql.SaveLines(tx, writes);
        await CartSql.SaveHistory(tx, writes);
        await CartLifeSql.Save(tx, writes);
        foreach (var write in writes)
        {
            telling?.Invoke(write.Head);
            foreach (var step in write.Steps)
            {
                await Tell(tx, write.Head, step);
            }
        }
    }

    private static async ValueTask Tell(Transaction tx, CartHead cart, CartStep step)
    {
        var change = step.Traces[0].Change;
        var facts = new CartFacts(
            cart.UserId,
            step.Version,
            change,
            step.Traces.Count == 1 ? step.Traces[0].ProductId : null,
            step.Units,
            step.Value,
            step.Units > 0 ? step.Currency ?? string.Empty : string.Empty,
            cart.Guest,
            step.OrderId,
            step.AtMs,
            step.Units > 0 && (step.UnitsWas == 0 || change == "checked_out")
        );
        if (step.Version == 1)
        {
            await tx.Publish(Topics.CartChanged, cart.UserId, facts with { Change = "created", ProductId = null, Began = false });
        }

        await tx.Publish(Topics.CartChanged, cart.UserId, facts);
        if (change == "checked_out")
        {
            await tx.Publish(Topics.CartCheckedOut, cart.UserId, facts);
        }
    }
}
