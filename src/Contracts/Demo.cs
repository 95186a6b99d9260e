// What the demo data of several modules must agree on. Each module fills its own tables from this, always alike.
using System.Globalization;

namespace Cartwright.Contracts;

/// <summary>The demo shop: products 1 to 1,000 of five vendors.</summary>
public static class Demo
{
    public const int ProductsCount = 1_000;

    public const string Currency = "USD";

    /// <summary>The vendors; the demo vendor's account belongs to the first.</summary>
    public static IReadOnlyList<(string Id, string Name)> Vendors { get; } =
    [
        ("vendor-1", "Northwind Goods"),
        ("vendor-2", "Fern & Field"),
        ("vendor-3", "Lumen Works"),
        ("vendor-4", "Harbor Supply"),
        ("vendor-5", "Atelier Mono"),
    ];

    /// <summary>
    /// Units on hand at the start: one product in forty is sold out, but not the newest, every 25th is scarce, the rest have plenty.
    /// </summary>
    /// <param name="number">1 to <see cref="ProductsCount"/>.</param>
    public static long Stock(int number) =>
        number % 40 == 20 ? 0
        : number % 25 == 0 ? 1 + (number % 3)
        : 60 + (number * 37 % 240);

    public static string ProductId(int number) => number.ToString(CultureInfo.InvariantCulture);
}
