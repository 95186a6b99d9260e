// What may be chosen next in a list of products.
namespace Cartwright.Catalog;

/// <summary>What may be chosen next, each facet counted as if its own filter were not set.</summary>
/// <param name="MinMilli">Lowest price in thousandths of a major unit, null when nothing matches the other filters.</param>
public sealed record ProductFacets(
    long Total,
    IReadOnlyList<(string Value, long Count)> Categories,
    IReadOnlyList<(string Value, string? Label, long Count)> Vendors,
    long? MinMilli,
    long? MaxMilli,
    long InStock
)
{
    /// <summary>By attribute, in the order of their names, each with the counts of its values; empty where the database searches.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<(string Value, long Count)> Values)> Attributes { get; init; } = [];

    /// <summary>Values of a facet: more cannot be chosen from.</summary>
    public const int ValuesMax = 100;

    /// <summary>Of words that no product can have.</summary>
    public static ProductFacets None { get; } = new(0, [], [], null, null, 0);

    /// <summary>The most frequent values of each facet, in the order in which they are shown.</summary>
    public static ProductFacets Of(
        long total,
        IEnumerable<(string Value, long Count)> categories,
        IEnumerable<(string Value, string? Label, long Count)> vendors,
        long? minMilli,
        long? maxMilli,
        long inStock
    ) =>
        new(
            total,
            [.. categories.OrderByDescending(c => c.Count).Take(ValuesMax).OrderBy(c => c.Value, StringComparer.Ordinal)],
            [.. vendors.OrderByDescending(v => v.Count).Take(ValuesMax).OrderBy(v => v.Label ?? v.Value, StringComparer.Ordinal)],
            minMilli,
            maxMilli,
            inStock
        );
}
