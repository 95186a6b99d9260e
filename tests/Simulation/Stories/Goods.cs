// What is bought in stories: a few products that all want, some of them scarce.
using Cartwright.Catalog.DemoData;
using Cartwright.Contracts;

namespace Cartwright.Simulation;

/// <summary>Demo products by their numbers.</summary>
internal static class Goods
{
    private static readonly Dictionary<string, string> Names = DemoProducts
        .All()
        .ToDictionary(made => made.ProductId, made => made.Fields.Name, StringComparer.Ordinal);

    /// <summary>Two with plenty, then three of which there are one, two or three units.</summary>
    public static IReadOnlyList<int> Wanted { get; } = Choose();

    /// <summary>As the shop calls it.</summary>
    public static string Name(int number) => Names.GetValueOrDefault(Demo.ProductId(number), $"product {number}");

    private static List<int> Choose()
    {
        var parents = DemoProducts.All().Select(made => made.Fields.ParentId).ToHashSet();
        var single = Enumerable.Range(1, Demo.ProductsCount).Where(number => !parents.Contains(Demo.ProductId(number))).ToList();
        return
        [
            .. single.Where(number => Demo.Stock(number) > 10).Take(2),
            .. single.Where(number => Demo.Stock(number) is > 0 and < 4).Take(3),
        ];
    }
}
