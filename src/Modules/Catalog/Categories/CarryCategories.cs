// Takes products and promotions along when a category gets another path: in slices, so that orders are written in between.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Catalog.Categories;

/// <summary>
/// Carries out the moves of the tree, one after the other. Promotions are told before the first product moves and name both paths until the
/// last has; then they are told to forget the old one. A stop between any two steps loses nothing: what was not done is done after it.
/// </summary>
public sealed class CarryCategories(
    [FromKeyedServices("catalog")] Database database,
    CategoryBook book,
    IProductStore store,
    TimeProvider clock
)
{
    /// <summary>Products of a slice: some 30 ms of the writer.</summary>
    public const int AtOnce = 100;

    /// <summary>
    /// When a move is done, products are looked for once more that were written under the old path by who had read it before: no write
    /// takes longer than a store's patience.
    /// </summary>
    public static readonly TimeSpan LastLookAfter = IProductStore.PatienceMax + TimeSpan.FromSeconds(4);

    /// <summary>One step; false when there is nothing to do now.</summary>
    public async Task<bool> Step(CancellationToken cancel)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var tree = await database.Read(CategorySql.Tree);
        var moves = tree.Moves;
        var move =
            moves.FirstOrDefault(one => one.DoneMs is null)
            ?? moves.FirstOrDefault(one => one.DoneMs + LastLookAfter.TotalMilliseconds <= nowMs);
        if (move is null)
        {
            return false;
        }

        if (!move.Begun)
        {
            return await Begin(move, nowMs, cancel);
        }

        // What has got its old name back by a later move belongs there: nobody's late write is looked for.
        var some = move.DoneMs is not null && tree.Has(move.From) ? [] : await store.InCategory(move.From, move.After, AtOnce);
        if (some.Count > 0)
        {
            return await Take(move, some, cancel);
        }

        await End(move, nowMs, cancel);
        if (move.DoneMs is not null)
        {
            // A late writer may have named what had no node yet.
            await book.AdoptAll(store, cancel);
        }

        return true;
    }

    private Task<bool> Begin(CategoryMove move, long nowMs, CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                if (await CategorySql.Begin(tx, move.Number) && move.Told)
                {
                    await Tell(tx, move, ended: false, nowMs);
                }

                return true;
            },
            cancel
        );

    private async Task<bool> Take(CategoryMove move, IReadOnlyList<(long Number, string ProductId)> some, CancellationToken cancel)
    {
        var who = new Seller(move.UserId, null, true);
        await store.ChangeMany(
            [.. some.Select(product => new MoveProduct(product.ProductId, move.From, move.To, who))],
            async (tx, _) =>
            {
                await CategorySql.Advance(tx, move.Number, some[^1].Number);
                return true;
            },
            cancel
        );
        return true;
    }

    private Task<bool> End(CategoryMove move, long nowMs, CancellationToken cancel) =>
        database.Write(
            async tx =>
            {
                await CategorySql.Take(tx);
                if (move.DoneMs is not null)
                {
                    await CategorySql.ForgetMove(tx, move.Number);
                }
                else if (await CategorySql.Finish(tx, move.Number, nowMs) && move.Told)
                {
                    await Tell(tx, move, ended: true, nowMs);
                }

                await book.Keep(tx);
                return true;
            },
            cancel
        );

    private static ValueTask Tell(Transaction tx, CategoryMove move, bool ended, long nowMs) =>
        tx.Publish(Topics.CategoryMoved, "categories", new CategoryMoved(move.From, move.To, ended, nowMs));
}
