// What the commands of one batch are decided on, looked up together.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Catalog;

/// <summary>
/// The products that a batch names, as its commands so far leave them: a statement for all of them in place of one each. What a command
/// changes beside its own product is forgotten and read again.
/// </summary>
internal sealed class BatchRows
{
    private readonly Dictionary<string, CatalogProduct?> rows;
    private readonly HashSet<(string VendorId, string Sku)>? taken;

    private BatchRows(Dictionary<string, CatalogProduct?> rows, HashSet<(string VendorId, string Sku)>? taken) =>
        (this.rows, this.taken) = (rows, taken);

    /// <summary>Looks them up. A single command is quicker without.</summary>
    public static async ValueTask<BatchRows?> Of(Transaction tx, IReadOnlyList<ProductCommand> commands)
    {
        if (commands.Count < 2)
        {
            return null;
        }

        string[] ids = [.. commands.Select(command => command.ProductId).Distinct(StringComparer.Ordinal)];
        var rows = ids.ToDictionary(id => id, CatalogProduct? (_) => null, StringComparer.Ordinal);
        foreach (var product in await ProductSql.FindMany(tx, ids))
        {
            rows[product.ProductId] = product;
        }

        return new(rows, tx.Dialect.OneProcess ? await Numbers(tx, commands) : null);
    }

    public ValueTask<CatalogProduct?> Find(Transaction tx, string productId) =>
        rows.TryGetValue(productId, out var row) ? ValueTask.FromResult(row) : ProductSql.Find(tx, productId);

    /// <summary>Whether nobody has the number, as far as can be told without asking.</summary>
    public bool IsFree(string vendorId, string sku) => taken?.Contains((vendorId, sku.Trim())) == false;

    /// <summary>The product is as a command left it.</summary>
    public void Put(CatalogProduct product)
    {
        rows[product.ProductId] = product;
        if (product.Listing.Sku is { } sku)
        {
            taken?.Add((product.VendorId, sku));
        }
    }

    /// <summary>Something else may have changed it.</summary>
    public void Forget(string productId) => rows.Remove(productId);

    /// <summary>Many may have changed.</summary>
    public void Forget() => rows.Clear();

    // Only where no other process can write beside: else each number is asked for under its lock.
    private static async ValueTask<HashSet<(string VendorId, string Sku)>> Numbers(Transaction tx, IReadOnlyList<ProductCommand> commands)
    {
        string[] skus =
        [
            .. commands
                .OfType<PutProduct>()
                .Select(put => put.Said.Sku.Value?.Trim())
                .OfType<string>()
                .Where(sku => sku.Length > 0)
                .Distinct(StringComparer.Ordinal),
        ];
        var found = skus.Length == 0 ? [] : await ProductSql.Numbers(tx, skus);

        // What no line of the batch says has not been asked for.
        return [.. found.Select(one => (one.VendorId, one.Sku))];
    }
}
