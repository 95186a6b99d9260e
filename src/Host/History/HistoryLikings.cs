// What people of a demo's past like, and what they take along with it.
using Cartwright.Contracts;

namespace Cartwright.Host;

/// <summary>What people like, and what goes with it.</summary>
internal sealed class HistoryLikings
{
    private readonly IReadOnlyList<Product> goods;
    private readonly double[] upTo;
    private readonly int[][] companions;

    /// <param name="goods">What may be bought.</param>
    /// <param name="chance">Says which of them people like.</param>
    public HistoryLikings(IReadOnlyList<Product> goods, Random chance)
    {
        this.goods = goods;
        upTo = new double[goods.Count];
        var rank = Enumerable.Range(0, goods.Count).ToArray();
        chance.Shuffle(rank);
        var sum = 0.0;
        for (var i = 0; i < goods.Count; i++)
        {
            // A few favourites, a long tail, and of what costs much less.
            sum += 1 / Math.Pow(rank[i] + 6, 0.85) / (1 + (goods[i].PriceMinor / 12_000.0));
            upTo[i] = sum;
        }

        companions = [.. goods.Select(_ => new[] { Any(chance), Any(chance), Any(chance) })];
    }

    /// <summary>One to four products, some of them more than once.</summary>
    public List<(string ProductId, int Quantity)> Choose(Random chance)
    {
        var first = Any(chance);
        var chosen = new List<int> { first };
        foreach (var companion in companions[first].Take(2))
        {
            if (chance.Next(100) < 34)
            {
                chosen.Add(companion);
            }
        }

        if (chance.Next(100) < 22)
        {
            chosen.Add(Any(chance));
        }

        return
        [
            .. chosen
                .Distinct()
                .Select(at => (goods[at].ProductId, goods[at].PriceMinor < 6_000 && chance.Next(100) < 18 ? 2 + chance.Next(2) : 1)),
        ];
    }

    private int Any(Random chance)
    {
        var at = Array.BinarySearch(upTo, chance.NextDouble() * upTo[^1]);
        return Math.Min(at < 0 ? ~at : at, goods.Count - 1);
    }
}
