// What may be chosen next in a list of products.
using Cartwright.Catalog.Categories;

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

    /// <summary>Values of a facet that is shown: more cannot be chosen from.</summary>
    public const int ValuesMax = 100;

    /// <summary>Paths that a store counts; the level that is shown is made of them.</summary>
    public const int PathsMax = CategoryTree.NodesMax;

    /// <summary>
    /// With what may be chosen below a category: its children with all that is below each; of one without children its own level, so that
    /// another can be chosen instead.
    /// </summary>
    /// <param name="chosen">The path of the chosen category, or null.</param>
    /// <param name="current">What a path has become by moves under way.</param>
    public ProductFacets Level(string? chosen, Func<string, string> current)
    {
        var counts = Categories.Select(category => (Path: current(category.Value), category.Count)).ToArray();
        var level = chosen;
        while (level is not null && !Array.Exists(counts, category => CategoryPath.IsBelow(category.Path, level)))
        {
            level = level.LastIndexOf('/') is >= 0 and var at ? level[..at] : null;
        }

        var start = level is null ? 0 : level.Length + 1;
        return this with
        {
            Categories =
            [
                .. counts
                    .Where(category => level is null || CategoryPath.IsBelow(category.Path, level))
                    .GroupBy(
                        category => category.Path.IndexOf('/', start) is >= 0 and var end ? category.Path[..end] : category.Path,
                        StringComparer.Ordinal
                    )
                    .Select(child => (child.Key, child.Sum(category => category.Count)))
                    .OrderByDescending(child => child.Item2)
                    .Take(ValuesMax)
                    .OrderBy(child => child.Key, StringComparer.Ordinal),
            ],
        };
    }

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
            [.. categories.OrderByDescending(c => c.Count).Take(PathsMax).OrderBy(c => c.Value, StringComparer.Ordinal)],
            [.. vendors.OrderByDescending(v => v.Count).Take(ValuesMax).OrderBy(v => v.Label ?? v.Value, StringComparer.Ordinal)],
            minMilli,
            maxMilli,
            inStock
        );
}
