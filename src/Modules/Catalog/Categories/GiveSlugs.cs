// Slugs for products from before there were any, in slices.
using Cartwright.Contracts;

namespace Cartwright.Catalog.Categories;

/// <summary>Gives each product without a slug the one of its name; until then its page is found by its id.</summary>
public sealed class GiveSlugs(IProductStore store)
{
    private const int AtOnce = 100;

    private static readonly ProductInput Nothing = new(null, null, null, null, null, default, default, default, null, null);

    /// <summary>All that there are. What was done stays done when it is stopped.</summary>
    public async Task All(CancellationToken cancel)
    {
        var who = new Seller(Seller.Shop, null, true);
        long after = 0;
        while (await store.WithoutSlug(after, AtOnce) is { Count: > 0 } some)
        {
            await store.ChangeMany(
                [.. some.Select(product => new EditProduct(product.ProductId, Nothing, null, who))],
                (_, _) => ValueTask.FromResult<Outcome<bool>>(true),
                cancel
            );
            after = some[^1].Number;
        }
    }
}
