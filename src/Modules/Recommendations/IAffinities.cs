// Which products go together: the question Recommend asks, and where the answers may be kept.
namespace Cartwright.Recommendations;

/// <summary>A product that goes together with another.</summary>
/// <param name="Score"><see cref="Affinity.Similarity"/> of the two: above 0, at most 1.</param>
public sealed record Near(string ProductId, double Score);

/// <summary>
/// Neighbours of products. The cases are those of the conformance suite:
/// 1. What was never bought together with anything has no neighbours; a product nobody knows has none either.
/// 2. The best comes first; of equal scores the lower product id (ordinal).
/// A score is <see cref="Affinity.Similarity"/> of the counted orders, to the last bit.
/// 3. At most <see cref="Affinity.NeighboursMax"/>, those bought together in the most orders.
/// 4. A product that is no longer sold is nobody's neighbour; when it is sold again it is one again.
/// 5. An order that was cancelled leaves no trace, also in the lists of products that it did not name.
/// 6. Any id is a product's: one with colons, spaces or signs of other scripts takes no other's place.
/// 7. While it cannot answer from whole counts it throws <c>StorageUnavailable</c> instead of giving a part.
/// </summary>
public interface IAffinities
{
    /// <summary>The neighbours of each of these products, in their order.</summary>
    ValueTask<IReadOnlyList<IReadOnlyList<Near>>> Of(IReadOnlyList<string> productIds, CancellationToken cancel);
}

/// <summary>
/// A copy of the affinities outside the module's tables, which stay the truth: it may be lost at any time and is made again.
/// </summary>
public interface IAffinityCopy : IAffinities
{
    /// <summary>Whether everything has been put there since it was last empty.</summary>
    ValueTask<bool> IsWhole(CancellationToken cancel);

    /// <summary>Says that everything is put there from now on, under a name that nobody else uses.</summary>
    ValueTask Begin(string filling, CancellationToken cancel);

    /// <summary>
    /// Says that everything is there. False when the copy was lost since the filling of that name began: then it is not whole.
    /// </summary>
    ValueTask<bool> Finish(string filling, CancellationToken cancel);

    /// <summary>
    /// Puts the neighbours of products in place of what was there, each product's in one step; none takes the product out.
    /// </summary>
    ValueTask Put(IReadOnlyList<(string ProductId, IReadOnlyList<Near> Neighbours)> products, CancellationToken cancel);
}
