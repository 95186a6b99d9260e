// What a product is as a thing: bounds that Catalog, which keeps it, and Ordering, which ships it, share.
namespace Cartwright.Contracts;

/// <summary>Bounds of goods.</summary>
public static class Goods
{
    /// <summary>Grams of one unit with its packing: ten tonnes, which no carrier of parcels takes.</summary>
    public const long WeightGMax = 10_000_000;
}
