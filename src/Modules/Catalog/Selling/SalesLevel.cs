// How much sales count in a search: in doublings, and only so far.
using System.Numerics;

namespace Cartwright.Catalog.Selling;

/// <summary>
/// The boost of a search. Among equally good matches the higher level comes first; it never lifts a match over a better one. Doublings,
/// so that what sells a little better today changes no order, and bounded, so that nothing is ever out of reach.
/// </summary>
public static class SalesLevel
{
    /// <summary>The highest.</summary>
    public const int Max = 12;

    /// <summary>Fewer units are chance: two orders may have made them.</summary>
    public const long UnitsMin = 4;

    /// <summary>0 below <see cref="UnitsMin"/>, then one more with each doubling.</summary>
    /// <param name="sold">Units as <see cref="Contracts.ProductSales"/> counts them.</param>
    public static int Of(long sold) => sold < UnitsMin ? 0 : Math.Min(BitOperations.Log2((ulong)sold) - 1, Max);
}
