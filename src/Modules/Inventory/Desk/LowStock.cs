// The list of stock, and of what runs out: with names, for those who look after it.
using System.Globalization;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Inventory;

/// <summary>Stock of a product.</summary>
/// <param name="Withheld">Whether it is not for sale now, such as a draft.</param>
/// <param name="Sku">The seller's own number of it; absent where it has none.</param>
/// <param name="LowAt">It runs low when so many units or fewer can be bought.</param>
public sealed record LowStockLine(
    string ProductId,
    string Name,
    string VendorId,
    bool Withheld,
    long OnHand,
    long Reserved,
    long Available,
    long LowAt = LowStock.LowDefault,
    string? Sku = null
);

internal sealed class LowStock([FromKeyedServices("inventory")] Database database, ICatalog catalog, [Steady] TimeProvider clock)
{
    /// <summary>Units that count as low where nobody says.</summary>
    public const long LowDefault = 5;

    /// <summary>More is not low of anything.</summary>
    public const long LowMax = 1_000;

    /// <summary>Products that one question looks at: names are Catalog's, and are asked for by the page.</summary>
    public const int LooksMax = 8 * Limits.ContractIdsMax;

    /// <summary>
    /// A page in the order of ids: what was stocked once and of which few units can be bought. A vendor sees its own. A page may be short
    /// and still have a next one, where few of many match.
    /// </summary>
    /// <param name="low">
    /// At most so many units, <see cref="DeskSql.Own"/> for what each product says itself, or <see cref="DeskSql.Any"/>.
    /// </param>
    /// <param name="q">An id, the beginning of a SKU, or a part of a name, whatever its case; null for all.</param>
    public async ValueTask<Outcome<Page<LowStockLine>>> Run(
        Caller caller,
        long low,
        PageRequest page,
        CancellationToken cancel,
        string? q = null
    )
    {
        var part = q?.Trim() is { Length: > 0 } said ? said : null;
        var purpose = string.Create(CultureInfo.InvariantCulture, $"low\n{low}\n{caller.UserId}\n{part}");
        var check = new Check().Range("low", low is DeskSql.Any or DeskSql.Own ? 0 : low, 0, LowMax).Text("q", part);
        if (check.Refused is { } wrong || !page.After(purpose, 1).Is(out var after, out wrong))
        {
            return wrong;
        }

        var lines = new List<LowStockLine>();
        var last = after?[0] ?? string.Empty;
        var (looks, more) = (0, true);
        while (more && lines.Count < page.Limit && looks < LooksMax)
        {
            var from = last;
            var rows = await database.Read(sql => DeskSql.Stocked(sql, low, from, Limits.ContractIdsMax));
            looks += rows.Count;
            more = rows.Count == Limits.ContractIdsMax;
            if (!(await Named(caller, rows, part, cancel)).Is(out var found, out var refused))
            {
                return refused;
            }

            foreach (var (id, _) in rows)
            {
                if (lines.Count == page.Limit)
                {
                    more |= found.ContainsKey(id);
                    continue;
                }

                last = id;
                if (found.TryGetValue(id, out var line))
                {
                    lines.Add(line);
                }
            }
        }

        return page.Page(purpose, lines, line => line, more ? [last] : null);
    }

    // What was deleted has stock too, and nobody restocks it. A product that is bought through its variants has none of its own.
    private async ValueTask<Outcome<Dictionary<string, LowStockLine>>> Named(
        Caller caller,
        List<(string ProductId, long LowAt)> rows,
        string? part,
        CancellationToken cancel
    )
    {
        var request = new GetProductsRequest { WithheldToo = true };
        request.ProductIds.AddRange(rows.Select(row => row.ProductId));
        if (!(await catalog.GetProducts(request, cancel)).Is(out var reply, out var refused))
        {
            return refused;
        }

        var products = reply
            .Products.Where(product =>
                (caller.May(Permission.StockView) || product.VendorId == caller.VendorId) && product.VariantIds.Count == 0
            )
            .Where(product => part is null || Matches(product, part))
            .ToList();
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var levels = await database.Read(sql => InventoryStore.Levels(sql, [.. products.Select(product => product.ProductId)], now));
        var stock = levels.ToDictionary(row => row.Id, row => row.Level, StringComparer.Ordinal);
        var lowAt = rows.ToDictionary(row => row.ProductId, row => row.LowAt, StringComparer.Ordinal);
        return products
            .Where(product => stock.ContainsKey(product.ProductId))
            .Select(product => (product, level: stock[product.ProductId]))
            .ToDictionary(
                one => one.product.ProductId,
                one => new LowStockLine(
                    one.product.ProductId,
                    one.product.Name,
                    one.product.VendorId,
                    one.product.Withheld,
                    one.level.OnHand,
                    one.level.Reserved,
                    one.level.Available,
                    lowAt[one.product.ProductId],
                    one.product.Sku.Length > 0 ? one.product.Sku : null
                ),
                StringComparer.Ordinal
            );
    }

    private static bool Matches(Product product, string part) =>
        string.Equals(product.ProductId, part, StringComparison.Ordinal)
        || product.Sku.StartsWith(part, StringComparison.OrdinalIgnoreCase)
        || product.Name.Contains(part, StringComparison.OrdinalIgnoreCase);
}
