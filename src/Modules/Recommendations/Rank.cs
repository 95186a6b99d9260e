// Puts candidates into one list: what goes together first, then the category, then what is popular. Pure.
namespace Cartwright.Recommendations;

/// <summary>A ranked product.</summary>
/// <param name="Score">Falls along the list; comparable within one reply only.</param>
/// <param name="Reason">One of the codes of <see cref="Reasons"/>.</param>
/// <param name="Because">The product bought before, for <see cref="Reasons.Bought"/>.</param>
public sealed record Ranked(string ProductId, double Score, string Reason, string? Because = null);

/// <summary>Why a product is shown, as codes.</summary>
public static class Reasons
{
    public const string Together = "bought_together";
    public const string Bought = "because_you_bought";
    public const string Category = "same_category";
    public const string Popular = "popular";
}

/// <summary>Ranking without clock or disk.</summary>
public static class Rank
{
    /// <summary>Neighbours by similarity, best first.</summary>
    /// <param name="orders">Orders with the product whose neighbours they are.</param>
    public static IReadOnlyList<Near> Nearest(long orders, IEnumerable<Neighbour> neighbours) =>
        [
            .. neighbours
                .Select(n => new Near(n.ProductId, Affinity.Similarity(n.Together, orders, n.Orders)))
                .OrderByDescending(near => near.Score)
                .ThenBy(near => near.ProductId, StringComparer.Ordinal),
        ];

    /// <summary>Candidates for the page of a product.</summary>
    public static IEnumerable<Ranked> Together(IEnumerable<Near> neighbours) =>
        neighbours.Select(near => new Ranked(near.ProductId, near.Score, Reasons.Together));

    /// <summary>Candidates for a user: neighbours of what was bought, each with the purchase that speaks for it most.</summary>
    public static IEnumerable<Ranked> Bought(IEnumerable<(string ProductId, IReadOnlyList<Near> Neighbours)> bought) =>
        bought
            .SelectMany(b => b.Neighbours.Select(n => (n.ProductId, Because: b.ProductId, n.Score)))
            .GroupBy(c => c.ProductId, StringComparer.Ordinal)
            .Select(c => new Ranked(
                c.Key,
                c.Sum(one => one.Score),
                Reasons.Bought,
                c.OrderByDescending(one => one.Score).ThenBy(one => one.Because, StringComparer.Ordinal).First().Because
            ))
            .OrderByDescending(r => r.Score)
            .ThenBy(r => r.ProductId, StringComparer.Ordinal);

    /// <summary>Products by popularity under a reason.</summary>
    public static IEnumerable<Ranked> Popular(IEnumerable<Popular> products, long today, string reason) =>
        products.Select(p => new Ranked(p.ProductId, Affinity.Today(p.Score, today), reason));

    /// <summary>
    /// The tiers one after the other, no product twice and none of the excluded. Scores are pressed into one step a tier, so that a
    /// reader who sorts by score gets the same order.
    /// </summary>
    public static List<Ranked> Merge(IReadOnlyList<IEnumerable<Ranked>> tiers, IEnumerable<string> excluded, int max)
    {
        var seen = excluded.ToHashSet(StringComparer.Ordinal);
        var merged = new List<Ranked>(max);
        for (var tier = 0; tier < tiers.Count; tier++)
        {
            foreach (var candidate in tiers[tier])
            {
                if (merged.Count == max)
                {
                    return merged;
                }

                if (seen.Add(candidate.ProductId))
                {
                    merged.Add(
                        candidate with
                        {
                            Score = Math.Round(tiers.Count - 1 - tier + (candidate.Score / (1 + candidate.Score)), 6),
                        }
                    );
                }
            }
        }

        return merged;
    }
}
