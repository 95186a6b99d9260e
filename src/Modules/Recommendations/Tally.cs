// The difference that many orders make to the counts, each key once: what a popular product gets from a hundred orders is one addition.
// Pure.
namespace Cartwright.Recommendations;

/// <summary>Differences by key. All are whole numbers of orders; those that cancel each other out are zero.</summary>
public sealed class Tally
{
    public SortedDictionary<string, (string Category, long Orders)> Products { get; } = new(StringComparer.Ordinal);

    public Dictionary<(string ProductId, long Day), long> Days { get; } = [];

    /// <summary>Both directions of each pair.</summary>
    public Dictionary<(string ProductId, string OtherId), long> Pairs { get; } = [];

    public static Tally Of(IEnumerable<TakenOrder> orders)
    {
        var tally = new Tally();
        foreach (var order in orders)
        {
            tally.Add(order);
        }

        return tally;
    }

    private void Add(TakenOrder order)
    {
        var by = order.Cancelled ? -1 : 1;
        var day = Affinity.Day(order.AtMs);
        for (var i = 0; i < order.Products.Count; i++)
        {
            var (id, category) = order.Products[i];
            var (known, orders) = Products.GetValueOrDefault(id, (category, 0));
            Products[id] = (known.Length == 0 ? category : known, orders + by);
            Days[(id, day)] = Days.GetValueOrDefault((id, day)) + by;
            for (var j = 0; j < Math.Min(order.Paired, order.Products.Count); j++)
            {
                if (i < order.Paired && i != j)
                {
                    var pair = (id, order.Products[j].ProductId);
                    Pairs[pair] = Pairs.GetValueOrDefault(pair) + by;
                }
            }
        }
    }
}
