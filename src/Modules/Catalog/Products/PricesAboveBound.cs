// At start: which prices are of before there was a bound? They stay for sale, and whoever runs the shop hears of them.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cartwright.Catalog;

/// <summary>Looks at the highest prices, beside the running shop.</summary>
public sealed partial class PricesAboveBound(IProductStore store, ILogger<PricesAboveBound> log) : BackgroundService
{
    private const int LooksMax = 1_000;
    private const int Named = 5;

    /// <summary>Products for sale whose price is above <see cref="Limits.PriceMinorMax"/>, of the first thousand by price.</summary>
    public async Task<IReadOnlyList<CatalogProduct>> Find(CancellationToken cancel)
    {
        // No price below this is above the bound in any currency: thousandths are the smallest units there are.
        var dear = new ProductQuery(null, null, null, Limits.PriceMinorMax, long.MaxValue, null, ProductSort.PriceDown, null);
        var found = new List<CatalogProduct>();
        string[]? after = null;
        for (var looks = 0; looks < LooksMax && !cancel.IsCancellationRequested; looks += Limits.PageItemsMax)
        {
            var page = await store.List(dear, after, Limits.PageItemsMax);
            found.AddRange(page.Select(row => row.Product).Where(product => product.PriceMinor > Limits.PriceMinorMax));
            if (page.Count < Limits.PageItemsMax)
            {
                break;
            }

            after = page[^1].Key;
        }

        return found;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            if (await Find(stoppingToken) is { Count: > 0 } found)
            {
                LogAbove(
                    log,
                    found.Count,
                    string.Join(
                        ", ",
                        found
                            .Take(Named)
                            .Select(product =>
                                $"{product.ProductId} {Currencies.ToMajor(product.PriceMinor, product.Currency)} {product.Currency}"
                            )
                    )
                );
            }
        }
        catch (StorageUnavailable)
        {
            // The store tells of its outage itself; the next start looks again.
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} products have a price above the bound of today, 1,000,000,000 minor units: {Products}. They stay for sale as they are; a price that is set now must be within it."
    )]
    private static partial void LogAbove(ILogger log, int count, string products);
}
