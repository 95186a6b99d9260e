// The demo products that can be bought: one with variants is bought through them.
using System.Text.Json;
using Cartwright.Catalog.DemoData;

namespace Cartwright.Bench;

internal static class DemoGoods
{
    private static readonly string[] Buyable =
    [
        .. DemoProducts
            .All()
            .Where(product =>
                product.Fields.Options is null
                || JsonDocument
                    .Parse(product.Fields.Options)
                    .RootElement.EnumerateObject()
                    .All(option => option.Value.ValueKind != JsonValueKind.Array)
            )
            .Select(product => product.ProductId),
    ];

    /// <summary>The id of the product with this number among those that can be bought, from 1; behind the last the first again.</summary>
    public static string Id(int number) => Buyable[(number - 1) % Buyable.Length];
}
