// Affinities from the module's own tables.
using Cartwright.Kernel;

namespace Cartwright.Recommendations;

/// <inheritdoc/>
public sealed class SqlAffinities(Database database) : IAffinities
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<Near>>> Of(IReadOnlyList<string> productIds, CancellationToken cancel) =>
        database.Read(async sql =>
        {
            var lists = new List<IReadOnlyList<Near>>(productIds.Count);
            foreach (var productId in productIds)
            {
                var (_, orders) = await AffinityStore.Product(sql, productId);
                lists.Add(Rank.Nearest(orders, await AffinityStore.Neighbours(sql, productId)));
            }

            return (IReadOnlyList<IReadOnlyList<Near>>)lists;
        });
}
