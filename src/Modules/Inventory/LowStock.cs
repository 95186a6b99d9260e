// What runs out: products of which few can still be bought, with their names, for those who look after them.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

/// <summary>Stock of a product that runs out.</summary>
/// <param name="Withheld">Whether it is not for sale now, such as a draft.</param>
public sealed record LowStockLine(
    string ProductId,
    string Name,
    string VendorId,
    bool Withheld,
    long OnHand,
    long Reserved,
    long Available
);

internal sealed class LowStock([FromKeyedServices("inventory")] Database database, ICatalog catalog, [Steady] TimeProvider clock)
{
    /// <summary>Units that count as low where nobody says.</summary>
    public const long LowDefault = 5;

    /// <summary>More is not low of anything.</summary>
    public const long LowMax = 1_000;

    /// <summary>
    /// A page in the order of ids: what was stocked once and of which at most <paramref name="low"/> units can be bought. A vendor sees its
    /// own; its page may be short, or empty, and still have a next one.
    /// </summary>
    public async ValueTask<Outcome<Page<LowStockLine>>> Run(Caller caller, long low, PageRequest page, CancellationToken cancel)
    {
        var purpose = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"low\n{low}\n{caller.UserId}");
        if (new Check().Range("low", low, 0, LowMax).Refused is { } wrong || !page.After(purpose, 1).Is(out var after, out wrong))
        {
            return wrong;
        }

        var ids = await database.Read(sql => InventorySql.Low(sql, low, after?[0] ?? string.Empty, page.Limit + 1));
        var shown = ids.Count > page.Limit ? ids.GetRange(0, page.Limit) : ids;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var levels = await database.Read(sql => InventoryStore.Levels(sql, [.. shown], now));
        var stock = levels.ToDictionary(row => row.Id, row => row.Level, StringComparer.Ordinal);
        var request = new GetProductsRequest { WithheldToo = true };
        request.ProductIds.AddRange(shown);
        if (!(await catalog.GetProducts(request, cancel)).Is(out var reply, out var refused))
        {
            return refused;
        }

        // What was deleted has stock too, and nobody restocks it. A product that is bought through its variants has none of its own.
        var lines = reply
            .Products.Where(product => caller.May(Permission.StockView) || product.VendorId == caller.VendorId)
            .Where(product => product.VariantIds.Count == 0 && stock.ContainsKey(product.ProductId))
            .Select(product => (product, level: stock[product.ProductId]))
            .Select(one => new LowStockLine(
                one.product.ProductId,
                one.product.Name,
                one.product.VendorId,
                one.product.Withheld,
                one.level.OnHand,
                one.level.Reserved,
                one.level.Available
            ))
            .ToList();
        return page.Page(purpose, lines, line => line, ids.Count > page.Limit ? [shown[^1]] : null);
    }
}
